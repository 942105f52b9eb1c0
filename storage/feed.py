"""Feeds: the sources we poll, when each is due, and how it fares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, and_, case, func, or_, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.audit import Change, record
from storage.errors import Refused
from storage.outage import LATE, begin_outage, end_outage, note_standstill

GONE_SHOWN = timedelta(days=30)
"""How long a feed that its publisher closed stays on the list for people to see."""
GIVEN_UP_AFTER = timedelta(days=1)
"""A feed that failed for so long is worth a word to those who chose it."""
_GONE = "gone"
_FAILING = "failing"
_MAX_KEY = 2000
"""Bytes: PostgreSQL cannot keep more than about 2,700 unique."""


class FeedState(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class Feed(SQLModel, table=True):
    """One row a source. `url_key` is its canonical address: one feed is stored once however it is written."""

    __table_args__ = (Index("ix_feed_due", "state", "next_poll", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    url: str
    url_key: str = Field(unique=True)
    title: str = ""
    owner: str = ""
    view: str = ""
    lang: str = ""
    legal_label: str = ""
    note: str = ""
    state: str = FeedState.ACTIVE
    health: str = "new"
    reason: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    next_poll: datetime
    lease_until: datetime | None = None
    failures: float = 0.0
    last_poll: datetime | None = None
    last_ok: datetime | None = None
    last_read: datetime | None = None
    last_new: datetime | None = None
    baseline_at: datetime | None = None
    links_reused: bool = False
    created: datetime
    added_by: int | None = Field(default=None, foreign_key="subscriber.id", ondelete="SET NULL", index=True)
    article: bool = False
    """Whether the article's own page is read for the summary of an alert."""
    evidence: bool = False
    """Whether a copy of the article's page is kept for every alert."""


@dataclass(frozen=True, slots=True)
class FeedClaim:
    """A due feed, leased to one poller."""

    id: int
    url: str
    title: str
    lang: str
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    failures: float
    baseline: bool
    """Whether the next successful poll is the first, which is silent."""
    last_read: datetime | None
    """When a whole document was last read, rather than a 304."""
    last_new: datetime | None
    links_reused: bool


@dataclass(frozen=True, slots=True)
class FeedInfo:
    """A feed as people see it."""

    id: int
    url: str
    title: str
    owner: str
    view: str
    lang: str
    legal_label: str
    note: str
    state: str
    health: str
    reason: str
    last_poll: datetime | None
    last_ok: datetime | None
    last_new: datetime | None
    article: bool = False
    evidence: bool = False
    created: datetime | None = None
    """When it was added; None only where nobody asked the database."""

    @property
    def name(self) -> str:
        """What to call it: its title, or its address."""
        return self.title or self.url

    @property
    def is_gone(self) -> bool:
        """Whether its publisher closed it, rather than one of us."""
        return self.state == FeedState.RETIRED and self.health == _GONE


@dataclass(frozen=True, slots=True)
class StoppedFeed:
    """A feed that brings nothing any more, and the row id of the subscriber who chose it."""

    feed: FeedInfo
    added_by: int | None


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll changes in the feed's own row; None keeps what is stored."""

    health: str
    reason: str
    next_poll: datetime
    failures: float
    ok: bool
    retired: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    moved_to: str | None = None
    moved_key: str | None = None
    title: str = ""
    links_reused: bool = False


def add_feed(
    session: Session,
    *,
    url: str,
    url_key: str,
    now: datetime,
    title: str = "",
    owner: str = "",
    view: str = "",
    lang: str = "",
    legal_label: str = "",
    note: str = "",
    state: FeedState = FeedState.ACTIVE,
    added_by: int | None = None,
) -> FeedInfo:
    """Store a new feed, due at once; Refused when its address is on the list already, or far too long."""
    if len(url_key.encode("utf-8", "replace")) > _MAX_KEY:
        raise Refused("This address is too long for a feed.")
    row = session.exec(select(Feed).where(Feed.url_key == url_key)).first()
    if row is not None and row.state == FeedState.ACTIVE:
        raise Refused(f"This feed is on the list already: {row.title or row.url}.")
    if row is None:
        row = Feed(url=url, url_key=url_key, next_poll=now, created=now)
    if row.state == FeedState.RETIRED:
        row.baseline_at = None  # what it published meanwhile is old: its next poll is silent again
    row.url, row.state, row.next_poll, row.failures, row.reason = url, state, now, 0.0, ""
    row.health, row.added_by, row.lease_until = "new", added_by, None
    # The next poll must bring the whole document: "unchanged since then" would leave no baseline.
    row.etag = row.last_modified = row.body_hash = row.last_read = None
    row.title, row.owner, row.view = title or row.title, owner or row.owner, view or row.view
    row.lang, row.legal_label, row.note = lang or row.lang, legal_label or row.legal_label, note or row.note
    session.add(row)
    session.flush()
    end_outage(session, row.id or 0, now)
    return _info(row)


