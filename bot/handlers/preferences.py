"""Changing a subscriber's preferences, in one transaction with what waits because of the old ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.handlers.visit import Visit
from storage.preferences import Preferences
from storage.subscriber import Subscriber, change_preferences
from storage.waiting import rouse

Change = Callable[[Preferences], Preferences | None]
OFF = ("off", "0", "no", "none", "выкл", "нет", "выключить")
"""Words after a command that end what it sets."""


async def store(visit: Visit, subscriber: Subscriber, make: Change) -> Preferences:
    """Change the preferences; what we never offered changes nothing."""
    chosen = await visit.services.database.run(_write, subscriber.id, make, visit.services.now())
    if chosen is not None and chosen != subscriber.preferences:
        visit.services.wake()
    return chosen or subscriber.preferences


def _write(session: Session, subscriber_id: int, make: Change, now: datetime) -> Preferences | None:
    """Change the preferences; what the old ones put off is looked at again under the new ones."""
    rouse(session, subscriber_id, now)
    return change_preferences(session, subscriber_id, lambda old: make(old) or old)
