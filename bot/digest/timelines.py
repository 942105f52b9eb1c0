"""Reads what a timeline is laid out from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from sqlmodel import Session

from bot.digest.shown import shown, web_link
from bot.digest.timeline import LEARNT, Lead, Timeline, timeline
from storage.digest import left_out
from storage.period import reading_since, told_between
from storage.story import first_reports

_NAME = 60


def read_timeline(
    session: Session, entity: str, name: str, *, days: int, now: datetime, zone: tzinfo
) -> Timeline:
    """Return the last `days` days of an entity, in the days of `zone`.

    What moderators left out of a digest is not in it.
    """
    since = now - timedelta(days=days + 2 * LEARNT + 8)
    hidden = {one.story_id for one in left_out(session)}
    told = (
        one
        for one in told_between(session, since, now + timedelta(days=1), now)
        if one.story_id not in hidden
    )
    made = timeline(name, told, entity=entity, days=days, now=now, begun=reading_since(session), zone=zone)
    return replace(made, leads=tuple(_sourced(session, lead) for lead in made.leads))


def _sourced(session: Session, lead: Lead) -> Lead:
    """Say who told a story first, and where."""
    found = first_reports(session, lead.story_id, 1)
    if not found:
        return lead
    outlet = shown(found[0].feed_title or found[0].owner, _NAME)
    return replace(lead, outlet=outlet, link=web_link(found[0].link or ""))
