"""Digests: frozen snapshots, drafts, uploaded files and deliveries; the times in which feeds were not read.

Revision: 0006; follows: 0005; made: 2026-11-23. Feeds that fail now have failed since their last success.
"""

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _make_digest()
    _make_draft()
    _make_file()
    _make_delivery()
    _make_outage()


def downgrade() -> None:
    """Undo."""
    for table in ("feed_outage", "digest_delivery", "digest_file", "digest_draft", "digest"):
        op.drop_table(table)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def _make_digest() -> None:
    op.create_table(
        "digest",
        _number("id"),
        _text("period"),
        _text("audience"),
        _moment("since"),
        _moment("until"),
        _moment("cut_off"),
        _moment("made"),
        sa.Column("snapshot", sa.Text(), nullable=False),
        _text("sha256"),
        _number("expanded_to"),
        _moment("expanded_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("period", "audience"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digest_until", "digest", ["until"])
    op.create_index("ix_digest_expanded_at", "digest", ["expanded_at"])


def _make_draft() -> None:
    op.create_table(
        "digest_draft",
        _number("id"),
        _text("period"),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("edits", sa.JSON(), nullable=False),
        _moment("made"),
        _moment("goes_out"),
        _moment("told_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("period"),
        sqlite_autoincrement=True,
    )


def _make_file() -> None:
    op.create_table(
        "digest_file",
        _number("digest_id"),
        _text("form"),
        _text("lang"),
        _text("file_id"),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest_id", "form", "lang"),
    )


def _make_delivery() -> None:
    op.create_table(
        "digest_delivery",
        _number("id"),
        _number("digest_id"),
        _number("subscriber_id"),
        _text("state"),
        _moment("not_before"),
        _number("tries"),
        _number("repeats"),
        _number("parts"),
        _moment("claimed_at", nullable=True),
        _moment("settled_at", nullable=True),
        _text("reason"),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscriber.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest_id", "subscriber_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_digest_delivery_subscriber_id", "digest_delivery", ["subscriber_id"])
    op.create_index("ix_digest_delivery_waiting", "digest_delivery", ["state", "not_before", "id"])


def _make_outage() -> None:
    op.create_table(
        "feed_outage",
        _number("id"),
        sa.Column("feed_id", sa.Integer(), nullable=True),
        _moment("since"),
        _moment("until", nullable=True),
        _text("health"),
        _text("reason"),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feed_outage_feed_id", "feed_outage", ["feed_id"])
    op.create_index("ix_feed_outage_since", "feed_outage", ["since"])
    # What fails is not read since its last success, or since it was added.
    op.execute(
        "INSERT INTO feed_outage (feed_id, since, health, reason)"
        " SELECT id, COALESCE(last_ok, created), health, reason FROM feed"
        " WHERE state = 'active' AND failures > 0"
    )
