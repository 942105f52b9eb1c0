"""The watch-list in force follows what is stored, and changes can be taken back one by one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import select

from bot import app
from bot.watch import Watch, put_in_force, refresh, stored_watchlist, undoable
from config.settings import Settings
from feeds.watch.watchlist import parse
from storage.audit import Change
from storage.crypto import Keyring
from storage.database import Database
from storage.errors import Refused
from storage.watchlist import add_watchlist, current_version, current_watchlist
from tests.storage.world import NOW

ARGUN = '[[entity]]\nkey = "argun"\nkind = "place"\nnames = { en = "Argun" }\n'
SHALI = '[[entity]]\nkey = "shali"\nkind = "place"\nnames = { en = "Shali" }\n'


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copyfile(empty_database / "vigil.db", tmp_path / "vigil.db")
    opened = Database(f"sqlite:///{tmp_path}/vigil.db", Keyring({1: bytes(64)}, 1, bytes(32)))
    yield opened
    opened.close()


def put(database: Database, content: str, *, verb: str = "import", undoes: int | None = None) -> int:
    base = database.read_now(current_version)
    return database.run_now(put_in_force, content, NOW, base=base, verb=verb, reason="why", undoes=undoes)


async def test_a_new_version_is_taken_up(database: Database) -> None:
    """The list and its matcher change together, and only when there is something new."""
    watch = Watch(database.run_now(stored_watchlist, NOW))
    assert await refresh(database, watch) is False
    version = put(database, SHALI)
    assert await refresh(database, watch) is True
    assert (watch.watchlist.version, [one.key for one in watch.watchlist.entities]) == (version, ["shali"])
    assert [match.entity for match in watch.matcher.find("Argun and Shali", "")] == ["shali"]
    assert await refresh(database, watch) is False


async def test_a_version_that_cannot_be_read_changes_nothing(database: Database) -> None:
    """The list in force stays until a better one comes."""
    watch = Watch(database.run_now(stored_watchlist, NOW))
    before = watch.watchlist
    database.run_now(add_watchlist, "entity = 5", NOW)
    assert await refresh(database, watch) is False
    assert await refresh(database, watch) is False
    assert watch.watchlist is before
    put(database, ARGUN)
    assert await refresh(database, watch) is True


async def test_the_running_application_looks_for_a_new_version(database: Database) -> None:
    """The clock of `vigil run` takes it up by itself."""
    watch = Watch(database.run_now(stored_watchlist, NOW))
    version = put(database, SHALI)

    async def nothing(*_: object) -> int:
        return 0

    pipeline: Any = SimpleNamespace(
        database=database, watch=watch, poll_due=nothing, tell_due=nothing, expand_due=nothing
    )
    chat: Any = SimpleNamespace(connected=asyncio.Event())
    ticker = app._ticker(Settings(), pipeline, SimpleNamespace(), chat, SimpleNamespace())  # type: ignore[arg-type]
    ticker.start()
    async with asyncio.timeout(10):
        while watch.watchlist.version != version:
            await asyncio.sleep(0.01)
    await ticker.stop()


def test_a_change_is_recorded_with_the_version_it_makes(database: Database) -> None:
    """Who came from an older version is refused, and leaves no record."""
    first = database.run_now(stored_watchlist, NOW).version
    second = put(database, ARGUN)
    with pytest.raises(Refused):
        database.run_now(put_in_force, SHALI, NOW, base=first, verb="import")
    rows = database.read_now(
        lambda session: [
            (row.noun, row.subject, row.verb, row.reason, row.before, row.after)
            for row in session.exec(select(Change))
        ]
    )
    assert rows == [("watchlist", f"version {second}", "import", "why", first, second)]
    assert database.read_now(current_watchlist) == (second, ARGUN)


def test_changes_are_taken_back_one_by_one(database: Database) -> None:
    """The newest goes first; what was changed after an undo is undone before what was changed before it."""
    database.run_now(add_watchlist, "version = 1", NOW)
    assert database.read_now(undoable) is None
    two, three = put(database, ARGUN), put(database, SHALI)
    last = database.read_now(undoable)
    assert last is not None
    assert (last.change.id, last.base, last.content) == (three, three, ARGUN)
    assert last.content is not None
    four = put(database, last.content, verb="undo", undoes=three)
    five = put(database, ARGUN + SHALI)
    steps = []
    while (last := database.read_now(undoable)) is not None:
        assert last.content is not None
        steps.append((last.change.id, last.content))
        put(database, last.content, verb="undo", undoes=last.change.id)
    assert four < five
    assert steps == [(five, ARGUN), (two, "version = 1")]


def test_a_change_is_taken_back_from_under_what_came_since(database: Database) -> None:
    """What was undone before stays undone: only the last change goes."""
    database.run_now(add_watchlist, "version = 1", NOW)
    two = put(database, ARGUN)
    put(database, "version = 1", verb="undo", undoes=two)
    four = put(database, SHALI)
    five = put(database, SHALI + ARGUN)
    last = database.read_now(undoable)
    assert last is not None
    assert (last.change.id, last.content) == (five, SHALI)
    put(database, SHALI, verb="undo", undoes=five)
    last = database.read_now(undoable)
    assert last is not None
    assert (last.change.id, last.content) == (four, "version = 1")


def test_an_undo_keeps_what_another_undo_left(database: Database) -> None:
    """Two changes, the older one taken back while the newer stayed; then the newer is taken back."""
    database.run_now(add_watchlist, "version = 1", NOW)
    two = put(database, ARGUN)
    put(database, ARGUN + SHALI)
    put(database, SHALI, verb="undo", undoes=two)
    last = database.read_now(undoable)
    assert last is not None
    assert last.content is not None
    assert parse(last.content).entities == ()


def test_a_change_under_others_on_the_same_words_cannot_be_taken_back_alone(database: Database) -> None:
    """It is still named, without a way back."""
    database.run_now(add_watchlist, "version = 1", NOW)
    two = put(database, ARGUN)
    three = put(database, ARGUN.replace('en = "Argun"', 'en = "Argun town"'))
    put(database, ARGUN.replace('en = "Argun"', 'en = "The town"'), verb="undo", undoes=three)
    last = database.read_now(undoable)
    assert last is not None
    assert (last.change.id, last.content) == (two, None)


def test_a_long_list_is_made_awake_once(database: Database) -> None:
    """Names of paused entities are looked up in a second search, which is made only once for a version."""
    watch = Watch(parse(ARGUN + "active = false\n" + SHALI))
    assert watch.awake() is watch.awake()
    assert [one.entity for one in watch.awake().matcher.find("Argun", "")] == ["argun"]
    watch.replace(parse(SHALI))
    assert watch.awake() is watch


def test_taking_an_undo_back_is_a_change_like_any_other(database: Database) -> None:
    """Who undoes an undo brings the change back, and can undo that too."""
    database.run_now(add_watchlist, "version = 1", NOW)
    two = put(database, ARGUN)
    three = put(database, "version = 1", verb="undo", undoes=two)
    put(database, ARGUN, verb="undo", undoes=three)
    last = database.read_now(undoable)
    assert last is not None
    assert last.content == "version = 1"
