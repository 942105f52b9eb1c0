"""The table that full-text search reads: each entry's folded words, prepared before they get here.

SQLite searches them with FTS5 (`entry_fts`, which triggers keep in step: entries may go in any way), and
PostgreSQL as a tsvector made of the same words. Neither database stems, folds or splits anything itself.
"""

from typing import Any

from sqlalchemy import Column, Dialect, ForeignKey, Integer, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

FTS = "entry_fts"
"""SQLite's virtual table."""
_OURS = ("ix_entry_search_words", FTS)
"""What only one of the databases has, made by the migrations: indexes, and tables that FTS5 keeps."""


class Words(TypeDecorator[str]):
    """Words with one space between; PostgreSQL keeps each with its places."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column's type in this database."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write the words as this database reads them."""
        if value is None or dialect.name != "postgresql":
            return value
        return " ".join(f"'{word}':{place}" for place, word in enumerate(value.split(), 1))


class EntrySearch(SQLModel, table=True):
    """What can be searched of one entry."""

    __tablename__ = "entry_search"

    entry_id: int = Field(
        sa_column=Column(
            Integer, ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        )
    )
    words: str = Field(sa_column=Column(Words, nullable=False))


def is_model(name: str | None) -> bool:
    """Tell whether models describe the table or index of this name, for Alembic's comparison."""
    return name is None or not name.startswith(_OURS)
