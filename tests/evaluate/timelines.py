"""Section `timelines`: the recorded life of every feed, played twice to the real line.

Polls are played in the order of their times, all feeds into one database. Of a run of polls that got the
same document only the first and the last are played: the second finds nothing changed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from time import perf_counter
from xml.etree import ElementTree

from sqlmodel import Session, col, func, select

from bot.watch import Watch
from feeds.web.keys import fold
from feeds.web.worker import ParseWorkers
from storage.entry import Entry, EntryMatch, EntryRevision
from storage.story import Alert, AlertEntity, AlertKind
from tests.evaluate.corpus import corpus, rows
from tests.evaluate.expected import REPEATED_HEADLINES, TIMELINES, WRONG_HITS
from tests.evaluate.replay import Line, Mark, Serving, mark, opened_line
from tests.evaluate.report import Report
from tests.evaluate.told import renewed, stories_to_read, told, wide


@dataclass(frozen=True, slots=True)
class Timeline:
    """A recorded feed: the documents it served and when."""

    name: str
    folder: Path
    polls: tuple[tuple[datetime, str], ...]
    counted: int
    """Distinct addresses or ids, by the summary."""
    hits: tuple[str, ...]
    """Folded headlines that mention somebody watched, by the summary."""

    @property
    def short(self) -> str:
        """The name without the project that recorded it, where that leaves it unique."""
        owner, _, feed = self.name.partition("/")
        return f"{owner.partition('+')[0]}/{feed}"

    def headlines(self) -> set[str]:
        """Return the folded headlines that were ever served, read by another parser than Vigil's."""
        found = set()
        for version in {version for _, version in self.polls}:
            try:
                root = ElementTree.parse(self.folder / version).getroot()
            except ElementTree.ParseError:
                continue
            found |= {fold(_plain(item.findtext("title") or "")) for item in root.iter("item")}
        return found - {""}

    def played(self) -> list[tuple[datetime, str]]:
        """Return the first and the last poll of each run of equal documents."""
        runs = (list(run) for _, run in itertools.groupby(self.polls, key=lambda poll: poll[1]))
        return [poll for run in runs for poll in dict.fromkeys((run[0], run[-1]))]


@dataclass(slots=True)
class Tally:
    """What one feed brought in one replay."""

    polls: int = 0
    unchanged: int = 0
    baseline: int = 0
    new: int = 0
    edited: int = 0
    returned: int = 0
    """Known entries that were gone from the document before and are back."""
    repeated: int = 0
    """Alerts about entries that were neither new nor edited."""
    read_at: datetime | None = None


@dataclass(slots=True)
class Found:
    """What the database knows of one feed in the end."""

    entries: int = 0
    headlines: set[str] = field(default_factory=set)
    """Folded, past and present."""
    matched: list[set[str]] = field(default_factory=list)
    """Folded headlines, past and present, of each entry that mentions somebody watched."""
    alerts: int = 0
    untold: int = 0
    """Stories' entities that came after the first poll and of which no alert tells."""
    doubles: int = 0
    """Entries under a headline that another has, too."""


def load(folder: Path) -> list[Timeline]:
    """Return the recorded feeds."""
    summaries = {
        str(summary["timeline"]).removeprefix("timelines/"): summary
        for summary in json.loads((folder / "SUMMARY.json").read_text(encoding="utf-8"))
    }
    found = []
    for path in sorted(folder.glob("*/*/polls.jsonl")):
        name = path.parent.relative_to(folder).as_posix()
        polls = tuple((datetime.fromisoformat(row["t"]), str(row["f"])) for row in rows(path))
        summary = summaries[name]
        hits = tuple(fold(str(hit["title"])) for hit in summary["hits"])
        found.append(Timeline(name, path.parent, polls, int(summary.get("new_items", 0)), hits))
    return found


def run(show: int = 0) -> Report:
    """Play every timeline twice and compare what was new with what is known to be right.

    `show` stories of a third replay, with a wide watch-list, are printed for reading.
    """
    return asyncio.run(_run(show))


async def _run(show: int) -> Report:
    report = Report("timelines")
    timelines = load(corpus() / "feeds" / "timelines")
    first = min(timeline.polls[0][0] for timeline in timelines)
    last = max(timeline.polls[-1][0] for timeline in timelines)
    workers = ParseWorkers(processes=2)
    began = perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="vigil-evaluate-") as folder:
            async with opened_line(Path(folder), workers, first) as line:
                edits: set[tuple[int | None, datetime]] = set()
                once = await play(line, timelines, edits=edits)
                print(await _told(line, edits))
                found = {t.name: await line.database.read(_found, line.feeds[t.name]) for t in timelines}
                halfway = perf_counter()
                twice = await play(line, timelines, shift=last - first + timedelta(days=1))
                alerts = (await line.database.read(mark)).alert - sum(one.alerts for one in found.values())
        if show:
            await _show_stories(timelines, workers, first, show)
    finally:
        await workers.close()
    _show(report, timelines, once, found)
    print(
        f"\n{sum(tally.polls for tally in once.values())} of {sum(len(t.polls) for t in timelines)} polls "
        "played (of equal documents in a row, the first and the last), "
        f"{sum(t.unchanged for t in once.values())} of them unchanged; "
        f"{halfway - began:.1f} s once, {perf_counter() - halfway:.1f} s the second time."
    )
    _judge(report, timelines, once, found)
    again = sum(tally.new + tally.baseline for tally in twice.values())
    report.promise(again == 0, f"The same replay once more: {again} new entries.")
    report.promise(alerts == 0, f"The same replay once more: {alerts} more alerts.")
    return report


