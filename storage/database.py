"""The one door to the database: engines, threads and transactions.

A transaction is a sync function ``work(session, ...)`` that never commits and never awaits. `Database.run`
gives it the one writer thread, `Database.read` a reader's. Rows stay inside; frozen values come out.
Works that wait for the writer together are committed together (`storage.writer`). `hold_sending` says which
of the processes that share a database is the one that sends.
"""

import asyncio
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, StatementError
from sqlmodel import Session, SQLModel

from storage.crypto import Encrypted, Keyring, attach
from storage.errors import DatabaseProblem, StorageError
from storage.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 10.0
READERS = 3
SENDING_LOCK = 0x5649_4753
"""The number of the lock of who sends: "VIGS"."""
_TRY_LOCK, _UNLOCK = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
FULL_BYTES = 64 * 1024
"""SQLite needs half of this for a new index of its log; with less it says only that something failed."""


class Database:
    """An open database. Make it with `storage.opening.open_database`, close it with `close`."""

    keyring: Keyring

    def __init__(self, url: str, keyring: Keyring | None = None) -> None:
        """Prepare engines for `url`; nothing is read yet. DatabaseProblem for a URL Vigil cannot use."""
        self.url = parse_url(url)
        # At DEBUG it would log every row that is read, opened secrets included.
        logging.getLogger("sqlalchemy.engine.Engine").setLevel(logging.WARNING)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            # A read transaction cannot be upgraded to a write without failing at once, whatever the
            # timeout: the writer takes the lock when it begins, and a reader never writes.
            self.writer = _sqlite_engine(self.url, begin="BEGIN IMMEDIATE")
            self.reader = _sqlite_engine(self.url, "query_only=ON", begin="BEGIN")
        else:
            self.writer = _postgres_engine(self.url)
            self.reader = self.writer.execution_options(postgresql_readonly=True)
        if keyring is not None:
            self.use_keys(keyring)
        self._writing = Writer(self.writer, group=self.is_sqlite)
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="vigil-read")
        self._sending = None if self.is_sqlite else SessionLock(self.writer, SENDING_LOCK)

    def use_keys(self, keyring: Keyring) -> None:
        """Let the encrypted columns be read and written."""
        self.keyring = keyring
        for engine in (self.writer, self.reader):
            attach(engine.dialect, keyring)

    async def run(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one write transaction, in the writer's thread; it is committed when this returns."""
        call = lambda session: work(session, *args, **kwargs)  # noqa: E731  # keeps the parameters typed
        with translated(self.url):
            return await asyncio.wrap_future(self._writing.submit(call))

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one read transaction, in a reader's thread."""
        call = lambda: self.read_now(work, *args, **kwargs)  # noqa: E731
        return await asyncio.get_running_loop().run_in_executor(self._reading, call)

    def run_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one write transaction in this thread."""
        with translated(self.url), Session(self.writer, expire_on_commit=False) as session, session.begin():
            return work(session, *args, **kwargs)

    def read_now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work` in one read transaction in this thread."""
        with translated(self.url), Session(self.reader, expire_on_commit=False) as session, session.begin():
            return work(session, *args, **kwargs)

    async def hold_sending(self) -> bool:
        """Take the right to send, or see that we have it still; False while another process has it.

        A file of SQLite's lies on one machine, where the lock of the data folder keeps others out. On
        PostgreSQL it is a lock of a connection of its own: it lasts until `close`, or is lost with it.
        """
        if self._sending is None:
            return True
        with translated(self.url):
            return await asyncio.get_running_loop().run_in_executor(self._reading, self._sending.hold)

    def erase_traces(self) -> bool:
        """Remove what deleted rows of people left on the disk (SQLite): stale copies, and the log.

        Takes the writer's turn and waits for readers; False when one held on longer than the busy timeout.
        """
        if not self.is_sqlite:
            return True
        with translated(self.url), self.writer.connect() as connection:
            raw = driver_connection(connection)
            for table in SQLModel.metadata.tables.values():
                if any(isinstance(column.type, Encrypted) for column in table.columns):
                    _write_anew(raw, table.name)
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """Finish what is running and let go of every connection."""
        self._writing.close()
        self._reading.shutdown()
        if self._sending is not None:
            self._sending.release()
        self.writer.dispose()
        if self.is_sqlite:
            self.reader.dispose()


class SessionLock:
    """An advisory lock of PostgreSQL's, held by a connection that does nothing else.

    https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
    """

    def __init__(self, engine: Engine, key: int) -> None:
        """`key` is the lock's number, one for all who share a database."""
        self._engine = engine
        self._key = key
        self._holder: Connection | None = None
        self._turn = Lock()

    def hold(self) -> bool:
        """Take it, or see that it is held still; False while another has it. DBAPIError: out of reach."""
        with self._turn:
            return self._is_held() or self._take()

    def release(self) -> None:
        """Let others have it."""
        with self._turn:
            if self._holder is not None:
                with suppress(DBAPIError):  # lost already
                    self._holder.exec_driver_sql(_UNLOCK, (self._key,))
            self._drop()

    def _is_held(self) -> bool:
        if self._holder is None:
            return False
        try:
            self._holder.exec_driver_sql("SELECT 1")
        except DBAPIError:  # the lock went with the connection
            self._drop()
            return False
        return True

    def _take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        taken = False
        try:
            taken = bool(connection.exec_driver_sql(_TRY_LOCK, (self._key,)).scalar())
        finally:
            if not taken:
                connection.close()
        self._holder = connection if taken else None
        return taken

    def _drop(self) -> None:
        holder, self._holder = self._holder, None
        if holder is not None:
            holder.invalidate()  # back in the pool it would keep the lock
            holder.close()


def _write_anew(raw: sqlite3.Connection, table: str) -> None:
    """Store a table's rows in fresh pages and overwrite the old ones.

    `secure_delete` overwrites a deleted row, not the copies that moved about when its page was split.
    """
    raw.execute("PRAGMA foreign_keys=OFF")  # the rows come back under their numbers
    raw.execute("PRAGMA temp_store=MEMORY")
    try:
        raw.execute("BEGIN IMMEDIATE")
        for step in (
            "CREATE TEMP TABLE kept AS SELECT * FROM main.{0}",
            "DELETE FROM main.{0}",
            "INSERT INTO main.{0} SELECT * FROM kept",
            "DROP TABLE kept",
            "COMMIT",
        ):
            raw.execute(step.format(table))
    finally:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raw.execute("PRAGMA foreign_keys=ON")


def parse_url(url: str) -> URL:
    """Read a database URL; DatabaseProblem when it is neither sqlite nor postgresql."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise DatabaseProblem("The database URL must begin with sqlite:/// or postgresql://.")
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if not parsed.database or parsed.database == ":memory:":
        raise DatabaseProblem("The database URL must name a file, such as sqlite:///data/vigil.db.")
    return parsed


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn the driver's errors into one sentence that says what to do; the cause is kept."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseProblem(_sentence(url, str(error.orig).lower())) from error
    except sqlite3.Error as error:  # from what is done past SQLAlchemy
        raise DatabaseProblem(_sentence(url, str(error).lower())) from error
    except StatementError as error:
        if isinstance(error.orig, StorageError):  # raised while a value was sealed
            raise error.orig from None
        raise


def driver_connection(connection: Connection) -> Any:
    """Return what the driver calls a connection, for what SQLite does only outside a transaction."""
    return connection.connection.driver_connection


def _sentence(url: URL, reason: str) -> str:
    name = (
        url.render_as_string(hide_password=True) if url.get_backend_name() == "postgresql" else url.database
    )
    causes = {
        "database is locked": "is locked by another program: stop it, or wait, and try again",
        "unable to open": "cannot be opened: check that its folder exists and can be written",
        "readonly": "cannot be written: check the rights of the file and its folder",
        "read-only": "cannot be written: check the rights of the file and its folder",
        "disk is full": "cannot be written: the disk is full",
        "not a database": "is not a database file, or is damaged: restore it from a backup",
        "malformed": "is damaged: restore it from a backup",
        "connection": "cannot be reached: check that the server runs and the URL is right",
    }
    if reason.startswith(("disk i/o error", "unable to open")) and _is_full(url):
        reason = "disk is full"
    for phrase, sentence in causes.items():
        if phrase in reason:
            return f"The database {name} {sentence}."
    return f"The database {name} refused: {reason.splitlines()[0] if reason else 'no reason given'}."


def _is_full(url: URL) -> bool:
    """Tell whether the disk of a SQLite database has no room; SQLite often cannot tell why it failed."""
    with suppress(OSError):
        return shutil.disk_usage(Path(str(url.database)).parent).free < FULL_BYTES
    return False


def _close_to_others(path: Path) -> None:
    """Make a database file, a new one too, and what SQLite keeps beside it, its owner's alone.

    Never opens a file that is there: closing it would drop the locks of this process's other connections.
    """
    with suppress(OSError):  # SQLite says better what is wrong
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(OSError):
            if file.stat().st_mode & 0o077:
                file.chmod(0o600)


def _postgres_engine(url: URL) -> Engine:
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": int(BUSY_SECONDS)}
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=patience)


def _sqlite_engine(url: URL, *pragmas: str, begin: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's text must not carry what a row holds
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "do_connect")
    def _before(*_: object) -> None:
        if "uri" not in url.query:
            _close_to_others(Path(str(url.database)))

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
