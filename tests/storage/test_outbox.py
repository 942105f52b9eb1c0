"""The outbox: who hears of an alert, that nobody hears twice, and how each delivery ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage.database import Database
from storage.outbox import (
    Delivery,
    DeliveryState,
    claim_delivery,
    count_deliveries,
    drop_waiting,
    expand,
    next_due,
    recover,
    settle_delivery,
)
from storage.subscriber import EVERY, SubscriberState, follow, forget, set_subscriber_state, unfollow
from tests.storage.world import (
    HOUR,
    NOW,
    SECOND,
    claim_all,
    crowd,
    expand_all,
    feed,
    news,
    subscriber,
)

DELAY = timedelta(seconds=30)


def told(database: Database) -> list[tuple[int, int]]:
    """Return (alert, subscriber) of every delivery."""
    query = select(Delivery.alert_id, Delivery.subscriber_id).order_by(col(Delivery.id))
    return [(alert, person) for alert, person in database.read_now(lambda session: session.exec(query).all())]


def one_delivery(database: Database) -> int:
    subscriber(database)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    claim = database.run_now(claim_delivery, NOW)
    assert claim is not None
    return claim.id


Choice = Callable[[Session, int], None]
FOLLOWS: list[tuple[str, list[Choice], bool]] = [
    ("every", [], True),
    ("every but the other", [lambda s, p: unfollow(s, p, "argun")], True),
    ("every but this", [lambda s, p: unfollow(s, p, "titiev")], False),
    ("nothing", [lambda s, p: unfollow(s, p, EVERY)], False),
    ("this alone", [lambda s, p: unfollow(s, p, EVERY), lambda s, p: follow(s, p, "titiev")], True),
    ("the other alone", [lambda s, p: unfollow(s, p, EVERY), lambda s, p: follow(s, p, "argun")], False),
    ("every again", [lambda s, p: unfollow(s, p, "titiev"), lambda s, p: follow(s, p, EVERY)], True),
    ("stopped", [lambda s, p: set_subscriber_state(s, p, SubscriberState.STOPPED)], False),
    ("gone", [lambda s, p: set_subscriber_state(s, p, SubscriberState.GONE)], False),
]


@pytest.mark.parametrize(("choices", "hears"), [row[1:] for row in FOLLOWS], ids=[row[0] for row in FOLLOWS])
def test_an_alert_goes_to_those_who_follow_its_entity(
    database: Database, choices: list[Choice], hears: bool
) -> None:
    """What a subscriber chose decides, whether it names the entity or every one."""
    person = subscriber(database).id
    for choose in choices:
        database.run_now(choose, person)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    assert bool(told(database)) == hears


def test_an_exception_silences_an_alert_only_when_it_covers_every_entity_of_it(database: Database) -> None:
    """Who muted one of two named still hears of the other."""
    both, one = crowd(database, 2)
    for person, entity in ((both, "titiev"), (both, "argun"), (one, "argun")):
        database.run_now(unfollow, person, entity)
    news(database, feed(database), "Arrest", "titiev", "argun")
    expand_all(database)
    assert [person for _, person in told(database)] == [one]


def test_nobody_hears_a_story_twice(database: Database) -> None:
    """A second alert of a story, for another entity, goes only to those who did not hear the first."""
    every, argun_only = crowd(database, 2)
    database.run_now(unfollow, argun_only, "titiev")
    feed_id = feed(database)
    story = news(database, feed_id, "Arrest", "titiev")
    expand_all(database)
    news(database, feed_id, "Arrest in the town", "titiev", "argun", story=story)
    expand_all(database)
    assert [person for _, person in told(database)] == [every, argun_only]


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_fan_out_that_is_cut_anywhere_goes_on_where_it_stopped(database: Database, chunk: int) -> None:
    """Each chunk is a transaction: whatever their size, everybody is written once and the alert ends."""
    people = crowd(database, 6)
    news(database, feed(database), "Arrest", "titiev")
    for done in range(0, len(people) + 1, chunk):
        assert [person for _, person in told(database)] == people[:done]
        database.run_now(expand, NOW, chunk=chunk)
    assert [person for _, person in told(database)] == people
    assert database.run_now(expand, NOW, chunk=chunk) == 0


def test_a_chunk_that_fails_is_as_if_it_had_not_begun(database: Database) -> None:
    """A kill inside a transaction leaves neither deliveries nor progress."""
    people = crowd(database, 3)
    news(database, feed(database), "Arrest", "titiev")

    def killed(session: Session) -> None:
        expand(session, NOW, chunk=2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.run_now(killed)
    assert told(database) == []
    expand_all(database)
    assert [person for _, person in told(database)] == people


def test_alerts_are_written_in_order_until_none_waits(database: Database) -> None:
    """The answer says how many alerts still wait."""
    subscriber(database)
    feed_id = feed(database)
    for name in ("One", "Two"):
        news(database, feed_id, name, "titiev")
    assert [database.run_now(expand, NOW, chunk=5) for _ in range(3)] == [1, 0, 0]
    assert [alert for alert, _ in told(database)] == [1, 2]


def test_two_that_expand_at_once_write_everybody_once(database: Database) -> None:
    """Threads that fan out the same alerts do not meet."""
    people = crowd(database, 8)
    news(database, feed(database), "Arrest", "titiev")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: database.run_now(expand, NOW, chunk=1), range(12)))
    expand_all(database)
    assert [person for _, person in told(database)] == people


def test_who_joins_while_an_alert_is_written_hears_it_and_who_joins_later_does_not(
    database: Database,
) -> None:
    """An alert's audience ends with its fan-out."""
    crowd(database, 2)
    news(database, feed(database), "Arrest", "titiev")
    database.run_now(expand, NOW, chunk=1)
    subscriber(database, 5)
    expand_all(database)
    subscriber(database, 6)
    expand_all(database)
    assert len(told(database)) == 3


