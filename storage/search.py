"""Full-text search over stored entries: newest first, a page at a time, in either database.

A search is a row of terms that must all occur, each a row of alternatives: words with one space between
stand side by side, a ``*`` at the end stands for any ending. Whoever asks has folded and inflected them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Integer, Select, Subquery, cast, column, func, literal, table, text
from sqlalchemy import insert as insertion
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session, SQLModel, col, select

from storage.entry import Entry, chunks
from storage.story import StoryReport, reports
from storage.words import FTS, EntrySearch


@dataclass(frozen=True, slots=True)
class Findings:
    """One page of what was found, newest first, and how much there is in all."""

    total: int
    reports: tuple[StoryReport, ...]


@dataclass(frozen=True, slots=True)
class Unindexed:
    """An entry whose words are not prepared yet."""

    id: int
    title: str
    text: str


def find_entries(
    session: Session,
    terms: Sequence[Sequence[str]],
    *,
    lang: str = "",
    since: datetime | None = None,
    limit: int,
    offset: int = 0,
) -> Findings:
    """Return the entries in which all terms occur, those stored last first.

    `lang` (``en``, ``ru`` ...) keeps only entries in it; `since` only those first seen then or later.
    """
    if not terms:
        return Findings(0, ())
    _by_index(session, only=True)
    hits = _hits(session, terms)
    ids: Select[tuple[int]] = sql_select(hits.c.entry_id)
    if lang or since is not None:
        ids = ids.join(Entry, col(Entry.id) == hits.c.entry_id)
    if lang:
        ids = ids.where(col(Entry.lang) == lang)
    if since is not None:
        ids = ids.where(col(Entry.first_seen) >= since)
    total = int(session.scalar(sql_select(func.count()).select_from(ids.subquery())) or 0)
    newest = ids.order_by(hits.c.entry_id.desc()).limit(limit).offset(offset)
    page = [int(entry_id) for entry_id in session.execute(newest).scalars()]
    _by_index(session, only=False)
    return Findings(total, tuple(reversed(reports(session, page))))


def unindexed(session: Session, after: int, limit: int) -> list[Unindexed]:
    """Return entries with ids above `after` that cannot be found yet, by id."""
    known = select(EntrySearch.entry_id).where(EntrySearch.entry_id == Entry.id).exists()
    query = (
        sql_select(col(Entry.id), col(Entry.title), col(Entry.text))
        .where(col(Entry.id) > after, ~known)
        .order_by(col(Entry.id))
        .limit(limit)
    )
    return [Unindexed(*row) for row in session.execute(query)]


def index_words(session: Session, found: Sequence[tuple[int, str]]) -> None:
    """Let entries be found by their prepared words; those that went or were filled in meanwhile stay so."""
    entries = SQLModel.metadata.tables["entry"]
    rows: list[dict[str, object]] = []
    for chunk in chunks(found):
        ids = [entry_id for entry_id, _ in chunk]
        alive = sql_select(entries.c.id).where(entries.c.id.in_(ids)).with_for_update(key_share=True)
        done = sql_select(col(EntrySearch.entry_id)).where(col(EntrySearch.entry_id).in_(ids))
        wanted = set(session.scalars(alive.order_by(entries.c.id))) - set(session.scalars(done))
        rows += [{"entry_id": entry_id, "words": words} for entry_id, words in chunk if entry_id in wanted]
    if rows:
        session.connection().execute(insertion(SQLModel.metadata.tables["entry_search"]), rows)


def _by_index(session: Session, *, only: bool) -> None:
    """Have PostgreSQL look words up in their index until told otherwise.

    It takes a hundred forms, nearly all of which never occur, for a fourth of all entries, and would rather
    read every entry from the newest on.
    """
    if session.get_bind().dialect.name == "postgresql":
        for way in ("enable_seqscan", "enable_indexscan"):
            session.execute(sql_select(func.set_config(way, "off" if only else "on", True)))


def _hits(session: Session, terms: Sequence[Sequence[str]]) -> Subquery | CTE:
    """Return the ids of the entries in which all terms occur, as a table."""
    if session.get_bind().dialect.name == "sqlite":
        fts = table(FTS, column("rowid", Integer))
        matching = text(f"{FTS} MATCH :wanted").bindparams(wanted=_for_sqlite(terms))
        return sql_select(fts.c.rowid.label("entry_id")).where(matching).subquery()
    words = SQLModel.metadata.tables["entry_search"].c
    query = cast(literal(_for_postgres(terms)), TSQUERY)
    holds = words.words.op("@@", is_comparison=True)(query)
    return sql_select(words.entry_id).where(holds).cte().prefix_with("MATERIALIZED")


def _for_sqlite(terms: Sequence[Sequence[str]]) -> str:
    """Write terms as an FTS5 expression (sqlite.org/fts5.html, 3)."""
    return " AND ".join(f"({' OR '.join(map(_quoted, term))})" for term in terms)


def _quoted(alternative: str) -> str:
    words = alternative.replace('"', "").removesuffix("*")
    return f'"{words}" *' if alternative.endswith("*") else f'"{words}"'


def _for_postgres(terms: Sequence[Sequence[str]]) -> str:
    """Write terms as a tsquery (postgresql.org/docs/current/datatype-textsearch.html)."""
    return " & ".join(f"({' | '.join(map(_beside, term))})" for term in terms)


def _beside(alternative: str) -> str:
    words = alternative.replace("'", "").replace("\\", "").removesuffix("*").split()
    ending = ":*" if alternative.endswith("*") else ""
    return "(" + " <-> ".join(f"'{word}'" for word in words) + ending + ")"
