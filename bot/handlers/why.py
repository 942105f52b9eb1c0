"""The button under an alert that shows which words brought it."""

from __future__ import annotations

from bot.handlers.visit import Tap, Visit, number
from bot.messages.alert import WHY, render_why
from storage.story import reports
from storage.subscriber import Subscriber


async def tap_why(visit: Visit, subscriber: Subscriber) -> None:
    """Show the evidence for the entry whose id the button carries."""
    del subscriber
    entry = number(visit.data[0]) if visit.data else None
    found = await visit.services.database.read(reports, [entry]) if entry is not None else []
    if not found:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    await visit.answer(render_why(found[0], visit.services.watch.watchlist, visit.texts))


TAPS = {WHY: Tap(tap_why, anyone=True)}
