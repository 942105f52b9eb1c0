"""What people said of alerts: relevant or not, for which entity; and what moderators have yet to see.

A moderator's word counts; a reader's waits in the inbox until a moderator has judged the entry.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from storage.entry import Entry, EntryMatch, chunks
from storage.feed import Feed
from storage.story import Alert


class Verdict(StrEnum):
    """What a person said of an alert."""

    RELEVANT = "relevant"
    NOT_RELEVANT = "not_relevant"
    WRONG_ENTITY = "wrong_entity"
    DUPLICATE = "duplicate"


class Feedback(SQLModel, table=True):
    """One person's word on one entry for one entity; a second word replaces the first, by constraint."""

    __table_args__ = (
        UniqueConstraint("entry_id", "entity", "subscriber_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE")
    entity: str
    subscriber_id: int = Field(foreign_key="subscriber.id", ondelete="CASCADE", index=True)
    verdict: str
    by_moderator: bool = False
    at: datetime
    settled_at: datetime | None = Field(default=None, index=True)
    """When a moderator worked through it; a moderator's own word needs none."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """An entry that readers found not relevant and no moderator has judged."""

    entry_id: int
    entities: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What moderators last said of an entry for one entity; duplicates are no judgement of the match."""

    entry_id: int
    entity: str
    accepted: bool
    feed_id: int
    feed: str
    """The feed's title, or its address."""
    keywords: tuple[str, ...]
    """Those that found the entity in the entry."""


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A judged entry as text."""

    title: str
    text: str
    lang: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How often moderators agreed with a match."""

    accepted: int = 0
    rejected: int = 0

    @property
    def judged(self) -> int:
        """Return how many judgements there are."""
        return self.accepted + self.rejected

    @property
    def precision(self) -> float:
        """Return accepted of judged, from 0 to 1; 1 where nothing was judged."""
        return self.accepted / self.judged if self.judged else 1.0


def alert_subject(session: Session, alert_id: int) -> tuple[int, tuple[str, ...]] | None:
    """Return (entry, entities) of an alert, or None when it is no longer kept."""
    row = session.get(Alert, alert_id)
    return (row.entry_id, tuple(row.entities)) if row else None


def give_feedback(
    session: Session,
    *,
    entry_id: int,
    entities: Iterable[str],
    subscriber_id: int,
    verdict: Verdict,
    by_moderator: bool,
    now: datetime,
) -> bool:
    """Note what somebody says of an entry for each of `entities`; their earlier word is replaced.

    Returns whether anything is new. A reader's word is put into the inbox, unless a moderator has judged the
    entry for that entity; said again, it changes nothing. An entry that was removed meanwhile has nothing to
    be said about it.
    """
    if session.get(Entry, entry_id) is None:
        return False
    said = {
        row.entity: row.verdict
        for row in session.exec(
            select(Feedback).where(Feedback.entry_id == entry_id, Feedback.subscriber_id == subscriber_id)
        )
    }
    fresh = [entity for entity in dict.fromkeys(entities) if said.get(entity) != verdict]
    if not fresh:
        return False
    judged = fresh if by_moderator else _judged(session, entry_id)
    common = {
        "entry_id": entry_id,
        "subscriber_id": subscriber_id,
        "verdict": str(verdict),
        "by_moderator": by_moderator,
        "at": now,
    }
    rows = [{**common, "entity": one, "settled_at": now if one in judged else None} for one in fresh]
    dialect = sqlite if session.connection().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Feedback).values(rows)
    replaced = {name: statement.excluded[name] for name in ("verdict", "by_moderator", "at", "settled_at")}
    session.execute(
        statement.on_conflict_do_update(index_elements=["entry_id", "entity", "subscriber_id"], set_=replaced)
    )
    return True


def _judged(session: Session, entry_id: int) -> Sequence[str]:
    """Return the entities for which a moderator has judged an entry."""
    query = select(Feedback.entity).where(Feedback.entry_id == entry_id, col(Feedback.by_moderator).is_(True))
    return session.exec(query).all()


def settle_complaint(session: Session, entry_id: int, now: datetime) -> bool:
    """Take an entry out of the inbox; False when somebody else did so before."""
    done = session.execute(
        update(Feedback)
        .where(
            col(Feedback.entry_id) == entry_id,
            col(Feedback.settled_at).is_(None),
            col(Feedback.by_moderator).is_(False),
        )
        .values(settled_at=now)
        .returning(col(Feedback.id))
    ).all()
    return bool(done)


