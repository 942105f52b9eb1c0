"""How moderators keep copies of article pages, and choose for which feeds pages are read and kept.

/evidence ADDRESS, or the button | find the entry | fetch politely | WARC | row | where it lies
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.handlers.visit import Run, Tap, Visit, number
from bot.messages.evidence import (
    EVIDENCE,
    READING,
    render_evidence_usage,
    render_kept,
    render_no_such_entry,
    render_not_kept,
    render_reading,
)
from bot.messages.sources import render_no_such_feed
from feeds.errors import FeedsError
from feeds.web.urls import canonical, is_web
from storage.audit import record
from storage.errors import Refused
from storage.evidence import EntryPage, entry_page, kept_copies
from storage.feed import FeedInfo, FeedState, find_feed, set_reading
from storage.subscriber import Role, Subscriber


async def evidence(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /evidence with an address."""
    del subscriber
    words = visit.words.strip("<>")
    if not is_web(words):
        await visit.answer(render_evidence_usage(visit.texts))
        return
    try:
        page = await visit.services.database.read(entry_page, url=words, link_key=canonical(words))
    except Refused:
        await visit.answer(render_no_such_entry(visit.texts))
        return
    await _keep(visit, page)


async def tap_keep(visit: Visit, subscriber: Subscriber) -> None:
    """Keep a copy of the page of the entry whose number the button carries."""
    del subscriber
    entry_id = number(visit.data[0]) if visit.data else None
    try:
        page = await visit.services.database.read(entry_page, entry_id=entry_id or 0)
    except Refused:
        await visit.toast(visit.texts("This story is no longer kept."))
        return
    await visit.toast()
    await _keep(visit, page)


async def tap_reading(visit: Visit, subscriber: Subscriber) -> None:
    """Turn the reading or keeping of a feed's pages on or off: ``<feed>:article|evidence:0|1``."""
    feed_id, what, on = (*visit.data, "", "", "")[:3]
    found = number(feed_id)
    if found is None or what not in ("article", "evidence") or on not in ("0", "1"):
        await visit.toast(visit.texts("This button is out of date. Send the command again."))
        return
    feed = await visit.services.database.run(
        _switch, found, what, on == "1", subscriber.id, visit.services.now()
    )
    await visit.show(render_reading(feed, visit.texts) if feed else render_no_such_feed(feed_id, visit.texts))


async def show_feed(visit: Visit, feed: FeedInfo) -> None:
    """Show one feed with its switches."""
    await visit.answer(render_reading(feed, visit.texts))


async def _keep(visit: Visit, page: EntryPage) -> None:
    """Keep a copy and say where; what is under the button stays."""
    copies = visit.services.copies
    if copies is None:
        raise RuntimeError("what keeps copies of pages is not open")
    await visit.busy()
    database = visit.services.database
    try:
        fetch = await copies.keep(page)
    except FeedsError as error:
        await visit.answer(render_not_kept(error, visit.texts))
        return
    earlier = len(await database.read(kept_copies, entry_id=page.entry_id)) - 1
    await visit.answer(render_kept(fetch, visit.texts, earlier=earlier))


def _switch(
    session: Session, feed_id: int, what: str, on: bool, actor: int, now: datetime
) -> FeedInfo | None:
    before = find_feed(session, feed_id=feed_id)
    if before is None or before.state == FeedState.RETIRED:
        return None
    after = set_reading(session, feed_id, **{what: on})
    if after != before:
        told = {"before": getattr(before, what), "after": on}
        record(session, at=now, noun="feed", subject=before.url, verb=f"set {what}", actor=actor, **told)
    return after


COMMANDS: dict[str, Run] = {"evidence": evidence}
SLOW = frozenset(("evidence",))
"""These read the open web, so nobody else waits for them."""
TAPS = {
    EVIDENCE: Tap(tap_keep, Role.MODERATOR, slow=True),
    READING: Tap(tap_reading, Role.MODERATOR),
}
