"""Who is logged in at which window."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody is logged in."""
    op.create_table(
        "staffed_windows",
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.Column("window", sa.String(32), nullable=False),
        sa.Column("clerk", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_staffed_windows_hall_id"),
        sa.PrimaryKeyConstraint("hall_id", "window", name="pk_staffed_windows"),
        sa.UniqueConstraint("hall_id", "clerk", name="uq_staffed_windows_clerk"),
        comment="A clerk is logged in at a window while it has a row.",
    )
