"""The polling policy as tables of cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.errors import (
    BadStatus,
    BlockedAddress,
    FeedsError,
    FetchError,
    NotAFeed,
    ParseFailed,
    TooLarge,
    TooSlow,
)
from feeds.types import EntryData, FeedData
from feeds.web.cadence import DAY, Health, PollOutcome, Schedule, answered, failed, next_poll

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example/feed"
FULL = FeedData(version="rss20", entries=(EntryData(title="Road to the pass reopened"),))
OK = PollOutcome(Health.OK)


def schedule(
    outcome: PollOutcome, failures: float = 0.0, interval: float = 600, feed_id: int = 1
) -> Schedule:
    """Ask the policy with the usual settings."""
    return next_poll(
        outcome,
        now=NOW,
        interval=timedelta(seconds=interval),
        min_interval=timedelta(minutes=5),
        failures=failures,
        feed_id=feed_id,
    )


def pause(outcome: PollOutcome, failures: float = 0.0, interval: float = 600) -> float:
    """Return the pause in seconds."""
    return (schedule(outcome, failures, interval).next_poll - NOW).total_seconds()


@pytest.mark.parametrize(
    ("outcome", "failures", "interval", "least"),
    [
        (OK, 0.0, 600, 600),
        (OK, 7.5, 600, 600),
        (OK, 0.0, 60, 300),
        (OK, 0.0, 3600, 3600),
        (PollOutcome(Health.UNCHANGED), 0.0, 600, 600),
        (PollOutcome(Health.EMPTY), 2.0, 600, 600),
        (PollOutcome(Health.DOWN, weight=0.25), 0.0, 600, 713),
        (PollOutcome(Health.DOWN, weight=0.5), 0.0, 600, 848),
        (PollOutcome(Health.DOWN, weight=1.0), 0.0, 600, 1200),
        (PollOutcome(Health.DOWN, weight=1.0), 2.0, 600, 4800),
        (PollOutcome(Health.DOWN, weight=0.5), 3.5, 600, 9600),
        (PollOutcome(Health.OK, max_age=1800), 0.0, 600, 1800),
        (PollOutcome(Health.OK, max_age=60), 0.0, 600, 600),
        (PollOutcome(Health.BLOCKED, weight=0.25, retry_after=7200), 0.0, 600, 7200),
        (PollOutcome(Health.BLOCKED, weight=0.25, retry_after=5), 0.0, 600, 713),
        (PollOutcome(Health.OK, retry_after=-5, max_age=float("nan")), 0.0, 600, 600),
    ],
)
def test_the_pause_follows_interval_failures_and_what_the_server_asks(
    outcome: PollOutcome, failures: float, interval: float, least: float
) -> None:
    """The pause is at least the greatest demand, and at most a tenth longer."""
    assert least <= pause(outcome, failures, interval) <= least * 1.1 + 1


@pytest.mark.parametrize(
    ("outcome", "failures"),
    [
        (PollOutcome(Health.DOWN, weight=1.0), 12.0),
        (PollOutcome(Health.DOWN, weight=1.0), 1e300),
        (PollOutcome(Health.BLOCKED, weight=0.25, retry_after=1e9), 0.0),
        (PollOutcome(Health.BLOCKED, weight=0.25, retry_after=float("inf")), 0.0),
        (PollOutcome(Health.OK, max_age=31_536_000), 0.0),
    ],
)
def test_no_pause_is_longer_than_a_day(outcome: PollOutcome, failures: float) -> None:
    """Whatever failures or headers say, the feed is tried again within 24 hours."""
    assert schedule(outcome, failures).next_poll == NOW + DAY


@pytest.mark.parametrize(
    ("outcome", "before", "after"),
    [
        (OK, 5.0, 0.0),
        (PollOutcome(Health.UNCHANGED), 5.0, 0.0),
        (PollOutcome(Health.DOWN, weight=0.25), 1.0, 1.25),
        (PollOutcome(Health.DOWN, weight=0.5), float("nan"), 0.5),
        (PollOutcome(Health.DOWN, weight=1.0), -3.0, 1.0),
    ],
)
def test_failures_add_up_and_a_success_clears_them(outcome: PollOutcome, before: float, after: float) -> None:
    """Weights are summed over polls in a row."""
    assert schedule(outcome, before).failures == after


def test_more_failures_never_shorten_the_pause() -> None:
    """Back-off grows with every further failure until it reaches a day."""
    pauses, failures = [], 0.0
    for _ in range(40):
        step = schedule(PollOutcome(Health.DOWN, weight=0.5), failures)
        pauses.append(step.next_poll)
        failures = step.failures
    assert pauses == sorted(pauses)
    assert pauses[-1] == NOW + DAY


def test_a_hundred_feeds_added_together_are_not_due_in_the_same_second() -> None:
    """Jitter comes from the feed's id: spread out, and the same at every call."""
    due = [schedule(OK, feed_id=number).next_poll for number in range(100)]
    assert due == [schedule(OK, feed_id=number).next_poll for number in range(100)]
    seconds = [moment.replace(microsecond=0) for moment in due]
    assert max(seconds.count(second) for second in seconds) <= 8
    assert max(due) - min(due) > timedelta(seconds=45)


