"""Works that wait together are committed together, and each is still stored wholly or not at all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from storage.database import Database
from storage.errors import DatabaseProblem, Refused


@pytest.fixture
async def notes(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with one table of unique words."""
    database = Database(f"sqlite:///{tmp_path / 'notes.db'}")
    database.run_now(lambda session: session.execute(text("CREATE TABLE note (word TEXT UNIQUE)")))
    yield database
    database.close()


class Held:
    """Keeps the writer busy, so that what is asked for meanwhile waits together."""

    def __init__(self, database: Database) -> None:
        self._busy, self._go = threading.Event(), threading.Event()
        self._first = asyncio.ensure_future(database.run(self._wait))

    async def until_busy(self) -> None:
        await asyncio.to_thread(self._busy.wait)

    async def release(self) -> None:
        self._go.set()
        await self._first

    def _wait(self, _session: Session) -> None:
        self._busy.set()
        self._go.wait(10)


def write(session: Session, word: str) -> str:
    session.execute(text("INSERT INTO note VALUES (:word)"), {"word": word})
    return word


def write_and_refuse(session: Session, word: str) -> None:
    write(session, word)
    raise Refused("not today")


def lose_the_transaction(session: Session) -> None:
    write(session, "lost")
    session.connection().exec_driver_sql("ROLLBACK")  # what SQLite does by itself on a full disk


def words(database: Database) -> list[str]:
    return database.read_now(
        lambda session: list(session.execute(text("SELECT word FROM note ORDER BY rowid")).scalars())
    )


async def together(database: Database, *works: tuple[Any, ...]) -> list[Any]:
    """Queue works behind a busy writer, so that they share a transaction; returns results or errors."""
    held = Held(database)
    await held.until_busy()
    tasks = [asyncio.ensure_future(database.run(work, *args)) for work, *args in works]
    await asyncio.sleep(0)
    await held.release()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_waiting_works_are_stored_in_the_order_they_came(notes: Database) -> None:
    """Each returns its own result and nothing overtakes."""
    wanted = [f"word {number}" for number in range(100)]
    assert await together(notes, *((write, word) for word in wanted)) == wanted
    assert words(notes) == wanted


async def test_waiting_works_share_a_commit(notes: Database) -> None:
    """A group waits for the disk once."""
    commits: list[object] = []
    event.listen(notes.writer, "commit", commits.append)
    await together(notes, *((write, f"word {number}") for number in range(5)))
    assert len(words(notes)) == 5
    assert len(commits) == 1  # the work that held them up wrote nothing


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_refused_work_is_undone_alone(notes: Database, place: int) -> None:
    """The others of its group are stored, whether they came before or after it."""
    works: list[tuple[Any, ...]] = [(write, "one"), (write, "two")]
    works.insert(place, (write_and_refuse, "never"))
    results = await together(notes, *works)
    assert isinstance(results.pop(place), Refused)
    assert results == ["one", "two"] == words(notes)


async def test_a_broken_constraint_is_undone_alone_and_translated(notes: Database) -> None:
    """The loser hears of it in a sentence; the group goes on."""
    results = await together(notes, (write, "same"), (write, "same"), (write, "other"))
    assert isinstance(results[1], DatabaseProblem)
    assert words(notes) == ["same", "other"]


async def test_a_lost_transaction_is_reported_to_everybody_who_was_in_it(notes: Database) -> None:
    """Nobody is told that something was stored which was not; what came later is stored."""
    results = await together(notes, (write, "before"), (lose_the_transaction,), (write, "after"))
    assert isinstance(results[0], Exception)
    assert isinstance(results[1], Exception)
    assert results[2] == "after"
    assert words(notes) == ["after"]


async def test_a_work_nobody_waits_for_any_more_is_not_begun(notes: Database) -> None:
    """Cancelling the wait takes a queued work back."""
    held = Held(notes)
    await held.until_busy()
    task = asyncio.ensure_future(notes.run(write, "unwanted"))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await held.release()
    assert await notes.run(write, "wanted") == "wanted"
    assert words(notes) == ["wanted"]


async def test_a_closed_writer_takes_nothing(tmp_path: Path) -> None:
    """It says so instead of leaving the caller waiting."""
    database = Database(f"sqlite:///{tmp_path / 'closed.db'}")
    database.close()
    with pytest.raises(RuntimeError):
        await database.run(write, "late")
