"""Where the article behind an address went: the entries that led to it, their alerts, and one delivery."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from feeds.types import Match
from storage.entry import Entry
from storage.feed import Feed
from storage.outbox import Delivery, DeliveryKind
from storage.roundup import SINGLY
from storage.story import Alert, AlertKind, matches_of
from storage.subscriber import SubscriberRow


@dataclass(frozen=True, slots=True)
class TracedEntry:
    """One entry, with its feed and the matches that were found when it came."""

    id: int
    title: str
    text: str
    link: str | None
    lang: str
    first_seen: datetime
    baseline: bool
    told: bool
    story_id: int | None
    feed_title: str
    feed_url: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class TracedAlert:
    """One alert of a story and the report that it shows."""

    id: int
    entry_id: int
    entities: tuple[str, ...]
    created: datetime
    expanded: bool
    title: str
    link: str | None
    first_seen: datetime
    feed_title: str
    feed_url: str


@dataclass(frozen=True, slots=True)
class TracedDelivery:
    """How an alert fared on its way to one subscriber."""

    alert_id: int
    state: str
    not_before: datetime
    settled_at: datetime | None
    reason: str
    together: bool = False
    """In a round-up: state and times are those of its message."""


def entries_at(session: Session, link_key: str) -> list[TracedEntry]:
    """Return the entries, of any feed, whose canonical address is `link_key`, oldest first."""
    rows = session.execute(
        select(Entry, Feed)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(Entry.link_key == link_key)
        .order_by(col(Entry.id))
    ).all()
    found = matches_of(session, [entry.id for entry, _ in rows if entry.id is not None])
    return [
        TracedEntry(
            entry.id or 0,
            entry.title,
            entry.text,
            entry.link,
            entry.lang,
            entry.first_seen,
            entry.baseline,
            entry.told_at is not None,
            entry.story_id,
            feed.title,
            feed.url,
            found.get(entry.id or 0, ()),
        )
        for entry, feed in rows
    ]


def feeds_leading_to(session: Session, link_prefix: str) -> set[int]:
    """Return the ids of the feeds that have published an entry whose canonical address begins so."""
    starts = col(Entry.link_key).startswith(link_prefix, autoescape=True)
    return set(session.exec(select(Entry.feed_id).where(starts).distinct()))


def alerts_of(session: Session, story_id: int) -> list[TracedAlert]:
    """Return the alerts of a story, oldest first; what only answers them is left out."""
    rows = session.execute(
        select(Alert, Entry, Feed)
        .join(Entry, col(Entry.id) == Alert.entry_id)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(Alert.story_id == story_id, Alert.kind == AlertKind.NEW)
        .order_by(col(Alert.id))
    ).all()
    return [
        TracedAlert(
            alert.id or 0,
            alert.entry_id,
            tuple(alert.entities),
            alert.created,
            alert.expanded_at is not None,
            entry.title,
            entry.link,
            entry.first_seen,
            feed.title,
            feed.url,
        )
        for alert, entry, feed in rows
    ]


def delivery_of(session: Session, alert_ids: Collection[int], subscriber_id: int) -> TracedDelivery | None:
    """Return the first delivery of any of these alerts to a subscriber, or None."""
    row = session.exec(
        select(Delivery)
        .where(
            Delivery.subscriber_id == subscriber_id,
            col(Delivery.alert_id).in_(alert_ids),
            Delivery.kind == DeliveryKind.ALERT,
        )
        .order_by(col(Delivery.id))
        .limit(1)
    ).first()
    if row is None:
        return None
    carrier = session.get(Delivery, row.folded_into) if row.folded_into is not None else None
    told = carrier or row
    together = carrier is not None or row.occasion not in ("", SINGLY)
    return TracedDelivery(row.alert_id, told.state, told.not_before, told.settled_at, told.reason, together)


def fates_of(session: Session, alert_id: int) -> list[tuple[str, str, int]]:
    """Return (state, reason, how many) of an alert's deliveries, most frequent first; never whose."""
    how_many = func.count()
    rows = session.execute(
        sql_select(col(Delivery.state), col(Delivery.reason), how_many)
        .where(col(Delivery.alert_id) == alert_id, col(Delivery.kind) == DeliveryKind.ALERT)
        .group_by(col(Delivery.state), col(Delivery.reason))
        .order_by(how_many.desc(), col(Delivery.state), col(Delivery.reason))
    )
    return [(state, reason, int(count)) for state, reason, count in rows]


def joined_at(session: Session, subscriber_id: int) -> datetime | None:
    """Return when a subscriber joined, or None when it was forgotten."""
    return session.exec(select(SubscriberRow.joined).where(SubscriberRow.id == subscriber_id)).first()
