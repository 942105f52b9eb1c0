"""`vigil explain`: why an address brought an alert, or did not."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, say, settings, show

if TYPE_CHECKING:
    from bot.explaining import UrlVerdict
    from feeds.types import WatchList
    from feeds.watch.explain import Finding
    from storage.trace import TracedEntry


def add_to(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(explain)


def explain(
    url: Annotated[str, typer.Argument(help="The address of an article.")], as_json: JsonOption = False
) -> None:
    """Say why an article brought an alert, or name the first gate that stopped it."""
    from bot.explaining import explain_url
    from bot.installation import utc_now
    from bot.watch import Watch, stored_watchlist

    with database(settings(level="warning")) as opened:
        watch = Watch(opened.run_now(stored_watchlist, utc_now()))
        verdict = opened.read_now(explain_url, watch, url)
    if as_json:
        show(_as_json(verdict), as_json=True)
        return
    for line in _lines(verdict, watch.watchlist):
        say(line)


def _lines(verdict: UrlVerdict, watchlist: WatchList) -> list[str]:
    lines = [_headline(verdict), *(f"  {one}" for one in _feeds(verdict))]
    if verdict.entry:
        lines.append(f"  title: {' '.join(verdict.entry.title.split()) or '(none)'}")
        lines.append(f"  seen {_time(verdict.entry.first_seen)} in {_feed(verdict.entry)}")
    for match in verdict.matches:
        place = f"{match.field} {match.start}-{match.end}"
        lines.append(
            f"  {match.entity}: “{match.surface}” ({match.rule}, {place}), keyword “{match.keyword}”"
        )
    if verdict.explanation:
        near = (*verdict.explanation.found, *verdict.explanation.stopped)
        lines += [f"  {_name(one, watchlist)}: {_sentence(one)}" for one in near]
        others = len(verdict.explanation.findings) - len(near)
        if others:
            lines.append(f"  {others} other{'s' if others > 1 else ''}: no form of the name occurs")
    counts = [f"{count} {state}{f' ({why})' if why else ''}" for state, why, count in verdict.fates]
    return [*lines, f"  to subscribers: {', '.join(counts)}"] if counts else lines


def _headline(verdict: UrlVerdict) -> str:
    from bot.explaining import Stop

    alert = verdict.alert
    told = f"alerted at {_time(alert.created)} for {', '.join(alert.entities)}" if alert else ""
    sentences = {
        Stop.NO_FEED: "No polled feed is of this site, and none ever led to it.",
        Stop.FEED_DOWN: "Never seen: no feed of this site can be read now.",
        Stop.NEVER_SEEN: "Never seen: the feeds of this site are read, and this address was not in them.",
        Stop.BASELINE: "No alert: it was there already at the first poll of its feed, which is silent.",
        Stop.NO_MATCH: "No alert: nobody watched is mentioned.",
        Stop.MATCHES_NOW: (
            "No alert: it was not a mention when it came, and would be one under the watch-list in force."
        ),
        Stop.UNTOLD: "It mentions somebody watched and waits to be told.",
        Stop.DUPLICATE: f"No alert of its own: its story was {told}.",
        Stop.NO_ALERT: "No alert: its story is known, and nobody was alerted of it.",
        Stop.ALERTED: f"It was {told}.",
    }
    return sentences[verdict.stop]


def _feeds(verdict: UrlVerdict) -> list[str]:
    lines = []
    for feed in verdict.feeds:
        state = feed.state if feed.state != "active" else feed.health
        polled = f"last polled {_time(feed.last_poll)}" if feed.last_poll else "not polled yet"
        lines.append(f"feed {feed.id} {feed.name}: {state}, {polled}. {feed.reason}".rstrip())
    alert = verdict.alert
    if alert and verdict.entry and alert.entry_id != verdict.entry.id:
        source = alert.feed_title or alert.feed_url
        lines.append(f"first: {alert.title} ({source}, {_time(alert.first_seen)})")
        lines += [alert.link] if alert.link else []
    return lines


def _feed(entry: TracedEntry) -> str:
    return entry.feed_title or entry.feed_url


def _name(finding: Finding, watchlist: WatchList) -> str:
    entity = watchlist.get(finding.entity)
    return entity.name("en") if entity else finding.entity


def _sentence(finding: Finding) -> str:
    from feeds.watch.explain import sentence

    return sentence(finding)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _as_json(verdict: UrlVerdict) -> dict[str, Any]:
    from dataclasses import asdict

    entry = asdict(verdict.entry) if verdict.entry else None
    if entry is not None:
        del entry["text"]
    findings = verdict.explanation.findings if verdict.explanation else ()
    return {
        "url": verdict.url,
        "stop": verdict.stop.value,
        "entry": entry,
        "alert": asdict(verdict.alert) if verdict.alert else None,
        "deliveries": [{"state": state, "reason": why, "count": n} for state, why, n in verdict.fates],
        "feeds": [
            {"id": one.id, "url": one.url, "state": one.state, "health": one.health, "reason": one.reason}
            for one in verdict.feeds
        ],
        "findings": [{**asdict(one), "sentence": _sentence(one)} for one in findings],
    }
