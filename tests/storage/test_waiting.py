"""What waits, as a whole: held back, roused, unfolded, and taken over from a sender that is no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from storage.database import Database
from storage.outbox import (
    Delivery,
    DeliveryClaim,
    DeliveryState,
    claim_delivery,
    count_deliveries,
    drop_waiting,
    recover,
    settle_delivery,
)
from storage.roundup import (
    SINGLY,
    break_up,
    fold,
    others_due,
    postpone,
    roll,
    share_out,
    size_of,
    unfold,
)
from storage.waiting import (
    count_waiting_for,
    first_due,
    hold_back,
    postpone_all,
    rouse,
    set_free,
    stuck,
    untried,
    waits_for,
    wanted_at,
)
from tests.storage.world import HOUR, NOW, SECOND, claim_all, crowd, expand_all, feed, news

DELAY = timedelta(seconds=30)


def alerts(database: Database, people: int, stories: int) -> list[int]:
    """Let people in and write the deliveries of some stories; returns the people."""
    found, feed_id = crowd(database, people), feed(database)
    for number in range(stories):
        news(database, feed_id, f"Story {number}", "titiev")
    expand_all(database)
    return found


def rows(database: Database) -> list[Delivery]:
    """Return every delivery as it stands."""
    query = select(Delivery).order_by(col(Delivery.id))
    return database.read_now(lambda session: [row.model_copy() for row in session.exec(query)])


def folded_into(database: Database, carrier: int) -> list[int]:
    """Return what a round-up carries."""
    return [row.id or 0 for row in rows(database) if row.folded_into == carrier]


def claim(database: Database) -> DeliveryClaim:
    """Claim the next."""
    found = database.run_now(claim_delivery, NOW)
    assert found is not None
    return found


def folded(database: Database, stories: int = 3) -> DeliveryClaim:
    """Fold the stories of one reader into a round-up that is about to be sent."""
    alerts(database, 1, stories)
    carrier = claim(database)

    def together(session: Session) -> None:
        others = [one.id for one in others_due(session, carrier, NOW)]
        fold(session, others, carrier.id, "pace", NOW)

    database.run_now(together)
    return carrier


@pytest.mark.parametrize("reason", ["paused", "quiet hours", "hourly", "daily", "weekly", "sources"])
def test_what_a_choice_put_off_comes_when_the_choice_changes(database: Database, reason: str) -> None:
    """Whoever ends their quiet hours gets what waited for the morning; others' deliveries stay."""
    one, other = alerts(database, 2, 1)
    for _ in range(2):
        database.run_now(postpone, claim(database), NOW + 9 * HOUR, reason)
    assert database.run_now(rouse, one, NOW) == 1
    assert [found.subscriber_id for found in claim_all(database)] == [one]
    assert database.run_now(rouse, other, NOW) == 1


@pytest.mark.parametrize("reason", ["flood control", "its story is on its way", ""])
def test_what_others_put_off_is_not_roused(database: Database, reason: str) -> None:
    """Telegram's wait is kept whatever a reader changes."""
    [person] = alerts(database, 1, 1)
    database.run_now(postpone, claim(database), NOW + HOUR, reason)
    assert database.run_now(rouse, person, NOW) == 0
    assert claim_all(database) == []


def test_what_is_overdue_counts_as_put_off_until_the_choice_changes(database: Database) -> None:
    """Nobody had looked at it for a day when its reader changed a setting: it is wanted from then on."""
    [person] = alerts(database, 1, 1)
    found = claim(database)
    database.run_now(postpone, found, NOW, "sources")
    database.run_now(rouse, person, NOW + 26 * HOUR)
    assert database.read_now(wanted_at, found.id) == NOW + 26 * HOUR


@pytest.mark.parametrize("how", ["flood control", "another reason", "retry", "unfolded", "broken up"])
def test_when_it_was_promised_is_not_forgotten(database: Database, how: str) -> None:
    """Whatever else holds it up, a delivery knows until when its reader's own choice did."""
    [person] = alerts(database, 1, 1)
    found = claim(database)
    assert database.read_now(wanted_at, found.id) is None
    database.run_now(postpone, found, NOW + HOUR, "paused")
    later = NOW + HOUR

    def happen(session: Session) -> None:
        if how == "flood control":
            hold_back(session, person, later + HOUR, how)
            return
        again = claim_delivery(session, later)
        assert again is not None
        if how == "another reason":
            postpone(session, again, later + HOUR, "its story is on its way")
        elif how == "retry":
            settle_delivery(
                session,
                again.id,
                DeliveryState.PENDING,
                later,
                not_before=later + HOUR,
                reason="flood control",
            )
        elif how == "unfolded":
            fold(session, [again.id], again.id, "pause", later)
            unfold(session, again.id, later)
        elif how == "broken up":
            fold(session, [], again.id, "pause", later)
            break_up(session, again.id, later)

    database.run_now(happen)
    assert database.read_now(wanted_at, found.id) == later


