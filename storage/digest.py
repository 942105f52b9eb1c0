"""Digests: periods that were closed, each a frozen snapshot, and what moderators do to one before that.

A snapshot is written once and never changed; the database refuses a second one of the same period and
audience. Files are uploaded once per format and language and known by Telegram's name for them afterwards.
What moderators left out of one digest stays out of others: the record of changes says which stories.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from storage.audit import Change, record

NOUN = "digest"
"""What the record of changes calls digests."""
_HIDE, _SHOW = "hide", "show"


class Digest(SQLModel, table=True):
    """A closed period as it was when it was closed."""

    __table_args__ = (UniqueConstraint("period", "audience"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    period: str
    audience: str = ""
    since: datetime
    until: datetime = Field(index=True)
    cut_off: datetime
    made: datetime
    snapshot: str = Field(sa_column=Column(Text, nullable=False), repr=False)
    sha256: str
    """Of the snapshot's bytes, in hexadecimal digits."""
    expanded_to: int = 0
    """The last subscriber whose delivery was written."""
    expanded_at: datetime | None = Field(default=None, index=True)
    """When the last delivery was written; None: it is not sent, or not to everybody yet."""


class DigestDraft(SQLModel, table=True):
    """A closed period that moderators look at before it goes out."""

    __tablename__ = "digest_draft"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    period: str = Field(unique=True)
    snapshot: str = Field(sa_column=Column(Text, nullable=False), repr=False)
    edits: Any = Field(sa_column=Column(JSON, nullable=False))
    made: datetime
    goes_out: datetime
    """When it is released as it is, if nobody does."""
    told_at: datetime | None = None
    """When moderators were told of it."""


class DigestFile(SQLModel, table=True):
    """A file of a digest that Telegram has already."""

    __tablename__ = "digest_file"

    digest_id: int = Field(primary_key=True, foreign_key="digest.id", ondelete="CASCADE")
    form: str = Field(primary_key=True)
    lang: str = Field(primary_key=True)
    file_id: str


@dataclass(frozen=True, slots=True)
class DigestInfo:
    """A closed period, without its content."""

    id: int
    period: str
    audience: str
    since: datetime
    until: datetime
    cut_off: datetime
    made: datetime
    sha256: str
    expanded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with what was done to it (`bot.digest.review`)."""

    id: int
    period: str
    snapshot: str
    edits: dict[str, Any]
    goes_out: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A story that moderators left out of a digest."""

    story_id: int
    reason: str
    entries: tuple[int, ...] = ()
    """Reports that stay left out wherever they are moved."""


def freeze(
    session: Session,
    snapshot: bytes,
    *,
    period: str,
    since: datetime,
    until: datetime,
    cut_off: datetime,
    now: datetime,
    audience: str = "",
) -> DigestInfo:
    """Store the snapshot of a period for good; where there is one already, that one stays and is returned."""
    if (known := find_digest(session, period, audience)) is not None:
        return known
    row = Digest(
        period=period,
        audience=audience,
        since=since,
        until=until,
        cut_off=cut_off,
        made=now,
        snapshot=snapshot.decode("utf-8"),
        sha256=hashlib.sha256(snapshot).hexdigest(),
    )
    if not _added(session, row):
        return find_digest(session, period, audience) or _info(row)
    session.execute(delete(DigestDraft).where(col(DigestDraft.period) == period))
    return _info(row)


def find_digest(session: Session, period: str, audience: str = "") -> DigestInfo | None:
    """Return the digest of a period, or None while it is not closed."""
    row = session.execute(
        _slim().where(col(Digest.period) == period, col(Digest.audience) == audience)
    ).first()
    return DigestInfo(*row) if row else None


def list_digests(session: Session, limit: int | None = None) -> list[DigestInfo]:
    """Return the closed periods, the latest first."""
    rows = session.execute(_slim().order_by(col(Digest.until).desc(), col(Digest.id).desc()).limit(limit))
    return [DigestInfo(*row) for row in rows]


def read_snapshot(session: Session, digest_id: int) -> bytes:
    """Return the snapshot of a digest as it was written; empty where there is none."""
    text = session.exec(select(Digest.snapshot).where(Digest.id == digest_id)).first()
    return (text or "").encode("utf-8")


