"""What comes in one message with an alert that is due: what else is due, and why both come together."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.messages.roundup import SHOWN, Occasion
from bot.showing import news_of, urgency_of
from bot.wishes import Send, decide, passes
from storage.outbox import Delivery, DeliveryClaim, told_otherwise
from storage.preferences import Preferences, Sources
from storage.roundup import others_due, rolling, round_ups_since, size_of
from storage.story import reports
from storage.subscriber import Subscriber
from storage.waiting import POSTPONED

TOGETHER = 4
"""So many alerts that waited come in one message."""
WAITED = timedelta(minutes=10)
"""An alert older than this did wait."""
MESSAGES = 5
"""Round-ups that come one after the other at most; the last counts what it does not show."""


def occasion_of(
    claim: DeliveryClaim, others: list[DeliveryClaim], wishes: Preferences, send: Send, now: datetime
) -> Occasion | None:
    """Say why an alert and the others that are due come in one message, or that each comes for itself."""
    if send.together:
        return Occasion.PACE if others else None
    waited = [one for one in (claim, *others) if one.alerted is not None and now - one.alerted > WAITED]
    if len(waited) < TOGETHER:
        return None
    # What they waited for is known; the preferences may have changed since.
    reasons = {one.reason for one in waited}
    paused = any(one.alerted is not None and one.alerted.timestamp() < wishes.paused_until for one in waited)
    if paused or "paused" in reasons:
        return Occasion.PAUSE
    chosen = wishes.quiet or wishes.sources is not Sources.ANY or not reasons.isdisjoint(POSTPONED)
    return Occasion.PACE if chosen else Occasion.DOWNTIME


def companions(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, now: datetime, oldest: timedelta
) -> list[DeliveryClaim]:
    """Return what else is due and may come in the same message, each story once."""
    stories, found = {claim.story_id}, []
    for one in others_due(session, claim, now):
        told = one.story_id in stories or told_otherwise(session, one)
        if not told and _comes_along(session, one, subscriber, now, oldest):
            stories.add(one.story_id)
            found.append(one)
    return found


def list_with_room(session: Session, subscriber_id: int, since: datetime) -> Delivery | None:
    """Return the list of a flood that takes one more, or None where another has to begin.

    The last of those that may come since then takes any number, and counts what it does not show.
    """
    newest = rolling(session, subscriber_id, Occasion.FLOOD, since)
    if newest is None or newest.id is None:
        return None
    full = size_of(session, newest.id) >= SHOWN
    if full and round_ups_since(session, subscriber_id, Occasion.FLOOD, since) < MESSAGES:
        return None
    return newest


def _comes_along(
    session: Session, claim: DeliveryClaim, subscriber: Subscriber, now: datetime, oldest: timedelta
) -> bool:
    """Tell whether an alert that is due as well may come in the same message."""
    if passes(subscriber.preferences, urgency_of(claim.urgency)):
        return False
    found = reports(session, [claim.entry_id])
    news = news_of(session, claim, subscriber, found[0]) if found else None
    return news is not None and isinstance(decide(subscriber.preferences, news, now, oldest=oldest), Send)
