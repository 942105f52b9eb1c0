"""The watch-list as it is stored: whole versions, each a readable text; the newest is in force."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select


class WatchListVersion(SQLModel, table=True):
    """One version, complete. Versions are only added: undoing is adding an older one again."""

    __tablename__ = "watchlist_version"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    created: datetime
    content: str


def current_watchlist(session: Session) -> tuple[int, str] | None:
    """Return (version, TOML text) of the watch-list in force, or None when there is none yet."""
    row = session.exec(select(WatchListVersion).order_by(col(WatchListVersion.id).desc()).limit(1)).first()
    return (row.id or 0, row.content) if row else None


def add_watchlist(session: Session, content: str, now: datetime) -> int:
    """Put a new version in force and return its number."""
    row = WatchListVersion(created=now, content=content)
    session.add(row)
    session.flush()
    return row.id or 0
