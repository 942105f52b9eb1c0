"""Entries: what feeds published, what identifies each, how it was edited, and the matches found in it.

`entry_key` is the promise that an entry is new once: a key belongs to one entry of its feed, by constraint.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Index, Table, delete, func, insert, text, update
from sqlalchemy import select as sql_select
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from feeds.types import EntryData, Match
from storage.feed import Feed
from storage.words import EntrySearch

T = TypeVar("T")

_CHUNK = 500  # rows a statement: far below the parameter limits of both databases


class Entry(SQLModel, table=True):
    """One item of one feed. Its age counts from `first_seen`, never from the date it claims."""

    __table_args__ = (
        Index(
            "ix_entry_untold",
            "id",
            sqlite_where=text("told_at IS NULL"),
            postgresql_where=text("told_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", index=True)
    title: str
    text: str
    link: str | None = None
    link_key: str = Field(default="", index=True)
    uid: str | None = None
    author: str | None = None
    lang: str = ""
    published: datetime | None = None
    first_seen: datetime = Field(index=True)
    last_seen: datetime
    content_hash: str
    raw_sha256: str = ""
    """Of the feed document in which it was first worded so, unpacked, in hexadecimal digits; "": unknown."""
    removed_at: datetime | None = Field(default=None, index=True)
    """When its source was found to have taken it down."""
    summary: str = ""
    summary_from: str = ""
    """``article`` when the summary quotes the article's page; empty: what the feed says."""
    baseline: bool = False
    told_at: datetime | None = None
    story_id: int | None = Field(default=None, foreign_key="story.id", ondelete="SET NULL", index=True)
    placed_by_hand: bool = False
    """Whether a person chose its story."""
    weighed: str = ""
    """The content hash of what was last looked at for news of its story (`storage.update`)."""


