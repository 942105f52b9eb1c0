"""/whynot: why an address brought no alert, or did."""

from __future__ import annotations

from bot.explaining import explain_url
from bot.handlers.sources import address_of
from bot.handlers.visit import Run, Visit
from bot.messages.sources import render_bad_address
from bot.messages.whynot import render_whynot, render_whynot_rest, render_whynot_usage
from storage.subscriber import Subscriber

_MOST = 5


async def whynot(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /whynot with the first gate that stopped an address on its way here; several one by one."""
    if not visit.words:
        await visit.answer(render_whynot_usage(visit.texts))
        return
    urls = list(dict.fromkeys(url for word in visit.words.split() if (url := address_of(word.strip(",;")))))
    if not urls:
        await visit.answer(render_bad_address(visit.texts))
        return
    watch = visit.services.watch
    for url in urls[:_MOST]:
        verdict = await visit.services.database.read(explain_url, watch, url, subscriber.id)
        await visit.answer(render_whynot(verdict, watch.watchlist, visit.texts))
    if len(urls) > _MOST:
        await visit.answer(render_whynot_rest(urls[_MOST], visit.texts))


COMMANDS: dict[str, Run] = {"whynot": whynot}
SLOW = frozenset(COMMANDS)
