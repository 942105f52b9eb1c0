"""Full-text search.

Revision: 0003; follows: 0002; made: 2026-11-23. Entries that are there already are filled in by the program.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The words stand in lower case with one space between, so FTS5 has nothing left to decide: the tokenizer
# `ascii` splits at the spaces and takes every other letter as it is.
_FTS = (
    """CREATE VIRTUAL TABLE entry_fts USING fts5(
        words, content='entry_search', content_rowid='entry_id', columnsize=0, tokenize='ascii')""",
    """CREATE TRIGGER entry_search_added AFTER INSERT ON entry_search BEGIN
        INSERT INTO entry_fts (rowid, words) VALUES (new.entry_id, new.words);
    END""",
    """CREATE TRIGGER entry_search_removed AFTER DELETE ON entry_search BEGIN
        INSERT INTO entry_fts (entry_fts, rowid, words) VALUES ('delete', old.entry_id, old.words);
    END""",
    """CREATE TRIGGER entry_search_changed AFTER UPDATE ON entry_search BEGIN
        INSERT INTO entry_fts (entry_fts, rowid, words) VALUES ('delete', old.entry_id, old.words);
        INSERT INTO entry_fts (rowid, words) VALUES (new.entry_id, new.words);
    END""",
)


def upgrade() -> None:
    """Apply."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "entry_search",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text() if sqlite else postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id"),
    )
    if not sqlite:
        op.create_index("ix_entry_search_words", "entry_search", ["words"], postgresql_using="gin")
        return
    for statement in _FTS:
        op.execute(statement)


def downgrade() -> None:
    """Undo; triggers and indexes go with their tables."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE entry_fts")
    op.drop_table("entry_search")
