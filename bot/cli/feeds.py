"""`vigil feeds`: list, add, remove, import and export the sources that are polled."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.session import JsonOption, database, note, say, settings, show

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.feed import FeedInfo

COLUMNS = ("id", "state", "health", "reason", "lang", "view", "title", "url")


def add_to(app: typer.Typer) -> None:
    """Add this family to the command line."""
    family = typer.Typer(no_args_is_help=True, help="The sources that are polled.")
    family.command("list")(list_)
    family.command()(add)
    family.command()(remove)
    family.command("set")(set_)
    family.command("import")(import_)
    family.command()(export)
    app.add_typer(family, name="feeds")


def list_(as_json: JsonOption = False) -> None:
    """List every feed with how it fares."""
    from storage.feed import list_feeds

    with database(settings()) as opened:
        rows = [_row(info) for info in opened.read_now(list_feeds)]
    show(rows, as_json=as_json, columns=COLUMNS)


def add(
    url: str,
    title: Annotated[str, typer.Option(help="What to call it; default: what it calls itself.")] = "",
    lang: Annotated[str, typer.Option(help="en or ru; default: judged from its entries.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a feed by its address; the first poll is silent."""
    from bot.installation import utc_now
    from feeds.web.guard import check_url
    from feeds.web.urls import canonical
    from storage.audit import record
    from storage.feed import add_feed

    if lang not in {"", "en", "ru"}:
        raise typer.BadParameter(f"{lang!r} is not en or ru", param_hint="--lang")
    found = settings()
    check_url(url, allow_private=found.polling.allow_private_hosts)
    now = utc_now()

    def work(session: Session) -> FeedInfo:
        info = add_feed(session, url=url, url_key=canonical(url), now=now, title=title, lang=lang)
        record(session, at=now, noun="feed", subject=info.url, verb="add")
        return info

    with database(found) as opened:
        info = opened.run_now(work)
    if as_json:
        show(_row(info), as_json=True)
    else:
        say(f"Added feed {info.id}: {info.url}")


def remove(
    feed: Annotated[str, typer.Argument(help="The feed's number or address.")], as_json: JsonOption = False
) -> None:
    """Stop polling a feed; what it brought is kept."""
    from bot.installation import utc_now
    from feeds.web.urls import canonical
    from storage.audit import record
    from storage.errors import Refused
    from storage.feed import FeedState, find_feed, set_state

    now = utc_now()

    def work(session: Session) -> FeedInfo:
        number = feed.isdecimal() and len(feed) < 10
        info = (
            find_feed(session, feed_id=int(feed)) if number else find_feed(session, url_key=canonical(feed))
        )
        if info is None or info.state == FeedState.RETIRED:
            raise Refused(f"There is no feed {feed}: see vigil feeds list.")
        set_state(session, info.id, FeedState.RETIRED, now)
        record(session, at=now, noun="feed", subject=info.url, verb="remove")
        return info

    with database(settings()) as opened:
        info = opened.run_now(work)
    if as_json:
        show({"id": info.id, "url": info.url, "title": info.title}, as_json=True)
    else:
        say(f"Removed feed {info.id}: {info.url}")


def set_(
    feed: Annotated[int, typer.Argument(help="The feed's number.", min=1, max=10**9)],
    article: Annotated[str, typer.Option(help="on: summaries from the article pages; off.")] = "",
    evidence: Annotated[str, typer.Option(help="on: keep a copy of every alerted page; off.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Choose whether a feed's article pages are read, and copies of them kept."""
    from bot.installation import utc_now
    from storage.audit import record
    from storage.feed import find_feed, set_reading

    wanted = {"article": _switch(article, "--article"), "evidence": _switch(evidence, "--evidence")}
    now = utc_now()

    def work(session: Session) -> FeedInfo:
        before = find_feed(session, feed_id=feed)
        after = set_reading(session, feed, **wanted)
        for what in [what for what in wanted if before and getattr(before, what) != getattr(after, what)]:
            told = {"before": getattr(before, what), "after": getattr(after, what)}
            record(session, at=now, noun="feed", subject=after.url, verb=f"set {what}", **told)
        return after

    with database(settings()) as opened:
        info = opened.run_now(work)
    if as_json:
        show(_row(info), as_json=True)
    else:
        told = {True: "on", False: "off"}
        say(f"Feed {info.id}: article {told[info.article]}, evidence {told[info.evidence]}.")


def _switch(written: str, option: str) -> bool | None:
    if written not in {"", "on", "off"}:
        raise typer.BadParameter(f"{written!r} is not on or off", param_hint=option)
    return written == "on" if written else None


def import_(file: Annotated[Path, typer.Argument(help="An OPML file.")], as_json: JsonOption = False) -> None:
    """Add the feeds of an OPML file; those already there are left as they are."""
    from bot.installation import add_source, utc_now
    from feeds.errors import FeedsError
    from feeds.web.guard import check_url
    from feeds.web.opml import read
    from storage.audit import record
    from storage.errors import Refused

    found, now, added, left_out = settings(), utc_now(), 0, list[str]()
    sources = read(file.read_bytes())
    with database(found) as opened:
        for source in sources:
            try:
                check_url(source.url, allow_private=found.polling.allow_private_hosts)
                opened.run_now(add_source, source, now)
                added += 1
            except (FeedsError, Refused) as error:
                left_out.append(str(error))
                note(f"left out: {error}")
        opened.run_now(record, at=now, noun="feed", subject=file.name, verb="import", after=added)
    if as_json:
        show({"added": added, "listed": len(sources), "left_out": left_out}, as_json=True)
    else:
        say(f"Added {added} of {len(sources)} feeds.")


def export() -> None:
    """Print every feed that is not removed as OPML."""
    from feeds.web.opml import SourceData, write
    from storage.feed import FeedState, list_feeds

    with database(settings()) as opened:
        infos = [info for info in opened.read_now(list_feeds) if info.state != FeedState.RETIRED]
    sources = [
        SourceData(
            url=info.url,
            title=info.title,
            owner=info.owner,
            view=info.view,
            lang=info.lang,
            legal_label=info.legal_label,
            enabled=info.state == FeedState.ACTIVE,
            note=info.note,
        )
        for info in infos
    ]
    sys.stdout.buffer.write(write(sources))


def _row(info: Any) -> dict[str, Any]:
    return {name: getattr(info, name) for name in type(info).__dataclass_fields__}
