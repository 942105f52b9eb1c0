"""Opening an installation's database: keys found or made, migrations applied, identity checked.

No database and no key: both are made. A database without its key, or with another's, is refused.
A file named `instance` beside a SQLite database remembers that there was one, so that a database file
replaced by an empty one is noticed instead of silently begun anew.
"""

import errno
import hmac
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlmodel import Field, Session, SQLModel, select

from storage.crypto import Keyring, read_keys, write_keys
from storage.database import Database, driver_connection, translated
from storage.errors import DatabaseProblem, KeyProblem
from storage.migrations import HEAD

MARKER = "instance"
"""The name of the file that remembers that a folder holds a database."""
_TAKE_LOCK = f"SELECT pg_advisory_xact_lock({0x56494749})"  # "VIGI": one node migrates, the others wait


class Instance(SQLModel, table=True):
    """The one row that says which installation this database is."""

    id: str = Field(primary_key=True)
    key_check: bytes


def open_database(url: str, key_path: Path) -> Database:
    """Open the database at `url` with the keys at `key_path`, migrated to the newest form.

    Raises DatabaseProblem or KeyProblem; nothing is left open then, and nothing was made or changed.
    """
    from storage import tables  # a row can be written only once every table it points at is known

    del tables
    database = Database(url)
    try:
        marker = _marker(database)
        held_one = marker is not None and marker.exists()  # asked first: another may begin meanwhile
        stored = _stored_instance(database)
        if stored is None and held_one:
            raise DatabaseProblem(
                f"The database {database.url.database} is empty, but this folder held one: restore it from a "
                f"backup, or delete {marker} to begin anew."
            )
        if stored is not None:
            database.use_keys(_existing_keys(key_path).matching(*stored))
            _compare(*stored, database.keyring)
        else:
            with _writable_folder(database):
                database.use_keys(_new_keys(key_path))
        upgrade(database)
        instance = database.run_now(_name_instance, database.keyring)
        if marker is not None and not marker.exists():
            marker.write_text(instance + "\n", encoding="ascii")
    except OSError as error:
        database.close()
        raise DatabaseProblem(f"The folder of the database cannot be used: {error.strerror}.") from error
    except Exception:
        database.close()
        raise
    return database


def upgrade(database: Database) -> None:
    """Apply every migration that the database lacks."""
    if status(database)[0] == HEAD:
        return  # the usual case does without Alembic, which takes 0.3 s and 12 MB to load
    with translated(database.url), database.writer.connect() as connection:
        if database.is_sqlite:
            # Changing a table on SQLite replaces it, and dropping the old one would delete its children.
            driver_connection(connection).execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.exec_driver_sql(_TAKE_LOCK)
                _upgrade(connection)
        finally:
            if database.is_sqlite:
                driver_connection(connection).execute("PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    if _revision(connection) == HEAD:
        return  # another node was first
    with as_file(files("storage.migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseProblem(
                f"The database was made by a newer Vigil than this one ({error}): install the newer one."
            ) from error
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DatabaseProblem("The database could not be brought up to date: rows would have lost others.")


def status(database: Database) -> tuple[str | None, str]:
    """Return (revision of the database, newest revision of this program)."""
    with translated(database.url), database.reader.connect() as connection:
        return _revision(connection), HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _stored_instance(database: Database) -> tuple[str, bytes] | None:
    """Return (id, key check) of an existing database; None when there is none yet. Makes nothing."""
    if database.is_sqlite:
        path = Path(str(database.url.database))
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            return None  # connecting would make the file
    with translated(database.url), database.reader.connect() as connection:
        exists = inspect(connection).has_table("instance")
    row = database.read_now(_instance) if exists else None
    return (row.id, row.key_check) if row else None


@contextmanager
def _writable_folder(database: Database) -> Iterator[None]:
    """Make the folder of a new SQLite database; take it away again when the block fails."""
    if not database.is_sqlite:
        yield
        return
    folder = Path(str(database.url.database)).parent
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def _existing_keys(path: Path) -> Keyring:
    try:
        return read_keys(path)
    except KeyProblem as problem:
        raise KeyProblem(
            f"{problem} The database needs it: restore it, or set VIGIL_PRIVACY__KEY_FILE."
        ) from problem


def _new_keys(path: Path) -> Keyring:
    if os.path.lexists(path):
        return read_keys(path)
    keyring = Keyring.generate()
    write_keys(path, keyring)
    return keyring


def _name_instance(session: Session, keyring: Keyring) -> str:
    """Return the id of the database, given to it now if it has none; KeyProblem with another's keys."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(_TAKE_LOCK)  # two nodes may begin at once
    row = _instance(session)
    if row is None:
        instance = uuid.uuid4().hex
        row = Instance(id=instance, key_check=keyring.blind(instance, "instance"))
        session.add(row)
    _compare(row.id, row.key_check, keyring)
    return row.id


def _instance(session: Session) -> Instance | None:
    return session.exec(select(Instance)).first()


def _compare(instance: str, key_check: bytes, keyring: Keyring) -> None:
    if not hmac.compare_digest(key_check, keyring.blind(instance, "instance")):
        raise KeyProblem(
            "The key file belongs to another database: restore the one that was made with this database."
        )


def _marker(database: Database) -> Path | None:
    return Path(str(database.url.database)).parent / MARKER if database.is_sqlite else None
