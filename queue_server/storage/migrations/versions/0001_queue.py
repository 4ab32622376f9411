"""The queue, its log, its tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'waiting'")
_HELD = sa.text("status IN ('called', 'serving')")
_PASSED = sa.text("status = 'no-show'")
_IN_SESSION = sa.text("session_id IS NOT NULL")
_CALLED_ONCE = sa.text("called_at IS NOT NULL")
_UNPRINTED = sa.text("status IN ('waiting', 'called') AND slip IN ('queued', 'printing', 'failed')")


def upgrade() -> None:
    """Make the first schema."""
    op.create_table(
        "halls",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("business_day", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_halls"),
        comment="One row per hall; its row lock is the write lock on PostgreSQL.",
    )
    _queue()
    _tickets()
    _ratings()
    _log()
    _devices_and_tokens()


def _hall(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    return (
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=f"fk_{table}_hall_id"),
    )


def _queue() -> None:
    op.create_table(
        "service_days",
        *_hall("service_days"),
        sa.Column("business_day", sa.String(10), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "business_day", "service", name="pk_service_days"),
        sa.CheckConstraint("waiting >= 0", name="ck_service_days_waiting"),
    )
    op.create_table(
        "paused_windows",
        *_hall("paused_windows"),
        sa.Column("window", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "window", name="pk_paused_windows"),
        comment="A window is paused while it has a row; what it holds is known from tickets.",
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(32), nullable=False),
        *_hall("tickets"),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("service", sa.String(32), nullable=False),
        sa.Column("business_day", sa.String(10), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("kiosk", sa.String(32)),
        sa.Column("slip", sa.String(16), nullable=False),
        sa.Column("window", sa.String(32)),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("called_at", sa.BigInteger),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("session_id", sa.String(32)),
        sa.Column("identity_digest", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sa.UniqueConstraint("hall_id", "business_day", "number", name="uq_tickets_number"),
    )
    _ticket_index("ix_tickets_waiting", _WAITING, "service", "position")
    _ticket_index("uq_tickets_window", _HELD, "window", unique=True)
    op.create_index(
        "uq_tickets_session",
        "tickets",
        ["session_id"],
        unique=True,
        sqlite_where=_IN_SESSION,
        postgresql_where=_IN_SESSION,
    )
    _ticket_index("ix_tickets_called", _CALLED_ONCE, "called_at")
    _ticket_index("ix_tickets_passed", _PASSED, "finished_at")
    _ticket_index("ix_tickets_unprinted", _UNPRINTED, "position")


def _ticket_index(name: str, where: sa.TextClause, *columns: str, unique: bool = False) -> None:
    op.create_index(
        name,
        "tickets",
        ["hall_id", "business_day", *columns],
        unique=unique,
        sqlite_where=where,
        postgresql_where=where,
    )


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("session_id", sa.String(32), nullable=False),
        *_hall("ratings"),
        sa.Column("ticket_id", sa.String(32), nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("pressed_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_ratings"),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name="fk_ratings_ticket_id"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="ck_ratings_level"),
    )


def _log() -> None:
    op.create_table(
        "events",
        *_hall("events"),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("service", sa.String(32)),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "seq", name="pk_events"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "requests",
        *_hall("requests"),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "request_id", name="pk_requests"),
        sqlite_with_rowid=False,
    )


def _devices_and_tokens() -> None:
    op.create_table(
        "device_states",
        *_hall("device_states"),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "device", name="pk_device_states"),
    )
    op.create_table(
        "tokens",
        sa.Column("hall_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("hall_id", "name", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
        comment="Only the SHA-256 of a token is kept. Hall '*' is every hall of the database.",
    )
