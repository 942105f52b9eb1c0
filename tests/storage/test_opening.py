"""Opening: what is made when nothing is there, and what is refused, with nothing changed by the refusal."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from storage import database as module
from storage.crypto import Keyring, write_keys
from storage.database import Database
from storage.errors import DatabaseProblem, KeyProblem, StorageError
from storage.opening import Instance, open_database
from storage.subscriber import find_subscriber
from tests.storage.world import subscriber


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Return every path below `folder` with its bytes; None for a folder."""
    return {
        str(path.relative_to(folder)): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


class Installation:
    """A folder with a database and a key beside it, as a first start leaves them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.data = root / "data"
        self.file = self.data / "vigil.db"
        self.key = root / "config" / "keys"
        self.url = f"sqlite:///{self.file}"

    def open(self) -> Database:
        return open_database(self.url, self.key)

    def started(self) -> Installation:
        database = self.open()
        subscriber(database, 4242)
        database.erase_traces()
        database.close()
        return self


@pytest.fixture
def place(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


def test_from_nothing_both_database_and_key_are_made(place: Installation) -> None:
    """The key is for its owner only, the folder remembers that there is a database."""
    place.open().close()
    assert sorted(path.name for path in place.data.iterdir()) == ["instance", "vigil.db"]
    assert place.key.stat().st_mode & 0o777 == 0o600


def test_what_was_stored_is_there_after_the_next_start(place: Installation) -> None:
    """The same key opens the same rows."""
    place.started()
    database = place.open()
    found = database.read_now(find_subscriber, database.keyring, 4242)
    assert found is not None
    database.close()


def test_a_key_that_was_there_first_is_used(place: Installation) -> None:
    """A database that was never begun takes the key it is given."""
    keyring = Keyring.generate()
    write_keys(place.key, keyring)
    database = place.open()
    assert database.keyring == keyring
    database.close()


def test_a_first_start_that_was_cut_short_can_be_repeated(place: Installation) -> None:
    """An empty file without a marker, or tables without an identity, are no database yet."""
    place.data.mkdir()
    place.file.touch()
    database = place.open()
    with database.writer.begin() as connection:
        connection.execute(text("DELETE FROM instance"))
    database.close()
    (place.data / "instance").unlink()
    place.key.unlink()
    place.open().close()


def no_key(place: Installation) -> None:
    place.key.unlink()


def other_key(place: Installation) -> None:
    place.key.unlink()
    write_keys(place.key, Keyring.generate())


def damaged_key(place: Installation) -> None:
    place.key.write_text("{")


def open_key(place: Installation) -> None:
    place.key.chmod(0o644)


def key_is_a_folder(place: Installation) -> None:
    place.key.unlink()
    place.key.mkdir()


def emptied(place: Installation) -> None:
    place.file.write_bytes(b"")


def removed(place: Installation) -> None:
    place.file.unlink()


def other_file(place: Installation) -> None:
    place.file.write_text("A shopping list, and a long one at that. " * 200)


def a_folder(place: Installation) -> None:
    place.file.unlink()
    place.file.mkdir()


def newer(place: Installation) -> None:
    connection = sqlite3.connect(place.file)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


DAMAGES: list[tuple[Callable[[Installation], None], type[StorageError], str]] = [
    (no_key, KeyProblem, r"no key file at .*restore it, or set VIGIL_PRIVACY__KEY_FILE"),
    (other_key, KeyProblem, "belongs to another database"),
    (damaged_key, KeyProblem, "damaged: restore it"),
    (open_key, KeyProblem, "chmod 600"),
    (key_is_a_folder, KeyProblem, "cannot be read"),
    (emptied, DatabaseProblem, r"is empty, but this folder held one: restore it.*instance"),
    (removed, DatabaseProblem, r"is empty, but this folder held one: restore it.*instance"),
    (other_file, DatabaseProblem, "not a database file"),
    (a_folder, DatabaseProblem, "cannot be opened"),
    (newer, DatabaseProblem, "made by a newer Vigil"),
]


@pytest.mark.parametrize(("damage", "error", "sentence"), DAMAGES, ids=[row[0].__name__ for row in DAMAGES])
def test_what_does_not_fit_together_is_refused_and_left_alone(
    place: Installation, damage: Callable[[Installation], None], error: type[StorageError], sentence: str
) -> None:
    """One sentence, and every file is as it was before."""
    damage(place.started())
    before = snapshot(place.root)
    with pytest.raises(error, match=sentence) as caught:
        place.open()
    assert "\n" not in str(caught.value)
    assert snapshot(place.root) == before


def file_in_the_way(place: Installation) -> None:
    place.data.write_text("I am a file.")


def key_damaged_before(place: Installation) -> None:
    place.key.parent.mkdir()
    place.key.write_text("{")


def key_folder_is_a_file(place: Installation) -> None:
    place.key.parent.write_text("I am a file.")


BEGINNINGS: list[tuple[Callable[[Installation], None], type[StorageError], str]] = [
    (file_in_the_way, DatabaseProblem, "folder of the database cannot be used"),
    (key_damaged_before, KeyProblem, "damaged"),
    (key_folder_is_a_file, KeyProblem, "cannot be (read|written)"),
]


@pytest.mark.parametrize(
    ("obstacle", "error", "sentence"), BEGINNINGS, ids=[row[0].__name__ for row in BEGINNINGS]
)
def test_a_first_start_that_is_refused_makes_nothing(
    place: Installation, obstacle: Callable[[Installation], None], error: type[StorageError], sentence: str
) -> None:
    """Neither a key without a database nor a database without a key stays behind."""
    obstacle(place)
    before = snapshot(place.root)
    with pytest.raises(error, match=sentence):
        place.open()
    assert snapshot(place.root) == before


@contextlib.contextmanager
def as_somebody() -> Iterator[None]:
    """Give up the rights of root for a moment, which no mode of a folder would stop."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can reach, for what depends on the rights of a user."""
    with tempfile.TemporaryDirectory(prefix="vigil-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_folder_that_cannot_be_written_is_refused(public: Path) -> None:
    """Neither database nor key is made, and the sentence speaks of the folder."""
    place = Installation(public)
    for folder in (place.data, place.key.parent):
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
    place.data.chmod(0o555)
    before = snapshot(public)
    with as_somebody(), pytest.raises(DatabaseProblem, match=r"folder .*cannot be used: Permission denied"):
        place.open()
    assert snapshot(public) == before


def test_a_key_folder_that_cannot_be_written_is_refused(public: Path) -> None:
    """The database's folder, which was made for it, is taken away again."""
    place = Installation(public)
    place.key.parent.mkdir(mode=0o755)
    public.chmod(0o777)
    with as_somebody(), pytest.raises(KeyProblem, match="cannot be written: Permission denied"):
        place.open()
    assert list(snapshot(public)) == ["config"]


def test_a_database_that_is_locked_is_refused_in_a_sentence(
    place: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the busy timeout, which is short here."""
    place.started()
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    blocker = sqlite3.connect(place.file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseProblem, match="locked by another program"):
        place.open()
    blocker.execute("ROLLBACK")
    blocker.close()
    place.open().close()


def test_postgresql_refuses_a_missing_and_a_wrong_key_too(empty_postgres: str, tmp_path: Path) -> None:
    """A server's database is tied to its key file as a local one is."""
    key = tmp_path / "keys"
    open_database(empty_postgres, key).close()
    key.rename(tmp_path / "elsewhere")
    with pytest.raises(KeyProblem, match="no key file"):
        open_database(empty_postgres, key)
    write_keys(key, Keyring.generate())
    with pytest.raises(KeyProblem, match="another database"):
        open_database(empty_postgres, key)
    key.unlink()
    (tmp_path / "elsewhere").rename(key)
    open_database(empty_postgres, key).close()


def test_a_newer_postgresql_database_is_refused(empty_postgres: str, tmp_path: Path) -> None:
    """It stays as its own program left it."""
    database = open_database(empty_postgres, tmp_path / "keys")
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(DatabaseProblem, match="newer Vigil"):
        open_database(empty_postgres, tmp_path / "keys")


BEGIN = "import sys; from pathlib import Path; from storage.opening import open_database as begin; "
BEGIN += "begin(sys.argv[1], Path(sys.argv[2])).close()"


def test_nodes_that_begin_at_once_begin_one_database(empty_postgres: str, tmp_path: Path) -> None:
    """Processes that start together migrate once and agree on one identity."""
    key = tmp_path / "keys"
    write_keys(key, Keyring.generate())
    nodes = [subprocess.Popen([sys.executable, "-c", BEGIN, empty_postgres, str(key)]) for _ in range(2)]
    assert [node.wait(30) for node in nodes] == [0, 0]
    database = open_database(empty_postgres, key)
    identities = database.read_now(lambda session: session.exec(select(Instance)).all())
    database.close()
    assert len(identities) == 1
