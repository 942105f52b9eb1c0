"""What waits to be sent, as a whole: which is first, what has to wait longer, what may go at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from storage.outbox import (
    SENDING,
    WAITING,
    Delivery,
    DeliveryClaim,
    DeliveryKind,
    DeliveryState,
    earliest_due,
)
from storage.preferences import Pace
from storage.story import Alert, AlertKind

FOR_SOURCES = ("sources", "the source is muted")
"""The reasons for which a story waits until another source reports it."""
POSTPONED = ("paused", "quiet hours", *FOR_SOURCES, *(pace.value for pace in Pace))
"""The reasons for which a subscriber's own choice puts a delivery off (`bot.wishes`)."""


@dataclass(frozen=True, slots=True)
class Due:
    """What waits first: `at`, when the earliest is due; `urgency`, of the most urgent that is due now."""

    at: datetime
    urgency: int | None


def first_due(session: Session, now: datetime) -> Due | None:
    """Return what waits first, or None when nothing does."""
    moments = earliest_due(session)
    if not moments:
        return None
    return Due(min(moments.values()), next((one for one, moment in moments.items() if moment <= now), None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that nobody has looked at, with what its alert says."""

    id: int
    subscriber_id: int
    urgency: int
    created: datetime


def untried(session: Session, now: datetime, urgency: int, limit: int) -> list[Waiting]:
    """Return the next alerts of an urgency that are due and were never sent, longest due first; unclaimed."""
    query = (
        sql_select(col(Delivery.id), col(Delivery.subscriber_id), col(Alert.urgency), col(Alert.created))
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .where(
            WAITING,
            col(Delivery.urgency) == urgency,
            col(Delivery.not_before) <= now,
            col(Delivery.kind) == DeliveryKind.ALERT,
            col(Delivery.state) == DeliveryState.PENDING,
            col(Delivery.repeats) == 0,
        )
        .order_by(col(Delivery.not_before), col(Delivery.id))
        .limit(limit)
        .with_for_update(of=Delivery, skip_locked=True)
    )
    return [Waiting(number or 0, *rest) for number, *rest in session.execute(query)]


def wanted_at(session: Session, delivery: int) -> datetime | None:
    """Return when a delivery was to come at last: put off until then by its subscriber's choice, or tried.

    None for what was to come when its alert was made. Whatever puts it off for another reason keeps this in
    `settled_at`: what is promised is promised, however the preferences change.
    """
    row = session.get(Delivery, delivery)
    if row is None:
        return None
    put_off = row.not_before if row.reason in POSTPONED else None
    return max((moment for moment in (put_off, row.settled_at) if moment is not None), default=None)


def hold_back(session: Session, subscriber_id: int, until: datetime, reason: str) -> None:
    """Let nothing that waits for a subscriber be due before `until`: their chat takes nothing now."""
    chosen = col(Delivery.reason).in_(POSTPONED)
    session.execute(
        update(Delivery)
        .where(WAITING, col(Delivery.subscriber_id) == subscriber_id, col(Delivery.not_before) <= until)
        .values(
            not_before=until,
            reason=reason,
            settled_at=case((chosen, col(Delivery.not_before)), else_=col(Delivery.settled_at)),
        )
    )


def held_back(session: Session, now: datetime, reason: str) -> dict[int, datetime]:
    """Return until when the chats of subscribers take nothing, for those of whom something waits for it."""
    query = (
        sql_select(col(Delivery.subscriber_id), func.max(col(Delivery.not_before)))
        .where(WAITING, col(Delivery.reason) == reason, col(Delivery.not_before) > now)
        .group_by(col(Delivery.subscriber_id))
    )
    return {int(subscriber): until for subscriber, until in session.execute(query)}


def postpone_all(session: Session, until: Sequence[tuple[int, datetime, str]]) -> None:
    """Put off deliveries that nobody has claimed: (number, due at, reason) of each."""
    if until:
        rows = [{"id": number, "not_before": moment, "reason": why} for number, moment, why in until]
        session.execute(update(Delivery), rows)


def waits_for(session: Session, subscriber_id: int, reasons: Collection[str]) -> dict[str, datetime]:
    """Return by reason, of these, until when a subscriber's deliveries wait for it at most."""
    rows = session.execute(
        sql_select(col(Delivery.reason), func.max(col(Delivery.not_before)))
        .where(WAITING, col(Delivery.subscriber_id) == subscriber_id, col(Delivery.reason).in_(reasons))
        .group_by(col(Delivery.reason))
    )
    return {str(reason): moment for reason, moment in rows}


def set_free(
    session: Session, subscribers: Collection[int], reasons: Collection[str], now: datetime, reason: str
) -> None:
    """Have what waits for these subscribers, for one of `reasons`, due now, and for another reason."""
    session.execute(
        update(Delivery)
        .where(WAITING, col(Delivery.subscriber_id).in_(subscribers), col(Delivery.reason).in_(reasons))
        .values(not_before=now, reason=reason)
    )


def rouse(session: Session, subscriber_id: int, now: datetime) -> int:
    """Have what a subscriber's own choice put off looked at again now; returns how many deliveries.

    For a change of preferences: a pause that is over, quiet hours taken back, another pace. What was due and
    could not be looked at counts as put off until now.
    """
    result = session.execute(
        update(Delivery)
        .where(
            WAITING,
            col(Delivery.subscriber_id) == subscriber_id,
            col(Delivery.reason).in_(POSTPONED),
        )
        .values(not_before=now)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def story_comes_first(session: Session, claim: DeliveryClaim, now: datetime) -> bool:
    """Say whether the alert of an update's story comes to its subscriber in a moment, before the update.

    One that waits for another source is due now: the update may be of it. False where the subscriber's choice
    holds the alert back for longer than the update.
    """
    rows = session.exec(
        select(Delivery)
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .where(
            Delivery.subscriber_id == claim.subscriber_id,
            Delivery.kind == DeliveryKind.ALERT,
            col(Delivery.state).in_((DeliveryState.PENDING, DeliveryState.SENDING)),
            Alert.story_id == claim.story_id,
            Alert.kind != AlertKind.UPDATE,
        )
    ).all()
    for row in rows:
        if row.reason in FOR_SOURCES:
            row.not_before = min(row.not_before, now)
            session.add(row)
    return any(row.not_before <= now or row.reason not in POSTPONED for row in rows)


def count_waiting_for(session: Session, reason: str) -> int:
    """Return how many deliveries wait for this reason."""
    query = select(func.count()).select_from(Delivery).where(WAITING, Delivery.reason == reason)
    return int(session.exec(query).one())


def stuck(session: Session, before: datetime) -> list[int]:
    """Return the deliveries that were claimed before a moment and are still in `sending`, longest first."""
    query = (
        select(Delivery.id)
        .where(SENDING, col(Delivery.claimed_at) < before)
        .order_by(col(Delivery.claimed_at), col(Delivery.id))
    )
    return [number for number in session.exec(query) if number is not None]
