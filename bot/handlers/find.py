"""How people search what is stored: /find, and the buttons that turn its pages."""

from __future__ import annotations

import asyncio

from bot.handlers.visit import Run, Tap, Visit
from bot.messages.find import (
    FIND,
    PAGE,
    pages_of,
    render_bad_search,
    render_find_usage,
    render_findings,
)
from bot.messages.markup import clean
from feeds.text.search import SearchError, read_search
from storage.search import find_entries
from storage.subscriber import Subscriber


async def find(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /find."""
    del subscriber
    words = clean(visit.words)
    if words:
        await _show(visit, words, 0)
    else:
        await visit.answer(render_find_usage(visit.texts))


async def tap_page(visit: Visit, subscriber: Subscriber) -> None:
    """Turn to the page ``p:<page>``; what was searched for is the first line above the button."""
    del subscriber
    words = visit.tapped_text.partition("\n")[0].strip()
    written = visit.data[1] if len(visit.data) > 1 else ""
    if not words:
        await visit.toast(visit.texts("I cannot see the words any more: send /find once again."))
        return
    page = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    await _show(visit, words, page)


async def _show(visit: Visit, words: str, page: int) -> None:
    try:
        terms = await asyncio.to_thread(read_search, words)  # the first one loads the dictionary
    except SearchError as error:
        await visit.show(render_bad_search(error, visit.texts))
        return
    database = visit.services.database
    found = await database.read(find_entries, terms, limit=PAGE, offset=page * PAGE)
    if found.total and not found.reports:  # entries went since the button was made
        page = pages_of(found.total) - 1
        found = await database.read(find_entries, terms, limit=PAGE, offset=page * PAGE)
    message = await asyncio.to_thread(render_findings, words, terms, found, visit.texts, page)
    await visit.show(message)


COMMANDS: dict[str, Run] = {"find": find}
TAPS = {FIND: Tap(tap_page)}
