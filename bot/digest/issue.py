"""The digest of a period: the frozen one where there is one; else made now, and frozen once it is final.

    stored | made in one reading | closed and not under review: frozen

What is not closed yet is shown as it stands and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.digest.build import build
from bot.digest.codec import from_json, to_json
from bot.digest.release import is_final
from bot.digest.review import revise
from bot.digest.schedule import WEEKDAYS, Rhythm, closes_at, so_far
from bot.digest.snapshot import Period, Snapshot
from config.groups import show
from config.settings import Settings
from storage.database import Database
from storage.digest import DigestInfo, Draft, find_digest, find_draft, freeze, read_snapshot
from storage.period import first_read, hold_still


@dataclass(frozen=True, slots=True)
class Issue:
    """A digest; `frozen` is None for one that may still change."""

    snapshot: Snapshot
    frozen: DigestInfo | None = None


def rhythm_of(settings: Settings) -> Rhythm:
    """Return when this installation's digests are closed."""
    chosen = settings.digest
    return Rhythm(WEEKDAYS.index(chosen.day), chosen.hour, chosen.zone, chosen.review)


def selection_of(settings: Settings) -> dict[str, str]:
    """Return the settings that decide what is in a digest."""
    chosen = settings.digest
    return {
        "digest.day": chosen.day,
        "digest.hour": show(chosen.hour),
        "digest.zone": chosen.zone,
        "digest.review": show(chosen.review),
        "polling.interval": show(settings.polling.interval),
        "stories.window": show(settings.stories.window),
    }


def issue_now(database: Database, settings: Settings, period: Period, now: datetime) -> Issue:
    """Return the digest of a period, and freeze it if it is closed; in this thread."""
    found = database.read_now(stored, period.name)
    if found is not None:
        return found
    rhythm = rhythm_of(settings)
    made = database.read_now(make, period, now, rhythm, selection_of(settings))
    final = database.read_now(is_final, period, now, rhythm)
    if not final or not database.read_now(was_watched, period):
        return Issue(made)
    return database.run_now(keep, made, now)


async def issue(
    database: Database, settings: Settings, period: Period, now: datetime, *, may_keep: bool = True
) -> Issue:
    """Return the digest of a period likewise, without stopping others; not `may_keep`: nothing is written."""
    found = await database.read(stored, period.name)
    if found is not None:
        return found
    rhythm = rhythm_of(settings)
    made = await database.read(make, period, now, rhythm, selection_of(settings))
    final = may_keep and await database.read(is_final, period, now, rhythm)
    if not final or not await database.read(was_watched, period):
        return Issue(made)
    return await database.run(keep, made, now)


def stored(session: Session, period: str) -> Issue | None:
    """Return the frozen digest of a period, or None."""
    info = find_digest(session, period)
    return Issue(from_json(read_snapshot(session, info.id)), info) if info else None


def was_watched(session: Session, period: Period) -> bool:
    """Say whether anything was read in a period: one from before that is not worth a place for good."""
    begun = first_read(session)
    return begun is not None and begun < period.until


def make(
    session: Session, period: Period, now: datetime, rhythm: Rhythm, settings: Mapping[str, str]
) -> Snapshot:
    """Make the digest of a period as it was known when it was closed, or as it is known now."""
    hold_still(session)
    closes = closes_at(period, rhythm)
    if now < closes:
        return build(session, so_far(period, now), known=now, rhythm=rhythm, settings=settings)
    draft = find_draft(session, period=period.name)
    if draft is not None:
        return drafted(draft)
    return build(session, period, known=closes, rhythm=rhythm, settings=settings)


def drafted(draft: Draft) -> Snapshot:
    """Return a draft with what moderators did to it."""
    return revise(from_json(draft.snapshot.encode()), draft.edits)


def keep(session: Session, made: Snapshot, now: datetime) -> Issue:
    """Freeze a digest; where another was faster, that one counts."""
    period = made.period
    info = freeze(
        session,
        to_json(made),
        period=period.name,
        since=period.since,
        until=period.until,
        cut_off=made.cut_off,
        now=now,
    )
    return Issue(from_json(read_snapshot(session, info.id)), info)
