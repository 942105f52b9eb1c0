"""Who gets a digest: one row for each subscriber, claimed before it is sent and settled after.

As with alerts, one found claimed after a crash may have arrived: it is sent once more, never a third time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Index, and_, or_, update
from sqlalchemy import select as sql_select
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from storage.digest import Digest
from storage.outbox import DeliveryState
from storage.subscriber import Subscriber, SubscriberRow, SubscriberState, get_subscriber


class DigestDelivery(SQLModel, table=True):
    """One digest to one subscriber, by constraint."""

    __tablename__ = "digest_delivery"
    __table_args__ = (
        UniqueConstraint("digest_id", "subscriber_id"),
        Index("ix_digest_delivery_waiting", "state", "not_before", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    digest_id: int = Field(foreign_key="digest.id", ondelete="CASCADE")
    subscriber_id: int = Field(foreign_key="subscriber.id", ondelete="CASCADE", index=True)
    state: str = DeliveryState.PENDING
    not_before: datetime
    tries: int = 0
    repeats: int = 0
    """How often it was sent although it may have arrived: 0 or 1."""
    parts: int = 0
    """How many of its messages have arrived."""
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DigestClaim:
    """A digest that this process, and no other, is about to send to somebody."""

    id: int
    digest_id: int
    subscriber: Subscriber
    parts: int
    tries: int
    repeat: bool


Due = Callable[[Subscriber], datetime | None]
"""When somebody may get it; None: never."""


def post(session: Session, digest_id: int, now: datetime, due: Due, *, chunk: int) -> bool:
    """Write the deliveries to the next `chunk` active subscribers; False when everybody has theirs."""
    digest = session.get(Digest, digest_id, with_for_update=True)
    if digest is None or digest.expanded_at is not None:
        return False
    person = col(SubscriberRow.id)
    query = sql_select(person).where(
        person > digest.expanded_to, col(SubscriberRow.state) == SubscriberState.ACTIVE
    )
    window = [number or 0 for number in session.scalars(query.order_by(person).limit(chunk))]
    for number in window:
        subscriber = get_subscriber(session, number)
        moment = due(subscriber) if subscriber else None
        if moment is not None:
            session.add(DigestDelivery(digest_id=digest_id, subscriber_id=number, not_before=moment))
        digest.expanded_to = number
    if len(window) < chunk:
        digest.expanded_at = now
    session.add(digest)
    session.flush()
    return digest.expanded_at is None


def claim_digest(session: Session, now: datetime) -> DigestClaim | None:
    """Claim the digest that has been due longest, or None; what nobody can get any more is settled."""
    query = (
        select(DigestDelivery)
        .where(
            or_(
                col(DigestDelivery.state) == DeliveryState.PENDING,
                and_(col(DigestDelivery.state) == DeliveryState.UNKNOWN, col(DigestDelivery.repeats) == 0),
            ),
            DigestDelivery.not_before <= now,
        )
        .order_by(col(DigestDelivery.not_before), col(DigestDelivery.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (row := session.exec(query).first()) is not None:
        subscriber = get_subscriber(session, row.subscriber_id)
        repeat = row.state == DeliveryState.UNKNOWN
        if subscriber is not None and subscriber.state is SubscriberState.ACTIVE:
            row.state, row.claimed_at, row.tries = DeliveryState.SENDING, now, row.tries + 1
            row.repeats += int(repeat)
            session.add(row)
            return DigestClaim(row.id or 0, row.digest_id, subscriber, row.parts, row.tries, row.repeats > 0)
        row.state, row.settled_at, row.reason = DeliveryState.GONE, now, "messages were stopped"
        session.add(row)
        session.flush()
    return None


def note_part(session: Session, claim_id: int, parts: int) -> None:
    """Note that so many messages of a digest have arrived."""
    session.execute(update(DigestDelivery).where(col(DigestDelivery.id) == claim_id).values(parts=parts))


def settle_digest(
    session: Session,
    claim_id: int,
    state: DeliveryState,
    now: datetime,
    *,
    not_before: datetime | None = None,
    reason: str = "",
) -> None:
    """Write how a sending ended; PENDING and UNKNOWN need `not_before`, the earliest next try."""
    row = session.get(DigestDelivery, claim_id)
    if row is None:  # the subscriber was forgotten meanwhile
        return
    row.state, row.settled_at, row.reason = state, now, reason
    if not_before is not None:
        row.not_before = not_before
    session.add(row)


def recover_digests(session: Session, now: datetime, delay: timedelta) -> int:
    """Turn what a dead process left in `sending` into `unknown`, due after `delay`; returns how many."""
    result = session.execute(
        update(DigestDelivery)
        .where(col(DigestDelivery.state) == DeliveryState.SENDING)
        .values(state=DeliveryState.UNKNOWN, not_before=now + delay, reason="the process ended while sending")
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
