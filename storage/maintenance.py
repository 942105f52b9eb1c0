"""Looking after the database as a whole: how much it holds, and room kept free for what cannot wait.

On a full disk SQLite cannot even delete. A ballast file beside the database is room that nothing else takes:
it is dropped when a person asks to be forgotten, and made again once there is space.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, select

from storage.database import Database
from storage.entry import Entry, EntryMatch
from storage.feed import Feed
from storage.outbox import Delivery
from storage.story import Alert, Story
from storage.subscriber import SubscriberRow

BALLAST_BYTES = 8 * 2**20
BALLAST_FILE = "ballast"
_LEAST = 64 * 1024


def hold_ballast(database: Database, part: float = 0.25) -> bool:
    """Set room aside beside a SQLite database unless it is there; False when there is none to set aside.

    At most `part` of the free space is taken, and at most BALLAST_BYTES.
    """
    path = _ballast(database)
    if path is None:
        return False
    half_made = path.with_name(f"{path.name}.new")
    try:
        held = path.stat().st_size if path.exists() else 0
        size = min(BALLAST_BYTES, int(shutil.disk_usage(path.parent).free * part))
        if held and size < 2 * held:
            return True
        if size < _LEAST:
            return False
        descriptor = os.open(half_made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(size))  # zeros might take no room at all
            file.flush()
            os.fsync(file.fileno())
        half_made.replace(path)
    except OSError:
        with suppress(OSError):
            half_made.unlink(missing_ok=True)
        return False
    return True


def drop_ballast(database: Database) -> bool:
    """Give the room back to the disk; says whether there was any."""
    path = _ballast(database)
    if path is None:
        return False
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _ballast(database: Database) -> Path | None:
    return Path(str(database.url.database)).parent / BALLAST_FILE if database.is_sqlite else None


def count_rows(session: Session) -> dict[str, int]:
    """Return how many rows each noun has."""
    tables = {
        "feeds": Feed,
        "entries": Entry,
        "matches": EntryMatch,
        "stories": Story,
        "alerts": Alert,
        "deliveries": Delivery,
        "subscribers": SubscriberRow,
    }
    return {
        name: int(session.exec(select(func.count()).select_from(table)).one())
        for name, table in tables.items()
    }
