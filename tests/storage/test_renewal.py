"""Messages already sent are renewed in chunks, none twice, none that never arrived."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from storage.database import Database
from storage.outbox import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    claim_delivery,
    count_deliveries,
    recover,
    settle_delivery,
)
from storage.renewal import FIRST, PAUSE, RENEWED_FOR, message_of, next_renewal, plan_renewal, renew
from tests.storage.world import NOW, SECOND, claim_all, crowd, expand_all, feed, news


def told_crowd(database: Database, size: int = 5) -> list[int]:
    """Tell a story to a crowd; every message but the last person's arrives."""
    people = crowd(database, size)
    news(database, feed(database), "Arrest", "titiev")
    expand_all(database)
    for claim in claim_all(database):
        state = DeliveryState.SENT if claim.subscriber_id != people[-1] else DeliveryState.FAILED
        number = 100 + claim.subscriber_id if state == DeliveryState.SENT else None
        database.run_now(settle_delivery, claim.id, state, NOW, message_id=number)
    return people


def renewals(database: Database) -> dict[int, str]:
    query = select(Delivery.subscriber_id, Delivery.state).where(Delivery.kind == DeliveryKind.EDIT)
    return dict(database.read_now(lambda s: [(one, state) for one, state in s.execute(query)]))


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_every_message_that_arrived_is_renewed_once_a_round(database: Database, chunk: int) -> None:
    """Whatever the size of the chunks; a second round wakes the same rows."""
    people = told_crowd(database)
    at = NOW
    for _ in range(2):
        database.run_now(plan_renewal, 1, at)
        due = database.read_now(next_renewal)
        assert due is not None
        at = due
        while database.run_now(renew, at, chunk=chunk):
            pass
        assert renewals(database) == dict.fromkeys(people[:-1], "pending")
        claims = claim_all(database, at)
        assert sorted(claim.subscriber_id for claim in claims) == people[:-1]
        for claim in claims:
            target = database.read_now(message_of, claim)
            assert target.message_id == 100 + claim.subscriber_id
            database.run_now(settle_delivery, claim.id, DeliveryState.SENT, at)
    assert database.read_now(count_deliveries) == {"sent": 4, "failed": 1, "repeats": 0}


def test_rounds_keep_their_distance(database: Database) -> None:
    """Two minutes to the first, a quarter of an hour to the next, nothing after two days."""
    told_crowd(database)
    database.run_now(plan_renewal, 1, NOW)
    database.run_now(plan_renewal, 1, NOW + SECOND)
    assert database.read_now(next_renewal) == NOW + FIRST
    while database.run_now(renew, NOW + FIRST, chunk=10):
        pass
    assert database.read_now(next_renewal) is None
    database.run_now(plan_renewal, 1, NOW + FIRST + SECOND)
    assert database.read_now(next_renewal) == NOW + FIRST + PAUSE
    while database.run_now(renew, NOW + RENEWED_FOR, chunk=10):
        pass
    database.run_now(plan_renewal, 1, NOW + RENEWED_FOR)
    assert database.read_now(next_renewal) is None


def test_what_is_said_while_a_renewal_is_on_its_way_is_not_lost(database: Database) -> None:
    """One that is being sent is made again once it has arrived."""
    told_crowd(database, 2)
    at = NOW + timedelta(hours=1)
    claims = []
    for moment in (NOW, at):
        database.run_now(plan_renewal, 1, moment)
        while database.run_now(renew, moment + PAUSE, chunk=10):
            pass
        claims += claim_all(database, moment + PAUSE)
    [claim] = claims
    database.run_now(settle_delivery, claim.id, DeliveryState.SENT, at + PAUSE)
    assert list(renewals(database).values()) == ["pending"]


def test_a_renewal_that_a_dead_process_left_is_made_again(database: Database) -> None:
    """It is no possible repeat of a message."""
    told_crowd(database, 2)
    database.run_now(plan_renewal, 1, NOW)
    while database.run_now(renew, NOW + PAUSE, chunk=10):
        pass
    assert database.run_now(claim_delivery, NOW + PAUSE) is not None
    assert database.run_now(recover, NOW + PAUSE, SECOND) == 0
    assert list(renewals(database).values()) == ["pending"]
