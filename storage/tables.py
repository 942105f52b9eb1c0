"""Every table in one place, for migrations: importing this module fills `SQLModel.metadata`."""

from sqlmodel import SQLModel

from storage import audit, entry, feed, feedback, opening, outbox, story, subscriber, watchlist, words

metadata = SQLModel.metadata
__all__ = [
    "audit",
    "entry",
    "feed",
    "feedback",
    "metadata",
    "opening",
    "outbox",
    "story",
    "subscriber",
    "watchlist",
    "words",
]