def test_what_nobody_promised_was_to_come_at_once(database: Database) -> None:
    """Flood control is no reader's choice."""
    [person] = alerts(database, 1, 1)
    database.run_now(hold_back, person, NOW + HOUR, "flood control")
    [found] = claim_all(database, NOW + HOUR)
    assert database.read_now(wanted_at, found.id) is None


@pytest.mark.parametrize(
    ("stories", "most", "sizes"),
    [
        (1, 3, [1]),
        (2, 3, [2]),
        (3, 3, [2, 1]),
        (5, 3, [2, 2, 1]),
        (9, 3, [2, 2, 5]),
        (4, 1, [4]),
        (4, 0, [4]),
    ],
)
def test_many_are_shared_out_among_round_ups(
    database: Database, stories: int, most: int, sizes: list[int]
) -> None:
    """Each goes into one, in order; all are due at once, and the last takes the rest."""
    alerts(database, 1, stories)
    numbers = [row.id or 0 for row in rows(database)]
    database.run_now(share_out, numbers, "pace", NOW + HOUR, size=2, most=most)
    carriers = claim_all(database, NOW + HOUR)
    assert [one.occasion for one in carriers] == ["pace"] * len(sizes)
    assert [database.read_now(size_of, one.id) for one in carriers] == sizes
    told = [number for one in carriers for number in (one.id, *folded_into(database, one.id))]
    assert told == numbers


def test_a_chat_that_takes_nothing_holds_back_all_that_waits_for_it(database: Database) -> None:
    """Its other alerts are not due earlier, for a process that starts later neither; others' are."""
    one, other = alerts(database, 2, 2)
    database.run_now(hold_back, one, NOW + HOUR, "flood control")
    assert {found.subscriber_id for found in claim_all(database, NOW + HOUR - SECOND)} == {other}
    assert len(claim_all(database, NOW + HOUR)) == 2


def test_what_waits_for_a_reason_is_counted_and_set_free(database: Database) -> None:
    """Only what waits for one of the reasons is due at once, and waits for another reason from now on."""
    [person] = alerts(database, 1, 2)
    database.run_now(postpone, claim(database), NOW + HOUR, "lost")
    assert database.read_now(waits_for, person, ["lost", "other"]) == {"lost": NOW + HOUR}
    database.run_now(set_free, [person], ["lost"], NOW, "held")
    assert [database.read_now(count_waiting_for, reason) for reason in ("lost", "held")] == [0, 1]
    assert len(claim_all(database)) == 2


def test_the_first_that_is_due_says_how_urgent_it_is(database: Database) -> None:
    """What is urgent but not due yet does not make the sender hurry."""
    assert database.read_now(first_due, NOW) is None
    alerts(database, 1, 2)

    def urgent(session: Session) -> None:
        for row in session.exec(select(Delivery).where(Delivery.id == 2)):
            row.urgency, row.not_before = 2, NOW + HOUR
            session.add(row)

    database.run_now(urgent)
    now, later = (database.read_now(first_due, moment) for moment in (NOW, NOW + HOUR))
    assert now is not None
    assert later is not None
    assert (now.at, now.urgency, later.urgency) == (NOW, 0, 2)


def test_many_are_put_off_at_once(database: Database) -> None:
    """Only what was never sent is looked at, each with its own time."""
    alerts(database, 3, 1)
    again = claim(database)
    database.run_now(settle_delivery, again.id, DeliveryState.UNKNOWN, NOW, not_before=NOW)

    def put_off(session: Session) -> list[int]:
        found = untried(session, NOW, 0, 10)
        postpone_all(session, [(row.id, NOW + HOUR * row.id, "quiet hours") for row in found])
        return [row.id for row in found]

    assert database.run_now(put_off) == [2, 3]
    assert [row.not_before for row in rows(database)] == [NOW, NOW + 2 * HOUR, NOW + 3 * HOUR]


