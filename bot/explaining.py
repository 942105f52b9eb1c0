"""Why an address brought an alert, or did not: the first gate on its way that stopped it.

    feed -> first poll? -> match -> story -> alert -> followed? -> delivery

Everything is read from what is stored; nothing is fetched, and nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from sqlmodel import Session

from bot.watch import Watch
from feeds.types import Match
from feeds.watch.explain import Explanation, explain
from feeds.watch.query import feed_name
from feeds.web.cadence import Health
from feeds.web.urls import canonical
from storage.feed import FeedInfo, FeedState, list_feeds
from storage.outbox import DeliveryState
from storage.preferences import Pace
from storage.subscriber import SubscriberState, followed, get_subscriber
from storage.trace import (
    TracedAlert,
    TracedDelivery,
    TracedEntry,
    alerts_of,
    delivery_of,
    entries_at,
    fates_of,
    feeds_leading_to,
    joined_at,
)

_WELL = {Health.OK, Health.UNCHANGED, Health.MOVED, Health.STALE}


class Stop(StrEnum):
    """The gate at which an address stopped, in order; the last ones say how far its alert came."""

    NO_FEED = "no-feed"
    FEED_DOWN = "feed-down"
    NEVER_SEEN = "never-seen"
    BASELINE = "baseline"
    NO_MATCH = "no-match"
    MATCHES_NOW = "matches-now"
    UNTOLD = "untold"
    DUPLICATE = "duplicate"
    NO_ALERT = "no-alert"
    ALERTED = "alerted"
    JOINED_LATER = "joined-later"
    NOT_FOLLOWED = "not-followed"
    STOPPED = "stopped"
    HEARD = "heard"
    MUTED = "muted"
    TOO_FEW = "too-few-sources"
    TOO_OLD = "too-old"
    PAUSED = "paused"
    QUIET = "quiet-hours"
    PACED = "paced"
    AWAITING = "awaiting-sources"
    AWAITING_OTHER = "awaiting-another-source"
    WAITING = "waiting"
    ROUND_UP = "round-up"
    DELIVERED = "delivered"
    UNSURE = "unsure"
    FAILED = "failed"


# The reasons that `bot.wishes` and `bot.letters` give, as gates.
_LEFT_OUT = {
    "the story is muted": Stop.MUTED,
    "the source is muted": Stop.MUTED,
    "the name is muted": Stop.MUTED,
    "too few sources": Stop.TOO_FEW,
    "too old": Stop.TOO_OLD,
    "not followed": Stop.NOT_FOLLOWED,
    "its story was told already": Stop.HEARD,
}
_WAITS = {
    "paused": Stop.PAUSED,
    "quiet hours": Stop.QUIET,
    "sources": Stop.AWAITING,
    "the source is muted": Stop.AWAITING_OTHER,
    **dict.fromkeys((Pace.HOURLY.value, Pace.DAILY.value, Pace.WEEKLY.value), Stop.PACED),
}


@dataclass(frozen=True, slots=True)
class UrlVerdict:
    """What became of one address. Which of the fields are filled depends on `stop`."""

    url: str
    """The canonical form that was looked up."""
    stop: Stop
    feeds: tuple[FeedInfo, ...] = ()
    """Feeds of its site, where no entry of it was ever seen."""
    entry: TracedEntry | None = None
    """The entry that got furthest."""
    explanation: Explanation | None = None
    """What the search says of the entry now, where it found nothing when the entry came."""
    alert: TracedAlert | None = None
    """The alert that it caused, or the one of which it is a duplicate."""
    at: datetime | None = None
    """When it was delivered, is due, or failed."""
    reason: str = ""

    fates: tuple[tuple[str, str, int], ...] = ()
    """Where nobody asks for themselves: (state, reason, how many) of its alert's deliveries."""

    @property
    def matches(self) -> tuple[Match, ...]:
        """What was found in the entry when it came."""
        return self.entry.matches if self.entry else ()


def explain_url(session: Session, watch: Watch, url: str, subscriber_id: int | None = None) -> UrlVerdict:
    """Say at which gate an address stopped; with a subscriber, as far as their chat.

    Never raises on any string. Read-only; run it in a reader's thread: addresses are found by a scan.
    """
    written = url.strip().replace("\0", "").encode("utf-8", "replace").decode()  # what databases can take
    key = canonical(written if "://" in written else f"https://{written}")
    verdicts = [_entry(session, watch, key, entry) for entry in entries_at(session, key)]
    if not verdicts:
        return _unseen(session, key)
    ranks = list(Stop)
    best = max(verdicts, key=lambda one: ranks.index(one.stop))
    if best.stop is Stop.ALERTED and subscriber_id is not None and best.alert is not None:
        return _to_subscriber(session, best, best.alert, subscriber_id)
    if best.stop is Stop.ALERTED and best.alert is not None:
        return replace(best, fates=tuple(fates_of(session, best.alert.id)))
    return best


