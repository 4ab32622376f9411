"""Second-visit cards on paper, and the way from a ticket to its card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No card was printed by a kiosk yet."""
    op.create_index("ix_second_visits_ticket", "second_visits", ["hall_id", "ticket_id"])
    op.create_table(
        "card_prints",
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_card_prints_hall_id"),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_card_prints_ticket_id"),
        sa.Column("kiosk", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "ticket_id", name="pk_card_prints"),
        comment="Which kiosk was last asked to print the second-visit card of a ticket, and what became of it.",
    )
