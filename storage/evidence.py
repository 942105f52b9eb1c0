"""Evidence: copies of article pages as they were fetched, kept as WARC records outside the database.

Links die and pages are rewritten; the record's SHA-256 stands in the digest. What could not be fetched is
noted too: a page that is gone twice, an hour apart, was taken down by its source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Field, Session, SQLModel, col, select

from storage.entry import Entry, EntryMatch, chunks
from storage.errors import Refused
from storage.feed import Feed
from storage.story import Alert, stir

GONE = (404, 410, 451)
GONE_TWICE = timedelta(hours=1)
"""How far apart two looks must find a page gone."""
LOOK_AGAIN = timedelta(days=1)
LOOKED_AFTER = timedelta(days=14)
"""How long after its alert a page is looked at again."""
KEEP_WITHIN = timedelta(days=2)
"""How long after its alert a copy of a page is tried for, and how often."""
KEEP_AGAIN = timedelta(hours=6)


class Evidence(SQLModel, table=True):
    """One fetch of an entry's article page, whether it was there or not."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE", index=True)
    url: str
    fetched_at: datetime
    status: int = 0
    """The HTTP status; 0 where there was no answer."""
    sha256: str = ""
    """Of the page's body, unpacked, in hexadecimal digits."""
    file: str = ""
    """Name of the WARC file in the evidence folder; empty where nothing was kept."""
    offset: int = 0
    length: int = 0
    reason: str = ""
    """Why nothing was kept."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch of an entry's page, to be stored or as it is stored; see `Evidence`."""

    entry_id: int
    url: str
    fetched_at: datetime
    status: int = 0
    sha256: str = ""
    file: str = ""
    offset: int = 0
    length: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    """An entry with the page that its link names, and what its feed wants done with it."""

    entry_id: int
    url: str
    title: str
    text: str
    lang: str
    content_hash: str
    first_seen: datetime
    feed_title: str
    feed_url: str
    article: bool
    evidence: bool
    entities: frozenset[str] = frozenset()


def untold_pages(session: Session, entry_ids: Sequence[int]) -> list[EntryPage]:
    """Return those of these entries that have a link and have yet to be told."""
    return [
        page
        for chunk in chunks(entry_ids)
        for page in _pages(session, col(Entry.id).in_(chunk), col(Entry.told_at).is_(None))
    ]


def entry_page(
    session: Session, *, entry_id: int | None = None, url: str = "", link_key: str = ""
) -> EntryPage:
    """Return the entry of this number, or the newest of this address; Refused when there is none."""
    if entry_id is not None:
        found = _pages(session, Entry.id == entry_id)
    else:
        named = or_(*[col(Entry.link_key) == link_key] * bool(link_key), col(Entry.link) == url)
        newest = session.exec(select(func.max(Entry.id)).where(named)).one()
        found = _pages(session, Entry.id == newest) if newest is not None else []
    if not found:
        wanted = f"number {entry_id}" if entry_id is not None else f"address {url}"
        raise Refused(f"No entry with a page of its own has the {wanted}.")
    return found[0]


def pages_to_keep(session: Session, now: datetime, limit: int) -> list[EntryPage]:
    """Return alerted entries of feeds that keep copies of which there is none yet, oldest first."""
    alerted = select(Alert.entry_id).where(Alert.created >= now - KEEP_WITHIN)
    kept = select(Evidence.entry_id).where(Evidence.file != "")
    tried = select(Evidence.entry_id).where(Evidence.fetched_at > now - KEEP_AGAIN)
    return _pages(
        session,
        col(Feed.evidence).is_(True),
        col(Entry.id).in_(alerted),
        col(Entry.id).not_in(kept),
        col(Entry.id).not_in(tried),
        limit=limit,
    )


