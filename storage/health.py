"""How the database fares, for those who look after it: counts and figures only, never who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.database import Database, translated
from storage.entry import Entry
from storage.evidence import Evidence
from storage.feed import Feed, FeedState
from storage.outbox import Delivery, DeliveryKind, DeliveryState, count_deliveries, next_due


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """The active feeds."""

    active: int = 0
    troubled: int = 0
    last_poll: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """What waits to be sent, and how what was settled lately ended."""

    waiting: int = 0
    next_due: datetime | None = None
    settled: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A file of the archive of pages, as the database knows it."""

    name: str
    copies: int
    end: int
    """Bytes that it has at least."""


def count_active_feeds(session: Session) -> FeedCounts:
    """Count the active feeds and those in trouble, and tell when one was polled last."""
    active = Feed.state == FeedState.ACTIVE
    count, last = session.exec(select(func.count(), func.max(Feed.last_poll)).where(active)).one()
    troubled = session.exec(select(func.count()).where(active, Feed.failures > 0)).one()
    return FeedCounts(int(count), int(troubled), last)


def count_outbox(session: Session, since: datetime) -> OutboxCounts:
    """Count what waits, and by state what was settled after `since`."""
    waiting = count_deliveries(session).get(DeliveryState.PENDING, 0)
    return OutboxCounts(waiting, next_due(session), settled_since(session, since))


def settled_since(session: Session, since: datetime) -> dict[str, int]:
    """Return how many messages ended in each state after `since`; renewals of messages are left out."""
    rows = session.execute(
        sql_select(col(Delivery.state), func.count())
        .where(
            func.coalesce(Delivery.settled_at, Delivery.claimed_at) >= since,
            col(Delivery.kind) != DeliveryKind.EDIT,
            col(Delivery.state).not_in([DeliveryState.PENDING, DeliveryState.SENDING]),
        )
        .group_by(col(Delivery.state))
    )
    return {str(state): int(count) for state, count in rows}


def count_index(session: Session, since: datetime) -> tuple[int, int]:
    """Return (reports, stories) that the story index is made of when it looks back until `since`."""
    reports, stories = session.exec(
        select(func.count(), func.count(func.distinct(Entry.story_id))).where(
            col(Entry.story_id).is_not(None), Entry.first_seen >= since
        )
    ).one()
    return int(reports), int(stories)


def copy_files(session: Session) -> list[CopyFile]:
    """Return the files in which copies of pages lie, by name."""
    query = (
        select(Evidence.file, func.count(), func.max(Evidence.offset + Evidence.length))
        .where(Evidence.file != "")
        .group_by(Evidence.file)
        .order_by(Evidence.file)
    )
    return [CopyFile(name, int(count), int(end)) for name, count, end in session.exec(query)]


def find_damage(database: Database) -> str:
    """Return the first damage that SQLite finds in its own file, or nothing; reads the whole file."""
    if not database.is_sqlite:
        return ""
    with translated(database.url), database.reader.connect() as connection:
        said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    return "" if said == "ok" else said


def try_writing(database: Database) -> None:
    """Take the writer's turn and give it back; DatabaseProblem says why it cannot be had."""
    with translated(database.url), database.writer.connect() as connection:
        connection.begin().rollback()


def size_of(database: Database) -> int:
    """Return how many bytes the database takes on the disk, its log included."""
    if database.is_sqlite:
        file = Path(str(database.url.database))
        parts = (file, file.with_name(f"{file.name}-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())
    with translated(database.url), database.reader.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar() or 0)
