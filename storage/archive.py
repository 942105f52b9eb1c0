"""The archive: stored entries read again from end to end, in the order in which they came.

Only the columns that matching and story finding need are read, a bounded number of rows at a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, case, func
from sqlalchemy import select as sql_select
from sqlmodel import Session, SQLModel

from storage.entry import Entry, chunks
from storage.feed import Feed
from storage.story import Story


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    """A stored entry as a rehearsal reads it; its text is the newest that the feed published."""

    id: int
    title: str
    text: str
    lang: str
    link: str
    """Canonical address."""
    seen: datetime
    baseline: bool
    story: int | None
    feed: int


@dataclass(frozen=True, slots=True)
class Span:
    """The entries from `first` to `last`, both included; `size` is how many there are."""

    first: int
    last: int
    size: int


def archive_span(session: Session, since: datetime | None) -> Span:
    """Return which entries were first seen at `since` or later (None: ever)."""
    entries = _table(Entry)
    query = sql_select(func.min(entries.c.id), func.max(entries.c.id), func.count())
    if since is not None:
        query = query.where(entries.c.first_seen >= since)
    first, last, size = session.execute(query.select_from(entries)).one()
    return Span(first or 0, last or 0, size)


def archived_entries(
    session: Session, span: Span, after: int, limit: int, since: datetime | None = None
) -> list[ArchivedEntry]:
    """Return the next `limit` entries of `span` whose number is above `after`, in order of number."""
    entries = _table(Entry)
    query = _slim().where(entries.c.id > max(after, span.first - 1), entries.c.id <= span.last)
    if since is not None:  # the clock may have been set back: numbers and times need not agree
        query = query.where(entries.c.first_seen >= since)
    return _read(session, query.order_by(entries.c.id).limit(limit))


def earlier_reports(session: Session, since: datetime) -> list[ArchivedEntry]:
    """Return the reports first seen before `since` of stories that went on after it, in order of number."""
    entries, stories = _table(Entry), _table(Story)
    open_then = sql_select(stories.c.id).where(stories.c.first_seen < since, stories.c.last_seen >= since)
    query = _slim().where(entries.c.story_id.in_(open_then), entries.c.first_seen < since)
    return _read(session, query.order_by(entries.c.id))


def archived(session: Session, entry_ids: Sequence[int]) -> list[ArchivedEntry]:
    """Return these entries, as far as they are still there, in order of number."""
    entries = _table(Entry)
    found: list[ArchivedEntry] = []
    for chunk in chunks(sorted(entry_ids)):
        found += _read(session, _slim().where(entries.c.id.in_(chunk)).order_by(entries.c.id))
    return found


def feed_names(session: Session) -> dict[int, tuple[str, str]]:
    """Return (title, address) of every feed by its number."""
    feeds = _table(Feed)
    query = sql_select(feeds.c.id, feeds.c.title, feeds.c.url)
    return {number: (title or "", url) for number, title, url in session.execute(query)}


def _slim() -> Select[Any]:
    c, feed = _table(Entry).c, _table(Feed).c
    # An address that a feed reuses is a place, not an article: it joins no stories.
    reusing = sql_select(feed.id).where(feed.links_reused)
    link = case((c.feed_id.in_(reusing), ""), else_=c.link_key)
    return sql_select(c.id, c.title, c.text, c.lang, link, c.first_seen, c.baseline, c.story_id, c.feed_id)


def _read(session: Session, query: Select[Any]) -> list[ArchivedEntry]:
    return [ArchivedEntry(*row) for row in session.connection().execute(query)]


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]
