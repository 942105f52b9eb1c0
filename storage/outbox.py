"""The outbox: which alert goes to which subscriber, and how each delivery ended.

A delivery is claimed before it is sent and settled after. One found claimed after a crash is *unknown*: it
may have arrived. It is sent once more, marked as a possible repeat, and never a third time. A renewal of a
message already sent (`storage.renewal`) is a delivery too: the least urgent, and repeated without harm.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    Executable,
    Index,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    text,
    update,
)
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from storage.story import Alert, AlertEntity, AlertKind
from storage.subscriber import EVERY, SubscriberRow, SubscriberState, Subscription


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    GONE = "gone"
    FOLDED = "folded"
    SKIPPED = "skipped"


class DeliveryKind(StrEnum):
    """A message of its own, or a renewal of it."""

    ALERT = "alert"
    EDIT = "edit"


URGENCIES = (2, 1, 0, -1)
"""What is sent first: alerts by the urgency they were given, and the renewals of messages last."""

# One text for the index and for the queries that it serves: the index holds what waits and nothing else, so
# that finding the next costs the same however long the queue and the past are. (An index on the state alone
# would be preferred by SQLite, which then sorts the whole queue for each claim.)
WAITING = text("(state = 'pending' OR (state = 'unknown' AND repeats = 0))")
SENDING = text("(state = 'sending')")
"""In the same way, what is on its way: a handful, to be found among all that ever was."""


class Delivery(SQLModel, table=True):
    """One alert to one subscriber, or the renewal of its message: one row of each kind, by constraint."""

    __table_args__ = (
        UniqueConstraint("alert_id", "subscriber_id", "kind"),
        Index(
            "ix_delivery_waiting",
            "urgency",
            "not_before",
            "id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_delivery_waiting_subscriber",
            "subscriber_id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_delivery_sending", "claimed_at", sqlite_where=SENDING, postgresql_where=SENDING),
        Index("ix_delivery_subscriber", "subscriber_id", "settled_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    alert_id: int = Field(foreign_key="alert.id", ondelete="CASCADE")
    subscriber_id: int = Field(foreign_key="subscriber.id", ondelete="CASCADE")
    kind: str = DeliveryKind.ALERT
    state: str = DeliveryState.PENDING
    not_before: datetime
    tries: int = 0
    repeats: int = 0
    """How often it was sent although it may have arrived: 0 or 1."""
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    message_id: int | None = None
    reason: str = ""
    folded_into: int | None = Field(default=None, foreign_key="delivery.id", ondelete="SET NULL", index=True)
    urgency: int = 0
    """What is sent first; one of URGENCIES."""
    occasion: str = ""
    """Why others are folded into it (`storage.roundup`); empty: it is a message for itself."""


@dataclass(frozen=True, slots=True)
class DeliveryClaim:
    """A delivery that this process, and no other, is about to send."""

    id: int
    alert_id: int
    story_id: int
    entry_id: int
    entities: tuple[str, ...]
    subscriber_id: int
    tries: int
    repeat: bool
    kind: str = DeliveryKind.ALERT
    alert_kind: str = AlertKind.NEW
    changes: tuple[str, ...] = ()
    alerted: datetime | None = None
    """When the alert was made."""
    urgency: int = 0
    """The alert's."""
    occasion: str = ""
    reason: str = ""
    """Why it waited, or was tried before."""


def expand(session: Session, now: datetime, *, chunk: int) -> int:
    """Write the deliveries of the oldest unexpanded alert to its next `chunk` subscribers.

    Returns how many alerts still wait to be expanded now. Restartable: the alert remembers the last
    subscriber looked at.
    """
    due = (
        col(Alert.expanded_at).is_(None),
        or_(col(Alert.not_before).is_(None), col(Alert.not_before) <= now),
    )
    alert = session.exec(select(Alert).where(*due).order_by(col(Alert.id)).limit(1).with_for_update()).first()
    if alert is None:
        return 0
    person = col(SubscriberRow.id)
    following = sql_select(person).where(person > alert.expanded_to).order_by(person).limit(chunk)
    window = [int(number) for number in session.scalars(following) if number is not None]
    if window:
        urgency = max(0, min(alert.urgency, URGENCIES[0]))
        written = [literal(value) for value in (alert.id, now, urgency, *_DEFAULTS.values())]
        audience = _audience(session, alert, window[-1]).add_columns(*written)
        columns = ["subscriber_id", "alert_id", "not_before", "urgency", *_DEFAULTS]
        session.execute(insert(Delivery).from_select(columns, audience))
        alert.expanded_to = window[-1]
    if len(window) < chunk:
        alert.expanded_at = now
    session.add(alert)
    session.flush()
    return int(session.exec(select(func.count()).select_from(Alert).where(*due)).one())


