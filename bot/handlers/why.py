"""The button under an alert that shows which words brought it."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.visit import Tap, Visit, number
from bot.messages.alert import WHY, render_why
from bot.messages.evidence import evidence_button
from storage.story import reports
from storage.subscriber import Role, Subscriber


async def tap_why(visit: Visit, subscriber: Subscriber) -> None:
    """Show the evidence for the entry whose id the button carries."""
    entry = number(visit.data[0]) if visit.data else None
    found = await visit.services.database.read(reports, [entry]) if entry is not None else []
    if not found:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    shown = render_why(found[0], visit.services.watch.watchlist, visit.texts)
    if subscriber.role.may(Role.MODERATOR):
        shown = replace(shown, buttons=((evidence_button(found[0].entry_id, visit.texts),),))
    await visit.answer(shown)


TAPS = {WHY: Tap(tap_why, anyone=True)}