class EntryKey(SQLModel, table=True):
    """What identifies an entry within its feed."""

    __tablename__ = "entry_key"

    feed_id: int = Field(primary_key=True, foreign_key="feed.id", ondelete="CASCADE")
    key: str = Field(primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE", index=True)


class EntryRevision(SQLModel, table=True):
    """What an entry said before its feed edited it."""

    __tablename__ = "entry_revision"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE", index=True)
    replaced_at: datetime = Field(index=True)
    title: str
    text: str
    content_hash: str
    link: str | None = None
    raw_sha256: str = Field(default="", sa_column_kwargs={"server_default": ""})


class EntryMatch(SQLModel, table=True):
    """Evidence that an entry mentions an entity."""

    __tablename__ = "entry_match"
    __table_args__ = (UniqueConstraint("entry_id", "entity", "field", "start", "end"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE", index=True)
    entity: str = Field(index=True)
    keyword: str
    field: str
    start: int
    end: int
    surface: str
    rule: str


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """What is remembered of an entry, as far as telling it apart from others needs."""

    id: int
    title: str
    text: str
    link: str | None
    uid: str | None
    published: datetime | None
    content_hash: str
    first_seen: datetime
    last_seen: datetime
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry with all that was thought about it, ready to be stored."""

    data: EntryData
    keys: tuple[str, ...]
    content_hash: str
    link_key: str = ""
    lang: str = ""
    matches: tuple[Match, ...] = ()
    summary: str = ""
    words: str | None = None
    """Its folded words for the search; None: they are filled in later (`storage.search.unindexed`)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A known entry whose feed changed it."""

    entry_id: int
    prepared: Prepared


def known_entries(session: Session, feed_id: int, keys: Iterable[str]) -> dict[str, StoredEntry]:
    """Return the entries of a feed that own any of `keys`, by key."""
    owners = _owners(session, feed_id, keys)
    entries = _stored(session, sorted(set(owners.values())))
    return {key: entries[entry_id] for key, entry_id in owners.items()}


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Cut `values` into pieces that one statement can name."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def ingest(
    session: Session,
    feed_id: int,
    *,
    new: Sequence[Prepared],
    edits: Sequence[Edit],
    seen: Sequence[tuple[int, tuple[str, ...]]],
    baseline: bool,
    now: datetime,
    raw_sha256: str = "",
) -> list[int]:
    """Store what one poll brought and return the ids of the new entries.

    `raw_sha256` is of the document, for the record of what was published; `seen` are known entries that were
    in the document, with keys to remember for them. Entries without a match, and baseline entries without
    one, are told at once: there is nothing to tell. What was removed since it was looked up is passed over,
    the feed itself included.
    """
    # Two polls of one feed take turns, so that each sees which keys the other stored.
    feeds = _table(Feed)
    mine = sql_select(feeds.c.id).where(feeds.c.id == feed_id).with_for_update(key_share=True)
    if session.connection().scalar(mine) is None:
        return []
    ids = _insert(session, feed_id, _unclaimed(session, feed_id, new), baseline, now, raw_sha256)
    for edit in edits:
        _edit(session, edit, now, raw_sha256)
    _touch(session, [entry_id for entry_id, _ in seen] + [edit.entry_id for edit in edits], now)
    _add_keys(session, feed_id, [*seen, *((edit.entry_id, edit.prepared.keys) for edit in edits)])
    _mark_feed(session, feed_id, now, brought_news=bool(ids))
    return ids


def _unclaimed(session: Session, feed_id: int, new: Sequence[Prepared]) -> list[Prepared]:
    """Drop what another poll stored since it was looked up, and what names a key twice in this document."""
    taken = set(_owners(session, feed_id, (key for entry in new for key in entry.keys)))
    kept: list[Prepared] = []
    for entry in new:
        if taken.isdisjoint(entry.keys):
            taken.update(entry.keys)
            kept.append(entry)
    return kept


def _insert(
    session: Session, feed_id: int, new: list[Prepared], baseline: bool, now: datetime, raw_sha256: str
) -> list[int]:
    if not new:
        return []
    rows: list[dict[str, object]] = [
        {
            "feed_id": feed_id,
            "title": entry.data.title,
            "text": entry.data.text,
            "link": entry.data.link,
            "link_key": entry.link_key,
            "uid": entry.data.uid,
            "author": entry.data.author,
            "lang": entry.lang,
            "published": entry.data.published,
            "first_seen": now,
            "last_seen": now,
            "content_hash": entry.content_hash,
            "raw_sha256": raw_sha256,
            "summary": entry.summary,
            "summary_from": "",
            "baseline": baseline,
            "told_at": None if entry.matches else now,
        }
        for entry in new
    ]
    ids = _insert_entries(session.connection(), rows)
    _insert_rows(
        session,
        EntryKey,
        [
            {"feed_id": feed_id, "key": key, "entry_id": entry_id}
            for entry_id, entry in zip(ids, new, strict=True)
            for key in entry.keys
        ],
    )
    _insert_words(session, [(entry_id, entry.words) for entry_id, entry in zip(ids, new, strict=True)])
    found = zip(ids, (entry.matches for entry in new), strict=True)
    _insert_matches(session, [(entry_id, match) for entry_id, matches in found for match in matches])
    return ids


def _insert_entries(connection: Connection, rows: list[dict[str, object]]) -> list[int]:
    entries = _table(Entry)
    if connection.dialect.name != "sqlite":
        insertion = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
        return [int(entry_id) for entry_id in connection.execute(insertion, rows).scalars()]
    # Nobody else writes meanwhile, so the ids are known beforehand; RETURNING would take a statement a row.
    last = connection.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'entry'")) or 0
    ids = list(range(last + 1, last + 1 + len(rows)))
    numbered = [{"id": entry_id, **row} for entry_id, row in zip(ids, rows, strict=True)]
    connection.execute(insert(entries), numbered)
    return ids


def _edit(session: Session, edit: Edit, now: datetime, raw_sha256: str) -> None:
    row = session.get(Entry, edit.entry_id)
    if row is None or row.content_hash == edit.prepared.content_hash:
        return
    session.add(
        EntryRevision(
            entry_id=edit.entry_id,
            replaced_at=now,
            title=row.title,
            text=row.text,
            content_hash=row.content_hash,
            link=row.link,
            raw_sha256=row.raw_sha256,
        )
    )
    old = set(session.exec(select(EntryMatch.entity).where(EntryMatch.entry_id == edit.entry_id)))
    session.execute(delete(EntryMatch).where(col(EntryMatch.entry_id) == edit.entry_id))
    _insert_matches(session, [(edit.entry_id, match) for match in edit.prepared.matches])
    session.execute(delete(EntrySearch).where(col(EntrySearch.entry_id) == edit.entry_id))
    _insert_words(session, [(edit.entry_id, edit.prepared.words)])
    data = edit.prepared.data
    row.title, row.text, row.content_hash = data.title, data.text, edit.prepared.content_hash
    row.raw_sha256 = raw_sha256
    if data.link and data.link != row.link:  # else its key stays: it may be where the link was found to lead
        row.link, row.link_key = data.link, edit.prepared.link_key
    row.lang, row.summary, row.summary_from = edit.prepared.lang, edit.prepared.summary, ""
    if {match.entity for match in edit.prepared.matches} - old:
        # Somebody watched was named only now: that is news, whatever the entry was before.
        row.told_at, row.baseline = None, False
    session.add(row)
    session.flush()


def _insert_words(session: Session, found: Sequence[tuple[int, str | None]]) -> None:
    rows = [{"entry_id": entry_id, "words": words} for entry_id, words in found if words is not None]
    _insert_rows(session, EntrySearch, [dict[str, object](row) for row in rows])


def _insert_matches(session: Session, found: Iterable[tuple[int, Match]]) -> None:
    # Two keywords may find one place: the first to do so is the evidence.
    places: dict[tuple[object, ...], tuple[int, Match]] = {}
    for entry_id, m in found:
        places.setdefault((entry_id, m.entity, m.field, m.start, m.end), (entry_id, m))
    _insert_rows(
        session,
        EntryMatch,
        [
            {
                "entry_id": entry_id,
                "entity": match.entity,
                "keyword": match.keyword,
                "field": match.field,
                "start": match.start,
                "end": match.end,
                "surface": match.surface,
                "rule": match.rule,
            }
            for entry_id, match in places.values()
        ],
    )


def _add_keys(session: Session, feed_id: int, wanted: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    """Give each entry those of its keys that no entry owns yet; the first to ask gets a key."""
    rows = {key: entry_id for entry_id, keys in reversed(wanted) for key in keys}
    for key in _owners(session, feed_id, rows):
        del rows[key]
    alive: set[int] = set()
    entries = _table(Entry)
    for chunk in chunks(sorted(set(rows.values()))):
        alive.update(session.scalars(sql_select(entries.c.id).where(entries.c.id.in_(chunk))))
    _insert_rows(
        session,
        EntryKey,
        [
            {"feed_id": feed_id, "key": key, "entry_id": entry}
            for key, entry in rows.items()
            if entry in alive
        ],
    )


def _insert_rows(session: Session, model: type[SQLModel], rows: list[dict[str, object]]) -> None:
    if rows:
        session.connection().execute(insert(_table(model)), rows)


def _table(model: type[SQLModel]) -> Table:
    # Rows by the table instead of the class: half the time a row.
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _owners(session: Session, feed_id: int, keys: Iterable[str]) -> dict[str, int]:
    owners: dict[str, int] = {}
    table = _table(EntryKey)
    query = sql_select(table.c.key, table.c.entry_id).where(table.c.feed_id == feed_id)
    connection = session.connection()
    if connection.execute(query.limit(1)).first() is None:  # a feed's first poll has the most keys to ask for
        return owners
    for chunk in chunks(list(dict.fromkeys(keys))):
        owners.update((key, entry) for key, entry in connection.execute(query.where(table.c.key.in_(chunk))))
    return owners


def _touch(session: Session, entry_ids: list[int], now: datetime) -> None:
    entries = _table(Entry)
    for chunk in chunks(sorted(entry_ids)):  # in one order, so that two writers cannot block each other
        session.connection().execute(update(entries).where(entries.c.id.in_(chunk)).values(last_seen=now))


def _mark_feed(session: Session, feed_id: int, now: datetime, *, brought_news: bool) -> None:
    feeds = _table(Feed)
    values: dict[str, object] = {"baseline_at": func.coalesce(feeds.c.baseline_at, now)}
    if brought_news:
        values["last_new"] = now
    session.connection().execute(update(feeds).where(feeds.c.id == feed_id).values(values))


def _stored(session: Session, ids: list[int]) -> dict[int, StoredEntry]:
    found: dict[int, StoredEntry] = {}
    names = [name for name in StoredEntry.__dataclass_fields__ if name != "keys"]
    columns = [_table(Entry).c[name] for name in names]  # a row without its object: a third of the time
    for chunk in chunks(ids):
        keys: dict[int, set[str]] = {}
        for key, entry_id in session.execute(
            select(EntryKey.key, EntryKey.entry_id).where(col(EntryKey.entry_id).in_(chunk))
        ):
            keys.setdefault(entry_id, set()).add(key)
        for row in session.execute(sql_select(*columns).where(columns[0].in_(chunk))):
            values = dict(zip(names, row, strict=True))
            found[row.id] = StoredEntry(**values, keys=frozenset(keys[row.id]))
    return found
