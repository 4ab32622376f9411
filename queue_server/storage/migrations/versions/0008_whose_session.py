"""Whose each session was, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of earlier sessions only those that were rated tell their clerk; they all count as ended with the finish key."""
    for name, session in (("tickets", "session_id"), ("earlier_sessions", "id")):
        op.add_column(name, sa.Column("clerk", sa.String(32)))
        op.add_column(
            name, sa.Column("ended_by_call", sa.Integer, nullable=False, server_default=sa.text("0"))
        )
        sessions = sa.table(name, sa.column(session), sa.column("clerk"))
        ratings = sa.table("ratings", sa.column("session_id"), sa.column("clerk"))
        rated = sa.select(ratings.c.clerk).where(ratings.c.session_id == sessions.c[session])
        op.execute(sa.update(sessions).values(clerk=rated.scalar_subquery()))
