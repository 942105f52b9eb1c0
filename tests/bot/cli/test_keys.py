"""`vigil keys`: what the key file is, whether it opens everything, a new key, a copy; never a key itself."""

from __future__ import annotations

import base64
import errno
import json
import os
import sqlite3
from datetime import timedelta
from typing import NoReturn

import pytest

from bot.installation import only_one, utc_now
from storage.crypto import read_keys
from storage.opening import open_database
from storage.subscriber import Role, create_invite, find_subscriber, join
from tests.bot.cli.inside import Inside, vigil

__all__ = ["vigil"]


@pytest.fixture(autouse=True)
def _three_people(vigil: Inside) -> None:
    database = open_database(f"sqlite:///{vigil.folder}/data/vigil.db", vigil.folder / "keys")
    until = utc_now() + timedelta(days=1)
    code = database.run_now(create_invite, role=Role.READER, uses=3, expires=until)
    for chat in (1, 2, 3):
        database.run_now(join, database.keyring, chat=chat, code=code, lang="en", now=utc_now())
    database.close()


def found(vigil: Inside) -> int:
    """Return how many of the three can be looked up."""
    database = open_database(f"sqlite:///{vigil.folder}/data/vigil.db", vigil.folder / "keys")
    people = [database.read_now(find_subscriber, database.keyring, chat) for chat in (1, 2, 3)]
    database.close()
    return len([person for person in people if person])


def test_the_file_is_shown_without_its_keys(vigil: Inside) -> None:
    """Path, rights, how many, which is in use."""
    shown = vigil.json("keys", "show")
    path = vigil.folder / "keys"
    assert shown == {
        "path": str(path),
        "mode": "0600",
        "keys": 1,
        "active": 1,
        "in_data_folder": False,
        "problem": "",
    }
    stored = json.loads(path.read_text())
    everything = "".join(
        vigil.command("keys", *rest).stdout for rest in (["show"], ["check"], ["rotate"], ["show", "--json"])
    )
    for key in (stored["index"], *stored["seal"].values()):
        assert key not in everything
        assert base64.b64decode(key).hex() not in everything


def test_a_file_that_others_can_read_is_shown_and_refused(vigil: Inside) -> None:
    """Show says what is wrong; no other command opens it."""
    (vigil.folder / "keys").chmod(0o640)
    done = vigil.command("keys", "show")
    assert done.returncode == 1
    assert "0640" in done.stdout
    assert "chmod 600" in done.stderr
    for command in (["check"], ["rotate"], ["backup", "copy"]):
        done = vigil.command("keys", *command)
        assert done.returncode == 1
        assert "chmod 600" in done.stderr


def test_without_a_file_every_command_says_so(vigil: Inside) -> None:
    """And none makes one for a database that has one already."""
    (vigil.folder / "keys").unlink()
    for command in (["show"], ["check"], ["rotate"], ["backup", "copy"]):
        done = vigil.command("keys", *command)
        assert done.returncode == 1
        assert "no key file" in done.stderr
    assert not (vigil.folder / "keys").exists()


def test_check_counts_what_opens_and_what_does_not(vigil: Inside) -> None:
    """Exit 1 as soon as one value does not open or would not be found."""
    assert vigil.json("keys", "check") == {
        "sealed": 6,
        "by_key": {"1": 6},
        "unreadable": 0,
        "wrong_index": 0,
    }
    with sqlite3.connect(vigil.folder / "data" / "vigil.db") as connection:
        connection.execute("UPDATE subscriber SET chat_index = x'00' WHERE id = 1")
        connection.execute("UPDATE subscriber SET settings = x'01aa' WHERE id = 2")
    done = vigil.command("keys", "check")
    assert done.returncode == 1
    assert "1 cannot be opened, 1 would not be found" in done.stderr


def test_a_new_key_takes_over_and_the_old_one_goes_when_told(vigil: Inside) -> None:
    """Everybody is found throughout; dropping alone makes no third key."""
    made = vigil.json("keys", "rotate")
    assert (made["key"], made["resealed"], made["indexes"], made["dropped"]) == (2, 6, 3, 0)
    assert (vigil.folder / "keys.before-2").stat().st_mode & 0o777 == 0o600
    assert found(vigil) == 3
    assert vigil.json("keys", "rotate", "--drop-old") == {"dropped": 1}
    assert not (vigil.folder / "keys.before-2").exists()
    assert set(read_keys(vigil.folder / "keys").seals) == {2}
    assert found(vigil) == 3
    both = vigil.json("keys", "rotate", "--drop-old")
    assert (both["key"], both["dropped"]) == (3, 1)
    assert found(vigil) == 3


def test_no_key_changes_under_a_running_vigil(vigil: Inside) -> None:
    """It would go on sealing with the old one."""
    before = (vigil.folder / "keys").read_bytes()
    with only_one(vigil.folder / "data"):
        done = vigil.command("keys", "rotate")
    assert done.returncode == 1
    assert "Another Vigil is running" in done.stderr
    assert (vigil.folder / "keys").read_bytes() == before


def test_on_a_full_disk_nothing_is_changed(vigil: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by a rotation nor by a copy, of which nothing is left."""

    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = (vigil.folder / "keys").read_bytes()
    monkeypatch.setattr("storage.crypto.os.fsync", full)
    for command in (["rotate"], ["backup", "copy"]):
        done = vigil.command("keys", *command)
        assert done.returncode == 1
        assert "No space left" in done.stderr
    monkeypatch.undo()
    assert (vigil.folder / "keys").read_bytes() == before
    assert not (vigil.folder / "copy").exists()


@pytest.mark.parametrize("place", ["data/copy", "data/deep/copy", "link/copy", "elsewhere/../data/copy"])
def test_a_copy_never_lies_in_the_data_folder(vigil: Inside, place: str) -> None:
    """However the way there is written."""
    (vigil.folder / "link").symlink_to(vigil.folder / "data")
    done = vigil.command("keys", "backup", str(vigil.folder / place))
    assert done.returncode == 1
    assert "data folder" in done.stderr
    assert list((vigil.folder / "data").rglob("copy")) == []


def test_a_copy_is_the_same_keys_for_their_owner_and_overwrites_nothing(vigil: Inside) -> None:
    """It opens the database in the place of the original."""
    copy = vigil.folder / "medium" / "copy"
    assert vigil.json("keys", "backup", str(copy)) == {"path": str(copy), "mode": "0600", "keys": 1}
    assert read_keys(copy) == read_keys(vigil.folder / "keys")
    done = vigil.command("keys", "backup", str(copy))
    assert done.returncode == 1
    assert "File exists" in done.stderr
