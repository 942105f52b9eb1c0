"""How well the sources of a period were watched: which could not be read, when, why; which were silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.digest.snapshot import EVERY_SOURCE, Coverage, Gap, Silent
from bot.i18n import LANGUAGES, mark, texts_for
from bot.messages.health import health_words, reason_words
from feeds.web.cadence import Health
from storage.feed import FeedInfo, FeedState
from storage.outage import STOOD_STILL, Outage, outages_between
from storage.period import Span, silent_feeds

SHORT = timedelta(hours=1)
"""A shorter gap is not told: a feed keeps what it published for longer than that."""
_NOBODY = mark("Vigil did not run")


def cover(session: Session, span: Span, feeds: Sequence[FeedInfo]) -> Coverage:
    """Tell how `feeds` were watched; those that were added after the period do not count."""
    end = min(span.until, span.known)
    wanted = [feed for feed in feeds if _is_wanted(feed, end)]
    watched = [feed for feed in wanted if feed.last_poll is not None and feed.last_poll >= span.since]
    known = {feed.id: feed for feed in watched}
    outages = [one for one in outages_between(session, span.since, end) if _length(one, span) >= SHORT]
    gaps = tuple(_gaps(outages, known, span))
    unread = _never_read(outages, span, end)
    silent = silent_feeds(session, span)
    return Coverage(
        len(watched),
        len(wanted) - len(watched),
        gaps,
        tuple(
            Silent(feed.name, feed.owner, silent[feed.id])
            for feed in watched
            if feed.id in silent and feed.id not in unread
        ),
    )


def _is_wanted(feed: FeedInfo, end: datetime) -> bool:
    kept = feed.state == FeedState.ACTIVE or (feed.state == FeedState.RETIRED and feed.health == Health.GONE)
    return kept and (feed.created is None or feed.created < end)


def _gaps(outages: Sequence[Outage], known: dict[int, FeedInfo], span: Span) -> Iterator[Gap]:
    for one in outages:
        feed = known.get(one.feed_id) if one.feed_id is not None else None
        if feed is None and one.feed_id is not None:
            continue
        name, owner = (feed.name, feed.owner) if feed else (EVERY_SOURCE, "")
        until = one.until if one.until is not None and one.until <= span.known else None
        yield Gap(name, max(one.since, span.since), until, owner, _reason(one, feed))


def _reason(one: Outage, feed: FeedInfo | None) -> dict[str, str]:
    """Say in each language why a feed was not read, as it was then."""
    said = {}
    for lang in LANGUAGES:
        texts = texts_for(lang)
        if feed is None or one.health == STOOD_STILL:
            said[lang] = texts(_NOBODY)
            continue
        then = FeedInfo(
            **{name: getattr(feed, name) for name in FeedInfo.__dataclass_fields__}
            | {"health": one.health, "reason": one.reason, "state": FeedState.ACTIVE}
        )
        said[lang] = ", ".join(filter(None, (health_words(then, texts), reason_words(then, texts))))
    return said


def _never_read(outages: Sequence[Outage], span: Span, end: datetime) -> set[int]:
    """Return the feeds that could not be read all through a period: their silence says nothing."""
    return {
        one.feed_id
        for one in outages
        if one.feed_id is not None and one.since <= span.since and (one.until is None or one.until >= end)
    }


def _length(one: Outage, span: Span) -> timedelta:
    end = min(one.until or span.known, span.known)
    return end - one.since
