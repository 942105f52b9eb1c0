"""Reads what a timeline is laid out from."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from sqlmodel import Session

from bot.digest.timeline import LEARNT, Timeline, timeline
from storage.period import reading_since, told_between


def read_timeline(
    session: Session, entity: str, name: str, *, days: int, now: datetime, zone: tzinfo
) -> Timeline:
    """Return the last `days` days of an entity, in the days of `zone`."""
    since = now - timedelta(days=days + 2 * LEARNT + 8)
    told = told_between(session, since, now + timedelta(days=1), now)
    return timeline(name, told, entity=entity, days=days, now=now, begun=reading_since(session), zone=zone)
