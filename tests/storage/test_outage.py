"""The times in which feeds could not be read are written down, once each."""

from __future__ import annotations

from datetime import timedelta

from storage.database import Database
from storage.feed import FeedState, PollResult, claim_due, set_state, settle_poll
from storage.outage import STOOD_STILL, outages_between
from tests.storage.world import HOUR, NOW, feed

LATER = NOW + timedelta(days=30)


def settle(database: Database, feed_id: int, hours: float, health: str) -> None:
    bad = health not in {"ok", "unchanged"}
    result = PollResult(health, "It failed." if bad else "", LATER, float(bad), ok=not bad)
    database.run_now(settle_poll, feed_id, result, NOW + hours * HOUR)


def told(database: Database) -> list[tuple[int | None, float, float | None, str]]:
    found = database.read_now(outages_between, NOW - HOUR, LATER)
    return [
        (o.feed_id, (o.since - NOW) / HOUR, (o.until - NOW) / HOUR if o.until else None, o.health)
        for o in found
    ]


def test_an_outage_lasts_from_the_first_failure_to_the_next_success(database: Database) -> None:
    """Another reason is another row; polls that change nothing add none."""
    one = feed(database)
    for hour, health in enumerate(["ok", "unchanged", "down", "down", "blocked", "ok", "ok", "down"]):
        settle(database, one, hour, health)
    assert told(database) == [(one, 2, 4, "down"), (one, 4, 5, "blocked"), (one, 7, None, "down")]


def test_a_feed_that_is_switched_off_has_no_outage(database: Database) -> None:
    """Nobody expects to read it."""
    one = feed(database)
    settle(database, one, 1, "down")
    database.run_now(set_state, one, FeedState.PAUSED, NOW + 2 * HOUR)
    assert told(database) == [(one, 1, 2, "down")]


def test_a_standstill_is_noticed_by_how_late_feeds_are(database: Database) -> None:
    """Two feeds that waited together make one time without reading; being a little late makes none."""
    for name in ("one", "two"):
        feed(database, name)
    soon = NOW + timedelta(minutes=20)
    database.run_now(claim_due, soon, limit=1, interval=HOUR, lease=HOUR)
    assert told(database) == []
    for _ in range(2):
        database.run_now(claim_due, NOW + 9 * HOUR, limit=1, interval=HOUR, lease=HOUR)
    [(feed_id, _, until, health)] = told(database)
    assert (feed_id, until, health) == (None, 9, STOOD_STILL)
