"""New keys: everything is found before, between and after, whatever stops the change half-way."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import LargeBinary, text
from sqlmodel import Session

from storage import crypto
from storage.crypto import Encrypted, Keyring, read_keys, replace_keys, write_keys
from storage.database import Database
from storage.errors import DatabaseProblem, KeyProblem
from storage.opening import open_database
from storage.rekey import blind_index, check_sealed, drop_old, has_old, is_finished, rotate, sealed_tables
from storage.subscriber import Role, create_invite, find_subscriber, join
from storage.tables import metadata
from tests.storage.world import NOW, subscriber

CHATS = [4001, 4002, -1004003, 4004, 4005]
NO_INDEX = {"instance.key_check", "feed.body_hash", "invite.code_hash"}
"""Columns of bytes that hold no blind index of a sealed value; the first is made anew beside the indexes."""


class Place:
    """An installation with five subscribers."""

    def __init__(self, root: Path) -> None:
        self.key = root / "config" / "keys"
        self.url = f"sqlite:///{root}/data/vigil.db"
        with self as database:
            for chat in CHATS:
                subscriber(database, chat)

    def __enter__(self) -> Database:
        self._open = open_database(self.url, self.key)
        return self._open

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def backups(self) -> list[Path]:
        return sorted(self.key.parent.glob("keys.before-*"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def found(database: Database) -> list[int]:
    """Return the chats that can be looked up and read."""
    people = [database.read_now(find_subscriber, database.keyring, chat) for chat in CHATS]
    return [person.chat for person in people if person]


def key_ids(database: Database) -> set[int]:
    with database.reader.connect() as connection:
        rows = connection.execute(text("SELECT chat, settings FROM subscriber"))
        return {bytes(value)[0] for row in rows for value in row}


def test_every_sealed_column_is_known_with_its_index() -> None:
    """No column of bytes is forgotten: sealed, found by its name as an index, or known to be neither."""
    indexes = set()
    for table in sealed_tables():
        assert [column.name for column in table.primary_key] == ["id"]
        for column in table.columns:
            if isinstance(column.type, Encrypted):
                assert column.type.context == f"{table.name}.{column.name}"
                index = blind_index(column)
                indexes |= {f"{table.name}.{index.name}"} if index is not None else set()
    bytes_columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert indexes == {"subscriber.chat_index"}
    assert bytes_columns - indexes == NO_INDEX


def test_after_a_rotation_nothing_needs_the_old_key(place: Place) -> None:
    """Every value is under the new key, everybody is found, and the file without the old key opens it."""
    before = read_keys(place.key)
    with place as database:
        done = rotate(database, place.key, chunk=2)
        assert (done.key, done.resealed, done.indexes, done.continued) == (2, 10, 5, False)
        assert key_ids(database) == {2}
        assert found(database) == CHATS
        assert drop_old(database, place.key) == 1
        assert found(database) == CHATS
    after = read_keys(place.key)
    assert set(after.seals) == {2}
    assert after.index_key != before.index_key
    assert not has_old(place.key)
    assert place.backups == []
    with place as database:
        assert found(database) == CHATS
        assert check_sealed(database).by_key == {2: 10}


def test_both_kinds_of_database_are_sealed_anew(database: Database, keyring: Keyring, tmp_path: Path) -> None:
    """SQLite and PostgreSQL alike, empty values among them."""
    for chat in CHATS:
        subscriber(database, chat)
    key = tmp_path / "config" / "keys"
    write_keys(key, keyring)
    instance_of(database, keyring)
    try:
        rotate(database, key, chunk=2)
        assert key_ids(database) == {2}
        assert found(database) == CHATS
        census = check_sealed(database, chunk=3)
        assert (census.sealed, census.unreadable, census.wrong_index) == (10, 0, 0)
    finally:
        database.use_keys(keyring)  # one server serves all tests


def instance_of(database: Database, keyring: Keyring) -> None:
    """Say that a database belongs to these keys."""

    def write(session: Session) -> None:
        session.execute(text("DELETE FROM instance"))
        check = {"key_check": keyring.blind("one", "instance")}
        session.execute(text("INSERT INTO instance (id, key_check) VALUES ('one', :key_check)"), check)

    database.run_now(write)


def test_old_ciphertexts_leave_the_disk(place: Place, tmp_path: Path) -> None:
    """What was sealed with the old key is overwritten, in the file and its log."""
    with place as database:
        with database.reader.connect() as connection:
            old = [bytes(row[0]) for row in connection.execute(text("SELECT chat FROM subscriber"))]
        assert rotate(database, place.key).erased
        disk = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("vigil.db*"))
        assert [value for value in old if value in disk] == []


def test_the_backup_of_the_key_file_is_the_old_file_for_its_owner(place: Place) -> None:
    """Whoever lost the new file still opens a backup of the database with the old one."""
    before = place.key.read_bytes()
    with place as database:
        rotate(database, place.key)
    (backup,) = place.backups
    assert backup.read_bytes() == before
    assert backup.stat().st_mode & 0o777 == 0o600
    assert place.key.stat().st_mode & 0o777 == 0o600


def test_until_the_old_key_is_dropped_older_backups_open(place: Place, tmp_path: Path) -> None:
    """The new file holds the old keys, so a database of last week is still read, then brought up to date."""
    with place as database:
        database.erase_traces()
    shutil.copyfile(tmp_path / "data" / "vigil.db", tmp_path / "copy.db")
    for _ in range(2):
        with place as database:
            rotate(database, place.key)
    for left in (tmp_path / "data").glob("vigil.db*"):
        left.unlink()
    shutil.copyfile(tmp_path / "copy.db", tmp_path / "data" / "vigil.db")
    with place as database:
        assert found(database) == CHATS
        assert not is_finished(database, place.key)
        with pytest.raises(KeyProblem, match="still needed"):
            drop_old(database, place.key)
        assert rotate(database, place.key).continued
        assert found(database) == CHATS
        drop_old(database, place.key)
    with place as database:
        assert found(database) == CHATS


class Killed(BaseException):
    """Stands for the end of the process at this point."""


def dies(*_: Any, **__: Any) -> NoReturn:
    raise Killed


def before_the_backup(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(crypto, "_keep", dies)


def before_the_new_file(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Path, "replace", dies)


def before_the_first_chunk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("storage.rekey._reseal", dies)


def before_the_indexes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("storage.rekey._switch_index", dies)


def within_the_indexes(patch: pytest.MonkeyPatch) -> None:
    from storage import rekey

    real, calls = rekey._index_rows, iter((False, True))
    patch.setattr(rekey, "_index_rows", lambda *args: dies() if next(calls) else real(*args))


def before_the_traces(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Database, "erase_traces", dies)


STOPS = [
    before_the_backup,
    before_the_new_file,
    before_the_first_chunk,
    before_the_indexes,
    within_the_indexes,
    before_the_traces,
]


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.__name__)
def test_a_rotation_that_was_cut_short_loses_nobody(
    place: Place, stop: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """Whenever it stopped, everybody is found and may join as before, and the next one ends it."""
    with place as database, pytest.MonkeyPatch.context() as patch:
        stop(patch)
        with pytest.raises(Killed):
            rotate(database, place.key, chunk=2)
    with place as database:
        assert found(database) == CHATS
        code = database.run_now(create_invite, role=Role.READER, uses=1, expires=NOW + timedelta(days=1))
        join_again = database.run_now(join, database.keyring, chat=CHATS[0], code=code, lang="en", now=NOW)
        assert join_again.id == 1
        rotate(database, place.key, chunk=2)
        assert found(database) == CHATS
        assert is_finished(database, place.key)
        drop_old(database, place.key)
    with place as database:
        assert found(database) == CHATS


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_killed_between_chunks_it_goes_on_where_it_stopped(place: Place, chunks: int) -> None:
    """A process that is really killed leaves both keys' values, all readable; no second new key is made."""
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from storage.opening import open_database\n"
        "from storage.rekey import rotate\n"
        "seen = []\n"
        "def told(n):\n"
        "    seen.append(n)\n"
        f"    if len(seen) > {chunks}: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"rotate(open_database({place.url!r}, Path({str(place.key)!r})), Path({str(place.key)!r}),"
        " chunk=2, told=told)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with place as database:
        census = check_sealed(database)
        assert census.by_key.get(2) == min(10, 4 * (chunks + 1))
        assert (census.unreadable, census.wrong_index) == (0, 0)
        assert found(database) == CHATS
        done_again = rotate(database, place.key, chunk=2)
        assert done_again.continued
        assert done_again.key == 2
        assert done_again.resealed == 10 - min(10, 4 * (chunks + 1))
        assert found(database) == CHATS


def test_what_cannot_be_opened_stops_a_rotation_before_it_begins(place: Place) -> None:
    """No key is added, none dropped, and the sentence says how many."""
    with place as database:
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE subscriber SET settings = x'01ff' WHERE id = 3"))
        before = place.key.read_bytes()
        with pytest.raises(KeyProblem, match="1 sealed values cannot be opened"):
            rotate(database, place.key)
        with pytest.raises(KeyProblem, match="1 sealed values"):
            drop_old(database, place.key)
        assert place.key.read_bytes() == before
        assert place.backups == []


def full(*_: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_on_a_full_disk_the_key_file_stays_as_it_was(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half-written lies about, and Vigil opens as before."""
    before = place.key.read_bytes()
    with place as database:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(KeyProblem, match="No space left"):
            rotate(database, place.key)
        monkeypatch.undo()
    assert [path.name for path in place.key.parent.iterdir()] == ["keys"]
    assert place.key.read_bytes() == before
    with place as database:
        assert found(database) == CHATS


def test_on_a_database_that_is_full_the_rotation_waits_for_room(place: Place) -> None:
    """The sentence says so; with room again the next one ends it."""
    with place as database:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("storage.rekey._reseal_chunk", lambda *_: _refuse_room())
            with pytest.raises(DatabaseProblem, match="disk is full"):
                rotate(database, place.key, chunk=1)
        assert found(database) == CHATS
        assert rotate(database, place.key, chunk=1).continued
        assert found(database) == CHATS


def _refuse_room() -> NoReturn:
    import sqlite3

    raise sqlite3.OperationalError("database or disk is full")


def test_a_backup_that_holds_another_key_is_not_overwritten(place: Place) -> None:
    """Two files of one name are not mixed up: the rotation refuses."""
    other = place.key.with_name("keys.before-2")
    other.write_text("another")
    with place as database, pytest.raises(KeyProblem, match="File exists"):
        rotate(database, place.key)
    assert other.read_text() == "another"


def test_a_link_to_another_medium_stays_a_link(tmp_path: Path) -> None:
    """The file it leads to is replaced, not the link."""
    real, link = tmp_path / "medium" / "keys", tmp_path / "keys"
    write_keys(real, Keyring.generate())
    link.symlink_to(real)
    newer = read_keys(link).renewed()
    replace_keys(link, newer)
    assert link.is_symlink()
    assert read_keys(real) == newer


def test_a_keyring_takes_256_keys_and_says_so() -> None:
    """Ids go round, none is given twice, and the last refusal says what to do."""
    keyring = Keyring({254: bytes(64)}, 254, bytes(32))
    for _ in range(255):
        keyring = keyring.renewed()
    assert sorted(keyring.seals) == list(range(256))
    assert keyring.current == 253
    with pytest.raises(KeyProblem, match="drop the old"):
        keyring.renewed()