def test_a_delivery_is_claimed_exactly_once(database: Database) -> None:
    """Threads that claim at once never get the same row, and none is missed."""
    crowd(database, 24)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    with ThreadPoolExecutor(4) as pool:
        claims = list(pool.map(lambda _: database.run_now(claim_delivery, NOW), range(30)))
    ids = [claim.id for claim in claims if claim]
    missed = [claim.id for claim in claim_all(database)]  # passed over while another held it
    assert sorted(ids + missed) == list(range(1, 25))


def test_a_claim_says_what_is_to_be_sent_to_whom(database: Database) -> None:
    """Only opaque numbers and entity keys cross."""
    person = subscriber(database).id
    news(database, feed(database), "Arrest", "titiev", "argun")
    expand_all(database)
    [claim] = claim_all(database)
    assert (claim.subscriber_id, claim.entities) == (person, ("argun", "titiev"))
    assert (claim.tries, claim.repeat, claim.entry_id) == (1, False, 1)


def test_those_who_must_wait_are_passed_over(database: Database) -> None:
    """A chat that may not be written to yet does not hold up the others."""
    first, second = crowd(database, 2)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    claim = database.run_now(claim_delivery, NOW, waiting=[first])
    assert claim is not None
    assert claim.subscriber_id == second
    assert database.run_now(claim_delivery, NOW, waiting={first}) is None


def test_a_postponed_delivery_is_due_again_at_its_time(database: Database) -> None:
    """What surely did not arrive is tried again, never early, and is no repeat."""
    delivery = one_delivery(database)
    database.run_now(settle_delivery, delivery, DeliveryState.PENDING, NOW, not_before=NOW + HOUR)
    assert database.read_now(next_due) == NOW + HOUR
    assert claim_all(database, NOW + HOUR - SECOND) == []
    [claim] = claim_all(database, NOW + HOUR)
    assert (claim.tries, claim.repeat) == (2, False)


@pytest.mark.parametrize("end", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.GONE])
def test_a_settled_delivery_is_never_due_again(database: Database, end: DeliveryState) -> None:
    """Every end is an end, also for a process that starts later."""
    delivery = one_delivery(database)
    database.run_now(settle_delivery, delivery, end, NOW, message_id=7)
    assert database.run_now(recover, NOW, DELAY) == 0
    assert claim_all(database, NOW + 99 * HOUR) == []
    assert database.read_now(next_due) is None
    assert database.read_now(count_deliveries) == {end.value: 1, "repeats": 0}


