"""Looking after the database as a whole: how much it holds."""

from sqlalchemy import func
from sqlmodel import Session, select

from storage.entry import Entry, EntryMatch
from storage.feed import Feed
from storage.outbox import Delivery
from storage.story import Alert, Story
from storage.subscriber import SubscriberRow


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
