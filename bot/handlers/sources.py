"""How moderators choose what is read: /feeds, /sub, /unsub, and a pasted address.

A feed is added only after it was read and understood once; everything is recorded as a change.
"""

from __future__ import annotations

import re
from datetime import datetime

from sqlmodel import Session

from bot.handlers import channels
from bot.handlers.evidence import show_feed
from bot.handlers.visit import Run, Tap, Visit, number
from bot.messages.lists import FEEDS, render_feeds
from bot.messages.sources import (
    ADDRESS_UNITS,
    SUBSCRIBE,
    UNSUBSCRIBE,
    render_added,
    render_bad_address,
    render_feed_kept,
    render_known_feed,
    render_no_such_feed,
    render_offer,
    render_removed,
    render_sub_usage,
    render_unreadable,
    render_unsub_question,
    render_unsub_usage,
)
from feeds.errors import FeedsError
from feeds.web.urls import absolute, canonical, is_web
from storage.audit import record
from storage.feed import (
    GONE_SHOWN,
    FeedInfo,
    FeedState,
    add_feed,
    find_feed,
    gone_feeds,
    list_feeds,
    set_state,
)
from storage.subscriber import Role, Subscriber

_NUMBER = re.compile(r"#?([0-9]{1,9})")
_WRITTEN = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"[^\s/?#@:]+\.[^\s/?#@:.]{2,}(?::[0-9]{1,5})?(?:[/?#]\S*)?")