def claim_due(
    session: Session, now: datetime, *, limit: int, interval: timedelta, lease: timedelta
) -> list[FeedClaim]:
    """Lease up to `limit` due feeds, longest due first; their next poll moves on before they are read."""
    rows = session.exec(
        select(Feed)
        .where(
            Feed.state == FeedState.ACTIVE,
            Feed.next_poll <= now,
            or_(col(Feed.lease_until).is_(None), col(Feed.lease_until) <= now),
        )
        .order_by(col(Feed.next_poll), col(Feed.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return []
    if now - rows[0].next_poll > LATE:
        note_standstill(session, rows[0].next_poll, now)
    moved = update(Feed).where(col(Feed.id).in_([row.id for row in rows]))
    session.execute(
        moved.values(lease_until=now + lease, next_poll=now + interval),
        execution_options={"synchronize_session": False},
    )
    return [_claim(row) for row in rows]


def settle_poll(session: Session, feed_id: int, result: PollResult, now: datetime) -> None:
    """Write how a poll went and free the feed."""
    feeds = SQLModel.metadata.tables["feed"]  # by the table: this is most of what an unchanged feed costs
    values: dict[str, object] = {
        "health": result.health,
        "reason": result.reason,
        "next_poll": result.next_poll,
        "failures": result.failures,
        "last_poll": now,
        "lease_until": None,
    }
    if result.ok:
        values |= {"last_ok": now, "etag": result.etag, "last_modified": result.last_modified}
        if result.body_hash is not None:
            values |= {"body_hash": result.body_hash, "last_read": now}
        if result.title:
            values["title"] = case((feeds.c.title == "", result.title), else_=feeds.c.title)
        if result.links_reused:
            values["links_reused"] = True
    if result.retired:
        values["state"] = FeedState.RETIRED.value
    if result.moved_to and result.moved_key and not _taken(session, result.moved_key, feed_id):
        values |= {"url": result.moved_to, "url_key": result.moved_key}
    # Whether it could be read the last time, too, is asked in passing: a row that is not there has changed.
    as_before = feeds.c.failures == 0 if result.failures == 0 else feeds.c.health == result.health
    settled = update(feeds).where(feeds.c.id == feed_id).values(values)
    if not session.connection().execute(settled.where(as_before)).rowcount:
        session.connection().execute(settled)
        if result.failures == 0:
            end_outage(session, feed_id, now)
        else:
            begin_outage(session, feed_id, now, result.health, result.reason)


def list_feeds(session: Session, *, state: FeedState | None = None) -> list[FeedInfo]:
    """Return the feeds (of one state), by title."""
    query = select(Feed).order_by(func.lower(Feed.title), col(Feed.id))
    if state is not None:
        query = query.where(Feed.state == state)
    return [_info(row) for row in session.exec(query)]


def find_feed(session: Session, *, feed_id: int | None = None, url_key: str | None = None) -> FeedInfo | None:
    """Return one feed by its number or its canonical address."""
    query = select(Feed).where(Feed.id == feed_id if feed_id is not None else Feed.url_key == url_key)
    row = session.exec(query).first()
    return _info(row) if row else None


def set_state(session: Session, feed_id: int, state: FeedState, now: datetime) -> None:
    """Start, pause or retire a feed; a started one is due at once."""
    row = session.get(Feed, feed_id)
    if row is None:
        raise Refused(f"There is no feed number {feed_id}.")
    if state is FeedState.RETIRED and row.health == _GONE:
        row.health = "new"  # seen and taken off the list
    row.state = state
    if state is FeedState.ACTIVE:
        row.next_poll, row.failures, row.lease_until = now, 0.0, None
    end_outage(session, feed_id, now)
    session.add(row)


def set_reading(
    session: Session, feed_id: int, *, article: bool | None = None, evidence: bool | None = None
) -> FeedInfo:
    """Choose whether a feed's article pages are read, and copies of them kept; None leaves it as it is."""
    row = session.get(Feed, feed_id)
    if row is None:
        raise Refused(f"There is no feed number {feed_id}.")
    row.article = row.article if article is None else article
    row.evidence = row.evidence if evidence is None else evidence
    session.add(row)
    return _info(row)


def make_due(session: Session, now: datetime) -> int:
    """Make every active feed due now; returns how many."""
    result = session.execute(
        update(Feed).where(col(Feed.state) == FeedState.ACTIVE).values(next_poll=now, lease_until=None)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def count_feeds(session: Session) -> dict[str, int]:
    """Return how many feeds there are by state."""
    rows = session.execute(select(Feed.state, func.count()).group_by(Feed.state))
    return {state: int(count) for state, count in rows}


def troubled_feeds(session: Session, limit: int = 12) -> Sequence[FeedInfo]:
    """Return the active feeds whose last poll failed, longest silent first."""
    query = (
        select(Feed)
        .where(Feed.state == FeedState.ACTIVE, Feed.failures > 0)
        .order_by(col(Feed.failures).desc(), col(Feed.id))
        .limit(limit)
    )
    return [_info(row) for row in session.exec(query)]


def gone_feeds(session: Session, since: datetime) -> Sequence[FeedInfo]:
    """Return the feeds that their publishers have closed since then, newest first."""
    query = (
        select(Feed)
        .where(Feed.state == FeedState.RETIRED, Feed.health == _GONE, col(Feed.last_poll) >= since)
        .order_by(col(Feed.last_poll).desc(), col(Feed.id))
    )
    return [_info(row) for row in session.exec(query)]


def note_stopped(session: Session, now: datetime) -> list[StoppedFeed]:
    """Return the `stopped_feeds` and record each as a change, so that it is not returned again."""
    stopped = stopped_feeds(session, now)
    for feed in (one.feed for one in stopped):
        record(session, at=now, noun="feed", subject=feed.url, verb=_verb(feed), reason=feed.reason)
    return stopped


def stopped_feeds(session: Session, now: datetime, limit: int = 100) -> list[StoppedFeed]:
    """Return the feeds that were closed or have failed for a day, and were not noted since they were well."""
    rows = session.exec(
        select(Feed)
        .where(
            or_(
                and_(col(Feed.state) == FeedState.RETIRED, col(Feed.health) == _GONE),
                and_(
                    col(Feed.state) == FeedState.ACTIVE,
                    col(Feed.failures) > 0,
                    func.coalesce(Feed.last_ok, Feed.created) <= now - GIVEN_UP_AFTER,
                ),
            )
        )
        .order_by(col(Feed.id))
    ).all()
    noted = _noted(session) if rows else {}
    fresh = [row for row in rows if not _known(row, noted)][:limit]
    return [StoppedFeed(_info(row), row.added_by) for row in fresh]


def _noted(session: Session) -> dict[tuple[str, str], datetime]:
    """Return when each feed's stop was noted last, by its address and what happened."""
    query = (
        select(Change.subject, Change.verb, func.max(Change.at))
        .where(Change.noun == "feed", col(Change.verb).in_((_GONE, _FAILING)))
        .group_by(Change.subject, Change.verb)
    )
    return {(subject, verb): at for subject, verb, at in session.exec(query)}


def _known(row: Feed, noted: dict[tuple[str, str], datetime]) -> bool:
    """Say whether a stop was noted since the feed was last well."""
    at = noted.get((row.url, _verb(row)))
    return at is not None and at >= (row.last_ok or row.created)


def _verb(row: Feed | FeedInfo) -> str:
    return _GONE if row.state == FeedState.RETIRED else _FAILING


def _taken(session: Session, url_key: str, feed_id: int) -> bool:
    return (
        session.exec(select(Feed.id).where(Feed.url_key == url_key, Feed.id != feed_id)).first() is not None
    )


def _claim(row: Feed) -> FeedClaim:
    assert row.id is not None  # noqa: S101  # it came from the database
    return FeedClaim(
        row.id,
        row.url,
        row.title,
        row.lang,
        row.etag,
        row.last_modified,
        row.body_hash,
        row.failures,
        row.baseline_at is None,
        row.last_read,
        row.last_new,
        row.links_reused,
    )


def _info(row: Feed) -> FeedInfo:
    return FeedInfo(**{name: getattr(row, name) for name in FeedInfo.__dataclass_fields__})
