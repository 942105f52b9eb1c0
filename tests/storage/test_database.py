"""The door to the database: how SQLite is set up, what a transaction is, and how errors are told."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from storage import database as module
from storage.database import Database, parse_url, translated
from storage.errors import DatabaseProblem, Refused, StorageError
from storage.feed import Feed, add_feed, list_feeds
from tests.storage.world import HOUR, NOW, feed, subscriber


def pragma(session: Session, name: str) -> object:
    return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_every_connection_to_sqlite_is_safe(sqlite: Database, name: str, value: object) -> None:
    """Readers and the writer alike: WAL, full durability, foreign keys, overwritten deletions."""
    assert sqlite.run_now(pragma, name) == value
    assert sqlite.read_now(pragma, name) == value


def test_erasing_traces_leaves_the_connections_as_they_were(sqlite: Database) -> None:
    """Foreign keys hold again afterwards, and nobody's rows were lost with the table."""
    person = subscriber(sqlite)
    assert sqlite.erase_traces()
    assert sqlite.run_now(pragma, "foreign_keys") == 1
    rows = sqlite.read_now(
        lambda session: session.connection().exec_driver_sql("SELECT * FROM subscription").all()
    )
    assert [row[0] for row in rows] == [person.id]


def test_traces_wait_for_a_reader_and_say_so(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that stays keeps old pages in use; the answer is False and can be asked for again."""
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    impatient = Database(str(sqlite.url), sqlite.keyring)
    with sqlite.reader.connect() as reader:
        feed(sqlite)
        reader.execute(text("SELECT * FROM feed")).all()
        feed(sqlite, "two")
        assert not impatient.erase_traces()
    assert impatient.erase_traces()
    impatient.close()


def test_a_writer_takes_its_turn_when_it_begins(sqlite: Database) -> None:
    """Reading first and writing then never fails because another wrote in between."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> int:
        before = len(list_feeds(session))
        begun.set()
        go_on.wait(5)
        add_feed(session, url="https://slow.example", url_key="slow", now=NOW)
        return before

    results: list[int] = []
    writer = threading.Thread(target=lambda: results.append(sqlite.run_now(slow)))
    writer.start()
    begun.wait(5)
    other = threading.Thread(target=feed, args=(sqlite, "other"))
    other.start()
    go_on.set()
    writer.join(5)
    other.join(5)
    assert results == [0]
    assert len(sqlite.read_now(list_feeds)) == 2


def test_readers_do_not_wait_for_the_writer(database: Database) -> None:
    """While a transaction writes, others see the database as it was."""
    with Session(database.writer) as session, session.begin():
        add_feed(session, url="https://a.example", url_key="a", now=NOW)
        assert database.read_now(list_feeds) == []
    assert len(database.read_now(list_feeds)) == 1


def test_a_read_transaction_cannot_write(database: Database) -> None:
    """What writes must take the writer's turn; a slip is an error, not a lock held by surprise."""
    with pytest.raises(DatabaseProblem):
        database.read_now(add_feed, url="https://a.example", url_key="a", now=NOW)
    assert database.read_now(list_feeds) == []


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    """All of it or none, whatever the error; the next one works."""

    def half(session: Session) -> None:
        add_feed(session, url="https://a.example", url_key="a", now=NOW)
        raise Refused("No.")

    with pytest.raises(Refused, match="No"):
        database.run_now(half)
    assert database.read_now(list_feeds) == []
    feed(database)


def test_rows_that_point_to_nothing_are_refused(database: Database) -> None:
    """Foreign keys hold on both databases."""
    orphan = Feed(url="https://a.example", url_key="a", next_poll=NOW, created=NOW, added_by=77)
    with pytest.raises(DatabaseProblem, match=r"(?i)foreign key"):
        database.run_now(lambda session: session.add(orphan))


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    """A time means the same on both databases."""
    in_tbilisi = (NOW + HOUR).astimezone(timezone(timedelta(hours=4)))
    database.run_now(add_feed, url="https://a.example", url_key="a", now=in_tbilisi)
    row = database.read_now(lambda session: session.get_one(Feed, 1))
    assert row.created == NOW + HOUR
    assert row.created.utcoffset() == timedelta(0)


async def test_work_runs_away_from_the_event_loop(database: Database) -> None:
    """Writing has one thread, reading a few; neither is the loop's."""

    def where(_: Session) -> str:
        return threading.current_thread().name

    names = {await database.run(where) for _ in range(3)}
    assert len(names) == 1
    assert names.pop().startswith("vigil-write")
    read = await asyncio.gather(*(database.read(where) for _ in range(6)))
    assert all(name.startswith("vigil-read") for name in read)


@pytest.mark.parametrize(
    "url",
    ["", "vigil.db", "mysql://localhost/vigil", "sqlite://", "sqlite:///:memory:", "sqlite:///", "://", "\0"],
)
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    """The sentence says how a good one begins."""
    with pytest.raises(DatabaseProblem, match="database URL must"):
        parse_url(url)


@pytest.mark.parametrize(
    "url", ["postgresql://u@h/d", "postgresql+psycopg://u@h/d", "postgresql+psycopg2://u@h/d"]
)
def test_postgresql_is_spoken_to_in_one_way(url: str) -> None:
    """Whatever driver the URL names."""
    assert parse_url(url).drivername == "postgresql+psycopg"


REASONS = [
    ("database is locked", "locked by another program"),
    ("unable to open database file", "folder exists"),
    ("attempt to write a readonly database", "rights of the file"),
    ("database or disk is full", "disk is full"),
    ("file is not a database", "not a database file"),
    ("database disk image is malformed", "is damaged"),
    ("something\nnever seen", "refused: something."),
    ("", "no reason given"),
]


@pytest.mark.parametrize(("reason", "sentence"), REASONS)
def test_the_drivers_errors_become_one_sentence(reason: str, sentence: str) -> None:
    """It names the database and what to do, and keeps the cause."""
    with pytest.raises(DatabaseProblem) as caught, translated(make_url("sqlite:///data/vigil.db")):
        raise sqlite3.OperationalError(reason)
    told = str(caught.value)
    assert told.startswith("The database data/vigil.db ")
    assert sentence in told
    assert told.endswith(".")
    assert "\n" not in told
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    """The sentence may be pasted into a chat."""
    unreachable = Database("postgresql://vigil:hush@127.0.0.1:9/vigil")
    with pytest.raises(StorageError, match="cannot be reached") as caught:
        unreachable.read_now(list_feeds)
    assert "hush" not in str(caught.value)
    unreachable.close()


def test_a_damaged_file_is_told_from_an_empty_one(sqlite: Database, tmp_path: Path) -> None:
    """Bytes overwritten in the middle are called damage, with the way out."""
    feed(sqlite)
    sqlite.erase_traces()
    sqlite.close()
    path = tmp_path / "vigil.db"
    body = bytearray(path.read_bytes())
    body[4096 : 40 * 4096] = b"\xff" * (39 * 4096)
    path.write_bytes(body)
    damaged = Database(f"sqlite:///{path}", sqlite.keyring)
    with pytest.raises(DatabaseProblem, match="damaged"):
        damaged.read_now(list_feeds)
    damaged.close()


def test_the_database_is_its_owners_alone(tmp_path: Path) -> None:
    """A new file and its log, whatever the folder allows; and one that was open to others before."""
    path = tmp_path / "open.db"
    for mode in (None, 0o644):
        if mode is not None:
            path.chmod(mode)
        database = Database(f"sqlite:///{path}")
        with database.writer.begin() as connection:
            connection.execute(text(f"CREATE TABLE t{mode or 0} (a)"))
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
        assert modes == dict.fromkeys(("open.db", "open.db-wal", "open.db-shm"), 0o600)
        database.close()


@pytest.mark.parametrize(("free", "said"), [(0, "the disk is full"), (10**9, "disk i/o error")])
def test_a_full_disk_is_said_where_the_driver_cannot_tell(
    monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    """SQLite calls it a failure of the disk when there is no room for its log."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(DatabaseProblem, match=said), translated(make_url("sqlite:///data/vigil.db")):
        raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
def two(postgres: Database) -> Iterator[tuple[Database, Database]]:
    """Two programs that are given the same PostgreSQL database."""
    url = postgres.url.render_as_string(hide_password=False)
    one, other = Database(url), Database(url)
    yield one, other
    one.close()
    other.close()


async def test_one_of_those_who_share_a_database_sends(two: tuple[Database, Database]) -> None:
    """The right to send is had once, may be asked for again, and ends with the one who had it."""
    one, other = two
    assert await one.hold_sending()
    assert await one.hold_sending()
    assert not await other.hold_sending()
    one.close()
    assert await other.hold_sending()


async def test_the_right_to_send_is_lost_with_its_connection(two: tuple[Database, Database]) -> None:
    """Whoever was cut off does not take themselves for the sender while another is."""
    one, other = two
    assert await one.hold_sending()
    other.run_now(_cut_off_who_sends)
    assert await other.hold_sending()
    assert not await one.hold_sending()
    other.close()
    assert await one.hold_sending()


async def test_a_server_out_of_reach_lets_nobody_send() -> None:
    """It is said like any other failure of the database."""
    database = Database("postgresql://vigil@127.0.0.1:9/vigil")
    with pytest.raises(DatabaseProblem, match="cannot be reached"):
        await database.hold_sending()
    database.close()


async def test_a_file_has_one_sender_by_the_lock_of_its_folder(sqlite: Database) -> None:
    """SQLite needs no lock of its own: the data folder's keeps others out (`vigil run`, `vigil deliver`)."""
    assert await sqlite.hold_sending()


def _cut_off_who_sends(session: Session) -> None:
    cut = "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key"
    assert session.connection().execute(text(cut), {"key": module.SENDING_LOCK}).all() == [(True,)]
