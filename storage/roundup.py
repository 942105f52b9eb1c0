"""Round-ups: several alerts in one message. One delivery carries the others, which are folded into it.

What is folded stays with its carrier through retries and repeats: a round-up that is sent again is the same.
Where a carrier will never arrive, what was folded into it is unfolded and goes its own way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, func, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.outbox import WAITING, Delivery, DeliveryClaim, DeliveryKind, DeliveryState
from storage.story import Alert, AlertKind
from storage.waiting import POSTPONED

MOST_FOLDED = 500
"""Deliveries folded at a time; the last of several round-ups counts what it does not show."""

_UNSETTLED = (DeliveryState.PENDING, DeliveryState.UNKNOWN, DeliveryState.SENDING)
_A_MOMENT = timedelta(microseconds=1)
SINGLY = "singly"
"""The occasion of what comes for itself and takes nothing along: as a round-up it could not be sent."""


def postpone(session: Session, claim: DeliveryClaim, until: datetime, reason: str) -> None:
    """Put a claimed delivery back as it was, due at `until`: nobody has tried to send it."""
    row = session.get(Delivery, claim.id)
    if row is None:
        return
    if row.reason in POSTPONED:
        row.settled_at = row.not_before  # `wanted_at` remembers what it was put off until
    row.state = DeliveryState.UNKNOWN if claim.repeat else DeliveryState.PENDING
    row.repeats -= int(claim.repeat)
    row.tries -= 1
    row.not_before, row.reason = until, reason
    session.add(row)


def last_reason(session: Session, delivery: int) -> str:
    """Return why a delivery waits, or waited until it was claimed; empty for one that is not there."""
    row = session.get(Delivery, delivery)
    return row.reason if row is not None and row.state in _UNSETTLED else ""


def others_due(session: Session, claim: DeliveryClaim, now: datetime) -> list[DeliveryClaim]:
    """Return the alerts that are due for the same subscriber, oldest first; they are not claimed."""
    rows = session.execute(_others_due(), {"person": claim.subscriber_id, "now": now})
    return [
        DeliveryClaim(
            row.id or 0,
            alert.id or 0,
            alert.story_id,
            alert.entry_id,
            tuple(alert.entities),
            row.subscriber_id,
            row.tries,
            repeat=False,
            alerted=alert.created,
            urgency=alert.urgency,
            reason=row.reason,
        )
        for row, alert in rows
    ]


@cache  # asked for every message
def _others_due() -> Executable:
    return (
        sql_select(Delivery, Alert)
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .where(
            WAITING,
            col(Delivery.subscriber_id) == bindparam("person"),
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.repeats) == 0,  # what may have arrived comes once more as it was, and marked
            col(Delivery.not_before) <= bindparam("now"),
            col(Delivery.kind) == DeliveryKind.ALERT,
            col(Delivery.occasion) == "",
            col(Alert.kind) == AlertKind.NEW,
        )
        .order_by(col(Delivery.id))
        .limit(MOST_FOLDED)
    )


def fold(session: Session, deliveries: Collection[int], carrier: int, occasion: str, now: datetime) -> None:
    """Fold deliveries into another, which is a round-up from now on."""
    session.execute(
        update(Delivery)
        .where(col(Delivery.id).in_(deliveries))
        .values(state=DeliveryState.FOLDED, folded_into=carrier, settled_at=now, reason=occasion)
    )
    session.execute(update(Delivery).where(col(Delivery.id) == carrier).values(occasion=occasion))


def share_out(
    session: Session,
    deliveries: Sequence[int],
    occasion: str,
    now: datetime,
    *,
    size: int,
    most: int,
) -> None:
    """Make `most` round-ups at most of deliveries that are due, each of `size`; the last takes what is left.

    The first of each carries the others, and all of them are due now, one after the other as given.
    """
    first = session.get(Delivery, deliveries[0])
    if first is None:
        return
    for number in range(max(1, most)):
        start = number * size
        end = start + size if number + 1 < most else len(deliveries)
        part = deliveries[start:end]
        if not part:
            return
        fold(session, part[1:], part[0], occasion, now)
        if number:
            query = update(Delivery).where(col(Delivery.id) == part[0])
            session.execute(query.values(not_before=now, urgency=first.urgency))


def unfold(
    session: Session, carrier: int, now: datetime, *, since: datetime | None = None, occasion: str = ""
) -> int:
    """Let what was folded into a delivery (after `since`) be due for itself again; returns how many.

    `occasion` SINGLY: each comes alone, however many there are.
    """
    query = update(Delivery).where(
        col(Delivery.folded_into) == carrier, col(Delivery.state) == DeliveryState.FOLDED
    )
    if since is not None:
        query = query.where(col(Delivery.settled_at) > since)
    result = session.execute(
        query.values(
            state=DeliveryState.PENDING,
            folded_into=None,  # when it was folded it was to come, which `wanted_at` remembers
            not_before=now,
            reason="",
            occasion=occasion,
        )
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def break_up(session: Session, carrier: int, now: datetime) -> bool:
    """Have a round-up that can never be sent told one by one; False where it is none, or was that before."""
    row = session.get(Delivery, carrier)
    if row is None or row.occasion in ("", SINGLY):
        return False
    unfold(session, carrier, now, occasion=SINGLY)
    row.state, row.not_before, row.occasion, row.reason = DeliveryState.PENDING, now, SINGLY, ""
    row.settled_at = now
    session.add(row)
    return True


def give_up_message(session: Session, claim: DeliveryClaim, now: datetime) -> int:
    """Unfold what a renewal that failed should have added to a message, which takes no more from now on.

    Call it before the renewal is settled: its last end says what the message shows.
    """
    renewal, carrier = session.get(Delivery, claim.id), carried_by(session, claim)
    if renewal is None or carrier is None or not carrier.id or carrier.occasion in ("", SINGLY):
        return 0
    if carrier.alert_id != claim.alert_id or carrier.settled_at is None:
        return 0
    unfolded = unfold(session, carrier.id, now, since=renewal.settled_at or carrier.settled_at)
    if unfolded:
        carrier.message_id = None
        session.add(carrier)
    return unfolded


@dataclass(frozen=True, slots=True)
class Folded:
    """One alert that a round-up tells."""

    story_id: int
    entry_id: int
    entities: tuple[str, ...]
    is_update: bool


def folded_alerts(session: Session, carrier: int) -> list[Folded]:
    """Return what was folded into a delivery, oldest first."""
    query = (
        select(Alert)
        .join(Delivery, col(Delivery.alert_id) == Alert.id)
        .where(col(Delivery.folded_into) == carrier)
        .order_by(col(Delivery.id))
    )
    return [
        Folded(one.story_id, one.entry_id, tuple(one.entities), one.kind == AlertKind.UPDATE)
        for one in session.exec(query)
    ]


def size_of(session: Session, carrier: int) -> int:
    """Return how many alerts a round-up tells, its own included."""
    query = select(func.count()).select_from(Delivery).where(Delivery.folded_into == carrier)
    return 1 + int(session.exec(query).one())


def round_ups_since(session: Session, subscriber_id: int, occasion: str, since: datetime) -> int:
    """Return how many round-ups of this kind a subscriber was sent after `since`, or is about to get."""
    query = select(func.count()).where(
        Delivery.subscriber_id == subscriber_id,
        Delivery.occasion == occasion,
        or_(col(Delivery.settled_at) > since, col(Delivery.state).in_(_UNSETTLED)),
    )
    return int(session.exec(query).one())


def sent_since(session: Session, subscriber_id: int, since: datetime) -> int:
    """Return how many alerts a subscriber was sent after `since`, round-ups counted once."""
    return int(session.scalar(_sent_since(), {"person": subscriber_id, "since": since}) or 0)


@cache
def _sent_since() -> Executable:
    return sql_select(func.count()).where(
        col(Delivery.subscriber_id) == bindparam("person"),
        col(Delivery.settled_at) > bindparam("since"),
        col(Delivery.state) == DeliveryState.SENT,
        col(Delivery.kind) == DeliveryKind.ALERT,
    )


def rolling(session: Session, subscriber_id: int, occasion: str, since: datetime) -> Delivery | None:
    """Return the newest round-up of this kind that a subscriber was sent after `since`, or None."""
    query = (
        select(Delivery)
        .where(
            Delivery.subscriber_id == subscriber_id,
            col(Delivery.settled_at) > since,
            Delivery.state == DeliveryState.SENT,
            Delivery.occasion == occasion,
            col(Delivery.message_id).is_not(None),
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
    )
    return session.exec(query).first()


def roll(session: Session, carrier: Delivery, delivery: int, now: datetime) -> None:
    """Fold one more delivery into a round-up that was sent, and have its message renewed."""
    fold(session, [delivery], carrier.id or 0, carrier.occasion, now)
    query = select(Delivery).where(
        Delivery.alert_id == carrier.alert_id,
        Delivery.subscriber_id == carrier.subscriber_id,
        Delivery.kind == DeliveryKind.EDIT,
    )
    renewal = session.exec(query).first() or Delivery(
        alert_id=carrier.alert_id,
        subscriber_id=carrier.subscriber_id,
        kind=DeliveryKind.EDIT,
        not_before=now,
        urgency=0,
    )
    renewal.not_before = now
    if renewal.state != DeliveryState.SENDING:
        renewal.state, renewal.tries = DeliveryState.PENDING, 0
    elif renewal.claimed_at is not None and renewal.claimed_at >= now:
        renewal.not_before = (
            renewal.claimed_at + _A_MOMENT
        )  # later than what is on its way, by the clock, too
    session.add(renewal)


def carried_by(session: Session, claim: DeliveryClaim) -> Delivery | None:
    """Return the subscriber's message that carries an alert: its own delivery, or the round-up it is in."""
    query = select(Delivery).where(
        Delivery.alert_id == claim.alert_id,
        Delivery.subscriber_id == claim.subscriber_id,
        Delivery.kind == DeliveryKind.ALERT,
    )
    row = session.exec(query).first()
    if row is not None and row.folded_into is not None:
        return session.get(Delivery, row.folded_into)
    return row