def _unseen(session: Session, key: str) -> UrlVerdict:
    site = _site(key)
    known = feeds_leading_to(session, f"https://{site}/") if site else set()
    feeds = [one for one in list_feeds(session) if one.id in known or _same_site(site, _site(one.url))]
    if not feeds:
        return UrlVerdict(key, Stop.NO_FEED)
    polled = [one for one in feeds if _is_well(one)]
    if polled:
        return UrlVerdict(key, Stop.NEVER_SEEN, tuple(polled))
    return UrlVerdict(key, Stop.FEED_DOWN, tuple(feeds))


def _entry(session: Session, watch: Watch, key: str, entry: TracedEntry) -> UrlVerdict:
    """Say how far one entry of the address came."""
    if entry.baseline:
        return UrlVerdict(key, Stop.BASELINE, entry=entry)
    if not entry.matches:
        source = feed_name(entry.feed_title, entry.feed_url)
        said = explain(watch.watchlist, watch.matcher, entry.title, entry.text, entry.lang, source)
        stop = Stop.MATCHES_NOW if said.found else Stop.NO_MATCH
        return UrlVerdict(key, stop, entry=entry, explanation=said)
    if not entry.told or entry.story_id is None:
        return UrlVerdict(key, Stop.UNTOLD, entry=entry)
    alerts = alerts_of(session, entry.story_id)
    own = next((one for one in alerts if one.entry_id == entry.id), None)
    if own is not None:
        return UrlVerdict(key, Stop.ALERTED, entry=entry, alert=own)
    entities = {match.entity for match in entry.matches}
    first = next((one for one in alerts if entities.intersection(one.entities)), None)
    return UrlVerdict(key, Stop.DUPLICATE if first else Stop.NO_ALERT, entry=entry, alert=first)


def _to_subscriber(session: Session, best: UrlVerdict, alert: TracedAlert, subscriber_id: int) -> UrlVerdict:
    """Say how far an alert came on its way to one subscriber."""

    def stopped(stop: Stop, at: datetime | None = None, reason: str = "") -> UrlVerdict:
        return UrlVerdict(best.url, stop, entry=best.entry, alert=alert, at=at, reason=reason)

    others = [one.id for one in alerts_of(session, _story(best)) if one.id != alert.id]
    delivery = delivery_of(session, [alert.id], subscriber_id)
    if delivery is not None:
        stop, at = _of_delivery(delivery)
        heard = delivery_of(session, others, subscriber_id) if stop is Stop.HEARD else None
        return stopped(stop, heard.settled_at if heard else at, delivery.reason)
    joined = joined_at(session, subscriber_id)
    if joined is not None and joined > alert.created and alert.expanded:
        return stopped(Stop.JOINED_LATER, joined)
    if not followed(session, subscriber_id, alert.entities):
        return stopped(Stop.NOT_FOLLOWED)
    subscriber = get_subscriber(session, subscriber_id)
    if subscriber is None or subscriber.state is not SubscriberState.ACTIVE:
        return stopped(Stop.STOPPED)
    if not alert.expanded:
        return stopped(Stop.WAITING, alert.created)
    heard = delivery_of(session, others, subscriber_id)
    return stopped(Stop.HEARD, heard.settled_at) if heard else stopped(Stop.NOT_FOLLOWED)


def _story(verdict: UrlVerdict) -> int:
    return (verdict.entry.story_id if verdict.entry else None) or 0


def _of_delivery(delivery: TracedDelivery) -> tuple[Stop, datetime | None]:
    """Return the gate at which a delivery stands or ended, and since or until when."""
    match delivery.state:
        case DeliveryState.SENT | DeliveryState.FOLDED:
            return (Stop.ROUND_UP if delivery.together else Stop.DELIVERED), delivery.settled_at
        case DeliveryState.PENDING | DeliveryState.SENDING:
            return _WAITS.get(delivery.reason, Stop.WAITING), delivery.not_before
        case DeliveryState.SKIPPED:
            return _LEFT_OUT.get(delivery.reason, Stop.FAILED), delivery.settled_at
        case DeliveryState.UNKNOWN:
            return Stop.UNSURE, delivery.settled_at or delivery.not_before
    return Stop.FAILED, delivery.settled_at or delivery.not_before


def _is_well(feed: FeedInfo) -> bool:
    return feed.state == FeedState.ACTIVE and feed.health in _WELL


def _site(url: str) -> str:
    try:
        host = urlsplit(canonical(url)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _same_site(one: str, other: str) -> bool:
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))