async def play(
    line: Line,
    timelines: Sequence[Timeline],
    *,
    shift: timedelta = timedelta(),
    edits: set[tuple[int | None, datetime]] | None = None,
) -> dict[str, Tally]:
    """Play the polls of all feeds in the order of their times; returns what each feed brought.

    With `edits` stories are also looked at for news, and renewals of messages are added to it.
    """
    tallies = {timeline.name: Tally() for timeline in timelines}
    events = sorted((at, t.name, t.folder / version) for t in timelines for at, version in t.played())
    for at, together in itertools.groupby(events, key=lambda event: event[0]):
        servings = [Serving(name, path.read_bytes()) for _, name, path in together]
        before = await line.database.read(mark)
        seen = {s.feed: await line.database.read(_seen, line.feeds.get(s.feed)) for s in servings}
        reports = await line.poll(at + shift, servings)
        if edits is not None:
            await line.pipeline.weigh_due()
            await line.pipeline.expand_due()
            edits |= await line.database.read(renewed)
        for name, report in reports.items():
            tally = tallies[name]
            tally.polls += 1
            tally.unchanged += report.health in ("unchanged", "stale") and not report.entries
            if report.entries:
                await _count(line, tally, line.feeds[name], before, seen[name], report.new, at + shift)
    return tallies


async def _told(line: Line, edits: set[tuple[int | None, datetime]]) -> str:
    """Say how often a subscriber would have heard something."""
    found = await line.database.read(told)
    return (
        f"{found.mentions} alerts without stories (one for each new entry that mentions the watched); "
        f"with stories {found.alerts} alerts, of {found.stories} stories, {found.joined} with several "
        f"such entries, and {found.updates} updates; messages edited without sound {len(edits)} times.\n"
    )


async def _show_stories(
    timelines: Sequence[Timeline], workers: ParseWorkers, first: datetime, number: int
) -> None:
    """Replay with a watch-list that nearly all news answers to, and print stories for reading."""
    edits: set[tuple[int | None, datetime]] = set()
    with tempfile.TemporaryDirectory(prefix="vigil-evaluate-") as folder:
        async with opened_line(Path(folder), workers, first, watch=Watch(wide())) as line:
            await play(line, timelines, edits=edits)
            names = {feed: name for name, feed in line.feeds.items()}
            print(f"\nWith a watch-list of what nearly all news mentions: {await _told(line, edits)}")
            print(await line.database.read(stories_to_read, names, number), end="\n\n")


async def _count(
    line: Line,
    tally: Tally,
    feed_id: int,
    before: Mark,
    seen: dict[int, datetime],
    new: int,
    now: datetime,
) -> None:
    """Add what one read document brought."""
    if tally.read_at is None:
        tally.baseline = new
    else:
        tally.new += new
    there = await line.database.read(_seen, feed_id)
    returned = {entry for entry, at in seen.items() if at != tally.read_at and there[entry] == now}
    edited, alerted = await line.database.read(_since, feed_id, before)
    tally.edited += len(edited)
    if tally.read_at is not None:
        tally.returned += len(returned)
    tally.repeated += sum(1 for entry in alerted if entry in seen and entry not in edited)
    tally.read_at = now


def _show(
    report: Report, timelines: Sequence[Timeline], tallies: dict[str, Tally], found: dict[str, Found]
) -> None:
    lines: list[list[object]] = []
    for timeline in timelines:
        tally, one = tallies[timeline.name], found[timeline.name]
        counted = timeline.counted
        difference = one.entries - counted
        lines.append(
            [
                timeline.short,
                len(timeline.polls),
                len({version for _, version in timeline.polls}),
                tally.baseline,
                tally.new,
                one.entries,
                counted,
                f"{difference:+d}" if difference else "",
                tally.edited,
                tally.returned,
                tally.repeated,
                len(one.matched),
                len(timeline.hits),
                one.alerts,
            ]
        )
    lines.append(["all", *(_sum(line[place] for line in lines) for place in range(1, 14))])
    headers = "timeline,polls,versions,baseline,new,entries,SUMMARY,diff,edits,returned,re-alerted"
    report.show_table([*headers.split(","), "mentions", "hits", "alerts"], lines)
    print("\nWhere our entries differ from the summary's count of addresses or ids:")
    for name, (expected, reason) in TIMELINES.items():
        print(f"  {name.rpartition('/')[2]} ({expected}): {reason}")
    print("One of the summary's hits is none: it took letters inside another word for a mention.")


