"""The watch-list as it is stored: whole versions, each a readable text; the newest is in force.

A draft is a change that somebody is looking at: it becomes a version only if the version it was made from is
still in force, so that of two moderators one wins and the other is told.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.errors import Refused


class WatchListVersion(SQLModel, table=True):
    """One version, complete. Versions are only added: undoing is adding an older one again."""

    __tablename__ = "watchlist_version"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    created: datetime
    content: str
    author: int | None = Field(default=None, foreign_key="subscriber.id", ondelete="SET NULL", index=True)
    reason: str = ""
    undoes: int | None = None
    """The version that this one took back."""


class WatchListDraft(SQLModel, table=True):
    """A change under way in one chat: the whole watch-list as it would be."""

    __tablename__ = "watchlist_draft"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    subscriber_id: int = Field(foreign_key="subscriber.id", ondelete="CASCADE", index=True)
    base: int
    """The version it was made from."""
    content: str
    reason: str = ""
    created: datetime


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One version as it is listed."""

    id: int
    created: datetime
    author: int | None
    reason: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that waits to be applied."""

    id: int
    subscriber_id: int
    base: int
    content: str
    reason: str


def current_watchlist(session: Session) -> tuple[int, str] | None:
    """Return (version, TOML text) of the watch-list in force, or None when there is none yet."""
    row = session.exec(select(WatchListVersion).order_by(col(WatchListVersion.id).desc()).limit(1)).first()
    return (row.id or 0, row.content) if row else None


def current_version(session: Session) -> int:
    """Return the number of the version in force, or 0 when there is none yet; reads no text."""
    return session.exec(select(func.max(WatchListVersion.id))).one() or 0


def add_watchlist(
    session: Session,
    content: str,
    now: datetime,
    *,
    base: int | None = None,
    author: int | None = None,
    reason: str = "",
    undoes: int | None = None,
) -> int:
    """Put a new version in force and return its number.

    With `base`, only if that version is still the one in force: Refused when another came first.
    """
    if base is not None:
        # PostgreSQL: who comes second waits here, and then sees the version of who came first.
        mine = select(WatchListVersion.id).where(WatchListVersion.id == base).with_for_update()
        session.exec(mine).first()
        newest = current_version(session)
        if newest not in {0, base}:
            raise Refused(
                f"The watch-list was changed meanwhile (version {newest}): look at it, then try again."
            )
    row = WatchListVersion(created=now, content=content, author=author, reason=reason, undoes=undoes)
    session.add(row)
    session.flush()
    return row.id or 0


def get_version(session: Session, version: int) -> str | None:
    """Return the text of a version, or None when there is none of that number."""
    row = session.get(WatchListVersion, version)
    return row.content if row else None


def list_versions(session: Session, limit: int = 20) -> list[VersionInfo]:
    """Return the newest versions first."""
    rows = session.exec(select(WatchListVersion).order_by(col(WatchListVersion.id).desc()).limit(limit))
    return [VersionInfo(row.id or 0, row.created, row.author, row.reason, row.undoes) for row in rows]


def save_draft(
    session: Session, subscriber_id: int, *, base: int, content: str, reason: str, now: datetime
) -> int:
    """Keep a change until it is applied or cancelled; a subscriber has one at a time. Returns its number."""
    session.execute(delete(WatchListDraft).where(col(WatchListDraft.subscriber_id) == subscriber_id))
    row = WatchListDraft(subscriber_id=subscriber_id, base=base, content=content, reason=reason, created=now)
    session.add(row)
    session.flush()
    return row.id or 0


def get_draft(session: Session, draft_id: int, subscriber_id: int) -> Draft | None:
    """Return a subscriber's draft, or None when it is gone or somebody else's."""
    row = session.get(WatchListDraft, draft_id)
    if row is None or row.subscriber_id != subscriber_id:
        return None
    return Draft(row.id or 0, row.subscriber_id, row.base, row.content, row.reason)


def draft_of(session: Session, subscriber_id: int) -> int | None:
    """Return the number of a subscriber's draft, or None when there is none."""
    return session.exec(
        select(WatchListDraft.id).where(WatchListDraft.subscriber_id == subscriber_id)
    ).first()


def give_reason(session: Session, draft_id: int, reason: str) -> None:
    """Note why a change is made; the draft keeps its number, so that what shows it still works."""
    session.execute(update(WatchListDraft).where(col(WatchListDraft.id) == draft_id).values(reason=reason))


def drop_draft(session: Session, draft_id: int) -> None:
    """Forget a draft."""
    session.execute(delete(WatchListDraft).where(col(WatchListDraft.id) == draft_id))
