"""Evidence, translations, updates of alerts, and stories put right by hand.

Revision: 0004; follows: 0003; made: 2026-11-23. What was told before makes no update.
"""

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WAITING = sa.text("(state = 'pending' OR (state = 'unknown' AND repeats = 0))")


def upgrade() -> None:
    """Apply."""
    _make_evidence()
    _make_translation()
    _make_model_day()
    _add_to_feed()
    _add_to_story()
    _add_to_entry()
    _add_to_alert()
    _add_to_delivery()


def downgrade() -> None:
    """Undo."""
    _take_from(
        "delivery",
        ("occasion", "urgency", "folded_into"),
        ("ix_delivery_folded_into", "ix_delivery_waiting", "ix_delivery_subscriber"),
    )
    op.create_index("ix_delivery_subscriber_id", "delivery", ["subscriber_id"])
    _index_waiting("not_before", "id")
    _take_from(
        "alert",
        ("edited_to", "edited_at", "edit_due", "not_before", "urgency", "changes"),
        ("ix_alert_edit_due",),
    )
    _take_from(
        "entry",
        ("weighed", "summary_from", "placed_by_hand", "removed_at", "raw_sha256"),
        ("ix_entry_removed_at", "ix_entry_link_key"),
    )
    _take_from("story", ("weigh_due", "merged_into"), ("ix_story_weigh_due", "ix_story_merged_into"))
    _take_from("feed", ("evidence", "article"), ())
    op.drop_table("model_day")
    op.drop_table("translation")
    op.drop_table("evidence")


def _make_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("fetched_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("file", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_evidence_entry_id", "evidence", ["entry_id"])


def _make_translation() -> None:
    op.create_table(
        "translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("lang", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("source_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("entry_id", "lang"),
    )
    op.create_index("ix_translation_entry_id", "translation", ["entry_id"])


def _make_model_day() -> None:
    op.create_table(
        "model_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )


def _add_to_feed() -> None:
    op.add_column("feed", sa.Column("article", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("feed", sa.Column("evidence", sa.Boolean(), nullable=False, server_default=sa.false()))


def _add_to_story() -> None:
    _add_reference("story", "merged_into", "story")
    op.add_column("story", sa.Column("weigh_due", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.create_index("ix_story_weigh_due", "story", ["weigh_due"])


def _add_to_entry() -> None:
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("entry", sa.Column("raw_sha256", text, nullable=False, server_default=""))
    op.add_column("entry", sa.Column("removed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.add_column(
        "entry", sa.Column("placed_by_hand", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("entry", sa.Column("summary_from", text, nullable=False, server_default=""))
    op.add_column("entry", sa.Column("weighed", text, nullable=False, server_default=""))
    op.execute("UPDATE entry SET weighed = content_hash WHERE story_id IS NOT NULL AND told_at IS NOT NULL")
    op.create_index("ix_entry_link_key", "entry", ["link_key"])
    op.create_index("ix_entry_removed_at", "entry", ["removed_at"])


def _add_to_alert() -> None:
    date = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column("alert", sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("alert", sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("alert", sa.Column("not_before", date, nullable=True))
    op.add_column("alert", sa.Column("edit_due", date, nullable=True))
    op.add_column("alert", sa.Column("edited_at", date, nullable=True))
    op.add_column("alert", sa.Column("edited_to", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_alert_edit_due", "alert", ["edit_due"])


def _add_to_delivery() -> None:
    op.drop_index("ix_delivery_waiting", "delivery")
    _add_reference("delivery", "folded_into", "delivery")
    op.add_column("delivery", sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("delivery", sa.Column("occasion", text, nullable=False, server_default=""))
    _index_waiting("urgency", "not_before", "id")
    op.drop_index("ix_delivery_subscriber_id", "delivery")
    op.create_index("ix_delivery_subscriber", "delivery", ["subscriber_id", "settled_at"])


def _index_waiting(*columns: str) -> None:
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        list(columns),
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def _add_reference(table: str, name: str, other: str) -> None:
    """Add a column that names a row of `other`, or none."""
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.create_index(f"ix_{table}_{name}", [name])
        batch_op.create_foreign_key(f"fk_{table}_{name}", other, [name], ["id"], ondelete="SET NULL")


def _take_from(table: str, columns: tuple[str, ...], indexes: tuple[str, ...]) -> None:
    for index in indexes:
        op.drop_index(index, table)
    with op.batch_alter_table(table, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for column in columns:
            batch_op.drop_column(column)
