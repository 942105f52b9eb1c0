"""When to poll a feed again, and in one word how it is: pure policy over the outcome of a poll."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import blake2b

from feeds.errors import BadStatus, BlockedAddress, FeedsError, NotAFeed, ParseFailed, TooLarge, TooSlow
from feeds.types import FeedData

DAY = timedelta(hours=24)
"""The longest pause: dead feeds come back surprisingly often, so none is forgotten."""

STALE_AFTER = timedelta(days=30)
"""A feed that answers but has told nothing new for so long deserves a look."""

TEMPORARY, ORDINARY, HARD = 0.25, 0.5, 1.0
"""How much one failed poll weighs: busy or slow, refused or cut off, wrong address."""

_MAX_FAILURES = 16.0
_MAX_JITTER = timedelta(minutes=5)
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524))
_REFUSED = frozenset((401, 402, 403, 429, 451))


class Health(StrEnum):
    """How a feed is, judged by its last poll."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    STALE = "stale"
    DOWN = "down"
    BLOCKED = "blocked"
    CHALLENGE = "challenge"
    NOT_A_FEED = "not_a_feed"
    TOO_LARGE = "too_large"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What one poll showed."""

    health: Health
    reason: str = ""
    """One English sentence for a moderator; empty when all is well."""
    weight: float = 0.0
    """What it adds to the feed's failures; 0 is a success and clears them."""
    retry_after: float | None = None
    """Seconds the server asked us to stay away."""
    max_age: float | None = None
    """Seconds for which the server calls its answer fresh."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a feed is due again."""

    next_poll: datetime
    failures: float
    """Weighed failures in a row, to be kept with the feed."""
    retired: bool = False
    """The publisher said that the feed is gone for ever: no more polls."""


def next_poll(
    outcome: PollOutcome,
    *,
    now: datetime,
    interval: timedelta,
    min_interval: timedelta,
    failures: float,
    feed_id: int = 0,
) -> Schedule:
    """Return when to poll again.

    The pause doubles with each whole weighed failure, is never shorter than the server asks nor than
    `min_interval`, and never longer than a day. A small part that depends only on `feed_id` keeps feeds
    that were added together from being due in the same second.
    """
    failures = _add(failures, outcome.weight)
    pause = max(interval, min_interval).total_seconds() * 2**failures
    for asked in (outcome.retry_after, outcome.max_age):
        if asked is not None and asked > 0:
            pause = max(pause, asked)
    pause = min(pause, DAY.total_seconds())
    spread = _fraction(feed_id) * min(pause / 10, _MAX_JITTER.total_seconds())
    pause = min(pause + spread, DAY.total_seconds())
    return Schedule(now + timedelta(seconds=pause), failures, outcome.health is Health.GONE)


def answered(
    feed: FeedData | None,
    *,
    moved: bool = False,
    quiet: timedelta | None = None,
    stale_after: timedelta = STALE_AFTER,
    retry_after: float | None = None,
    max_age: float | None = None,
) -> PollOutcome:
    """Judge a poll that got an answer: the parsed document, or None when it had not changed.

    `quiet` is how long the feed has told nothing new; `moved` that it answers under another address for ever.
    """
    health, reason = Health.OK if feed else Health.UNCHANGED, ""
    if feed and not feed.entries:
        health, reason = Health.EMPTY, "The feed is valid but lists nothing."
    elif moved:
        health, reason = Health.MOVED, "The feed has moved to another address for good."
    elif quiet is not None and quiet > stale_after:
        health, reason = Health.STALE, f"The feed has told nothing new for {quiet.days} days."
    return PollOutcome(health, reason, retry_after=retry_after, max_age=max_age)


def failed(error: FeedsError) -> PollOutcome:
    """Judge a poll that ended in an error."""
    if isinstance(error, BadStatus):
        return _by_status(error)
    if isinstance(error, NotAFeed):
        return _by_kind(error)
    if isinstance(error, BlockedAddress):
        return PollOutcome(Health.BLOCKED, f"Vigil refuses this address: {error.reason}.", HARD)
    if isinstance(error, TooSlow):
        return PollOutcome(Health.DOWN, "The server did not answer in time.", TEMPORARY)
    if isinstance(error, TooLarge):
        return PollOutcome(Health.TOO_LARGE, f"The answer is too large: {error.reason}.", HARD)
    return PollOutcome(
        Health.DOWN, f"The feed could not be read: {getattr(error, 'reason', error)}.", ORDINARY
    )


def _by_status(error: BadStatus) -> PollOutcome:
    status, retry_after = error.status, error.retry_after
    if status == 410:
        return PollOutcome(Health.GONE, "The publisher has removed the feed for good (410).", HARD)
    weight = TEMPORARY if status in _BUSY else HARD if status == 404 else ORDINARY
    if status in _REFUSED:
        reason = "asks us to come less often" if status == 429 else "refuses to answer us"
        return PollOutcome(Health.BLOCKED, f"The server {reason} ({status}).", weight, retry_after)
    reason = "has no such page" if status == 404 else "answers with an error"
    return PollOutcome(Health.DOWN, f"The server {reason} ({status}).", weight, retry_after)


def _by_kind(error: NotAFeed) -> PollOutcome:
    if isinstance(error, ParseFailed):
        return PollOutcome(Health.NOT_A_FEED, f"The feed cannot be parsed: {error.reason}.", ORDINARY)
    if error.kind == "empty":
        return PollOutcome(Health.EMPTY, "The server answers with nothing in it.", TEMPORARY)
    if error.kind == "challenge":
        return PollOutcome(Health.CHALLENGE, "The server shows a check for robots instead.", ORDINARY)
    weight = ORDINARY if error.kind in ("error", "unknown") else HARD
    return PollOutcome(Health.NOT_A_FEED, f"This is not a feed: {error.reason}.", weight)


def _add(failures: float, weight: float) -> float:
    """Add a failure's weight; a success clears, and nonsense from storage counts as none."""
    if weight <= 0:
        return 0.0
    before = failures if math.isfinite(failures) and failures > 0 else 0.0
    return min(before + weight, _MAX_FAILURES)


def _fraction(feed_id: int) -> float:
    """Spread feed ids evenly over 0 to 1, alike on every machine and in every process."""
    return int.from_bytes(blake2b(str(feed_id).encode(), digest_size=4).digest(), "big") / 2**32
