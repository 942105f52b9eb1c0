"""What happened in a period: the stories with their reports as they were known at a moment, and its counts.

A report is known from the moment it was told (put into its story). What its source changed later is taken
back here, so that a period read twice says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy import text as sql
from sqlmodel import Session, col

from storage.audit import Change
from storage.entry import Entry, EntryMatch, EntryRevision, chunks
from storage.evidence import Evidence
from storage.feed import Feed, FeedState
from storage.opening import Instance
from storage.placing import NOUN as STORY
from storage.story import Alert, AlertKind, Story
from storage.translation import Translation
from storage.watchlist import WatchListVersion

OLD = timedelta(days=1)
"""What a feed held at its first poll belongs to a period unless it says that it is so much older."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period: stories first seen in [since, until), as far as they were told until `known`.

    `after`: reports of older stories that were told since then are of interest, too; None: they are not.
    """

    since: datetime
    until: datetime
    known: datetime
    after: datetime | None = None


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """One report of a story, with its feed's number."""

    entry_id: int
    story_id: int
    story_seen: datetime
    feed_id: int
    title: str
    text: str
    summary: str
    """Empty where the source has changed the text since."""
    link: str
    lang: str
    published: datetime | None
    seen: datetime
    removed: datetime | None
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A kept copy of a report's page."""

    file: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of a story: what, when, to which report (0: none), and how it is said."""

    story_id: int
    at: datetime
    kind: str
    entry_id: int = 0
    text: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A story of an earlier period, as far as it is counted."""

    story_id: int
    seen: datetime
    entities: frozenset[str]
    title: str
    text: str
    lang: str


def hold_still(session: Session) -> None:
    """Let all that this transaction reads be of one moment, whatever others write; its first statement.

    SQLite's read transactions are so by themselves; PostgreSQL's only if asked
    (postgresql.org/docs/current/transaction-iso.html).
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))


def reports_of(session: Session, span: Span) -> list[PeriodReport]:
    """Return the reports of a period: by story, the first seen first, then by number."""
    columns = (
        Entry.id, Entry.story_id, Story.first_seen, Entry.feed_id, Entry.title, Entry.text, Entry.summary,
        Entry.link, Entry.lang, Entry.published, Entry.first_seen, Entry.removed_at, Entry.raw_sha256,
    )  # fmt: skip
    query = (
        _pick(*map(col, columns))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .where(_within(span))
        .order_by(col(Story.first_seen), col(Story.id), col(Entry.id))
    )
    rows = [list(row) for row in session.execute(query)]
    then = _as_they_were(session, [row[0] for row in rows], span.known)
    for row in rows:
        if row[0] in then:
            row[4], row[5] = then[row[0]]
            row[6] = ""
        row[7] = row[7] or ""
        row[11] = row[11] if row[11] is not None and row[11] <= span.known else None
    return [PeriodReport(*row) for row in rows]


def entities_of(session: Session, entry_ids: Sequence[int]) -> dict[int, set[str]]:
    """Return which entities each entry mentions."""
    found: dict[int, set[str]] = {}
    for chunk in chunks(entry_ids):
        query = _pick(col(EntryMatch.entry_id), col(EntryMatch.entity)).distinct()
        for entry_id, entity in session.execute(query.where(col(EntryMatch.entry_id).in_(chunk))):
            found.setdefault(entry_id, set()).add(entity)
    return found


def told_between(session: Session, since: datetime, until: datetime, known: datetime) -> list[Told]:
    """Return the stories first seen in [since, until), with the entities of all their reports."""
    of_span = _within(Span(since, until, known))
    named = (
        _pick(col(Entry.story_id), col(EntryMatch.entity))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .join(EntryMatch, col(EntryMatch.entry_id) == col(Entry.id))
        .where(of_span)
        .distinct()
    )
    entities: dict[int, set[str]] = {}
    for story_id, entity in session.execute(named):
        entities.setdefault(story_id, set()).add(entity)
    firsts = (
        _pick(func.min(Entry.id))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .where(of_span)
        .group_by(col(Entry.story_id))
    )
    leads = (
        _pick(
            col(Story.id),
            col(Story.first_seen),
            col(Entry.title),
            func.substr(Entry.text, 1, 600),
            Entry.lang,
        )
        .join(Story, col(Story.id) == col(Entry.story_id))
        .where(col(Entry.id).in_(firsts))
        .order_by(col(Story.first_seen), col(Story.id))
    )
    return [
        Told(story_id, seen, frozenset(entities.get(story_id, ())), title, text, lang)
        for story_id, seen, title, text, lang in session.execute(leads)
    ]


def urgencies(session: Session, story_ids: Sequence[int], known: datetime) -> dict[int, int]:
    """Return the highest urgency that a story was told with."""
    found: dict[int, int] = {}
    for chunk in chunks(story_ids):
        query = (
            _pick(col(Alert.story_id), func.max(Alert.urgency))
            .where(col(Alert.story_id).in_(chunk), col(Alert.created) <= known)
            .group_by(col(Alert.story_id))
        )
        found |= {story_id: int(urgency) for story_id, urgency in session.execute(query)}
    return found


def copies(session: Session, entry_ids: Sequence[int], known: datetime) -> dict[int, Copy]:
    """Return the newest kept copy of each entry's page."""
    found: dict[int, Copy] = {}
    for chunk in chunks(entry_ids):
        query = (
            _pick(col(Evidence.entry_id), Evidence.file, Evidence.offset, Evidence.sha256)
            .where(col(Evidence.entry_id).in_(chunk), Evidence.file != "", Evidence.fetched_at <= known)
            .order_by(col(Evidence.fetched_at), col(Evidence.id))
        )
        found |= {row[0]: Copy(*row[1:]) for row in session.execute(query)}
    return found