def _sum(values: Iterable[object]) -> object:
    numbers = [value for value in values if isinstance(value, int)]
    return sum(numbers) if numbers else ""


def _judge(
    report: Report, timelines: Sequence[Timeline], tallies: dict[str, Tally], found: dict[str, Found]
) -> None:
    miscounted, missed, swallowed, doubled = [], [], [], []
    for timeline in timelines:
        one = found[timeline.name]
        expected = TIMELINES.get(timeline.name, (timeline.counted, ""))[0]
        if (
            one.entries != expected
            or tallies[timeline.name].baseline + tallies[timeline.name].new != expected
        ):
            miscounted.append(f"{timeline.short} {one.entries} instead of {expected}")
        missing = [hit for hit in timeline.hits if not any(hit in titles for titles in one.matched)]
        if len(missing) != WRONG_HITS.get(timeline.name, 0):
            missed += missing
        lost = timeline.headlines() - one.headlines
        swallowed += [f"{timeline.short}: {headline}" for headline in sorted(lost)]
        if one.doubles != REPEATED_HEADLINES.get(timeline.name, 0):
            doubled.append(f"{timeline.short} {one.doubles}")
    hits = sum(len(timeline.hits) for timeline in timelines)
    repeated = sum(tally.repeated for tally in tallies.values())
    headlines = sum(len(timeline.headlines()) for timeline in timelines)
    real = hits - sum(WRONG_HITS.values())
    right = len(timelines) - len(miscounted)
    report.promise(not miscounted, f"{right} of {len(timelines)} feeds bring what they should", miscounted)
    report.promise(not swallowed, f"{len(swallowed)} of {headlines} headlines served are unknown", swallowed)
    report.promise(not doubled, f"{len(doubled)} feeds have a headline twice that should not", doubled)
    report.promise(not missed, f"{real - len(missed)} of {real} known mentions are found", missed)
    untold = sum(one.untold for one in found.values())
    report.promise(not untold, f"{untold} mentions that came after the first poll are told by no alert.")
    report.promise(not repeated, f"{repeated} alerts about an entry that was neither new nor edited.")


def _seen(session: Session, feed_id: int | None) -> dict[int, datetime]:
    rows = session.exec(select(Entry.id, Entry.last_seen).where(Entry.feed_id == feed_id))
    return {int(entry_id): last for entry_id, last in rows if entry_id is not None}


def _since(session: Session, feed_id: int, before: Mark) -> tuple[set[int], list[int]]:
    """Return the entries of a feed that were edited since, and those that alerts were made of."""
    edited = session.exec(
        select(EntryRevision.entry_id)
        .join(Entry, col(Entry.id) == EntryRevision.entry_id)
        .where(Entry.feed_id == feed_id, col(EntryRevision.id) > before.revision)
    )
    alerted = session.exec(
        select(Alert.entry_id)
        .join(Entry, col(Entry.id) == Alert.entry_id)
        .where(Entry.feed_id == feed_id, col(Alert.id) > before.alert, Alert.kind == AlertKind.NEW)
    )
    return set(edited), list(alerted)


def _found(session: Session, feed_id: int) -> Found:
    entries = session.exec(select(Entry).where(Entry.feed_id == feed_id)).all()
    past: dict[int, set[str]] = {entry.id or 0: {fold(entry.title)} for entry in entries}
    for entry_id, title in session.exec(
        select(EntryRevision.entry_id, EntryRevision.title).where(col(EntryRevision.entry_id).in_(past))
    ):
        past[entry_id].add(fold(title))
    matched = set(session.exec(select(EntryMatch.entry_id).where(col(EntryMatch.entry_id).in_(past))))
    alerts = session.exec(select(func.count()).where(col(Alert.entry_id).in_(past))).one()
    fresh = session.exec(
        select(Entry.story_id, EntryMatch.entity)
        .join(EntryMatch, col(EntryMatch.entry_id) == Entry.id)
        .where(Entry.feed_id == feed_id, ~col(Entry.baseline))
    )
    told = set(session.exec(select(AlertEntity.story_id, AlertEntity.entity)))
    return Found(
        entries=len(entries),
        matched=[past[entry] for entry in sorted(matched)],
        alerts=int(alerts),
        untold=len(set(fresh) - told),
        headlines=set().union(*past.values()),
        doubles=sum(count - 1 for count in Counter(fold(entry.title) for entry in entries).values()),
    )


def _plain(title: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", title))
