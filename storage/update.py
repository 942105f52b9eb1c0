"""Updates: what later reports, and edits at the source, add to a story that was told.

`stories_to_weigh` reads what nobody has looked at yet; somebody thinks; `settle_weighing` writes down that it
was looked at, together with the update it made and the renewal of the messages already sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from storage.entry import Entry, EntryRevision
from storage.feed import Feed
from storage.renewal import plan_renewal
from storage.story import Alert, AlertEntity, AlertKind, Story

PAUSE = timedelta(minutes=30)
"""Between two updates of one story; what comes meanwhile is told in the next."""
MOST_UPDATES = 6
"""Of one story; after that its reports are only listed."""
UPDATES_FOR = timedelta(days=7)
"""After the first alert of a story; whoever edits an older page makes no news."""
_KNOWN = 60
"""Earlier reports read of either end of a story, to know what it has told."""
_FRESH = 50


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """A report as it was when it was looked at, or as it is now."""

    entry_id: int
    content_hash: str
    title: str
    text: str
    lang: str
    outlet: str
    """Its owner, or where nobody knows that, its feed."""
    seen: datetime
    """When it was first seen: what it tells of earlier years is background."""
    is_base: bool = False
    """Whether the story's first alert showed it or came after it: nothing it says is a change."""
    view: str = ""
    """The feed's, such as ``state``."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """A story with what it has told and what nobody has looked at."""

    story_id: int
    known: tuple[ReportVersion, ...]
    fresh: tuple[ReportVersion, ...]


@dataclass(frozen=True, slots=True)
class Addition:
    """What one report adds."""

    entry_id: int
    changes: tuple[str, ...]
    urgency: int = 0
    """Of the report."""


def stories_to_weigh(session: Session, limit: int) -> list[Weighing]:
    """Return the stories that have waited longest to be looked at."""
    rows = session.exec(
        select(Story.id)
        .where(col(Story.weigh_due).is_not(None))
        .order_by(col(Story.weigh_due), col(Story.id))
        .limit(limit)
    ).all()
    return [_weighing(session, story_id) for story_id in rows if story_id is not None]


def settle_weighing(
    session: Session, weighing: Weighing, additions: Sequence[Addition], now: datetime
) -> int | None:
    """Write down that a story was looked at; returns the number of the update this made or extended, if any.

    What was edited meanwhile is looked at again. The messages already sent are due to be renewed.
    """
    story = session.get(Story, weighing.story_id, with_for_update=True)
    if story is None:
        return None
    for version in weighing.fresh:
        session.execute(
            update(Entry)
            .where(col(Entry.id) == version.entry_id, col(Entry.content_hash) == version.content_hash)
            .values(weighed=version.content_hash)
        )
    unseen = select(func.count()).where(Entry.story_id == story.id, Entry.weighed != Entry.content_hash)
    if not session.exec(unseen).one():
        story.weigh_due = None
    session.add(story)
    plan_renewal(session, weighing.story_id, now)
    alert = _update_of(session, weighing.story_id, additions, now) if additions else None
    session.flush()
    return alert.id if alert else None


def _update_of(session: Session, story_id: int, additions: Sequence[Addition], now: datetime) -> Alert | None:
    """Make an update, or add to the one that waits; None where the story has had its share."""
    alerts = session.exec(select(Alert).where(Alert.story_id == story_id).order_by(col(Alert.id))).all()
    first = next((alert for alert in alerts if alert.kind == AlertKind.NEW), None)
    if first is None or now - first.created > UPDATES_FOR:
        return None
    updates = [alert for alert in alerts if alert.kind == AlertKind.UPDATE]
    last = updates[-1] if updates else None
    said = [change for addition in additions for change in addition.changes]
    urgency = max(addition.urgency for addition in additions)
    if last is not None and last.expanded_at is None and last.expanded_to == 0:
        last.changes = list(dict.fromkeys([*last.changes, *said]))
        last.entry_id, last.urgency = additions[-1].entry_id, max(last.urgency, urgency)
        session.add(last)
        return last
    if len(updates) >= MOST_UPDATES:
        return None
    told = session.exec(select(AlertEntity.entity).where(AlertEntity.story_id == story_id)).all()
    alert = Alert(
        story_id=story_id,
        entry_id=additions[-1].entry_id,
        kind=AlertKind.UPDATE,
        entities=sorted(told),
        created=now,
        changes=list(dict.fromkeys(said)),
        urgency=urgency,
        not_before=max(now, (last.not_before or last.created) + PAUSE) if last else now,
    )
    session.add(alert)
    return alert


def _weighing(session: Session, story_id: int) -> Weighing:
    mine = Entry.story_id == story_id
    shown = session.exec(
        select(func.min(Alert.entry_id)).where(Alert.story_id == story_id, Alert.kind == AlertKind.NEW)
    ).one()
    looked_at = select(Entry, Feed).join(Feed, col(Feed.id) == Entry.feed_id).where(mine, Entry.weighed != "")
    known: dict[int, ReportVersion] = {}
    for order in (col(Entry.id), col(Entry.id).desc()):
        for entry, feed in session.execute(looked_at.order_by(order).limit(_KNOWN)):
            known.setdefault(entry.id, _as_it_was(session, entry, feed))
    new = (
        select(Entry, Feed)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(mine, Entry.weighed != Entry.content_hash)
        .order_by(col(Entry.id))
        .limit(_FRESH)
    )
    fresh = [_version(entry, feed, shown) for entry, feed in session.execute(new)]
    return Weighing(story_id, tuple(known[key] for key in sorted(known)), tuple(fresh))


def _version(entry: Entry, feed: Feed, shown: int | None) -> ReportVersion:
    # Where nothing was alerted nothing can be updated; an edit of what the alert showed is one all the same.
    base = shown is None or ((entry.id or 0) <= shown and not entry.weighed)
    return ReportVersion(
        entry.id or 0,
        entry.content_hash,
        entry.title,
        entry.text,
        entry.lang,
        feed.owner or f"feed {feed.id}",
        entry.first_seen,
        base,
        feed.view,
    )


def _as_it_was(session: Session, entry: Entry, feed: Feed) -> ReportVersion:
    """Return what an entry said when it was looked at."""
    version = _version(entry, feed, None)
    if entry.weighed == entry.content_hash:
        return version
    old = session.exec(
        select(EntryRevision)
        .where(EntryRevision.entry_id == entry.id, EntryRevision.content_hash == entry.weighed)
        .order_by(col(EntryRevision.id).desc())
        .limit(1)
    ).first()
    title, text = (old.title, old.text) if old else ("", "")
    return ReportVersion(
        version.entry_id, entry.weighed, title, text, entry.lang, version.outlet, version.seen, True
    )
