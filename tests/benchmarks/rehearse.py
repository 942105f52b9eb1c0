"""Rehearsing one more person over 100,000 stored entries: Vigil beside a plain recount and a substring scan.

    python -m tests.benchmarks.rehearse SUBJECT FOLDER     one program over one database, as one JSON object

The entries are written by a generator, in both languages, as long as recorded ones are, then five times and
twenty times as long (whole articles). One in fifty mentions somebody watched and belongs to a story of three;
as many only look so. Every program runs in a process of its own; its memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.processes import Cost, run

if TYPE_CHECKING:
    from feeds.types import WatchList
    from storage.database import Database

ENTRIES = 100_000
LENGTHS = (1, 5, 20)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SPAN = timedelta(days=30)
_FEEDS = 40
_REPORTS = 3
"""Entries of one story."""
_SENTENCES = 2.6
"""Mean per text of usual length; recorded texts have 182 code points in the mean, titles 63."""

_RUSSIAN = (
    "мэр судья министр врач тренер депутат следователь учитель водитель историк",
    "открыл закрыл обсудил проверил отменил построил показал осудил перенёс поддержал",
    "школу мост бюджет договор выставку дорогу больницу закон матч рынок аргумент архив",
    "в Казани, в Перми, на Урале, у границы, после паводка, без объяснений, во вторник, за два дня, в Чехии",
)
_ENGLISH = (
    "The mayor|A judge|The minister|A doctor|The coach|An editor|The Czech envoy|A teacher|The bank",
    "opened|closed|discussed|inspected|cancelled|built|praised|postponed|rejected|welcomed",
    "a school|the bridge|the budget|a treaty|the exhibition|a road|the hospital|a bill|an argument|a film",
    "in Kazan|in Perm|near the border|after the flood|without explanation|on Tuesday|at the network",
)
_NEWCOMER = (
    "Алхазур Дошаев рассказал о суде.",
    "Суд отпустил Алхазура Дошаева.",
    "Alkhazur Doshaev spoke to reporters.",
)


def main() -> None:
    """Print the table."""
    print(f"rehearse: one more person over {ENTRIES:,} stored entries of {SPAN.days} days")
    print(
        f"{'texts':>6}{'MB':>6}  {'program':<14}{'seconds':>8}{'CPU s':>7}{'entries/s':>11}"
        f"{'MB/s':>7}{'peak MB':>9}{'loop waits, p99 / max ms':>26}"
    )
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as name:
        for length in LENGTHS:
            folder = Path(name, str(length))
            size = _fill(folder, length)
            costs = {subject: _once(subject, folder) for subject in SUBJECTS}
            for subject, cost in costs.items():
                _row(length, size, subject, cost)
            outcome, recount = costs["vigil"].facts, costs["plain recount"].facts
            print(
                f"       alerts {outcome['before']} -> {outcome['after']} (+{outcome['gained']}); "
                f"recount {recount['before']} -> {recount['after']}; reading takes "
                f"{costs['reading only'].cpu / costs['vigil'].cpu:.0%} of the rehearsal"
            )
            shutil.rmtree(folder)


def _once(subject: str, folder: Path) -> Cost:
    return run([sys.executable, "-m", "tests.benchmarks.rehearse", subject, str(folder)])


def _row(length: int, size: float, subject: str, cost: Cost) -> None:
    waits = cost.facts.get("waits")
    waited = f"{waits[0]:.1f} / {waits[1]:.1f}" if waits else ""
    print(
        f"{f'x{length}':>6}{size:>6.0f}  {subject:<14}{cost.wall:>8.2f}{cost.cpu:>7.2f}"
        f"{ENTRIES / cost.wall:>11,.0f}{size / cost.wall:>7.1f}{cost.peak:>9.0f}{waited:>26}",
        flush=True,
    )


def _vigil(database: Database, current: WatchList, proposed: WatchList) -> dict[str, Any]:
    """Rehearse as the program does, with an event loop that has something else to do."""
    from bot.rehearsal import rehearse

    waits: list[float] = []

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            waits.append((time.perf_counter() - began) * 1000 - 5)

    async def work() -> Any:
        ticking = asyncio.create_task(tick())
        try:
            return await rehearse(database, current, proposed, since=None, now=NOW)
        finally:
            ticking.cancel()

    result = asyncio.run(work())
    waits.sort()
    facts = {"before": result.before, "after": result.after, "gained": result.gained}
    return {**facts, "waits": (waits[len(waits) * 99 // 100], waits[-1])}


def _plain(database: Database, current: WatchList, proposed: WatchList) -> dict[str, Any]:
    """Find all over again with each list apart; a mention without a story is a story."""
    from feeds.watch.match import Matcher

    told: list[set[tuple[object, str]]] = []
    for matcher in (Matcher(current), Matcher(proposed)):
        side: set[tuple[object, str]] = set()
        for entry in _rows(database):
            found = matcher.find(entry.title, entry.text, entry.lang)
            side |= {(entry.story_id or -entry.id, match.entity) for match in found}
        told.append(side)
    return {"before": len(told[0]), "after": len(told[1])}


def _substring(database: Database, current: WatchList, proposed: WatchList) -> dict[str, Any]:
    """Look for the names as they stand in the lower-cased texts: no forms, no boundaries, no decoys."""
    del current
    words = [
        (entity.key, word)
        for entity in proposed.entities
        for keyword in entity.keywords
        for word in keyword.text.lower().rstrip("*").split("/")
    ]
    hits = 0
    for entry in _rows(database):
        low = f"{entry.title}\n{entry.text}".lower()
        hits += len({key for key, word in words if word in low})
    return {"hits": hits}


def _reading(database: Database, current: WatchList, proposed: WatchList) -> dict[str, Any]:
    """Read what a rehearsal reads, and think nothing."""
    del current, proposed
    from bot.rehearsal import CHUNK
    from storage.archive import archive_span, archived_entries

    span, after, count = database.read_now(archive_span, None), 0, 0
    while chunk := database.read_now(archived_entries, span, after, CHUNK):
        after, count = chunk[-1].id, count + len(chunk)
    return {"entries": count}


SUBJECTS: dict[str, Callable[[Database, WatchList, WatchList], dict[str, Any]]] = {
    "vigil": _vigil,
    "reading only": _reading,
    "plain recount": _plain,
    "substring": _substring,
}


def _subject() -> None:
    """Run one program and print one JSON object; imports and opening the database do not count."""
    from feeds.types import Entity, EntityKind
    from feeds.watch.watchlist import default
    from storage.opening import open_database

    parser = argparse.ArgumentParser()
    parser.add_argument("subject", choices=SUBJECTS)
    parser.add_argument("folder", type=Path)
    told = parser.parse_args()
    current = default()
    names = {"en": "Alkhazur Doshaev", "ru": "Алхазур Дошаев"}
    person = Entity("doshaev", EntityKind.PERSON, names, ())
    proposed = replace(current, entities=(*current.entities, person))
    database = open_database(f"sqlite:///{told.folder}/vigil.db", told.folder / "keys")
    try:
        began, spent = time.perf_counter(), time.process_time()
        facts = SUBJECTS[told.subject](database, current, proposed)
        taken = {"wall": time.perf_counter() - began, "cpu": time.process_time() - spent}
    finally:
        database.close()
    print(json.dumps({**taken, **facts}))


def _rows(database: Database) -> Iterator[Any]:
    """Yield every stored entry as the object-relational mapper gives it."""
    from sqlmodel import Session, select

    from storage.entry import Entry

    with Session(database.reader) as session:
        yield from session.exec(select(Entry).execution_options(yield_per=1000))


def _fill(folder: Path, length: int) -> float:
    """Make a database of invented entries; return the megabytes of their titles and texts."""
    from sqlmodel import Session, insert

    from storage.entry import Entry
    from storage.feed import add_feed
    from storage.opening import open_database
    from storage.story import Story

    folder.mkdir()
    database = open_database(f"sqlite:///{folder}/vigil.db", folder / "keys")
    rows = list(_entries(length))
    stories = {row["story_id"] for row in rows if row["story_id"]}
    when = {"first_seen": NOW - SPAN, "last_seen": NOW}

    def store(session: Session) -> None:
        for at in range(_FEEDS):
            url = f"https://paper{at}.example/rss"
            add_feed(session, url=url, url_key=f"paper{at}.example/rss", now=NOW)
        session.execute(insert(Story), [{"id": one, "title": "", **when} for one in sorted(stories)])
        session.execute(insert(Entry), rows)

    database.run_now(store)
    database.close()
    return sum(len(row["title"].encode()) + len(row["text"].encode()) for row in rows) / 1e6


def _entries(length: int) -> Iterator[dict[str, Any]]:
    choose = random.Random(length)
    tables = {"ru": [part.split(", " if "," in part else " ") for part in _RUSSIAN]}
    tables["en"] = [part.split("|") for part in _ENGLISH]
    told = 0
    for at in range(ENTRIES):
        lang = choose.choice(("ru", "ru", "en"))
        title = _sentence(choose, tables[lang])
        count = int(choose.expovariate(1 / (_SENTENCES * length)) + 0.5)
        sentences = [_sentence(choose, tables[lang]) for _ in range(count)]
        kind, extra = _extra(choose)
        if extra:
            sentences.insert(choose.randrange(len(sentences) + 1), extra)
        story = None
        if kind == "mention":
            story, told = 1 + told // _REPORTS, told + 1
        seen = NOW - SPAN + SPAN * at / ENTRIES
        yield {
            "feed_id": 1 + at % _FEEDS,
            "title": title.rstrip("."),
            "text": " ".join(sentences),
            "link_key": f"paper.example/{at}",
            "lang": lang,
            "first_seen": seen,
            "last_seen": seen,
            "content_hash": "",
            "raw_sha256": "",
            "summary": "",
            "baseline": False,
            "told_at": seen,
            "story_id": story,
        }


def _sentence(choose: random.Random, tables: list[list[str]]) -> str:
    words = " ".join(choose.choice(table) for table in tables)
    return (
        words[:1].upper()
        + words[1:]
        + (f" {choose.randrange(1900, 2027)}." if choose.random() < 0.2 else ".")
    )


def _extra(choose: random.Random) -> tuple[str, str]:
    """Return of what kind one sentence of an entry is, and the sentence; both empty for most entries."""
    from tests.feeds.watch.cases import DECOYS, MENTIONS

    chance = choose.random()
    if chance < 0.02:
        return "mention", choose.choice(choose.choice(list(MENTIONS.values())))
    if chance < 0.04:
        return "decoy", choose.choice(DECOYS)
    if chance < 0.0425:
        return "newcomer", choose.choice(_NEWCOMER)
    return "", ""


if __name__ == "__main__":
    _subject()
