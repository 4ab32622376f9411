"""A condition of missing slips that costs less to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = sa.text("status IN ('waiting', 'called') AND slip IN ('queued', 'printing', 'failed')")
_AFTER = sa.text(
    "status IN ('waiting', 'called') AND (slip = 'queued' OR slip = 'printing' OR slip = 'failed')"
)


def upgrade() -> None:
    """Build the index anew; it has the same rows."""
    op.drop_index("ix_tickets_unprinted", "tickets", postgresql_where=_BEFORE)
    op.create_index(
        "ix_tickets_unprinted",
        "tickets",
        ["hall_id", "business_day", "position"],
        sqlite_where=_AFTER,
        postgresql_where=_AFTER,
    )