def translations(session: Session, entry_ids: Sequence[int], known: datetime) -> dict[int, dict[str, str]]:
    """Return the accepted machine translations of each entry by language: headline, line break, summary."""
    found: dict[int, dict[str, str]] = {}
    for chunk in chunks(entry_ids):
        query = (
            _pick(col(Translation.entry_id), Translation.lang, Translation.text)
            .join(Entry, col(Entry.id) == col(Translation.entry_id))
            .where(
                col(Translation.entry_id).in_(chunk),
                Translation.text != "",
                Translation.created <= known,
                col(Translation.source_hash) == col(Entry.content_hash),
            )
        )
        for entry_id, lang, text in session.execute(query):
            found.setdefault(entry_id, {})[lang] = text
    return found


def happenings(
    session: Session, story_of: dict[int, int], story_ids: Sequence[int], known: datetime
) -> list[Happening]:
    """Return what became of these stories and their reports (`story_of`, by entry), oldest first."""
    found = [*_edits(session, story_of, known), *_news(session, story_ids, known)]
    found += _placings(session, set(story_ids), known)
    return sorted(found, key=lambda one: (one.at, one.story_id, one.entry_id, one.kind))


def content_known_at(session: Session, moment: datetime) -> tuple[int, str] | None:
    """Return (version, text) of the watch-list that was in force then, or of the first; None without any."""
    query = _pick(col(WatchListVersion.id), col(WatchListVersion.content))
    newest = query.where(WatchListVersion.created <= moment).order_by(col(WatchListVersion.id).desc())
    row = session.execute(newest.limit(1)).first()
    row = row or session.execute(query.order_by(col(WatchListVersion.id)).limit(1)).first()
    return (row[0] or 0, row[1]) if row else None


def first_read(session: Session) -> datetime | None:
    """Return when anything was read for the first time; None where nothing was yet."""
    first: datetime | None = session.execute(_pick(func.min(Entry.first_seen))).scalar_one()
    return first