_DEFAULTS = {
    "kind": DeliveryKind.ALERT.value,
    "state": DeliveryState.PENDING.value,
    "tries": 0,
    "repeats": 0,
    "reason": "",
}


def claim_delivery(session: Session, now: datetime, *, waiting: Collection[int] = ()) -> DeliveryClaim | None:
    """Claim the most urgent delivery that is due, longest due first, or None.

    Subscribers in `waiting` are passed over.
    """
    found = session.execute(_first(), {"now": now, "waiting": list(waiting)}).first()
    if found is None:
        return None
    row, alert = found
    repeat = row.state == DeliveryState.UNKNOWN
    row.state, row.claimed_at, row.tries = DeliveryState.SENDING, now, row.tries + 1
    row.repeats += int(repeat)
    session.add(row)
    return DeliveryClaim(
        row.id or 0,
        row.alert_id,
        alert.story_id,
        alert.entry_id,
        tuple(alert.entities),
        row.subscriber_id,
        row.tries,
        row.repeats > 0,
        row.kind,
        alert.kind,
        tuple(alert.changes),
        alert.created,
        alert.urgency,
        row.occasion,
        row.reason,
    )


@cache  # asked for every message: building it takes as long as the answer
def _first() -> Executable:
    """Select the delivery to be sent first, with its alert: of the most urgent that has one, longest due."""
    firsts = [
        sql_select(col(Delivery.id))
        .where(
            WAITING,
            col(Delivery.urgency) == urgency,
            col(Delivery.not_before) <= bindparam("now"),
            col(Delivery.subscriber_id).not_in(bindparam("waiting", expanding=True)),
        )
        .order_by(col(Delivery.not_before), col(Delivery.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
        for urgency in URGENCIES
    ]
    return (
        sql_select(Delivery, Alert)
        .join(Alert, col(Alert.id) == Delivery.alert_id)
        .where(col(Delivery.id) == func.coalesce(*firsts))
    )


def told_otherwise(session: Session, claim: DeliveryClaim) -> bool:
    """Tell whether another alert of the same story went to the subscriber, or is about to.

    Two stories that were alerted of each for itself may be merged before both have reached everybody.
    """
    told = {"story": claim.story_id, "alert": claim.alert_id, "person": claim.subscriber_id, "id": claim.id}
    return session.scalar(_told_otherwise(), told) is not None


@cache
def _told_otherwise() -> Executable:
    others = sql_select(col(Alert.id)).where(
        col(Alert.story_id) == bindparam("story"),
        col(Alert.kind) != AlertKind.UPDATE,
        col(Alert.id) != bindparam("alert"),
    )
    told = sql_select(col(Delivery.id)).where(
        col(Delivery.alert_id).in_(others),
        col(Delivery.subscriber_id) == bindparam("person"),
        col(Delivery.kind) == DeliveryKind.ALERT,
        col(Delivery.state).in_(_TOLD),
        func.coalesce(col(Delivery.folded_into), 0) != bindparam("id"),
    )
    return told.limit(1)


def settle_delivery(
    session: Session,
    delivery_id: int,
    state: DeliveryState,
    now: datetime,
    *,
    message_id: int | None = None,
    not_before: datetime | None = None,
    reason: str = "",
) -> None:
    """Write how a sending ended. PENDING and UNKNOWN need `not_before`, the earliest next try."""
    row = session.get(Delivery, delivery_id)
    if row is None:  # the subscriber was forgotten meanwhile
        return
    if (
        row.kind == DeliveryKind.EDIT
        and state == DeliveryState.SENT
        and row.not_before > (row.claimed_at or now)
    ):
        state = DeliveryState.PENDING  # there was more to say while it was on its way
    row.state, row.message_id, row.reason = state, message_id, reason
    if row.kind != DeliveryKind.EDIT or not_before is None:
        row.settled_at = now  # of a renewal: when the message last showed all that it should
    if not_before is not None:
        row.not_before = not_before
    session.add(row)


def recover(
    session: Session,
    now: datetime,
    delay: timedelta,
    *,
    only: Collection[int] | None = None,
    reason: str = "the process ended while sending",
) -> int:
    """Turn what a dead process left in `sending` into `unknown`, due after `delay`; returns how many.

    A renewal that was under way is simply made again. `only`: these deliveries, where they still stand so.
    """
    sending = [SENDING] if only is None else [SENDING, col(Delivery.id).in_(only)]
    edit = col(Delivery.kind) == DeliveryKind.EDIT
    session.execute(
        update(Delivery).where(*sending, edit).values(state=DeliveryState.PENDING, not_before=now)
    )
    result = session.execute(
        update(Delivery)
        .where(*sending)
        .values(state=DeliveryState.UNKNOWN, not_before=now + delay, reason=reason)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def next_due(session: Session) -> datetime | None:
    """Return when the next waiting delivery may be sent, or None when none waits."""
    return min(earliest_due(session).values(), default=None)


def earliest_due(session: Session) -> dict[int, datetime]:
    """Return by urgency, the most urgent first, when the next waiting delivery may be sent."""
    moments = session.execute(_earliest()).one()
    return {urgency: at for urgency, at in zip(URGENCIES, moments, strict=True) if at is not None}


@cache
def _earliest() -> Executable:
    earliest = sql_select(func.min(col(Delivery.not_before))).where(WAITING)
    return sql_select(*(earliest.where(col(Delivery.urgency) == one).scalar_subquery() for one in URGENCIES))


def drop_waiting(session: Session, subscriber_id: int, now: datetime, reason: str) -> None:
    """End every waiting delivery of a subscriber who cannot be reached or does not want them.

    What was folded into one of them ends with it.
    """
    theirs = col(Delivery.subscriber_id) == subscriber_id
    gone: dict[str, Any] = {"state": DeliveryState.GONE, "settled_at": now, "reason": reason}
    session.execute(update(Delivery).where(theirs, WAITING).values(**gone))
    carrier = aliased(Delivery)
    ended = sql_select(col(carrier.id)).where(
        col(carrier.subscriber_id) == subscriber_id,
        col(carrier.state) == DeliveryState.GONE,
        col(carrier.occasion) != "",
    )
    folded = col(Delivery.state) == DeliveryState.FOLDED
    session.execute(
        update(Delivery).where(theirs, folded, col(Delivery.folded_into).in_(ended)).values(**gone)
    )


def count_deliveries(session: Session) -> dict[str, int]:
    """Return how many alerts there are by state of delivery, and how many were possible repeats (`repeats`).

    Renewals are left out: they are no messages of their own.
    """
    counts = {
        state: int(n)
        for state, n in session.execute(
            sql_select(col(Delivery.state), func.count())
            .where(col(Delivery.kind) != DeliveryKind.EDIT)
            .group_by(col(Delivery.state))
        )
    }
    counts["repeats"] = int(session.exec(select(func.coalesce(func.sum(Delivery.repeats), 0))).one())
    return counts


def _audience(session: Session, alert: Alert, last: int) -> Select[Any]:
    """Select the active subscribers after the last one written and up to `last` who are to hear of `alert`.

    They follow one of its entities, and did not hear its story; of an update, those who did or are about to.
    Each part names the range, so that its cost is that of the chunk whatever a database knows of its tables.
    """
    of_alert = sql_select(col(AlertEntity.entity)).where(col(AlertEntity.alert_id) == alert.id)
    entities = session.scalars(of_alert).all() if (news := alert.kind != AlertKind.UPDATE) else alert.entities
    of_story = sql_select(col(Alert.id)).where(
        col(Alert.story_id) == alert.story_id,
        col(Alert.kind) != AlertKind.UPDATE,
        *(() if news else (col(Alert.entry_id) != alert.entry_id,)),  # whose report said what is new
    )
    person, first = col(SubscriberRow.id), alert.expanded_to + 1
    follower, listener = col(Subscription.subscriber_id), col(Delivery.subscriber_id)
    mine = and_(follower == person, follower.between(first, last))
    chosen = exists().where(mine, col(Subscription.follows), col(Subscription.entity).in_(entities))
    every = exists().where(mine, col(Subscription.follows), col(Subscription.entity) == EVERY)
    refused = (
        sql_select(func.count())
        .where(mine, ~col(Subscription.follows), col(Subscription.entity).in_(entities))
        .scalar_subquery()
    )
    told, theirs = session.scalars(of_story).all(), and_(listener == person, listener.between(first, last))
    heard = exists().where(theirs, col(Delivery.alert_id).in_(told))
    heard = heard.where(col(Delivery.kind) == DeliveryKind.ALERT, col(Delivery.state).in_(_HEARD))
    return sql_select(person).where(
        person.between(first, last),
        col(SubscriberRow.state) == SubscriberState.ACTIVE,
        or_(chosen, and_(every, refused < len(entities))),
        ~heard if news else heard,
    )


_TOLD = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.SENDING, DeliveryState.FOLDED)
_HEARD = (*_TOLD, DeliveryState.PENDING)
