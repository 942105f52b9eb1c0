"""Translations: what an optional model made of an entry's summary, accepted or refused, once per language.

What is asked is chosen by entries and languages alone: nothing here tells who reads them. `ModelDay` holds
what was spent, so that a day's budget survives a restart.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_, text, update
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from storage.entry import Entry, chunks
from storage.feed import Feed
from storage.renewal import plan_renewal
from storage.story import Alert
from storage.subscriber import SubscriberRow, SubscriberState

DEFAULT_LANGUAGE = "en"
_REASON = 500
_OPEN_DAY = text(
    "INSERT INTO model_day (day, requests, tokens, failed) VALUES (:day, 0, 0, 0) ON CONFLICT DO NOTHING"
).bindparams(bindparam("day", type_=Date))


class Translation(SQLModel, table=True):
    """A model's answer for one entry and language; `text` is empty where it was refused."""

    __table_args__ = (UniqueConstraint("entry_id", "lang"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", ondelete="CASCADE", index=True)
    lang: str
    source_hash: str
    """The content hash of the entry that was sent."""
    text: str = ""
    model: str
    created: datetime
    reason: str = ""
    """Why it was refused."""


class ModelDay(SQLModel, table=True):
    """What was spent on the model in one UTC day, failures included."""

    __tablename__ = "model_day"

    day: date = Field(primary_key=True)
    requests: int = 0
    tokens: int = 0
    failed: int = 0
    """Requests without a usable answer."""


@dataclass(frozen=True, slots=True)
class ToTranslate:
    """An entry that somebody may want to read in `lang`, with all that may be sent of it."""

    entry_id: int
    lang: str
    source_hash: str
    title: str
    summary: str
    source_name: str


@dataclass(frozen=True, slots=True)
class Translated:
    """A checked machine translation of an entry's headline and summary."""

    headline: str
    summary: str
    model: str


@dataclass(frozen=True, slots=True)
class Spent:
    """What one UTC day has cost so far."""

    requests: int = 0
    tokens: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """How a day's translations fared. `refused` counts by the first word of the reason."""

    spent: Spent
    accepted: int
    refused: dict[str, int]


def wanted_languages(session: Session) -> dict[str, int]:
    """Return how many active subscribers want stories in each language; never who. Needs the key."""
    counts: dict[str, int] = {}
    rows = session.exec(select(SubscriberRow.settings).where(SubscriberRow.state == SubscriberState.ACTIVE))
    for settings in rows:
        if lang := settings.get("told_in", ""):
            counts[lang] = counts.get(lang, 0) + 1
    return counts


def to_translate(
    session: Session, languages: Collection[str], *, model: str, since: datetime, limit: int
) -> list[ToTranslate]:
    """Return the entries of alerts made after `since` that `model` was not asked for yet, newest first.

    An entry that was edited since, or asked of another model, comes again. One in the reader's own language
    never does: its own sentences are better than any made of them.
    """
    found: list[ToTranslate] = []
    for lang in sorted(languages):
        query = (
            select(Entry, Feed)
            .join(Feed, col(Feed.id) == Entry.feed_id)
            .outerjoin(
                Translation, and_(col(Translation.entry_id) == Entry.id, col(Translation.lang) == lang)
            )
            .where(
                col(Entry.id).in_(select(Alert.entry_id).where(Alert.created > since)),
                Entry.lang != lang,
                Entry.lang != "",
                or_(col(Translation.id).is_(None), ~_is_current(model)),
            )
            .order_by(col(Entry.id).desc())
            .limit(limit)
        )
        for entry, feed in session.exec(query):
            name = feed.owner or feed.title
            found.append(
                ToTranslate(entry.id or 0, lang, entry.content_hash, entry.title, entry.summary, name)
            )
    return sorted(found, key=lambda one: (-one.entry_id, one.lang))[:limit]


def _is_current(model: str) -> ColumnElement[bool]:
    return and_(col(Translation.source_hash) == col(Entry.content_hash), col(Translation.model) == model)


def known_answer(session: Session, source_hash: str, lang: str, model: str) -> tuple[str, str] | None:
    """Return (text, reason) of what the model once made of the same content, whichever entry it was for."""
    row = session.exec(
        select(Translation)
        .where(Translation.source_hash == source_hash, Translation.lang == lang, Translation.model == model)
        .order_by(col(Translation.id))
        .limit(1)
    ).first()
    return (row.text, row.reason) if row else None


def remember(
    session: Session, asked: ToTranslate, *, model: str, now: datetime, told: str = "", reason: str = ""
) -> None:
    """Write an answer down, accepted (`told`: the headline, a line break, the summary) or refused.

    Alerts do not wait for it: the messages that were sent without it are due to be renewed.
    """
    entry = session.get(Entry, asked.entry_id)
    if entry is None:  # it was removed meanwhile
        return
    row = session.exec(
        select(Translation).where(Translation.entry_id == asked.entry_id, Translation.lang == asked.lang)
    ).first() or Translation(entry_id=asked.entry_id, lang=asked.lang, source_hash="", model="", created=now)
    row.source_hash, row.model, row.created = asked.source_hash, model, now
    row.text, row.reason = told, reason[:_REASON]
    session.add(row)
    if told and entry.story_id is not None:
        plan_renewal(session, entry.story_id, now)
    session.flush()


def translations_for(session: Session, entry_ids: Sequence[int], lang: str) -> dict[int, Translated]:
    """Return the accepted translations of these entries as they read now, by entry id."""
    found: dict[int, Translated] = {}
    for chunk in chunks(entry_ids):
        query = (
            select(Translation)
            .join(Entry, col(Entry.id) == Translation.entry_id)
            .where(
                col(Translation.entry_id).in_(chunk),
                Translation.lang == lang,
                Translation.text != "",
                col(Translation.source_hash) == col(Entry.content_hash),
            )
        )
        for row in session.exec(query):
            headline, _, summary = row.text.partition("\n")
            found[row.entry_id] = Translated(headline, summary, row.model)
    return found


def reserve(session: Session, day: date, *, requests: int, tokens: int) -> bool:
    """Take one request from the day's budget before it is made; False when the day has none left."""
    session.execute(_OPEN_DAY, {"day": day})  # two nodes may begin a day at once
    result = session.execute(
        update(ModelDay)
        .where(col(ModelDay.day) == day, col(ModelDay.requests) < requests, col(ModelDay.tokens) < tokens)
        .values(requests=col(ModelDay.requests) + 1)
    )
    return int(result.rowcount) == 1  # type: ignore[attr-defined]


def spend(session: Session, day: date, *, tokens: int = 0, failed: int = 0) -> None:
    """Add what a reserved request turned out to cost."""
    session.execute(
        update(ModelDay)
        .where(col(ModelDay.day) == day)
        .values(tokens=col(ModelDay.tokens) + tokens, failed=col(ModelDay.failed) + failed)
    )


def spent(session: Session, day: date) -> Spent:
    """Return what a UTC day has cost."""
    row = session.get(ModelDay, day)
    return Spent(row.requests, row.tokens, row.failed) if row else Spent()


def model_health(session: Session, day: date, since: datetime) -> ModelHealth:
    """Return what `day` cost, and how many answers written after `since` were accepted and refused."""
    refused: dict[str, int] = {}
    for (reason,) in session.execute(
        select(Translation.reason).where(Translation.created > since, Translation.text == "")
    ):
        kind = reason.partition(":")[0]
        refused[kind] = refused.get(kind, 0) + 1
    accepted = session.exec(
        select(func.count()).where(Translation.created > since, Translation.text != "")
    ).one()
    return ModelHealth(spent(session, day), int(accepted), refused)
