"""Stories: the reports of one event, and the decision that it is news (an alert).

`tell` settles one entry in one transaction: its story, and an alert for the entities of that story that
nobody has been alerted of yet. What a later report adds is looked at afterwards (`storage.update`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Field, Session, SQLModel, col, select

from feeds.types import Match
from storage.entry import Entry, EntryMatch, chunks
from storage.feed import Feed


class AlertKind(StrEnum):
    """Why subscribers are told."""

    NEW = "new"
    UPDATE = "update"


class Story(SQLModel, table=True):
    """One event as its reports tell it."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    title: str
    lang: str = ""
    first_seen: datetime = Field(index=True)
    last_seen: datetime = Field(index=True)
    merged_into: int | None = Field(default=None, foreign_key="story.id", ondelete="SET NULL", index=True)
    """The story in which a moderator had its reports told."""
    weigh_due: datetime | None = Field(default=None, index=True)
    """Since when a report of it waits to be looked at for news."""


class Alert(SQLModel, table=True):
    """The decision that a story is news for its entities. `entry_id` is the report that is shown."""

    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = Field(foreign_key="story.id", ondelete="CASCADE", index=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE")
    kind: str = AlertKind.NEW
    entities: list[str] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = Field(index=True)
    expanded_to: int = 0
    """The last subscriber whose delivery was written."""
    expanded_at: datetime | None = Field(default=None, index=True)
    changes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """What is new in an update."""
    urgency: int = 0
    not_before: datetime | None = None
    """The earliest expansion; None: at once."""
    edit_due: datetime | None = Field(default=None, index=True)
    """When its messages are to be renewed; None: they are as they should be."""
    edited_at: datetime | None = None
    """When the last renewal of its messages began."""
    edited_to: int = 0
    """The last subscriber whose message the renewal under way has reached."""


class AlertEntity(SQLModel, table=True):
    """For whom an alert is news. Nobody hears of a story twice for one entity, by constraint."""

    __tablename__ = "alert_entity"

    story_id: int = Field(primary_key=True, foreign_key="story.id", ondelete="CASCADE")
    entity: str = Field(primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", ondelete="CASCADE", index=True)


@dataclass(frozen=True, slots=True)
class Untold:
    """An entry that mentions somebody watched and has not been told yet."""

    id: int
    title: str
    text: str
    lang: str
    link_key: str
    first_seen: datetime
    baseline: bool
    entities: frozenset[str]
    story_id: int | None
    view: str = ""
    """The feed's, such as ``state``."""


@dataclass(frozen=True, slots=True)
class StoryReport:
    """One report of a story, with its source."""

    entry_id: int
    story_id: int
    title: str
    text: str
    summary: str
    link: str | None
    lang: str
    published: datetime | None
    first_seen: datetime
    feed_title: str
    feed_url: str
    owner: str
    view: str
    legal_label: str
    matches: tuple[Match, ...]
    feed_id: int = 0
    removed_at: datetime | None = None
    """When its source was found to have taken it down."""


def untold_entries(session: Session, limit: int) -> list[Untold]:
    """Return the oldest untold entries, in the order in which they were stored."""
    rows = session.exec(
        select(Entry).where(col(Entry.told_at).is_(None)).order_by(col(Entry.id)).limit(limit)
    ).all()
    return _with_entities(session, rows)


def told_entries(session: Session, since: datetime) -> list[Untold]:
    """Return the entries of stories first seen after `since`, oldest first, to rebuild the story index."""
    rows = session.exec(
        select(Entry)
        .where(col(Entry.story_id).is_not(None), Entry.first_seen >= since)
        .order_by(col(Entry.first_seen), col(Entry.id))
    ).all()
    return _with_entities(session, rows)


def tell(
    session: Session, entry: Untold, story_id: int | None, now: datetime, *, urgency: int = 0
) -> tuple[int, int | None]:
    """Put `entry` into its story (None: a new one) and return (story id, id of the alert it caused or None).

    A baseline entry causes none. A later report causes one only for entities the story was not told for.
    An entry that was told or removed meanwhile changes nothing.
    """
    row = session.get(Entry, entry.id, with_for_update=True)
    if row is None or row.told_at is not None:
        return (row.story_id if row else None) or story_id or 0, None
    story = _standing(session, story_id)
    if story is None:
        story = Story(
            title=entry.title, lang=entry.lang, first_seen=entry.first_seen, last_seen=entry.first_seen
        )
    story.last_seen = max(story.last_seen, entry.first_seen)
    session.add(story)
    session.flush()
    assert story.id is not None  # noqa: S101  # just flushed
    row.story_id, row.told_at = story.id, now
    session.add(row)
    told = set(session.exec(select(AlertEntity.entity).where(AlertEntity.story_id == story.id)))
    # What is stored counts, not what was read before: an edit may have named somebody since.
    named = set(session.exec(select(EntryMatch.entity).where(EntryMatch.entry_id == entry.id)))
    fresh = sorted(named - told)
    if told:
        story.weigh_due = story.weigh_due or now
    else:
        row.weighed = row.content_hash  # it is the news itself, not a change of it
    if row.baseline or not fresh:
        return story.id, None
    alert = Alert(story_id=story.id, entry_id=entry.id, entities=fresh, created=now, urgency=urgency)
    session.add(alert)
    session.flush()
    assert alert.id is not None  # noqa: S101  # just flushed
    session.add_all(AlertEntity(story_id=story.id, entity=entity, alert_id=alert.id) for entity in fresh)
    return story.id, alert.id


def _standing(session: Session, story_id: int | None) -> Story | None:
    """Return a story, or the one that moderators had it merged into; None where there is none."""
    story = session.get(Story, story_id) if story_id is not None else None
    while story is not None and story.merged_into is not None:
        story = session.get(Story, story.merged_into)
    return story


def stir(session: Session, entry_ids: Sequence[int], now: datetime) -> None:
    """Have the stories of these entries looked at again: a source edited them, or took them down."""
    for chunk in chunks(entry_ids):
        stories = sql_select(col(Entry.story_id)).where(col(Entry.id).in_(chunk))
        session.execute(
            update(Story)
            .where(col(Story.id).in_(stories), col(Story.weigh_due).is_(None))
            .values(weigh_due=now)
        )


def recent_stories(session: Session, *, entity: str | None, limit: int, offset: int = 0) -> list[StoryReport]:
    """Return the first report of each of the newest stories (of one entity), newest first."""
    query = select(func.min(Entry.id)).where(col(Entry.story_id).is_not(None))
    if entity is not None:
        query = query.where(col(Entry.id).in_(select(EntryMatch.entry_id).where(EntryMatch.entity == entity)))
    firsts = query.group_by(col(Entry.story_id)).order_by(
        func.min(Entry.first_seen).desc(), func.min(Entry.id).desc()
    )
    ids = [i for i in session.exec(firsts.offset(offset).limit(limit)) if i is not None]
    found = {report.entry_id: report for report in reports(session, ids)}
    return [found[entry_id] for entry_id in ids if entry_id in found]


def reports(session: Session, entry_ids: Sequence[int]) -> list[StoryReport]:
    """Return these entries as reports with their sources and matches, in the order of their ids."""
    rows = session.execute(
        select(Entry, Feed).join(Feed, col(Feed.id) == Entry.feed_id).where(col(Entry.id).in_(entry_ids))
    ).all()
    found = matches_of(session, entry_ids)
    return sorted(
        (_report(entry, feed, found.get(entry.id or 0, ())) for entry, feed in rows), key=lambda r: r.entry_id
    )


def story_reports(session: Session, story_ids: Sequence[int]) -> list[StoryReport]:
    """Return every report of these stories, oldest first."""
    ids = session.exec(
        select(Entry.id).where(col(Entry.story_id).in_(story_ids)).order_by(col(Entry.id))
    ).all()
    return reports(session, [int(i) for i in ids if i is not None])


def first_reports(session: Session, story_id: int, limit: int) -> list[StoryReport]:
    """Return the first reports of a story, oldest first."""
    ids = session.exec(
        select(Entry.id).where(Entry.story_id == story_id).order_by(col(Entry.id)).limit(limit)
    ).all()
    return reports(session, [int(i) for i in ids if i is not None])


def count_reports(session: Session, story_id: int) -> int:
    """Return how many reports a story has."""
    return int(session.exec(select(func.count()).where(Entry.story_id == story_id)).one())


def stories_between(session: Session, since: datetime, until: datetime) -> list[int]:
    """Return the stories first seen in [since, until), oldest first."""
    query = (
        select(Story.id)
        .where(Story.first_seen >= since, Story.first_seen < until)
        .order_by(col(Story.first_seen), col(Story.id))
    )
    return [int(story_id) for story_id in session.exec(query) if story_id is not None]


def matches_of(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[Match, ...]]:
    """Return the matches of each entry: title before text, then by place."""
    found: dict[int, list[Match]] = {}
    order = col(EntryMatch.field).desc(), col(EntryMatch.start), col(EntryMatch.entity)
    for chunk in chunks(entry_ids):
        query = select(EntryMatch).where(col(EntryMatch.entry_id).in_(chunk)).order_by(*order)
        for row in session.exec(query):
            found.setdefault(row.entry_id, []).append(
                Match(row.entity, row.keyword, row.field, row.start, row.end, row.surface, row.rule)
            )
    return {entry_id: tuple(matches) for entry_id, matches in found.items()}


def _with_entities(session: Session, rows: Sequence[Entry]) -> list[Untold]:
    found = matches_of(session, [row.id for row in rows if row.id is not None])
    feeds = {row.feed_id for row in rows}
    views = dict(
        session.execute(sql_select(col(Feed.id), col(Feed.view)).where(col(Feed.id).in_(feeds))).all()
    )
    places = _places(session, rows)
    return [
        Untold(
            row.id,
            row.title,
            row.text,
            row.lang,
            "" if row.link_key in places else row.link_key,
            row.first_seen,
            row.baseline,
            frozenset(match.entity for match in found.get(row.id, ())),
            row.story_id,
            views.get(row.feed_id, ""),
        )
        for row in rows
        if row.id is not None
    ]


def _places(session: Session, rows: Sequence[Entry]) -> set[str]:
    """Return the addresses of these entries that are places rather than articles.

    Some feeds put one story after the other at the same address: what they share tells nothing.
    """
    reusing = select(Feed.id).where(col(Feed.links_reused))
    feeds = set(session.exec(reusing))
    found = {row.link_key for row in rows if row.feed_id in feeds}
    for chunk in chunks(sorted({row.link_key for row in rows if row.link_key})):
        twice = (
            sql_select(col(Entry.link_key))
            .where(col(Entry.link_key).in_(chunk))
            .group_by(col(Entry.feed_id), col(Entry.link_key))
            .having(func.count() > 1)
        )
        found |= set(session.scalars(twice))
    return found


def _report(entry: Entry, feed: Feed, matches: tuple[Match, ...]) -> StoryReport:
    return StoryReport(
        entry_id=entry.id or 0,
        story_id=entry.story_id or 0,
        title=entry.title,
        text=entry.text,
        summary=entry.summary,
        link=entry.link,
        lang=entry.lang,
        published=entry.published,
        first_seen=entry.first_seen,
        feed_title=feed.title or feed.url,
        feed_url=feed.url,
        owner=feed.owner,
        view=feed.view,
        legal_label=feed.legal_label,
        matches=matches,
        feed_id=entry.feed_id,
        removed_at=entry.removed_at,
    )


def entities_told(session: Session, story_id: int) -> tuple[str, ...]:
    """Return the keys of all entities that a story's alerts were news for, sorted."""
    told = select(AlertEntity.entity).where(AlertEntity.story_id == story_id).distinct()
    return tuple(sorted(session.exec(told)))