def reading_since(session: Session) -> datetime | None:
    """Return since when the feeds of today are read, for the most part; None where nothing was read yet.

    What was counted before half of them were added says nothing of what is usual now.
    """
    first = first_read(session)
    if first is None:
        return None
    added = session.scalars(
        _pick(col(Feed.created)).where(Feed.state == FeedState.ACTIVE).order_by(col(Feed.created))
    ).all()
    return max(first, added[len(added) // 2]) if added else first


def silent_feeds(session: Session, span: Span) -> dict[int, datetime | None]:
    """Return the feeds that published nothing in a period, and when they last did before its end."""
    last = (
        _pick(col(Entry.feed_id), func.max(Entry.first_seen).label("last"))
        .where(Entry.first_seen < span.until)
        .group_by(col(Entry.feed_id))
        .subquery()
    )
    query = _pick(col(Feed.id), last.c.last).outerjoin(last, last.c.feed_id == Feed.id)
    rows = session.execute(query.where(or_(last.c.last.is_(None), last.c.last < span.since)))
    return {feed_id: at for feed_id, at in rows if feed_id is not None}


def instance_id(session: Session) -> str:
    """Return what names this installation."""
    return str(session.execute(_pick(col(Instance.id))).scalar() or "")


def _within(span: Span) -> ColumnElement[bool]:
    seen, told = col(Story.first_seen), col(Entry.told_at)
    published = col(Entry.published)
    fresh = or_(col(Entry.baseline).is_(False), published.is_(None), published >= span.since - OLD)
    inside = and_(seen >= span.since, seen < span.until, told <= span.known, fresh)
    if span.after is None:
        return inside
    late = and_(seen < span.since, told > span.after, told <= span.known, col(Entry.baseline).is_(False))
    return or_(inside, late)


def _as_they_were(session: Session, entry_ids: Sequence[int], known: datetime) -> dict[int, tuple[str, str]]:
    """Return (title, text) of the entries that were changed after `known`, as they were then."""
    found: dict[int, tuple[str, str]] = {}
    for chunk in chunks(entry_ids):
        query = (
            _pick(col(EntryRevision.entry_id), EntryRevision.title, EntryRevision.text)
            .where(col(EntryRevision.entry_id).in_(chunk), EntryRevision.replaced_at > known)
            .order_by(col(EntryRevision.replaced_at).desc(), col(EntryRevision.id).desc())
        )
        found |= {entry_id: (title, text) for entry_id, title, text in session.execute(query)}
    return found


def _edits(session: Session, story_of: dict[int, int], known: datetime) -> Iterable[Happening]:
    for chunk in chunks(sorted(story_of)):
        query = _pick(col(EntryRevision.entry_id), EntryRevision.replaced_at, EntryRevision.title).where(
            col(EntryRevision.entry_id).in_(chunk), EntryRevision.replaced_at <= known
        )
        for entry_id, at, title in session.execute(query):
            yield Happening(story_of[entry_id], at, "edit", entry_id, title)


def _news(session: Session, story_ids: Sequence[int], known: datetime) -> Iterable[Happening]:
    for chunk in chunks(story_ids):
        query = _pick(col(Alert.story_id), Alert.created, Alert.entry_id, col(Alert.changes)).where(
            col(Alert.story_id).in_(chunk), Alert.kind == AlertKind.UPDATE, Alert.created <= known
        )
        for story_id, at, entry_id, changes in session.execute(query):
            yield Happening(story_id, at, "update", entry_id, changes=tuple(changes))


def _placings(session: Session, story_ids: set[int], known: datetime) -> Iterable[Happening]:
    query = _pick(Change.at, Change.verb, Change.subject, col(Change.before), col(Change.after)).where(
        Change.noun == STORY, Change.at <= known, col(Change.verb).in_(("merge", "split"))
    )
    for at, verb, _, old, new in session.execute(query.order_by(col(Change.id))):
        for number in {_story(old), _story(new)} & story_ids:
            yield Happening(number, at, verb)


def _pick(*columns: Any) -> Any:
    """Select columns; their types are those of the tables above."""
    return sql_select(*columns)


def _story(value: Any) -> int:
    return int(value.get("story") or 0) if isinstance(value, dict) else 0
