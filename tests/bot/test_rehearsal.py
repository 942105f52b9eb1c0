"""A rehearsal runs over everything stored, a chunk at a time, and changes nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rehearsal import rehearse
from feeds.types import Entity, EntityKind, EntryData, Match, WatchList
from feeds.watch.rehearse import Rehearsal
from storage.crypto import Keyring
from storage.database import Database
from storage.entry import Prepared
from storage.maintenance import count_rows
from tests.storage.world import HOUR, NOW, feed, store, tell_all

ARGUN = Entity("argun", EntityKind.PLACE, {"en": "Argun", "ru": "Аргун"}, ())
SHALI = Entity("shali", EntityKind.PLACE, {"en": "Shali", "ru": "Шали"}, ())
TODAY, TOMORROW = WatchList((ARGUN,), version=1), WatchList((SHALI,), version=2)
TOLD = (
    "Argun bakes the longest bread of the region",
    "Judges in Argun postpone a hearing on stolen tractors",
    "Volleyball team of Argun flies home with silver",
)
UNTOLD = (
    "Snow closes the pass above Shali",
    "Teachers in Shali ask for lighter satchels",
    "A violin of the last century is shown in Shali",
    "Shali plants two hundred lime trees",
)


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copyfile(empty_database / "vigil.db", tmp_path / "vigil.db")
    opened = Database(f"sqlite:///{tmp_path}/vigil.db", Keyring({1: bytes(64)}, 1, bytes(32)))
    yield opened
    opened.close()


def item(title: str, *entities: str) -> Prepared:
    """Return an entry ready to be stored, with the matches it was stored with."""
    matches = tuple(
        Match(entity, entity, "title", at, at + 1, title[at], "exact") for at, entity in enumerate(entities)
    )
    return Prepared(EntryData(title=title), (f"t:{title}",), title, lang="en", matches=matches)


def some_news(database: Database) -> None:
    feed_id = feed(database)
    store(database, feed_id, *(item(title, "argun") for title in TOLD))
    store(database, feed_id, *(item(title) for title in UNTOLD))
    store(database, feed_id, item("Flood in Shali carries a footbridge away"), now=NOW - timedelta(days=40))
    tell_all(database)


async def test_every_stored_entry_is_counted_whatever_the_chunks(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks of three give the same outcome as one, and the watch-list of the time plays no part."""
    some_news(database)
    outcomes = []
    for chunk in (3, 1000):
        monkeypatch.setattr("bot.rehearsal.CHUNK", chunk)
        result = await rehearse(database, TODAY, TOMORROW, since=None, now=NOW + HOUR)
        outcomes.append((result.gained, result.lost, result.entries, result.examples_gained))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][:3] == (5, 3, 8)


async def test_only_the_period_is_counted(database: Database) -> None:
    """Entries from before it are left out."""
    some_news(database)
    since = NOW - timedelta(days=30)
    result = await rehearse(database, TODAY, TOMORROW, since=since, now=NOW + HOUR)
    assert (result.gained, result.lost, result.entries) == (4, 3, 7)
    assert result.seconds > 0
    assert result.slowest_ms > 0


async def test_progress_reaches_the_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never goes back and ends with all of all."""
    monkeypatch.setattr("bot.rehearsal.CHUNK", 3)
    monkeypatch.setattr("bot.rehearsal.TELL_SECONDS", 0.0)
    some_news(database)
    told: list[tuple[int, int]] = []

    async def progress(done: int, total: int, so_far: tuple[int, int]) -> None:
        told.append((done, total))

    await rehearse(database, TODAY, TOMORROW, since=None, now=NOW, progress=progress)
    assert told == [(3, 8), (6, 8), (8, 8), (8, 8)]


async def test_a_rehearsal_writes_nothing(database: Database) -> None:
    """Stored matches stay what they were, and no alert is made."""
    some_news(database)
    before = database.read_now(count_rows)
    await rehearse(database, TODAY, TOMORROW, since=None, now=NOW)
    assert database.read_now(count_rows) == before


async def test_rehearsals_of_one_database_run_one_after_the_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once both end as each alone does; the second begins when the first is done."""
    monkeypatch.setattr("bot.rehearsal.CHUNK", 1)
    monkeypatch.setattr("bot.rehearsal.TELL_SECONDS", 0.0)
    some_news(database)
    told: list[str] = []

    async def run(name: str) -> Rehearsal:
        async def progress(done: int, total: int, so_far: tuple[int, int]) -> None:
            told.append(name)

        return await rehearse(database, TODAY, TOMORROW, since=None, now=NOW, progress=progress)

    first, second = await asyncio.gather(run("first"), run("second"))
    assert (first.gained, first.lost) == (second.gained, second.lost) == (5, 3)
    assert told == ["first"] * (len(told) // 2) + ["second"] * (len(told) // 2)


async def test_a_cancelled_rehearsal_leaves_the_way_free(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends where it is, whether it runs or waits, and the next one gets its turn."""
    monkeypatch.setattr("bot.rehearsal.CHUNK", 1)
    monkeypatch.setattr("bot.rehearsal.TELL_SECONDS", 0.0)
    some_news(database)
    reached = asyncio.Event()

    async def progress(done: int, total: int, so_far: tuple[int, int]) -> None:
        reached.set()
        await asyncio.sleep(3600)

    running = asyncio.create_task(rehearse(database, TODAY, TOMORROW, since=None, now=NOW, progress=progress))
    await asyncio.wait_for(reached.wait(), 30)
    waiting = asyncio.create_task(rehearse(database, TODAY, TOMORROW, since=None, now=NOW))
    await asyncio.sleep(0)
    for task in (waiting, running):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await rehearse(database, TODAY, TOMORROW, since=None, now=NOW)).gained == 5
