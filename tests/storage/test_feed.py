"""Feeds: what is due, who may poll it, and what a poll leaves behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import Refused
from storage.feed import (
    FeedClaim,
    FeedInfo,
    FeedState,
    PollResult,
    add_feed,
    claim_due,
    count_feeds,
    find_feed,
    gone_feeds,
    list_feeds,
    make_due,
    note_stopped,
    set_state,
    settle_poll,
    stopped_feeds,
    troubled_feeds,
)
from tests.storage.world import HOUR, NOW, SECOND, article, feed, store

INTERVAL = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
GOOD = PollResult(
    "ok", "", NOW + INTERVAL, 0.0, ok=True, etag='"a"', last_modified="Mon", body_hash=b"1" * 16
)
BAD = PollResult("down", "the server answered 503", NOW + HOUR, 0.5, ok=False)


def claim(database: Database, now: datetime = NOW, limit: int = 100) -> list[FeedClaim]:
    return database.run_now(claim_due, now, limit=limit, interval=INTERVAL, lease=LEASE)


def info(database: Database, feed_id: int) -> FeedInfo:
    found = database.read_now(find_feed, feed_id=feed_id)
    assert found is not None
    return found


def test_a_new_feed_is_due_at_once_and_its_first_poll_is_the_baseline(database: Database) -> None:
    """Adding a feed is enough to have it polled, silently the first time."""
    feed_id = feed(database)
    [found] = claim(database)
    assert (found.id, found.baseline, found.etag) == (feed_id, True, None)


def test_an_address_is_stored_once_however_it_is_written(database: Database) -> None:
    """A second feed under the same canonical address is refused with the name of the first."""
    feed(database)
    with pytest.raises(Refused, match=r"one\.example/rss"):
        database.run_now(add_feed, url="http://www.one.example/rss", url_key="one.example", now=NOW)
    assert len(database.read_now(list_feeds)) == 1


def test_an_address_longer_than_an_index_takes_is_refused(database: Database) -> None:
    """Both databases refuse it alike, with a sentence."""
    with pytest.raises(Refused, match="too long"):
        database.run_now(add_feed, url="https://x.example", url_key="x.example/" + "y" * 3000, now=NOW)


def test_two_claimers_never_get_one_feed(database: Database) -> None:
    """Four threads that claim at once share the feeds out."""
    ids = [feed(database, f"f{number}") for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: claim(database, limit=7), range(12)))
    claimed = [found.id for batch in batches for found in batch]
    assert sorted(claimed) == ids


def test_a_claimed_feed_is_not_due_again_before_its_lease_and_interval_end(database: Database) -> None:
    """The next poll moves on before the feed is read, so a poller that dies costs one interval."""
    feed(database)
    assert len(claim(database)) == 1
    assert claim(database, NOW + LEASE + SECOND) == []
    assert len(claim(database, NOW + INTERVAL)) == 1


def test_a_lease_holds_even_when_the_feed_is_due(database: Database) -> None:
    """A slow poll is not overtaken by a second one."""
    feed(database)
    database.run_now(claim_due, NOW, limit=1, interval=SECOND, lease=HOUR)
    assert claim(database, NOW + INTERVAL) == []
    assert len(claim(database, NOW + HOUR)) == 1


def test_the_longest_due_come_first_and_no_more_than_asked_for(database: Database) -> None:
    """Feeds wait in line."""
    first, second, third = (feed(database, name) for name in ("a", "b", "c"))
    database.run_now(settle_poll, first, replace(GOOD, next_poll=NOW - SECOND), NOW)
    database.run_now(settle_poll, third, replace(GOOD, next_poll=NOW - HOUR), NOW)
    assert [found.id for found in claim(database, limit=2)] == [third, first]
    assert [found.id for found in claim(database)] == [second]


def test_a_good_poll_frees_the_feed_and_remembers_its_validators(database: Database) -> None:
    """What a poll learnt is there for the next."""
    feed_id = feed(database)
    claim(database)
    database.run_now(settle_poll, feed_id, replace(GOOD, title="One", links_reused=True), NOW)
    [found] = claim(database, NOW + INTERVAL)
    assert (found.etag, found.last_modified, found.body_hash) == ('"a"', "Mon", b"1" * 16)
    assert (found.title, found.links_reused) == ("One", True)
    assert info(database, feed_id).last_ok == NOW


def test_a_failed_poll_keeps_the_validators_and_shows_its_reason(database: Database) -> None:
    """An error changes how the feed fares, not what is known of its document."""
    feed_id = feed(database)
    database.run_now(settle_poll, feed_id, GOOD, NOW)
    database.run_now(settle_poll, feed_id, BAD, NOW + INTERVAL)
    found = info(database, feed_id)
    assert (found.health, found.reason, found.last_ok) == ("down", "the server answered 503", NOW)
    assert [troubled.id for troubled in database.read_now(troubled_feeds)] == [feed_id]
    [claimed] = claim(database, NOW + HOUR)
    assert (claimed.etag, claimed.failures) == ('"a"', 0.5)


def test_a_feed_keeps_the_title_that_people_gave_it(database: Database) -> None:
    """The document's own title only fills an empty one."""
    feed_id = database.run_now(add_feed, url="https://a.example", url_key="a", title="Ours", now=NOW).id
    database.run_now(settle_poll, feed_id, replace(GOOD, title="Theirs"), NOW)
    assert info(database, feed_id).name == "Ours"


