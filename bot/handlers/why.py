"""The button under an alert that shows which words brought it."""

from __future__ import annotations

from bot.handlers.visit import Tap, Visit
from bot.messages.alert import WHY, render_why
from storage.story import reports
from storage.subscriber import Subscriber

_LARGEST_ID = 2**63 - 1


async def tap_why(visit: Visit, subscriber: Subscriber) -> None:
    """Show the evidence for the entry whose id the button carries."""
    del subscriber
    written = visit.data[0] if visit.data else ""
    known = written.isascii() and written.isdigit() and len(written) < 20 and int(written) <= _LARGEST_ID
    found = await visit.services.database.read(reports, [int(written)]) if known else []
    if not found:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    await visit.answer(render_why(found[0], visit.services.watch.watchlist, visit.texts))


TAPS = {WHY: Tap(tap_why, anyone=True)}
