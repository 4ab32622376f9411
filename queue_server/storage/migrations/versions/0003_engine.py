"""Priorities, places in line, sessions, follow-ups, second visits, and what the hall has learnt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'waiting'")
_IN_SESSION = sa.text("session_id IS NOT NULL")
_PARKED = sa.text("status = 'parked'")
_OF_PERSON = sa.text("identity_digest IS NOT NULL")


def upgrade() -> None:
    """Waiting tickets keep their order, everybody is ordinary, and each session is the first of its ticket."""
    op.add_column("halls", sa.Column("closed_day", sa.String(10)))
    with op.batch_alter_table("service_days") as service_days:
        service_days.drop_constraint("ck_service_days_waiting", type_="check")
        service_days.drop_column("waiting")
    if op.get_context().dialect.supports_comments:
        op.create_table_comment("service_days", "A package counts its numbers here as well.")
    for column in (
        sa.Column("reason", sa.String(16)),
        sa.Column("since", sa.BigInteger),
        sa.Column("clerk", sa.String(32)),
    ):
        op.add_column("paused_windows", column)
    _tickets()
    _ratings()
    _new_tables()


def _tickets() -> None:
    for column in (
        sa.Column("priority", sa.String(32), nullable=False, server_default="ordinary"),
        sa.Column("turn", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("queued_at", sa.BigInteger),
        sa.Column("first_called_at", sa.BigInteger),
        sa.Column("no_shows", sa.Integer, nullable=False, server_default="0"),
        sa.Column("package", sa.String(32)),
        sa.Column("steps", sa.Text, nullable=False, server_default=""),
        sa.Column("for_window", sa.String(32)),
        sa.Column("parked_at", sa.BigInteger),
        sa.Column("sessions", sa.Integer, nullable=False, server_default="0"),
        sa.Column("call_seq", sa.BigInteger),
        sa.Column("given_for", sa.String(32), nullable=False, server_default=""),
        sa.Column("forecast", sa.Text),
    ):
        op.add_column("tickets", column)
    op.execute("UPDATE tickets SET turn = position, first_called_at = called_at, given_for = service")
    op.execute("UPDATE tickets SET no_shows = 1 WHERE status = 'no-show'")
    op.execute("UPDATE tickets SET sessions = 1 WHERE session_id IS NOT NULL")
    op.drop_index("ix_tickets_waiting", "tickets", postgresql_where=_WAITING)
    op.drop_index("uq_tickets_session", "tickets", postgresql_where=_IN_SESSION)
    op.execute("UPDATE tickets SET session_id = id || '.1' WHERE session_id IS NOT NULL")
    _partial(
        "ix_tickets_waiting", _WAITING, "hall_id", "business_day", "service", "priority", "turn", "position"
    )
    _partial("ix_tickets_parked", _PARKED, "hall_id", "business_day", "parked_at")
    _partial("ix_tickets_person", _OF_PERSON, "hall_id", "identity_digest")


def _partial(name: str, where: sa.TextClause, *columns: str) -> None:
    op.create_index(name, "tickets", list(columns), sqlite_where=where, postgresql_where=where)


def _ratings() -> None:
    for column in (
        sa.Column("business_day", sa.String(10)),
        sa.Column("window", sa.String(32)),
        sa.Column("service", sa.String(32)),
        sa.Column("clerk", sa.String(32)),
        sa.Column("channel", sa.String(16)),
        sa.Column("reasons", sa.String(64)),
    ):
        op.add_column("ratings", column)
    op.execute("UPDATE ratings SET session_id = ticket_id || '.1', channel = 'evaluator', reasons = ''")
    ratings, tickets = (
        sa.table(name, *(sa.column(column) for column in (key, "business_day", "window", "service")))
        for name, key in (("ratings", "ticket_id"), ("tickets", "id"))
    )
    for copied in ("business_day", "window", "service"):
        of_ticket = sa.select(tickets.c[copied]).where(tickets.c.id == ratings.c.ticket_id)
        op.execute(sa.update(ratings).values({copied: of_ticket.scalar_subquery()}))
    op.create_index("ix_ratings_day", "ratings", ["hall_id", "business_day"])


def _hall(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=f"fk_{table}_hall_id"),
    )


def _of_ticket(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=f"fk_{table}_ticket_id"),
    )


def _new_tables() -> None:
    op.create_table(
        "earlier_sessions",
        sa.Column("id", sa.String(32), nullable=False),
        *_hall("earlier_sessions"),
        *_of_ticket("earlier_sessions"),
        sa.Column("window", sa.String(32), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("called_at", sa.BigInteger, nullable=False),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_earlier_sessions"),
        comment="Sessions of tickets that went on to another one; the latest session is in the ticket's own row.",
    )
    op.create_index("ix_earlier_sessions_finished", "earlier_sessions", ["hall_id", "finished_at"])
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(32), nullable=False),
        *_hall("follow_ups"),
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("closed_by", sa.String(64)),
        sa.Column("result", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_follow_ups"),
        sa.ForeignKeyConstraint(["session_id"], ["ratings.session_id"], name="fk_follow_ups_session_id"),
        sa.UniqueConstraint("session_id", name="uq_follow_ups_session_id"),
        comment="What is done about a bad rating.",
    )
    op.create_index("ix_follow_ups_due", "follow_ups", ["hall_id", "due_on"])
    op.create_table(
        "second_visits",
        *_hall("second_visits"),
        sa.Column("code", sa.String(16), nullable=False),
        *_of_ticket("second_visits"),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("valid_until", sa.String(10), nullable=False),
        sa.Column("used_by", sa.String(32)),
        sa.PrimaryKeyConstraint("hall_id", "code", name="pk_second_visits"),
        comment="Cards of residents whose visit was interrupted.",
    )
    op.create_table(
        "call_turns",
        *_hall("call_turns"),
        sa.Column("window", sa.String(32), nullable=False),
        sa.Column("in_a_row", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "window", name="pk_call_turns"),
        comment="How many priority tickets a window has called in a row; a missing row is none.",
    )
    op.create_table(
        "models",
        *_hall("models"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "kind", name="pk_models"),
        comment="What the hall has learnt from its own past, as JSON.",
    )
