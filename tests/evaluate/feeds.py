"""Section `feeds`: every hostile, single and conformance file through the real parse workers."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from feeds.errors import NotAFeed, ParseFailed
from feeds.types import FeedData
from feeds.watch import watchlist
from feeds.watch.match import Matcher
from feeds.web.worker import ParseWorkers
from tests.evaluate.corpus import corpus
from tests.evaluate.expected import NASTY
from tests.evaluate.report import Report

_SECONDS = 3.0
_MEGABYTES = 512
_SLACK = 1.0
"""Seconds that ending a worker, or waiting for a busy core, may add."""
_AT_ONCE = 2


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    path: Path
    kind: str
    seconds: float
    feed: FeedData | None = None
    mentions: Counter[str] = field(default_factory=Counter)


def run() -> Report:
    """Parse everything and compare the hostile files with what they are known to hold."""
    report = Report("feeds")
    folder = corpus() / "feeds"
    began = perf_counter()
    outcomes, peak = asyncio.run(_parse_all(_files(folder, ("nasty", "single", "conformance"))))
    seconds = perf_counter() - began
    nasty = [outcome for outcome in outcomes if outcome.path.parent.name == "nasty"]
    others = [outcome for outcome in outcomes if outcome.path.parent.name != "nasty"]
    _count_mentions(nasty)
    counts = {name: Counter(o.kind for o in group) for name, group in (("nasty", nasty), ("others", others))}
    kinds = sorted({kind for count in counts.values() for kind in count})
    report.show_table(
        ["outcome", "nasty", "single and conformance"],
        [[kind, counts["nasty"][kind], counts["others"][kind]] for kind in kinds]
        + [["all", len(nasty), len(others)]],
    )
    slowest = max(outcomes, key=lambda outcome: outcome.seconds)
    print(
        f"\n{len(outcomes)} files in {seconds:.1f} s; slowest {slowest.seconds:.2f} s ({slowest.path.name}); "
        f"largest worker {peak:.0f} MB."
    )
    raised = [outcome for outcome in outcomes if outcome.kind.startswith("RAISED")]
    report.promise(not raised, f"{len(raised)} of {len(outcomes)} files raise anything but NotAFeed.")
    in_time = slowest.seconds <= _SECONDS + _SLACK
    report.promise(
        in_time, f"The slowest file takes {slowest.seconds:.2f} s of {_SECONDS:.0f} (and {_SLACK:.0f})."
    )
    report.promise(peak <= _MEGABYTES, f"The largest worker takes {peak:.0f} of {_MEGABYTES} MB.")
    failed = [o.path.name for o in others if o.kind.startswith("parser gave up")]
    report.promise(not failed, f"The parser gives up on {len(failed)} single and conformance files", failed)
    _judge_nasty(report, nasty)
    return report


def _judge_nasty(report: Report, outcomes: Sequence[Outcome]) -> None:
    wrong = []
    unknown = sorted({outcome.path.name for outcome in outcomes} ^ NASTY.keys())
    for outcome in outcomes:
        expected = NASTY.get(outcome.path.name)
        if expected is None:
            continue
        if isinstance(expected, str):
            if outcome.kind != f"refused: {expected}":
                wrong.append([outcome.path.name, f"refused: {expected}", outcome.kind])
            continue
        entries, mentions = expected
        found = len(outcome.feed.entries) if outcome.feed else 0
        if outcome.feed is None or found < entries or not mentions.items() <= _capped(outcome, mentions):
            got = f"{found} entries {dict(outcome.mentions)}" if outcome.feed else outcome.kind
            wrong.append([outcome.path.name, f"{entries} entries {mentions}", got])
    if wrong:
        report.show_table(["hostile file", "expected", "found"], wrong)
    report.promise(not unknown, f"{len(unknown)} hostile files are missing or not expected", unknown)
    right = len(outcomes) - len(wrong)
    report.promise(not wrong, f"{right} of {len(outcomes)} hostile files give what they hold.")


def _capped(outcome: Outcome, mentions: dict[str, int]) -> set[tuple[str, int]]:
    """Return the mentions found, no more than expected, so that more of them is no fault."""
    return {(entity, min(outcome.mentions[entity], count)) for entity, count in mentions.items()}


def _count_mentions(outcomes: Iterable[Outcome]) -> None:
    matcher = Matcher(watchlist.default())
    for outcome in outcomes:
        for entry in outcome.feed.entries if outcome.feed else ():
            lang = entry.lang or (outcome.feed.lang if outcome.feed else None) or ""
            outcome.mentions.update({match.entity for match in matcher.find(entry.title, entry.text, lang)})


def _files(folder: Path, parts: Sequence[str]) -> list[Path]:
    return sorted(path for part in parts for path in (folder / part).rglob("*") if path.is_file())


def _body(path: Path) -> bytes:
    body = path.read_bytes()
    # Stored packed; a server would have sent it plain.
    return gzip.decompress(body) if path.suffix == ".gz" else body


async def _parse_all(paths: Sequence[Path]) -> tuple[list[Outcome], float]:
    """Parse the files, two at a time; returns what became of them and the largest worker in megabytes."""
    workers = ParseWorkers(processes=_AT_ONCE, timeout=_SECONDS, memory_mb=_MEGABYTES)
    gate = asyncio.Semaphore(_AT_ONCE)
    peaks = [0.0]

    async def one(path: Path) -> Outcome:
        async with gate:
            outcome = await _parse(workers, path)
            if outcome.seconds > 0.2:
                peaks.append(_largest_worker())
            return outcome

    try:
        await _parse(workers, paths[0])  # the fork server starts on nobody's time
        outcomes = list(await asyncio.gather(*map(one, paths)))
        peaks.append(_largest_worker())
        return outcomes, max(peaks)
    finally:
        await workers.close()


async def _parse(workers: ParseWorkers, path: Path) -> Outcome:
    body = _body(path)
    began = perf_counter()
    try:
        feed = await workers.parse(body, "https://news.example.org/feed.xml")
    except ParseFailed as error:
        return Outcome(path, f"parser gave up: {error.kind}", perf_counter() - began)
    except NotAFeed as error:
        return Outcome(path, f"refused: {error.kind}", perf_counter() - began)
    except Exception as error:  # noqa: BLE001  # counting what must not happen is the purpose
        return Outcome(path, f"RAISED {type(error).__name__}", perf_counter() - began)
    kind = "feed with entries" if feed.entries else "feed without entries"
    return Outcome(path, kind, perf_counter() - began, feed)


def _largest_worker() -> float:
    """Return the highest memory in megabytes that any process below this one has taken (Linux)."""
    parents: dict[str, str] = {}
    peaks: dict[str, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except OSError:  # it has just ended
            continue
        parents[status.parent.name] = fields.get("PPid", "0")
        peaks[status.parent.name] = float(fields.get("VmHWM", "0 kB").split()[0]) / 1024
    me = Path("/proc/self").resolve().name
    return max((peaks[pid] for pid in parents if pid != me and _descends(pid, me, parents)), default=0.0)


def _descends(pid: str, ancestor: str, parents: dict[str, str]) -> bool:
    while pid in parents and pid != ancestor:
        pid = parents[pid]
    return pid == ancestor
