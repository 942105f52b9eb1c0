"""What reports said, and since when: each wording that an entry had, with its own checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storage.entry import Entry, EntryRevision, chunks


@dataclass(frozen=True, slots=True)
class Wording:
    """A report as its feed had it from `since` on."""

    since: datetime
    title: str
    text: str
    link: str
    document_sha256: str
    """Of the feed document in which it was first read so; empty: not known."""

    @property
    def sha256(self) -> str:
        """Return the checksum of what it says."""
        return wording_sha256(self.title, self.link, self.text)


def wording_sha256(title: str, link: str, text: str) -> str:
    r"""Return the SHA-256, in hexadecimal digits, of headline, address and text in UTF-8, parted by ``\n``.

    Nothing is cleaned; half a surrogate pair, for which UTF-8 has no place, counts as ``?``.
    """
    return hashlib.sha256("\n".join((title, link, text)).encode("utf-8", "replace")).hexdigest()


def former_wordings(session: Session, entry_ids: Sequence[int]) -> dict[int, list[tuple[Wording, datetime]]]:
    """Return what edited entries said before, oldest first, each with when it was replaced."""
    found: dict[int, list[tuple[Wording, datetime]]] = {}
    for chunk in chunks(entry_ids):
        query = (
            select(EntryRevision, Entry.first_seen)
            .join(Entry, col(Entry.id) == col(EntryRevision.entry_id))
            .where(col(EntryRevision.entry_id).in_(chunk))
            .order_by(col(EntryRevision.replaced_at), col(EntryRevision.id))
        )
        for row, first_seen in session.exec(query):
            said = found.setdefault(row.entry_id, [])
            since = said[-1][1] if said else first_seen
            said.append(
                (Wording(since, row.title, row.text, row.link or "", row.raw_sha256), row.replaced_at)
            )
    return found


def amended_between(session: Session, after: datetime, until: datetime) -> list[int]:
    """Return the entries that their sources changed or took away in (after, until], by number."""
    edited = select(EntryRevision.entry_id).where(
        EntryRevision.replaced_at > after, EntryRevision.replaced_at <= until
    )
    removed = select(Entry.id).where(col(Entry.removed_at) > after, col(Entry.removed_at) <= until)
    return sorted({*session.exec(edited), *(number for number in session.exec(removed) if number)})
