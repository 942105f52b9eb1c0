"""Invites have numbers, people the number they came by, and chats a kind; who made an invite is not kept.

Revision: 0005; follows: 0004; made: 2026-11-23. Groups are told from people when they next write.
"""

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _remake_invite(
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_hash"),
        sqlite_autoincrement=True,
    )
    op.add_column(
        "subscriber",
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="person"),
    )
    op.add_column("subscriber", sa.Column("invite_id", sa.Integer(), nullable=True))
    op.create_index("ix_subscriber_kind", "subscriber", ["kind"])
    op.create_index("ix_subscriber_invite_id", "subscriber", ["invite_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_subscriber_invite_id", "subscriber")
    op.drop_index("ix_subscriber_kind", "subscriber")
    with op.batch_alter_table("subscriber", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_column("invite_id")
        batch_op.drop_column("kind")
    _remake_invite(
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
        sa.ForeignKeyConstraint(["created_by"], ["subscriber.id"], ondelete="SET NULL"),
    )


def _remake_invite(*own: sa.schema.SchemaItem, **options: bool) -> None:
    """Put another table in the place of the invites, with what both have in common."""
    op.execute("CREATE TABLE invite_before AS SELECT code_hash, role, uses_left, expires FROM invite")
    op.drop_table("invite")
    op.create_table(
        "invite",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        *own,
        **options,
    )
    op.execute(
        "INSERT INTO invite (code_hash, role, uses_left, expires)"
        " SELECT code_hash, role, uses_left, expires FROM invite_before ORDER BY expires"
    )
    op.drop_table("invite_before")
