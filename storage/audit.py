"""Changes: who changed what on the feeds or the watch-list, when, why, before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, col, select


class Change(SQLModel, table=True):
    """One change. `actor` is a subscriber's row id, or None for the command line and forgotten people."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(index=True)
    actor: int | None = Field(default=None, foreign_key="subscriber.id", ondelete="SET NULL", index=True)
    noun: str
    subject: str
    verb: str
    reason: str = ""
    before: Any = Field(default=None, sa_column=Column(JSON))
    after: Any = Field(default=None, sa_column=Column(JSON))


@dataclass(frozen=True, slots=True)
class ChangeInfo:
    """A change as people read it."""

    at: datetime
    noun: str
    subject: str
    verb: str
    reason: str


def record(
    session: Session,
    *,
    at: datetime,
    noun: str,
    subject: str,
    verb: str,
    actor: int | None = None,
    reason: str = "",
    before: object = None,
    after: object = None,
) -> None:
    """Write one change in the transaction that makes it."""
    session.add(
        Change(
            at=at,
            actor=actor,
            noun=noun,
            subject=subject,
            verb=verb,
            reason=reason,
            before=before,
            after=after,
        )
    )


def recent_changes(session: Session, limit: int = 20) -> list[ChangeInfo]:
    """Return the newest changes first."""
    rows = session.exec(select(Change).order_by(col(Change.id).desc()).limit(limit))
    return [ChangeInfo(row.at, row.noun, row.subject, row.verb, row.reason) for row in rows]