def test_what_may_have_arrived_is_sent_once_more_and_never_a_third_time(database: Database) -> None:
    """Loss is worse than a repeat, and one repeat is enough."""
    delivery = one_delivery(database)
    later = NOW + DELAY
    database.run_now(settle_delivery, delivery, DeliveryState.UNKNOWN, NOW, not_before=later)
    assert claim_all(database, later - SECOND) == []
    [claim] = claim_all(database, later)
    assert claim.repeat
    database.run_now(settle_delivery, delivery, DeliveryState.UNKNOWN, later, not_before=later)
    assert claim_all(database, later + HOUR) == []
    assert database.read_now(next_due) is None
    assert database.read_now(count_deliveries) == {"unknown": 1, "repeats": 1}


def test_a_repeat_that_had_to_wait_is_still_marked_as_one(database: Database) -> None:
    """A slow-down between both sendings does not make the second look like the first."""
    delivery = one_delivery(database)
    database.run_now(settle_delivery, delivery, DeliveryState.UNKNOWN, NOW, not_before=NOW)
    claim_all(database)
    database.run_now(settle_delivery, delivery, DeliveryState.PENDING, NOW, not_before=NOW)
    [claim] = claim_all(database)
    assert claim.repeat
    database.run_now(recover, NOW, DELAY)
    assert claim_all(database, NOW + HOUR) == []


def test_what_a_dead_process_left_half_sent_is_unknown_and_due_after_a_delay(database: Database) -> None:
    """A restart counts what it takes over and sends each once more."""
    crowd(database, 3)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    first = database.run_now(claim_delivery, NOW)
    assert first is not None
    assert database.run_now(recover, NOW, DELAY) == 1
    assert [claim.repeat for claim in claim_all(database)] == [False, False]
    [again] = claim_all(database, NOW + DELAY)
    assert (again.id, again.repeat, again.tries) == (first.id, True, 2)


def test_a_row_that_kills_its_process_twice_is_given_up(database: Database) -> None:
    """Crash, repeat, crash: no third sending."""
    one_delivery(database)
    database.run_now(recover, NOW, DELAY)
    assert len(claim_all(database, NOW + DELAY)) == 1
    assert database.run_now(recover, NOW + DELAY, DELAY) == 1
    assert claim_all(database, NOW + HOUR) == []


def test_what_waits_for_somebody_who_left_is_dropped(database: Database) -> None:
    """What was sent stays counted, and the others are not touched."""
    leaver, stayer = crowd(database, 2)
    feed_id = feed(database)
    for name in ("One", "Two", "Three"):
        news(database, feed_id, name, "titiev")
    expand_all(database)
    [sent, unknown] = [database.run_now(claim_delivery, NOW, waiting=[stayer]) for _ in range(2)]
    assert sent is not None
    assert unknown is not None
    database.run_now(settle_delivery, sent.id, DeliveryState.SENT, NOW, message_id=1)
    database.run_now(settle_delivery, unknown.id, DeliveryState.UNKNOWN, NOW, not_before=NOW)
    database.run_now(drop_waiting, leaver, NOW, "blocked")
    assert database.read_now(count_deliveries) == {"sent": 1, "gone": 2, "pending": 3, "repeats": 0}
    assert {claim.subscriber_id for claim in claim_all(database)} == {stayer}


def test_who_is_forgotten_while_an_alert_is_sent_to_them_leaves_nothing(database: Database) -> None:
    """The late answer of Telegram settles nobody else's delivery."""
    delivery = one_delivery(database)
    database.run_now(forget, 1)
    subscriber(database, 2002)
    news(database, feed(database, "two"), "Release", "titiev")
    expand_all(database)
    database.run_now(settle_delivery, delivery, DeliveryState.SENT, NOW, message_id=1)
    assert database.read_now(count_deliveries) == {"pending": 1, "repeats": 0}


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_a_chunk_in_which_nobody_listens_does_not_end_the_fan_out(database: Database, chunk: int) -> None:
    """Those after a row of people who do not follow are reached all the same."""
    people = crowd(database, 6)
    for person in people[1:5]:
        database.run_now(unfollow, person, EVERY)
    news(database, feed(database), "Arrest", "titiev")
    for _ in range(6 // chunk + 1):
        database.run_now(expand, NOW, chunk=chunk)
    assert [person for _, person in told(database)] == [people[0], people[5]]
    assert database.run_now(expand, NOW, chunk=chunk) == 0
