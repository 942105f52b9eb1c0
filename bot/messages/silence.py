"""Why no alerts come to a subscriber at the moment: stopped, out of reach, or a pause."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.i18n import Texts
from bot.wishes import zone_of
from storage.preferences import Preferences
from storage.subscriber import SubscriberState


def why_silent(state: SubscriberState, chosen: Preferences, now: datetime, texts: Texts) -> str:
    """Return the sentence that says why, and what ends it; empty where alerts come."""
    if state is SubscriberState.STOPPED:
        return texts("Alerts are stopped. /start resumes them.")
    if state is SubscriberState.GONE:
        return texts("I could not write here, so alerts are stopped. /start resumes them.")
    if chosen.paused_until <= now.timestamp():
        return ""
    until = datetime.fromtimestamp(chosen.paused_until, UTC)
    time = texts.time(until, zone_of(chosen.zone))
    return texts("Alerts are paused until {time}. /pause off ends the pause.", time=time)