def test_a_moved_feed_is_polled_at_its_new_address(database: Database) -> None:
    """A permanent redirect is remembered."""
    feed_id = feed(database)
    moved = replace(GOOD, moved_to="https://new.example/rss", moved_key="new.example")
    database.run_now(settle_poll, feed_id, moved, NOW)
    assert info(database, feed_id).url == "https://new.example/rss"
    assert database.read_now(find_feed, url_key="one.example") is None


def test_a_feed_that_moved_onto_another_keeps_its_address(database: Database) -> None:
    """Two rows never claim one address."""
    one, two = feed(database, "one"), feed(database, "two")
    moved = replace(GOOD, moved_to="https://two.example/rss", moved_key="two.example")
    database.run_now(settle_poll, one, moved, NOW)
    assert [info(database, number).url for number in (one, two)] == [
        "https://one.example/rss",
        "https://two.example/rss",
    ]


def test_a_retired_feed_is_polled_no_more_and_begins_anew_when_it_is_added_again(database: Database) -> None:
    """What it published meanwhile is old: the whole document is fetched, as a silent baseline."""
    feed_id = feed(database)
    store(database, feed_id, article("An old item"))
    database.run_now(settle_poll, feed_id, GOOD, NOW)
    database.run_now(settle_poll, feed_id, replace(BAD, retired=True), NOW)
    assert claim(database, NOW + 9 * HOUR) == []
    assert database.read_now(count_feeds) == {"retired": 1}
    assert feed(database) == feed_id
    [found] = claim(database)
    assert (found.baseline, found.etag, found.body_hash) == (True, None, None)


@pytest.mark.parametrize("state", [FeedState.PAUSED, FeedState.RETIRED])
def test_only_active_feeds_are_due(database: Database, state: FeedState) -> None:
    """Stopping a feed stops its polls; starting it makes it due at once."""
    feed_id = feed(database)
    database.run_now(set_state, feed_id, state, NOW)
    assert claim(database, NOW + HOUR) == []
    assert database.run_now(make_due, NOW) == 0
    database.run_now(set_state, feed_id, FeedState.ACTIVE, NOW + HOUR)
    assert len(claim(database, NOW + HOUR)) == 1


def test_an_unknown_feed_cannot_be_paused(database: Database) -> None:
    """The refusal names the number."""
    with pytest.raises(Refused, match="number 77"):
        database.run_now(set_state, 77, FeedState.PAUSED, NOW)


def test_everything_can_be_made_due_now(database: Database) -> None:
    """A moderator need not wait for the interval."""
    for name in "abc":
        feed(database, name)
    claim(database)
    assert database.run_now(make_due, NOW) == 3
    assert len(claim(database)) == 3


def test_settling_a_feed_that_was_removed_is_harmless(database: Database) -> None:
    """A poll may end after its feed."""
    database.run_now(settle_poll, 99, GOOD, NOW)
    assert database.read_now(list_feeds) == []


def test_a_closed_feed_is_listed_until_somebody_takes_it_off(database: Database) -> None:
    """For as long as is asked for; a feed that one of us removed is not among them."""
    closed, removed = feed(database), feed(database, "two")
    database.run_now(settle_poll, closed, replace(BAD, health="gone", retired=True), NOW)
    database.run_now(set_state, removed, FeedState.RETIRED, NOW)
    assert [found.id for found in database.read_now(gone_feeds, NOW)] == [closed]
    assert info(database, closed).is_gone
    assert not info(database, removed).is_gone
    assert database.read_now(gone_feeds, NOW + SECOND) == []
    database.run_now(set_state, closed, FeedState.RETIRED, NOW)
    assert database.read_now(gone_feeds, NOW) == []


def test_a_stopped_feed_is_noted_once_each_time(database: Database) -> None:
    """A day of failures is noted once until the feed was well; that it is closed is noted beside that."""
    feed_id, day = feed(database), timedelta(days=1)
    database.run_now(settle_poll, feed_id, GOOD, NOW)
    database.run_now(settle_poll, feed_id, BAD, NOW + HOUR)

    def noted(now: datetime) -> list[tuple[int, str]]:
        return [(one.feed.id, one.feed.health) for one in database.run_now(note_stopped, now)]

    assert noted(NOW + day - SECOND) == []
    assert noted(NOW + day) == [(feed_id, "down")]
    assert database.read_now(stopped_feeds, NOW + 2 * day) == []
    database.run_now(settle_poll, feed_id, GOOD, NOW + 2 * day)
    database.run_now(settle_poll, feed_id, BAD, NOW + 2 * day + HOUR)
    assert noted(NOW + 3 * day) == [(feed_id, "down")]
    database.run_now(settle_poll, feed_id, replace(BAD, health="gone", retired=True), NOW + 4 * day)
    assert noted(NOW + 4 * day) == [(feed_id, "gone")]
    assert noted(NOW + 9 * day) == []


def test_a_paused_feed_is_not_missed(database: Database) -> None:
    """Who switched it off knows."""
    feed_id = feed(database)
    database.run_now(settle_poll, feed_id, BAD, NOW)
    database.run_now(set_state, feed_id, FeedState.PAUSED, NOW)
    assert database.read_now(stopped_feeds, NOW + timedelta(days=9)) == []
