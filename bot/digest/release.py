"""Which weeks wait for moderators, and what must not be shown or frozen before these are done.

    closed | draft made | moderators told | released, or twelve hours later: final

A range is of the same stories as the weeks that it overlaps, so it waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.digest.build import build
from bot.digest.review import everything, revise
from bot.digest.schedule import Rhythm, before, closes_at, overlap, read_week, stale_at, week_of
from bot.digest.snapshot import Period, Snapshot
from storage.digest import find_digest, left_out, waiting_drafts
from storage.period import first_read, hold_still


def is_final(session: Session, period: Period, now: datetime, rhythm: Rhythm) -> bool:
    """Say whether nobody can change the digest of a period any more."""
    return now >= closes_at(period, rhythm) and not any(_waiting(session, period, now, rhythm))


def held_until(session: Session, period: Period, now: datetime, rhythm: Rhythm) -> datetime | None:
    """Return until when, at the latest, readers wait for a period under review; None: they need not."""
    waiting = _waiting(session, period, now, rhythm)
    return max((final for week, final in waiting if now >= closes_at(week, rhythm)), default=None)


def begin(
    session: Session, period: Period, rhythm: Rhythm, settings: Mapping[str, str]
) -> tuple[Snapshot, dict[str, Any]]:
    """Return the draft of a closed week and its first edits: what was left out before is left out again."""
    hold_still(session)
    known = closes_at(period, rhythm)
    made = build(session, period, known=known, rhythm=rhythm, settings=settings, with_hidden=True)
    hidden = {f"s{one.story_id}": one.reason for one in left_out(session)}
    again = {story.id: hidden[story.id] for story in everything(made) if story.id in hidden}
    return made, {"hidden": again} if again else {}


def spared(session: Session, snapshot: Snapshot) -> Snapshot:
    """Return a digest without what moderators left out of others after it was made."""
    told = {story.id for story in everything(snapshot)}
    hidden = {f"s{one.story_id}": one.reason for one in left_out(session) if f"s{one.story_id}" in told}
    return revise(snapshot, {"hidden": hidden}) if hidden else snapshot


def _waiting(
    session: Session, period: Period, now: datetime, rhythm: Rhythm
) -> Iterator[tuple[Period, datetime]]:
    """Yield the weeks of a period that may still be changed, with when each is final at the latest."""
    if not rhythm.review:
        return
    drafts = waiting_drafts(session)
    begun = first_read(session)
    for week in _recent(now, rhythm, drafts):
        if not overlap(week, period) or find_digest(session, week.name) is not None:
            continue
        watched = begun is not None and begun < week.until
        final = drafts.get(week.name) or (stale_at(week, rhythm) if watched else now)
        if now < final:
            yield week, final


def _recent(now: datetime, rhythm: Rhythm, drafts: Mapping[str, datetime]) -> Iterator[Period]:
    """Yield the weeks that have a draft, or may get one yet."""
    found = {name: read_week(name, rhythm.zone) for name in drafts}
    week = week_of(now, rhythm.zone)
    while now < stale_at(week, rhythm):
        found[week.name] = week
        week = before(week)
    yield from (one for one in found.values() if one is not None)
