"""Drafts, authors and feedback.

Revision: 0002; follows: 0001; made: 2026-11-23.
"""

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "watchlist_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("watchlist_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watchlist_draft_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("entity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("by_moderator", sa.Boolean(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "entity", "subscriber_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_settled_at"), ["settled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_subscriber_id"), ["subscriber_id"], unique=False)

    with op.batch_alter_table("watchlist_version", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("author", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("undoes", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_watchlist_version_author"), ["author"], unique=False)
        batch_op.create_foreign_key(
            "fk_watchlist_version_author", "subscriber", ["author"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("watchlist_version", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint("fk_watchlist_version_author", type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_watchlist_version_author"))
        batch_op.drop_column("undoes")
        batch_op.drop_column("reason")
        batch_op.drop_column("author")

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_subscriber_id"))
        batch_op.drop_index(batch_op.f("ix_feedback_settled_at"))

    op.drop_table("feedback")
    with op.batch_alter_table("watchlist_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watchlist_draft_subscriber_id"))

    op.drop_table("watchlist_draft")
