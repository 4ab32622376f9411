"""The package whose step a second-visit card was made for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Cards that were made before are good for the packages of their tickets as well."""
    op.add_column("second_visits", sa.Column("package", sa.String(32)))
    cards = sa.table("second_visits", sa.column("ticket_id"), sa.column("package"))
    tickets = sa.table("tickets", sa.column("id"), sa.column("package"))
    of_ticket = sa.select(tickets.c.package).where(tickets.c.id == cards.c.ticket_id)
    op.execute(sa.update(cards).values(package=of_ticket.scalar_subquery()))