async def feeds(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /feeds, turn its pages (``p:<page>``), or show the one feed that is named."""
    del subscriber
    if visit.words:
        feed = await visit.services.database.read(_named, visit.words)
        if feed is None:
            await visit.answer(render_no_such_feed(visit.words, visit.texts))
        else:
            await show_feed(visit, feed)
        return
    page = number(visit.data[1]) if len(visit.data) > 1 else 0
    found = await visit.services.database.read(_listed, visit.services.now())
    await visit.show(render_feeds(found, visit.texts, page or 0))


async def sub(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /sub with an address, or with a channel."""
    if not visit.words:
        await visit.answer(render_sub_usage(visit.texts))
        return
    if channels.names_channel(visit.words):
        await channels.subscribe(visit, subscriber)
        return
    url = address_of(visit.words)
    if url is None:
        await visit.answer(render_bad_address(visit.texts))
        return
    await _subscribe(visit, subscriber, url)


async def tap_subscribe(visit: Visit, subscriber: Subscriber) -> None:
    """Add the feed that was offered: its address stands in the message above the button."""
    url = next((word for word in visit.tapped_text.split() if is_web(word)), None)
    if url is None:
        await visit.toast(visit.texts("I cannot see the address any more: paste it once again."))
        return
    await visit.toast()
    await _subscribe(visit, subscriber, url)


async def unsub(visit: Visit, subscriber: Subscriber) -> None:
    """Answer /unsub with a question about the feed of that number or address, or end a channel."""
    del subscriber
    if not visit.words:
        await visit.answer(render_unsub_usage(visit.texts))
        return
    if channels.names_channel(visit.words):
        await channels.unsubscribe(visit)
        return
    feed = await visit.services.database.read(_named, visit.words)
    if feed is None:
        await visit.answer(render_no_such_feed(visit.words, visit.texts))
    else:
        await visit.answer(render_unsub_question(feed, visit.texts))


async def tap_unsubscribe(visit: Visit, subscriber: Subscriber) -> None:
    """Remove the feed whose number the button carries; any other word keeps it."""
    feed_id = number(visit.data[0]) if visit.data else None
    if feed_id is None:
        await visit.show(render_feed_kept(visit.texts))
        return
    feed = await visit.services.database.run(_remove, feed_id, subscriber.id, visit.services.now())
    if feed is None:
        await visit.show(render_no_such_feed(str(feed_id), visit.texts))
    else:
        await visit.show(render_removed(feed, visit.texts))


async def offer(visit: Visit, url: str) -> None:
    """Ask whether a pasted address shall be read."""
    await visit.answer(render_offer(url, visit.texts))


def address_of(words: str) -> str | None:
    """Return the web address that is all of `words`, ``https://`` put before a bare host; None otherwise."""
    words = words.strip().strip("<>")
    if not words or len(words.split()) > 1:
        return None
    if not is_web(words) and _HOST.fullmatch(words):
        words = f"https://{words}"
    url = absolute(words, "") if is_web(words) else None
    return url if url is not None and len(url) <= ADDRESS_UNITS else None


def first_address(text: str) -> str | None:
    """Return the first web address written out in `text`, among other words or alone; None otherwise."""
    for word in text.split():
        found = _WRITTEN.search(word)
        url = address_of(_without_ending(found[0])) if found else None
        if url is not None:
            return url
    return address_of(text)


def _without_ending(word: str) -> str:
    """Return an address without the punctuation of the sentence round it; its own brackets stay."""
    while word and (word[-1] in ".,;:!?…'\"»”’>]" or (word[-1] == ")" and word.count(")") > word.count("("))):
        word = word[:-1]
    return word


async def _subscribe(visit: Visit, subscriber: Subscriber, url: str) -> None:
    database = visit.services.database
    known = await database.read(find_feed, url_key=canonical(url))
    if known is not None and known.state == FeedState.ACTIVE:
        await visit.show(render_known_feed(known, visit.texts))
        return
    await visit.busy()
    try:
        fetched = await visit.services.fetcher.fetch(url)
        feed = await visit.services.workers.parse(fetched.body, fetched.url, fetched.content_type)
    except FeedsError as error:
        await visit.show(render_unreadable(error, visit.texts))
        return
    where = fetched.moved_to or url
    added, info = await database.run(_add, where, feed.title, subscriber.id, visit.services.now())
    if added:
        visit.services.wake()
        await visit.show(render_added(info, len(feed.entries), visit.texts))
    else:
        await visit.show(render_known_feed(info, visit.texts))


def _add(session: Session, url: str, title: str, actor: int, now: datetime) -> tuple[bool, FeedInfo]:
    """Add a feed unless it is read already; somebody else may have been faster."""
    before = find_feed(session, url_key=canonical(url))
    if before is not None and before.state == FeedState.ACTIVE:
        return False, before
    info = add_feed(session, url=url, url_key=canonical(url), now=now, title=title, added_by=actor)
    record(
        session,
        at=now,
        noun="feed",
        subject=url,
        verb="add",
        actor=actor,
        before=before.state if before else None,
        after=info.state,
    )
    return True, info


def _remove(session: Session, feed_id: int, actor: int, now: datetime) -> FeedInfo | None:
    feed = find_feed(session, feed_id=feed_id)
    if feed is None or not _on_the_list(feed):
        return None
    set_state(session, feed_id, FeedState.RETIRED, now)
    record(
        session,
        at=now,
        noun="feed",
        subject=feed.url,
        verb="remove",
        actor=actor,
        before=feed.state,
        after=FeedState.RETIRED,
    )
    return feed


def _named(session: Session, words: str) -> FeedInfo | None:
    number = _NUMBER.fullmatch(words)
    if number:
        feed = find_feed(session, feed_id=int(number[1]))
    else:
        url = address_of(words)
        feed = find_feed(session, url_key=canonical(url)) if url else None
    return feed if feed is not None and _on_the_list(feed) else None


def _on_the_list(feed: FeedInfo) -> bool:
    return feed.state != FeedState.RETIRED or feed.is_gone


def _listed(session: Session, now: datetime) -> list[FeedInfo]:
    """Return the feeds that are read, those whose publishers closed them lately, then those that are off."""
    return [
        *list_feeds(session, state=FeedState.ACTIVE),
        *gone_feeds(session, now - GONE_SHOWN),
        *list_feeds(session, state=FeedState.PAUSED),
    ]


COMMANDS: dict[str, Run] = {"feeds": feeds, "sub": sub, "unsub": unsub}
SLOW = frozenset(("sub",))
"""These read the open web, so nobody else waits for them."""
TAPS = {
    FEEDS: Tap(feeds, Role.MODERATOR),
    SUBSCRIBE: Tap(tap_subscribe, Role.MODERATOR, slow=True),
    UNSUBSCRIBE: Tap(tap_unsubscribe, Role.MODERATOR),
}
