"""The data folder of one installation: its database, its lock, its first feeds.

Loads neither telegram nor the feed readers, so that small commands start fast.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from sqlmodel import Session

from config.settings import Settings
from feeds.web.opml import SourceData
from feeds.web.opml import read as read_opml
from feeds.web.urls import canonical
from storage.audit import record
from storage.database import Database
from storage.errors import DatabaseProblem
from storage.feed import FeedInfo, FeedState, add_feed, count_feeds
from storage.opening import open_database


def utc_now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the installation's database, migrated, with the starter feeds when it was empty."""
    make_data_dir(settings.data_dir)
    with _for_the_owner_alone():
        database = open_database(settings.database_url, settings.key_path)
    try:
        if settings.polling.starter_feeds:
            database.run_now(import_starter_feeds, utc_now())
        yield database
    finally:
        database.close()


@contextmanager
def _for_the_owner_alone() -> Iterator[None]:
    """Close the files that are made inside the block to other users of the machine."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def make_data_dir(path: Path) -> None:
    """Make the data folder, closed to other users; DatabaseProblem when it cannot be made."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(f"The data folder {path} cannot be made: {error.strerror}.") from error


def import_starter_feeds(session: Session, now: datetime) -> int:
    """Fill an empty feed table with the bundled list; returns how many feeds were added."""
    if count_feeds(session):
        return 0
    sources = read_opml(files("config.defaults").joinpath("feeds.opml").read_bytes())
    for source in sources:
        add_source(session, source, now)
    record(session, at=now, noun="feed", subject="starter list", verb="import", after=len(sources))
    return len(sources)


def add_source(session: Session, source: SourceData, now: datetime) -> FeedInfo:
    """Store a feed of a list with all that the list says of it; Refused when it is there already."""
    return add_feed(
        session,
        url=source.url,
        url_key=canonical(source.url),
        now=now,
        title=source.title,
        owner=source.owner,
        view=source.view,
        lang=source.lang,
        legal_label=source.legal_label,
        note=source.note,
        state=FeedState.ACTIVE if source.enabled else FeedState.PAUSED,
    )


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this process; DatabaseProblem when another Vigil runs on it."""
    with _for_the_owner_alone():
        file = (data_dir / "lock").open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DatabaseProblem(
                f"Another Vigil is running on {data_dir}: stop it first, or set VIGIL_DATA_DIR."
            ) from None
        yield
