"""What is on its way, and what waits for one subscriber, is found by an index of its own.

Revision: 0007; follows: 0006; made: 2026-11-23.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SENDING = sa.text("(state = 'sending')")
_WAITING = sa.text("(state = 'pending' OR (state = 'unknown' AND repeats = 0))")


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_delivery_sending",
        "delivery",
        ["claimed_at"],
        sqlite_where=_SENDING,
        postgresql_where=_SENDING,
    )
    op.create_index(
        "ix_delivery_waiting_subscriber",
        "delivery",
        ["subscriber_id"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_delivery_waiting_subscriber", table_name="delivery")
    op.drop_index("ix_delivery_sending", table_name="delivery")