def keep_draft(
    session: Session,
    period: str,
    snapshot: bytes,
    *,
    now: datetime,
    goes_out: datetime,
    edits: dict[str, Any] | None = None,
) -> Draft:
    """Store a draft; where there is one of the period already, that one stays and is returned."""
    known = find_draft(session, period=period)
    if known is not None:
        return known
    text = snapshot.decode("utf-8")
    row = DigestDraft(period=period, snapshot=text, edits=edits or {}, made=now, goes_out=goes_out)
    if not _added(session, row):
        return find_draft(session, period=period) or _draft(row)
    return _draft(row)


def find_draft(session: Session, *, period: str | None = None, draft_id: int | None = None) -> Draft | None:
    """Return the draft of a period or of a number; None when it was released."""
    wanted = DigestDraft.period == period if period is not None else DigestDraft.id == draft_id
    row = session.exec(select(DigestDraft).where(wanted)).first()
    return _draft(row) if row else None


def waiting_drafts(session: Session) -> dict[str, datetime]:
    """Return the periods whose drafts are not released, and when each goes out."""
    return dict(session.exec(select(DigestDraft.period, DigestDraft.goes_out)).all())


def edit_draft(session: Session, draft_id: int, edits: dict[str, Any]) -> None:
    """Write what was done to a draft."""
    row = session.get(DigestDraft, draft_id, with_for_update=True)
    if row is not None:
        row.edits = edits
        session.add(row)


def note_told(session: Session, draft_id: int, now: datetime, goes_out: datetime) -> bool:
    """Note that moderators were told of a draft, and until when they have time; False when they had been."""
    row = session.get(DigestDraft, draft_id, with_for_update=True)
    if row is None or row.told_at is not None:
        return False
    row.told_at, row.goes_out = now, goes_out
    session.add(row)
    return True


def leave_out(
    session: Session,
    period: str,
    story_id: int,
    *,
    reason: str,
    now: datetime,
    entries: Sequence[int] = (),
    actor: int | None = None,
) -> None:
    """Leave a story out of this digest and of those made after; `entries` wherever they are moved."""
    after = {"entries": list(entries)}
    subject = _subject(period, story_id)
    record(session, at=now, noun=NOUN, subject=subject, verb=_HIDE, actor=actor, reason=reason, after=after)


def take_in(session: Session, period: str, story_id: int, *, now: datetime, actor: int | None = None) -> None:
    """Show a story again that was left out."""
    record(session, at=now, noun=NOUN, subject=_subject(period, story_id), verb=_SHOW, actor=actor)


def left_out(session: Session) -> list[LeftOut]:
    """Return the stories that are left out of digests, by number."""
    rows = session.exec(
        select(Change)
        .where(Change.noun == NOUN, col(Change.verb).in_((_HIDE, _SHOW)))
        .order_by(col(Change.id))
    )
    found: dict[int, LeftOut] = {}
    for row in rows:
        number = row.subject.rpartition(" s")[2]
        if not number.isdecimal():
            continue
        found.pop(int(number), None)
        if row.verb == _HIDE:
            entries = row.after.get("entries", ()) if isinstance(row.after, dict) else ()
            found[int(number)] = LeftOut(int(number), row.reason, tuple(map(int, entries)))
    return [found[number] for number in sorted(found)]


def file_of(session: Session, digest_id: int, form: str, lang: str) -> str | None:
    """Return Telegram's name for a file that was uploaded, or None."""
    row = session.get(DigestFile, (digest_id, form, lang))
    return row.file_id if row else None


def keep_file(session: Session, digest_id: int, form: str, lang: str, file_id: str | None) -> None:
    """Remember Telegram's name for a file; None forgets it."""
    row = session.get(DigestFile, (digest_id, form, lang), with_for_update=True)
    if file_id is None:
        if row is not None:
            session.delete(row)
        return
    row = row or DigestFile(digest_id=digest_id, form=form, lang=lang, file_id=file_id)
    row.file_id = file_id
    session.add(row)


def _subject(period: str, story_id: int) -> str:
    return f"{period} s{story_id}"


def _added(session: Session, row: SQLModel) -> bool:
    """Store a row; False where another process stored one of its period while this one looked."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _slim() -> Any:
    return select(*(getattr(Digest, name) for name in DigestInfo.__dataclass_fields__))


def _info(row: Digest) -> DigestInfo:
    return DigestInfo(**{name: getattr(row, name) for name in DigestInfo.__dataclass_fields__})


def _draft(row: DigestDraft) -> Draft:
    return Draft(row.id or 0, row.period, row.snapshot, dict(row.edits), row.goes_out, row.told_at)