@pytest.mark.parametrize(
    ("error", "health", "weight", "retired"),
    [
        (BadStatus(URL, 410), Health.GONE, 1.0, True),
        (BadStatus(URL, 404), Health.DOWN, 1.0, False),
        (BadStatus(URL, 400), Health.DOWN, 0.5, False),
        (BadStatus(URL, 500), Health.DOWN, 0.25, False),
        (BadStatus(URL, 503, 120), Health.DOWN, 0.25, False),
        (BadStatus(URL, 429, 60), Health.BLOCKED, 0.25, False),
        (BadStatus(URL, 403), Health.BLOCKED, 0.5, False),
        (BadStatus(URL, 451), Health.BLOCKED, 0.5, False),
        (BlockedAddress(URL, "a private address"), Health.BLOCKED, 1.0, False),
        (TooSlow(URL, "no answer within 30 s"), Health.DOWN, 0.25, False),
        (TooLarge(URL, "more than 8 MiB"), Health.TOO_LARGE, 1.0, False),
        (FetchError(URL, "connection reset"), Health.DOWN, 0.5, False),
        (NotAFeed("empty", "11 bytes"), Health.EMPTY, 0.25, False),
        (NotAFeed("challenge", "a robot check"), Health.CHALLENGE, 0.5, False),
        (NotAFeed("html", "a web page"), Health.NOT_A_FEED, 1.0, False),
        (NotAFeed("sitemap", "a sitemap"), Health.NOT_A_FEED, 1.0, False),
        (NotAFeed("error", "an error document"), Health.NOT_A_FEED, 0.5, False),
        (ParseFailed("crash", "the parser ran out of time"), Health.NOT_A_FEED, 0.5, False),
        (FeedsError("something else"), Health.DOWN, 0.5, False),
    ],
)
def test_each_error_has_a_word_a_weight_and_a_sentence(
    error: FeedsError, health: Health, weight: float, retired: bool
) -> None:
    """Only 410 retires a feed; every failure is named in one sentence."""
    outcome = failed(error)
    assert (outcome.health, outcome.weight) == (health, weight)
    assert outcome.reason.endswith(".")
    assert "\n" not in outcome.reason
    assert schedule(outcome).retired is retired


def test_retry_after_of_an_error_reaches_the_schedule() -> None:
    """A busy server is left alone for as long as it says."""
    assert pause(failed(BadStatus(URL, 503, 5400))) >= 5400


@pytest.mark.parametrize(
    ("feed", "moved", "days", "health"),
    [
        (FULL, False, None, Health.OK),
        (FULL, False, 2, Health.OK),
        (FULL, False, 45, Health.STALE),
        (None, False, 2, Health.UNCHANGED),
        (None, False, 45, Health.STALE),
        (FULL, True, 45, Health.MOVED),
        (FeedData(version="rss20"), False, 2, Health.EMPTY),
        (FeedData(version="rss20"), True, 45, Health.EMPTY),
    ],
)
def test_an_answer_is_not_yet_good_health(
    feed: FeedData | None, moved: bool, days: int | None, health: Health
) -> None:
    """A feed that answers may still be empty, stale or elsewhere; none of this counts as a failure."""
    quiet = timedelta(days=days) if days is not None else None
    outcome = answered(feed, moved=moved, quiet=quiet)
    assert outcome.health is health
    assert outcome.weight == 0
    assert (outcome.reason == "") == (health in (Health.OK, Health.UNCHANGED))
