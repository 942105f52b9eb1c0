"""Every table in one place, for migrations: importing this module fills `SQLModel.metadata`."""

from sqlmodel import SQLModel

from storage import (
    audit,
    digest,
    digestpost,
    entry,
    evidence,
    feed,
    feedback,
    opening,
    outage,
    outbox,
    story,
    subscriber,
    translation,
    watchlist,
    words,
)

metadata = SQLModel.metadata
__all__ = [
    "audit",
    "digest",
    "digestpost",
    "entry",
    "evidence",
    "feed",
    "feedback",
    "metadata",
    "opening",
    "outage",
    "outbox",
    "story",
    "subscriber",
    "translation",
    "watchlist",
    "words",
]
