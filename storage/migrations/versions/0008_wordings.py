"""Each wording of an entry has its address and the checksum of the document in which it was first read.

Revision: 0008; follows: 0007; made: 2026-11-23. The one checksum that an edited entry has is that of its
first wording; that of the later ones is not known. Former addresses are taken to be the one of now.
"""

import sqlalchemy as sa
import sqlmodel
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_LINKS = """
UPDATE entry_revision SET link = (SELECT link FROM entry WHERE entry.id = entry_revision.entry_id)
"""
_FIRST = """
UPDATE entry_revision SET raw_sha256 = (SELECT raw_sha256 FROM entry WHERE entry.id = entry_revision.entry_id)
WHERE id IN (SELECT min(id) FROM entry_revision GROUP BY entry_id)
"""
_LATER = "UPDATE entry SET raw_sha256 = '' WHERE id IN (SELECT entry_id FROM entry_revision)"
_BACK = """
UPDATE entry
SET raw_sha256 = (SELECT raw_sha256 FROM entry_revision WHERE entry_id = entry.id ORDER BY id LIMIT 1)
WHERE id IN (SELECT entry_id FROM entry_revision)
"""


def upgrade() -> None:
    """Apply."""
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column("entry_revision", sa.Column("link", text, nullable=True))
    op.add_column("entry_revision", sa.Column("raw_sha256", text, nullable=False, server_default=""))
    op.create_index("ix_entry_revision_replaced_at", "entry_revision", ["replaced_at"])
    for step in (_LINKS, _FIRST, _LATER):
        op.execute(step)


def downgrade() -> None:
    """Undo."""
    op.execute(_BACK)
    op.drop_index("ix_entry_revision_replaced_at", table_name="entry_revision")
    for name in ("raw_sha256", "link"):
        op.drop_column("entry_revision", name)