def next_complaint(session: Session, after: int = 0) -> Complaint | None:
    """Return the oldest entry in the inbox with an id above `after`; past the last it begins again."""
    waiting = col(Feedback.settled_at).is_(None), col(Feedback.by_moderator).is_(False)
    entry_id = session.exec(
        select(func.min(Feedback.entry_id)).where(*waiting, Feedback.entry_id > after)
    ).one()
    if entry_id is None:
        return next_complaint(session) if after > 0 else None
    rows = session.exec(select(Feedback).where(*waiting, Feedback.entry_id == entry_id)).all()
    entities = tuple(sorted({row.entity for row in rows}))
    return Complaint(int(entry_id), entities, len({row.subscriber_id for row in rows}))


def count_complaints(session: Session) -> int:
    """Return how many entries wait in the inbox."""
    query = select(func.count(func.distinct(Feedback.entry_id))).where(
        col(Feedback.settled_at).is_(None), col(Feedback.by_moderator).is_(False)
    )
    return int(session.exec(query).one())


def judgements(session: Session, entity: str | None = None) -> list[Judgement]:
    """Return what moderators said of matches (of one entity), one judgement an entry and entity.

    Where moderators differ, the last word counts.
    """
    query = (
        select(Feedback, Feed)
        .join(Entry, col(Entry.id) == Feedback.entry_id)
        .join(Feed, col(Feed.id) == Entry.feed_id)
        .where(col(Feedback.by_moderator).is_(True))
        .order_by(col(Feedback.at), col(Feedback.id))
    )
    if entity is not None:
        query = query.where(Feedback.entity == entity)
    last: dict[tuple[int, str], tuple[Feedback, Feed]] = {}
    for row, feed in session.execute(query).all():
        if row.verdict != Verdict.DUPLICATE:
            last[row.entry_id, row.entity] = row, feed
    keywords = _keywords(session, sorted({entry_id for entry_id, _ in last}))
    return [
        Judgement(
            entry_id=entry_id,
            entity=key,
            accepted=row.verdict == Verdict.RELEVANT,
            feed_id=feed.id or 0,
            feed=feed.title or feed.url,
            keywords=tuple(sorted(keywords.get((entry_id, key), ()))),
        )
        for (entry_id, key), (row, feed) in last.items()
    ]


def judged_texts(session: Session, entity: str, limit: int = 400) -> list[JudgedText]:
    """Return the newest judged entries of an entity, as text."""
    judged = {one.entry_id: one.accepted for one in judgements(session, entity)}
    found: list[JudgedText] = []
    for chunk in chunks(sorted(judged, reverse=True)[:limit]):
        rows = session.exec(select(Entry).where(col(Entry.id).in_(chunk)).order_by(col(Entry.id)))
        found += [JudgedText(row.title, row.text, row.lang, judged[row.id or 0]) for row in rows]
    return found


def scores(judged: Iterable[Judgement], by: str) -> dict[Hashable, Score]:
    """Count judgements by ``entity``, ``keyword`` (entity, keyword) or ``feed`` (its title)."""
    counts: dict[Hashable, list[int]] = {}
    for one in judged:
        for key in _score_keys(one, by):
            counts.setdefault(key, [0, 0])[not one.accepted] += 1
    return {key: Score(*both) for key, both in counts.items()}


def _score_keys(one: Judgement, by: str) -> Sequence[Hashable]:
    if by == "keyword":
        return [(one.entity, keyword) for keyword in one.keywords]
    return [one.feed] if by == "feed" else [one.entity]


def _keywords(session: Session, entry_ids: Sequence[int]) -> dict[tuple[int, str], set[str]]:
    found: dict[tuple[int, str], set[str]] = {}
    for chunk in chunks(entry_ids):
        query = select(EntryMatch.entry_id, EntryMatch.entity, EntryMatch.keyword).where(
            col(EntryMatch.entry_id).in_(chunk)
        )
        for entry_id, entity, keyword in session.execute(query).all():
            found.setdefault((entry_id, entity), set()).add(keyword)
    return found