def test_what_a_lost_sender_claimed_is_taken_over_by_the_next(database: Database) -> None:
    """Only what was claimed long ago, and only the deliveries named; what was settled meanwhile stays."""
    alerts(database, 3, 1)
    [first, second, third] = [claim(database) for _ in range(3)]
    assert database.read_now(stuck, NOW) == []
    assert database.read_now(stuck, NOW + SECOND) == [first.id, second.id, third.id]
    database.run_now(settle_delivery, second.id, DeliveryState.SENT, NOW, message_id=7)
    assert database.run_now(recover, NOW, DELAY, only=[first.id, second.id], reason="lost") == 1
    assert [row.state for row in rows(database)] == ["unknown", "sent", "sending"]
    assert database.run_now(recover, NOW, DELAY, only=[]) == 0
    [again] = claim_all(database, NOW + DELAY)
    assert (again.id, again.repeat) == (first.id, True)


def test_a_round_up_that_cannot_be_sent_is_told_one_by_one(database: Database) -> None:
    """Each comes for itself and takes nothing along; what fails then has failed."""
    carrier = folded(database)
    assert database.run_now(break_up, carrier.id, NOW)
    [one, two, three] = claim_all(database)
    assert [found.occasion for found in (one, two, three)] == [SINGLY] * 3
    assert database.run_now(others_due, one, NOW) == []
    assert not database.run_now(break_up, carrier.id, NOW)


def test_what_was_folded_into_a_message_that_never_comes_goes_its_own_way(database: Database) -> None:
    """A carrier that is left out takes nothing with it, and the rest may come together again."""
    carrier = folded(database)
    database.run_now(settle_delivery, carrier.id, DeliveryState.SKIPPED, NOW, reason="the story is muted")
    assert database.run_now(unfold, carrier.id, NOW) == 2
    next_ = claim(database)
    assert [one.id for one in database.run_now(others_due, next_, NOW)] == [3]


def test_what_was_folded_ends_with_a_subscriber_who_is_gone(database: Database) -> None:
    """Nothing is counted as told that never was; what may have arrived for good stays as it is."""
    alerts(database, 1, 1)
    unsure = claim(database)
    for _ in range(2):
        database.run_now(settle_delivery, unsure.id, DeliveryState.UNKNOWN, NOW, not_before=NOW)
        claim_all(database)
    database.run_now(settle_delivery, unsure.id, DeliveryState.UNKNOWN, NOW, not_before=NOW)
    feed_id = feed(database, "two")
    for number in range(3):
        news(database, feed_id, f"Later {number}", "titiev")
    expand_all(database)
    carrier = claim(database)
    others = [one.id for one in database.run_now(others_due, carrier, NOW)]
    database.run_now(fold, others, carrier.id, "pace", NOW)
    database.run_now(settle_delivery, carrier.id, DeliveryState.PENDING, NOW, not_before=NOW)
    database.run_now(drop_waiting, carrier.subscriber_id, NOW, "blocked")
    assert database.read_now(count_deliveries) == {"unknown": 1, "gone": 3, "repeats": 1}


def test_a_list_that_grows_while_it_is_renewed_is_renewed_again(database: Database) -> None:
    """Also where both happen at the same tick of the clock."""
    carrier = folded(database, 2)
    database.run_now(settle_delivery, carrier.id, DeliveryState.SENT, NOW, message_id=7)
    feed_id = feed(database, "two")
    for number in range(2):
        news(database, feed_id, f"Later {number}", "titiev")
    expand_all(database)
    first, second = claim(database), claim(database)

    def add(session: Session, delivery: int) -> None:
        found = session.get(Delivery, carrier.id)
        assert found is not None
        roll(session, found, delivery, NOW)

    database.run_now(add, first.id)
    renewal = claim(database)
    assert renewal.kind == "edit"
    database.run_now(add, second.id)
    database.run_now(settle_delivery, renewal.id, DeliveryState.SENT, NOW)
    [again] = claim_all(database, NOW + SECOND)
    assert again.id == renewal.id


def test_what_may_have_arrived_is_not_told_in_a_round_up(database: Database) -> None:
    """A repeat that waits comes by itself, with its mark."""
    alerts(database, 1, 2)
    unsure = claim(database)
    database.run_now(settle_delivery, unsure.id, DeliveryState.UNKNOWN, NOW, not_before=NOW)
    again = claim(database)
    assert again.repeat
    database.run_now(settle_delivery, again.id, DeliveryState.PENDING, NOW, not_before=NOW + SECOND)
    other = claim(database)
    assert database.run_now(others_due, other, NOW + HOUR) == []
