"""What the latest call of each window has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; a call that was made before it cannot be taken back any more."""
    op.create_table(
        "made_calls",
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.Column("window", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("in_a_row", sa.Integer, nullable=False),
        sa.Column("called_id", sa.String(32), nullable=False),
        sa.Column("called", sa.Text, nullable=False),
        sa.Column("ended_id", sa.String(32)),
        sa.Column("ended", sa.Text),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_made_calls_hall_id"),
        sa.PrimaryKeyConstraint("hall_id", "window", name="pk_made_calls"),
        comment="The latest call of each window, with the tickets it has changed as they were before, to be taken back.",
    )