def pages_to_look_at(session: Session, now: datetime, limit: int) -> list[EntryPage]:
    """Return alerted entries whose pages are due to be looked at again: those found gone first."""
    last = (
        select(col(Evidence.entry_id).label("entry_id"), func.max(Evidence.fetched_at).label("at"))
        .group_by(col(Evidence.entry_id))
        .subquery()
    )
    suspects = select(Evidence.entry_id).where(col(Evidence.status).in_(GONE))
    looked = func.coalesce(last.c.at, Entry.told_at)
    due = (
        select(col(Entry.id))
        .outerjoin(last, last.c.entry_id == Entry.id)
        .where(
            col(Entry.id).in_(select(Alert.entry_id).where(Alert.created >= now - LOOKED_AFTER)),
            col(Entry.link).is_not(None),
            col(Entry.removed_at).is_(None),
            or_(
                looked <= now - LOOK_AGAIN,
                and_(col(Entry.id).in_(suspects), looked <= now - GONE_TWICE),
            ),
        )
        .order_by(col(Entry.id).in_(suspects).desc(), looked, col(Entry.id))
        .limit(limit)
    )
    return _pages(session, col(Entry.id).in_([entry_id for entry_id in session.exec(due) if entry_id]))


def settle_article(
    session: Session, page: EntryPage, *, link_key: str | None = None, summary: str = ""
) -> bool:
    """Store where an entry's link leads and a summary of its page; False: it was edited meanwhile."""
    row = session.get(Entry, page.entry_id, with_for_update=True)
    if row is None or row.content_hash != page.content_hash:
        return False
    row.link_key = link_key or row.link_key
    if summary:
        row.summary, row.summary_from = summary, "article"
    session.add(row)
    return True


def note_fetch(session: Session, fetch: Fetch) -> bool:
    """Store a fetch; True when it shows that the source took the page down, which the entry then says.

    Copies stay. Of fetches that kept none, only what the next one needs stays: the last, and the first that
    found the page gone until it is there again.
    """
    row = session.get(Entry, fetch.entry_id, with_for_update=True)
    if row is None:
        return False
    bare = session.exec(
        select(Evidence)
        .where(Evidence.entry_id == fetch.entry_id, Evidence.file == "")
        .order_by(col(Evidence.fetched_at), col(Evidence.id))
    ).all()
    first_gone = next((one for one in bare if one.status in GONE), None)
    is_there = 200 <= fetch.status < 300
    for one in bare:
        if is_there or one is not first_gone:
            session.delete(one)
    session.add(Evidence(**{name: getattr(fetch, name) for name in Fetch.__dataclass_fields__}))
    if fetch.status not in GONE or first_gone is None or row.removed_at is not None:
        return False
    if fetch.fetched_at - first_gone.fetched_at < GONE_TWICE:
        return False
    row.removed_at = fetch.fetched_at
    session.add(row)
    stir(session, [fetch.entry_id], fetch.fetched_at)
    return True


def kept_copies(session: Session, *, entry_id: int | None = None, limit: int | None = None) -> list[Fetch]:
    """Return what was kept (of one entry), newest first."""
    query = select(Evidence).where(Evidence.file != "").order_by(col(Evidence.id).desc())
    if entry_id is not None:
        query = query.where(Evidence.entry_id == entry_id)
    rows = session.exec(query.limit(limit) if limit is not None else query)
    return [Fetch(**{name: getattr(row, name) for name in Fetch.__dataclass_fields__}) for row in rows]


def _pages(
    session: Session, *conditions: ColumnElement[bool] | bool, limit: int | None = None
) -> list[EntryPage]:
    query = (
        select(Entry, Feed)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(col(Entry.link).is_not(None), *conditions)
        .order_by(col(Entry.id))
    )
    rows = session.exec(query.limit(limit) if limit is not None else query).all()
    named: dict[int, set[str]] = {}
    for chunk in chunks([entry.id for entry, _ in rows]):
        found = select(EntryMatch.entry_id, EntryMatch.entity).where(col(EntryMatch.entry_id).in_(chunk))
        for entry_id, entity in session.exec(found):
            named.setdefault(entry_id, set()).add(entity)
    return [
        EntryPage(
            entry.id or 0,
            entry.link or "",
            entry.title,
            entry.text,
            entry.lang,
            entry.content_hash,
            entry.first_seen,
            feed.title,
            feed.url,
            feed.article,
            feed.evidence,
            frozenset(named.get(entry.id or 0, ())),
        )
        for entry, feed in rows
    ]
