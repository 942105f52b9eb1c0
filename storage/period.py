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
from storage.entry import Entry, EntryMatch, chunks
from storage.evidence import Evidence
from storage.feed import Feed, FeedState
from storage.opening import Instance
from storage.placing import NOUN as STORY
from storage.story import Alert, AlertKind, Story
from storage.translation import Translation
from storage.watchlist import WatchListVersion
from storage.wording import Wording, amended_between, former_wordings

OLD = timedelta(days=1)
"""What a feed held at its first poll belongs to a period unless it says that it is so much older."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period: stories first seen in [since, until), as far as they were told until `known`.

    `after`: of older stories, all reports that were told since then; None: those first seen in the period.
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
    summary: str
    """Empty where the source has changed the text since."""
    lang: str
    published: datetime | None
    seen: datetime
    removed: datetime | None
    baseline: bool
    wordings: tuple[Wording, ...]
    """All that it said until then, oldest first; never empty."""

    @property
    def now(self) -> Wording:
        """Return what it said at last."""
        return self.wordings[-1]

    @property
    def title(self) -> str:
        """Return its headline."""
        return self.now.title

    @property
    def text(self) -> str:
        """Return its text."""
        return self.now.text

    @property
    def link(self) -> str:
        """Return its address, or nothing."""
        return self.now.link


@dataclass(frozen=True, slots=True)
class Copy:
    """A kept copy of a report's page."""

    file: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became of a story: what, when, by which report (0: none), and what it changed."""

    story_id: int
    at: datetime
    kind: str
    entry_id: int = 0
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
    return _read(session, _within(span), span.known)


def amended_reports(
    session: Session, before: datetime, after: datetime, known: datetime
) -> list[PeriodReport]:
    """Return, in the same order, the reports told until `after` of stories first seen before `before`
    that their sources changed or took away in (after, known].
    """
    found: list[PeriodReport] = []
    for chunk in chunks(amended_between(session, after, known)):
        told = and_(col(Story.first_seen) < before, col(Entry.told_at) <= after)
        found += _read(session, and_(col(Entry.id).in_(chunk), told), known)
    return sorted(found, key=lambda report: (report.story_seen, report.story_id, report.entry_id))


def _read(session: Session, condition: ColumnElement[bool], known: datetime) -> list[PeriodReport]:
    columns = (
        Entry.id, Entry.story_id, Story.first_seen, Entry.feed_id, Entry.title, Entry.text, Entry.summary,
        Entry.link, Entry.lang, Entry.published, Entry.first_seen, Entry.removed_at, Entry.baseline,
        Entry.raw_sha256,
    )  # fmt: skip
    query = (
        _pick(*map(col, columns))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .where(condition)
        .order_by(col(Story.first_seen), col(Story.id), col(Entry.id))
    )
    rows = session.execute(query).all()
    former = former_wordings(session, [row[0] for row in rows])
    return [_report(row, former.get(row[0], ()), known) for row in rows]


def _report(row: Any, former: Sequence[tuple[Wording, datetime]], known: datetime) -> PeriodReport:
    entry_id, story_id, story_seen, feed_id, title, text, summary, link, lang, published, *rest = row
    seen, removed, baseline, raw = rest
    since = former[-1][1] if former else seen
    said = [one for one, _ in former]
    said.append(Wording(since, title, text, link or "", raw))
    kept = tuple(one for one in said if one.since <= known) or (said[0],)
    return PeriodReport(
        entry_id, story_id, story_seen, feed_id, summary if kept[-1] is said[-1] else "", lang, published,
        seen, removed if removed is not None and removed <= known else None, baseline, kept,
    )  # fmt: skip


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
    return _told(session, _own(Span(since, until, known)))


def continued_between(
    session: Session, since: datetime, until: datetime, opened: datetime, closed: datetime
) -> list[Told]:
    """Return the older stories of which reports seen in [since, until) were told in (opened, closed]."""
    return _told(
        session,
        and_(_continued(Span(since, until, closed)), col(Entry.told_at) > opened),
    )


def _told(session: Session, condition: ColumnElement[bool]) -> list[Told]:
    named = (
        _pick(col(Entry.story_id), col(EntryMatch.entity))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .join(EntryMatch, col(EntryMatch.entry_id) == col(Entry.id))
        .where(condition)
        .distinct()
    )
    entities: dict[int, set[str]] = {}
    for story_id, entity in session.execute(named):
        entities.setdefault(story_id, set()).add(entity)
    firsts = (
        _pick(func.min(Entry.id))
        .join(Story, col(Story.id) == col(Entry.story_id))
        .where(condition)
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


def happenings(session: Session, story_ids: Sequence[int], known: datetime) -> list[Happening]:
    """Return what became of these stories, oldest first: updates that were told, merges, splits."""
    found = [*_news(session, story_ids, known), *_placings(session, set(story_ids), known)]
    return sorted(found, key=lambda one: (one.at, one.story_id, one.entry_id, one.kind))


def entities_told(session: Session, story_ids: Sequence[int], known: datetime) -> dict[int, set[str]]:
    """Return of whom each story was told: an edit may have taken the name out since."""
    found: dict[int, set[str]] = {}
    for chunk in chunks(story_ids):
        query = _pick(col(Alert.story_id), col(Alert.entities)).where(
            col(Alert.story_id).in_(chunk), Alert.created <= known
        )
        for story_id, entities in session.execute(query):
            found.setdefault(story_id, set()).update(entities)
    return found


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
    if span.after is None:
        return or_(_own(span), _continued(span))
    older = col(Story.first_seen) < span.since
    late = and_(older, _told_in(span.after, span.known), col(Entry.baseline).is_(False))
    return or_(_own(span), late)


def _own(span: Span) -> ColumnElement[bool]:
    seen, published = col(Story.first_seen), col(Entry.published)
    fresh = or_(col(Entry.baseline).is_(False), published.is_(None), published >= span.since - OLD)
    return and_(seen >= span.since, seen < span.until, col(Entry.told_at) <= span.known, fresh)


def _continued(span: Span) -> ColumnElement[bool]:
    seen = col(Entry.first_seen)
    return and_(
        seen >= span.since,
        seen < span.until,
        col(Story.first_seen) < span.since,
        col(Entry.told_at) <= span.known,
        col(Entry.baseline).is_(False),
    )


def _told_in(after: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(col(Entry.told_at) > after, col(Entry.told_at) <= until)


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
