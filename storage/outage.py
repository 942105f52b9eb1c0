"""Outages: the times in which a feed could not be read, and those in which nobody read at all.

One row from the first failed poll to the next good one, so that a digest can say what it may have missed.
A poll that changes nothing costs nothing here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Field, Session, SQLModel, col, select

STOOD_STILL = "stopped"
"""The health in an outage of all feeds: Vigil itself did not run."""
LATE = timedelta(hours=1)
"""A feed claimed so long after it was due says that nobody read meanwhile."""


class FeedOutage(SQLModel, table=True):
    """A time in which a feed, or (without a number) every feed, was not read."""

    __tablename__ = "feed_outage"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int | None = Field(default=None, foreign_key="feed.id", ondelete="CASCADE", index=True)
    since: datetime = Field(index=True)
    until: datetime | None = None
    health: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which a feed was not read; without a feed: all of them. `until` None: it lasts."""

    feed_id: int | None
    since: datetime
    until: datetime | None
    health: str
    reason: str


def end_outage(session: Session, feed_id: int, now: datetime) -> None:
    """Note that a feed is read again, or that nobody wants it read."""
    session.execute(
        update(FeedOutage)
        .where(col(FeedOutage.feed_id) == feed_id, col(FeedOutage.until).is_(None))
        .values(until=now)
    )


def begin_outage(session: Session, feed_id: int, now: datetime, health: str, reason: str) -> None:
    """Note that a feed cannot be read, or cannot for another reason than until now."""
    end_outage(session, feed_id, now)
    session.add(FeedOutage(feed_id=feed_id, since=now, health=health, reason=reason))
    session.flush()


def note_standstill(session: Session, since: datetime, now: datetime) -> None:
    """Note that no feed was read from `since` until `now`; what overlaps is one time."""
    row = session.exec(
        select(FeedOutage)
        .where(col(FeedOutage.feed_id).is_(None), col(FeedOutage.until) >= since)
        .order_by(col(FeedOutage.id).desc())
        .limit(1)
    ).first()
    row = row or FeedOutage(since=since, until=now, health=STOOD_STILL)
    row.since, row.until = min(row.since, since), max(row.until or now, now)
    session.add(row)
    session.flush()


def outages_between(session: Session, since: datetime, until: datetime) -> Sequence[Outage]:
    """Return the outages that touch [since, until), in the order in which they began."""
    rows = session.exec(
        select(FeedOutage)
        .where(FeedOutage.since < until, or_(col(FeedOutage.until).is_(None), col(FeedOutage.until) > since))
        .order_by(col(FeedOutage.since), col(FeedOutage.id))
    )
    return [Outage(row.feed_id, row.since, row.until, row.health, row.reason) for row in rows]
