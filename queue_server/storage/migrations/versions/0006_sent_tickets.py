"""Finding those who were sent to one window without looking at everybody who waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SENT = sa.text("status = 'waiting' AND for_window IS NOT NULL")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_tickets_sent",
        "tickets",
        ["hall_id", "business_day", "turn", "position"],
        sqlite_where=_SENT,
        postgresql_where=_SENT,
    )
