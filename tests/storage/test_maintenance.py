"""Room kept free on the disk: made when there is enough, given back when asked, never in the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.database import Database
from storage.maintenance import BALLAST_BYTES, BALLAST_FILE, drop_ballast, hold_ballast

MEGABYTE = 2**20


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """A disk whose free space a test sets."""
    space = {"free": 100 * MEGABYTE}
    kind = type(shutil.disk_usage("/"))
    monkeypatch.setattr(
        "storage.maintenance.shutil.disk_usage", lambda _: kind(10**12, 10**12, space["free"])
    )
    return space


def held(database: Database) -> int:
    """Return how much is set aside; nothing but the ballast may lie there."""
    folder = Path(str(database.url.database)).parent
    found = {path.name: path.stat() for path in folder.glob(f"{BALLAST_FILE}*")}
    assert set(found) <= {BALLAST_FILE}
    assert all(stat.st_mode & 0o777 == 0o600 for stat in found.values())
    return sum(stat.st_size for stat in found.values())


def test_room_is_set_aside_once_and_given_back(sqlite: Database, disk: dict[str, int]) -> None:
    """Holding twice takes no more; dropping twice says that there was nothing."""
    assert hold_ballast(sqlite)
    assert hold_ballast(sqlite)
    assert held(sqlite) == BALLAST_BYTES
    assert drop_ballast(sqlite)
    assert not drop_ballast(sqlite)
    assert held(sqlite) == 0


@pytest.mark.parametrize(("free", "expected"), [(0, 0), (100_000, 0), (4 * MEGABYTE, MEGABYTE)])
def test_a_small_disk_is_not_filled_with_ballast(
    sqlite: Database, disk: dict[str, int], free: int, expected: int
) -> None:
    """At most a quarter of what is free is taken."""
    disk["free"] = free
    assert hold_ballast(sqlite) is bool(expected)
    assert held(sqlite) == expected


def test_what_was_given_back_is_kept_again(sqlite: Database, disk: dict[str, int]) -> None:
    """On a disk that is full but for the ballast, the next person who leaves finds room, too."""
    disk["free"] = 4 * MEGABYTE
    hold_ballast(sqlite, 0.8)
    assert held(sqlite) == int(3.2 * MEGABYTE)


def test_ballast_grows_when_there_is_room_again(sqlite: Database, disk: dict[str, int]) -> None:
    """What was made on a nearly full disk is not all there ever is."""
    disk["free"] = 4 * MEGABYTE
    hold_ballast(sqlite)
    disk["free"] = 100 * MEGABYTE
    hold_ballast(sqlite)
    assert held(sqlite) == BALLAST_BYTES


def test_a_folder_that_cannot_be_written_is_no_error(
    sqlite: Database, disk: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ballast is a help, not a condition."""

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.maintenance.os.open", refuse)
    assert not hold_ballast(sqlite)
    assert held(sqlite) == 0


def test_a_database_server_keeps_its_own_disk(postgres: Database) -> None:
    """There is nothing beside a PostgreSQL database for us to hold."""
    assert not hold_ballast(postgres)
    assert not drop_ballast(postgres)
