"""Placings: which story a report belongs to, when a person knows better than the machine.

A merge or a split is a Change with its author. Nothing here is ever taken back by the machine: reports stay
where they were put, and what the machine would tell of a merged story is told of the one it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from storage.audit import Change, record
from storage.entry import Entry, EntryMatch, chunks
from storage.errors import Refused
from storage.feed import Feed
from storage.renewal import plan_renewal
from storage.story import Alert, AlertEntity, AlertKind, Story

NOUN = "story"
STILL_NEWS = timedelta(hours=72)
"""A report that is taken out of a story is told as news when it is no older than this."""


@dataclass(frozen=True, slots=True)
class StoryInfo:
    """A story as moderators choose among them."""

    id: int
    title: str
    reports: int
    feeds: int
    first_seen: datetime
    last_seen: datetime
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """What a merge or a split did: the story to look at now, and what moved."""

    story_id: int
    entries: int


def last_placing(session: Session) -> int:
    """Return the number of the last change that a person made of the stories, 0 where there is none."""
    return session.exec(select(func.max(Change.id)).where(Change.noun == NOUN)).one() or 0


def list_stories(session: Session, limit: int, offset: int = 0) -> list[StoryInfo]:
    """Return the stories with reports, the one told last first."""
    rows = session.exec(
        select(Story)
        .where(col(Story.id).in_(select(Entry.story_id).where(col(Entry.story_id).is_not(None))))
        .order_by(col(Story.last_seen).desc(), col(Story.id).desc())
        .offset(offset)
        .limit(limit)
    ).all()
    return _infos(session, rows)


def story_info(session: Session, story_id: int) -> StoryInfo | None:
    """Return one story, also one that was merged away; None where there is none."""
    row = session.get(Story, story_id)
    return _infos(session, [row])[0] if row else None


def story_of(session: Session, entry_id: int) -> int | None:
    """Return the story of a report, or None."""
    return session.exec(select(Entry.story_id).where(Entry.id == entry_id)).first()


def merge(
    session: Session, source: int, target: int, *, now: datetime, actor: int | None = None, reason: str = ""
) -> Placed:
    """Tell two stories as one: all that `source` has goes to `target`, and so does what it would get.

    Refused for a story that is not there, and for one with itself.
    """
    from_story, to_story = _open(session, source), _open(session, target)
    if from_story.id == to_story.id:
        raise Refused(f"Story {source} and story {target} are one story already.")
    gone, kept = from_story.id or 0, to_story.id or 0
    entries = [int(i) for i in session.exec(select(Entry.id).where(Entry.story_id == gone)) if i is not None]
    alerts = [int(i) for i in session.exec(select(Alert.id).where(Alert.story_id == gone)) if i is not None]
    _move(session, entries, alerts, gone, kept)
    from_story.merged_into = kept
    session.add(from_story)
    record(
        session,
        at=now,
        noun=NOUN,
        subject=str(gone),
        verb="merge",
        actor=actor,
        reason=reason,
        before={"story": gone, "entries": entries, "alerts": alerts},
        after={"story": kept},
    )
    plan_renewal(session, kept, now)
    return Placed(kept, len(entries))


def unmerge(
    session: Session, story_id: int, *, now: datetime, actor: int | None = None, reason: str = ""
) -> Placed:
    """Take back a merge: what `story_id` had, and is where it went still, is its own again.

    Refused for a story that is not merged.
    """
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.merged_into is None:
        raise Refused(f"Story {story_id} is not merged into another.")
    target = _open(session, story.merged_into).id or 0  # where it went may have gone on to another
    before = _last_merge(session, story_id)
    mine = Entry.story_id == target, col(Entry.id).in_(before.get("entries", ()))
    entries = [int(i) for i in session.exec(select(Entry.id).where(*mine)) if i is not None]
    if not entries:
        raise Refused(f"No report of story {story_id} is in story {target} any more.")
    own = Alert.story_id == target, col(Alert.id).in_(before.get("alerts", ()))
    alerts = [int(i) for i in session.exec(select(Alert.id).where(*own)) if i is not None]
    story.merged_into = None
    session.add(story)
    _move(session, entries, alerts, target, story_id)
    record(
        session,
        at=now,
        noun=NOUN,
        subject=str(story_id),
        verb="unmerge",
        actor=actor,
        reason=reason,
        before={"story": target},
        after={"story": story_id, "entries": entries, "alerts": alerts},
    )
    for one in (target, story_id):
        plan_renewal(session, one, now)
    return Placed(story_id, len(entries))


def split(
    session: Session, entry_id: int, *, now: datetime, actor: int | None = None, reason: str = ""
) -> Placed:
    """Take one report out of its story into a story of its own.

    The alert goes with the report that it showed; the side without it is told while it is fresh.
    Refused for a report that is not there, or has its story for itself.
    """
    entry = session.get(Entry, entry_id, with_for_update=True)
    if entry is None or entry.story_id is None:
        raise Refused(f"There is no report number {entry_id} in any story.")
    old = entry.story_id
    if session.exec(select(func.count()).where(Entry.story_id == old)).one() < 2:
        raise Refused(f"Report {entry_id} is the only one of story {old}.")
    story = Story(title=entry.title, lang=entry.lang, first_seen=entry.first_seen, last_seen=entry.first_seen)
    session.add(story)
    session.flush()
    new = story.id or 0
    alerts = [
        int(number)
        for number in session.exec(select(Alert.id).where(Alert.story_id == old, Alert.entry_id == entry_id))
        if number is not None
    ]
    _move(session, [entry_id], alerts, old, new)
    # Nobody heard of the event without the alert: it was taken for the other.
    _tell_again(session, old if alerts else new, now)
    record(
        session,
        at=now,
        noun=NOUN,
        subject=str(old),
        verb="split",
        actor=actor,
        reason=reason,
        before={"story": old, "entries": [entry_id], "alerts": alerts},
        after={"story": new},
    )
    for one in (old, new):
        plan_renewal(session, one, now)
    return Placed(new, 1)


def _tell_again(session: Session, story_id: int, now: datetime) -> None:
    """Have the fresh reports of a story that no alert is left for told as if they had just come."""
    if session.exec(select(Alert.id).where(Alert.story_id == story_id).limit(1)).first() is not None:
        return
    matched = select(EntryMatch.id).where(EntryMatch.entry_id == Entry.id).exists()
    session.execute(
        update(Entry)
        .where(
            col(Entry.story_id) == story_id,
            ~col(Entry.baseline),
            col(Entry.first_seen) >= now - STILL_NEWS,
            col(Entry.told_at).is_not(None),
            matched,
        )
        .values(told_at=None)
    )


def _open(session: Session, story_id: int) -> Story:
    story = session.get(Story, story_id, with_for_update=True)
    while story is not None and story.merged_into is not None:
        story = session.get(Story, story.merged_into, with_for_update=True)
    if story is None:
        raise Refused(f"There is no story number {story_id}.")
    return story


def _move(session: Session, entries: Sequence[int], alerts: Sequence[int], old: int, new: int) -> None:
    """Put reports and alerts of one story into another; what they say there is no change of it."""
    for chunk in chunks(entries):
        session.execute(
            update(Entry)
            .where(col(Entry.id).in_(chunk))
            .values(story_id=new, placed_by_hand=True, weighed=col(Entry.content_hash))
        )
    for chunk in chunks(alerts):
        session.execute(update(Alert).where(col(Alert.id).in_(chunk)).values(story_id=new))
    session.execute(delete(AlertEntity).where(col(AlertEntity.alert_id).in_(alerts)))
    for story_id in (old, new):
        _name_the_told(session, story_id)
        _describe(session, story_id)


def _describe(session: Session, story_id: int) -> None:
    """Have a story bear the title of its first report, and the times of its first and last."""
    story = session.get(Story, story_id)
    of_story = select(Entry).where(Entry.story_id == story_id)
    first = session.exec(of_story.order_by(col(Entry.first_seen), col(Entry.id)).limit(1)).first()
    if story is None or first is None:
        return  # an empty story keeps what it was
    story.title, story.first_seen = first.title, first.first_seen
    story.last_seen = session.exec(select(func.max(Entry.first_seen)).where(Entry.story_id == story_id)).one()
    session.add(story)


def _name_the_told(session: Session, story_id: int) -> None:
    """Have a story know all entities that its alerts were news for, each by the first of them."""
    told = set(session.exec(select(AlertEntity.entity).where(AlertEntity.story_id == story_id)))
    alerts = select(Alert).where(Alert.story_id == story_id, Alert.kind == AlertKind.NEW)
    for alert in session.exec(alerts.order_by(col(Alert.id))).all():
        for entity in sorted(set(alert.entities) - told):
            session.add(AlertEntity(story_id=story_id, entity=entity, alert_id=alert.id or 0))
            told.add(entity)
    session.flush()


def _last_merge(session: Session, story_id: int) -> dict[str, Any]:
    query = select(Change.before).where(
        Change.noun == NOUN, Change.subject == str(story_id), Change.verb == "merge"
    )
    found = session.exec(query.order_by(col(Change.id).desc()).limit(1)).first()
    return found if isinstance(found, dict) else {}


def _infos(session: Session, rows: Sequence[Story]) -> list[StoryInfo]:
    counts = {
        story_id: (int(reports), int(feeds))
        for story_id, reports, feeds in session.execute(
            select(Entry.story_id, func.count(), func.count(func.distinct(Feed.id)))
            .join(Feed, col(Feed.id) == Entry.feed_id)
            .where(col(Entry.story_id).in_([row.id for row in rows]))
            .group_by(col(Entry.story_id))
        ).all()
    }
    return [
        StoryInfo(
            row.id or 0,
            row.title,
            *counts.get(row.id, (0, 0)),
            row.first_seen,
            row.last_seen,
            row.merged_into,
        )
        for row in rows
    ]
