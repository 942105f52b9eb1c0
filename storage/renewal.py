"""Renewals: the messages already sent, brought up to date when later reports join their story.

plan_renewal   a story has more to say: its alerts are due, not at once and not often
renew          an alert that is due: its messages one chunk after the other, restartable
message_of     which message of a subscriber a delivery changes or answers
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, literal
from sqlalchemy import select as sql_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from storage.entry import Entry, EntryRevision
from storage.outbox import URGENCIES, Delivery, DeliveryClaim, DeliveryKind, DeliveryState
from storage.story import Alert, AlertKind

FIRST = timedelta(minutes=2)
"""From a report to the renewal that lists it: where there is one there are often more."""
PAUSE = timedelta(minutes=15)
"""Between two renewals of the messages of one alert."""
RENEWED_FOR = timedelta(hours=48)
"""From an alert on; older messages stay as they are."""
_WAITS = (DeliveryState.PENDING, DeliveryState.SENDING)


def plan_renewal(session: Session, story_id: int, now: datetime) -> None:
    """Have the messages of a story's alerts renewed: soon the first time, then at most every `PAUSE`."""
    alerts = session.exec(
        select(Alert).where(
            Alert.story_id == story_id, Alert.kind == AlertKind.NEW, Alert.created > now - RENEWED_FOR
        )
    )
    for alert in alerts:
        if alert.edit_due is None:
            last = alert.edited_at
            alert.edit_due = now + FIRST if last is None else max(now + FIRST, last + PAUSE)
        else:
            alert.edited_to = 0  # a round under way begins again: it has more to say now
        session.add(alert)


def renew(session: Session, now: datetime, *, chunk: int) -> bool:
    """Have the next `chunk` messages of the alert that is due longest renewed; False when none is due."""
    alert = session.exec(
        select(Alert)
        .where(col(Alert.edit_due) <= now)
        .order_by(col(Alert.edit_due), col(Alert.id))
        .limit(1)
        .with_for_update()
    ).first()
    if alert is None:
        return False
    if alert.created <= now - RENEWED_FOR:
        alert.edit_due = None
        session.add(alert)
        return True
    alert.edited_at = now
    written = _arm(session, alert, now, chunk)
    alert.edited_to = written[-1] if written else alert.edited_to
    if len(written) < chunk:
        alert.edit_due, alert.edited_to = None, 0
    session.add(alert)
    return True


def next_renewal(session: Session) -> datetime | None:
    """Return when the next alert's messages are due to be renewed, or None."""
    return session.exec(select(func.min(Alert.edit_due)).where(col(Alert.edit_due).is_not(None))).one()


@dataclass(frozen=True, slots=True)
class Target:
    """The message that a delivery changes or answers. `wait`: it is still on its way."""

    message_id: int | None
    wait: bool = False


def message_of(session: Session, claim: DeliveryClaim) -> Target:
    """Return the message that a renewal changes, or that an update answers."""
    mine = select(Delivery).where(
        Delivery.subscriber_id == claim.subscriber_id, Delivery.kind == DeliveryKind.ALERT
    )
    if claim.kind == DeliveryKind.EDIT:
        row = session.exec(mine.where(Delivery.alert_id == claim.alert_id)).first()
        return Target(row.message_id if row else None)
    news = sql_select(col(Alert.id)).where(
        col(Alert.story_id) == claim.story_id, col(Alert.kind) != AlertKind.UPDATE
    )
    rows = session.exec(mine.where(col(Delivery.alert_id).in_(news)).order_by(col(Delivery.id).desc())).all()
    found = next((number for row in rows if (number := _message(session, row)) is not None), None)
    return Target(found, found is None and any(row.state in _WAITS for row in rows))


def _message(session: Session, row: Delivery) -> int | None:
    """Return the message that tells a delivery: its own, or the round-up's it was folded into."""
    carrier = session.get(Delivery, row.folded_into) if row.folded_into is not None else row
    return carrier.message_id if carrier is not None else None


def last_revision(session: Session, entry_id: int) -> EntryRevision | None:
    """Return what an entry said before its last edit, if it was edited."""
    query = select(EntryRevision).where(EntryRevision.entry_id == entry_id)
    return session.exec(query.order_by(col(EntryRevision.id).desc()).limit(1)).first()


def story_mark(session: Session, story_id: int, entry_id: int) -> tuple[object, ...]:
    """Return what changes whenever the messages of a story would read differently."""
    of_story = sql_select(
        func.count(), func.max(col(Entry.id)), func.max(col(Entry.removed_at)), func.max(col(Entry.told_at))
    ).where(col(Entry.story_id) == story_id)
    of_entry = sql_select(func.max(col(EntryRevision.id))).where(col(EntryRevision.entry_id) == entry_id)
    return (*session.execute(of_story).one(), session.scalar(of_entry))


def _arm(session: Session, alert: Alert, now: datetime, chunk: int) -> list[int]:
    """Write or wake the renewal of each of the next messages; returns whose they are."""
    people = session.scalars(
        sql_select(col(Delivery.subscriber_id))
        .where(
            col(Delivery.alert_id) == alert.id,
            col(Delivery.subscriber_id) > alert.edited_to,
            col(Delivery.kind) == DeliveryKind.ALERT,
            col(Delivery.state) == DeliveryState.SENT,
            col(Delivery.message_id).is_not(None),
        )
        .order_by(col(Delivery.subscriber_id))
        .limit(chunk)
    ).all()
    if not people:
        return []
    deliveries = SQLModel.metadata.tables["delivery"]
    rows = sql_select(
        deliveries.c.alert_id,
        deliveries.c.subscriber_id,
        literal(DeliveryKind.EDIT.value),
        literal(DeliveryState.PENDING.value),
        literal(now, deliveries.c.not_before.type),
        literal(0),
        literal(0),
        literal(""),
        literal(URGENCIES[-1]),
    ).where(
        deliveries.c.alert_id == alert.id,
        deliveries.c.subscriber_id.between(people[0], people[-1]),
        deliveries.c.kind == DeliveryKind.ALERT.value,
        deliveries.c.state == DeliveryState.SENT.value,
        deliveries.c.message_id.is_not(None),
    )
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    names = ["alert_id", "subscriber_id", "kind", "state", "not_before", "tries", "repeats", "reason"]
    statement = dialect.insert(deliveries).from_select([*names, "urgency"], rows)
    # One that is on its way is not taken from its sender: it is made again when it has arrived.
    sending = deliveries.c.state == DeliveryState.SENDING.value
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["alert_id", "subscriber_id", "kind"],
            set_={
                "state": case((sending, deliveries.c.state), else_=statement.excluded.state),
                "not_before": statement.excluded.not_before,
                "tries": case((sending, deliveries.c.tries), else_=0),
            },
        )
    )
    return [int(person) for person in people]
