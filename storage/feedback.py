"""What people said of alerts: relevant or not, for which entity; and what moderators have yet to see."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint


class Verdict(StrEnum):
    """What a person said of an alert."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not_relevant"
    WRONG_ENTITY = "wrong_entity"
    DUPLICATE = "duplicate"


class Feedback(SQLModel, table=True):
    """One person's word on one entry for one entity; a second word replaces the first, by constraint."""

    __table_args__ = (
        UniqueConstraint("entry_id", "entity", "subscriber_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE")
    entity: str
    subscriber_id: int = Field(foreign_key="subscriber.id", ondelete="CASCADE", index=True)
    verdict: str
    by_moderator: bool = False
    at: datetime
    settled_at: datetime | None = Field(default=None, index=True)
    """When a moderator worked through it; a moderator's own word needs none."""
