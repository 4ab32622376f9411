"""The tables.

Responsible for: columns, keys and indexes of the newest schema, for both databases. Not responsible for: getting an older
database there (``migrations``), or statements.

Every row carries the hall's id. Instants are whole milliseconds since 1970 in UTC, business days are ISO dates, yes and no
are 1 and 0: both databases and their drivers agree on these without conversion.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

WAITING = text("status = 'waiting'")
SENT = text("status = 'waiting' AND for_window IS NOT NULL")
HELD = text("status IN ('called', 'serving')")
PASSED = text("status = 'no-show'")
PARKED = text("status = 'parked'")
OF_PERSON = text("identity_digest IS NOT NULL")
CALLED_ONCE = text("called_at IS NOT NULL")
UNPRINTED = text(
    "status IN ('waiting', 'called') AND (slip = 'queued' OR slip = 'printing' OR slip = 'failed')"
)
"""Predicates of partial indexes; a statement must repeat one word for word to use its index. Every change of a ticket looks at
all of them, and SQLite builds a table for each list of three or more: those are written out."""

halls = Table(
    "halls",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("business_day", String(10)),
    Column("closed_day", String(10)),
    comment="One row per hall; its row lock is the write lock on PostgreSQL.",
)

service_days = Table(
    "service_days",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("business_day", String(10), nullable=False),
    Column("service", String(32), nullable=False),
    Column("last_number", Integer, nullable=False),
    PrimaryKeyConstraint("hall_id", "business_day", "service"),
    comment="A package counts its numbers here as well.",
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("number", String(8), nullable=False),
    Column("service", String(32), nullable=False),
    Column("business_day", String(10), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("kiosk", String(32)),
    Column("slip", String(16), nullable=False),
    Column("window", String(32)),
    Column("calls", Integer, nullable=False),
    Column("called_at", BigInteger),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("session_id", String(32)),
    Column("priority", String(32), nullable=False),
    Column("turn", BigInteger, nullable=False),
    Column("queued_at", BigInteger),
    Column("first_called_at", BigInteger),
    Column("no_shows", Integer, nullable=False),
    Column("package", String(32)),
    Column("steps", Text, nullable=False),
    Column("for_window", String(32)),
    Column("parked_at", BigInteger),
    Column("sessions", Integer, nullable=False),
    Column("call_seq", BigInteger),
    Column("clerk", String(32)),
    Column("ended_by_call", Integer, nullable=False),
    Column("given_for", String(32), nullable=False),
    Column("identity_digest", String(64)),
    Column("forecast", Text),
    UniqueConstraint("hall_id", "business_day", "number", name="uq_tickets_number"),
    Index("ix_tickets_waiting", "hall_id", "business_day", "service", "priority", "turn", "position",
          sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_tickets_sent", "hall_id", "business_day", "turn", "position",
          sqlite_where=SENT, postgresql_where=SENT),
    Index("uq_tickets_window", "hall_id", "business_day", "window", unique=True,
          sqlite_where=HELD, postgresql_where=HELD),
    Index("ix_tickets_called", "hall_id", "business_day", "called_at",
          sqlite_where=CALLED_ONCE, postgresql_where=CALLED_ONCE),
    Index("ix_tickets_passed", "hall_id", "business_day", "finished_at",
          sqlite_where=PASSED, postgresql_where=PASSED),
    Index("ix_tickets_parked", "hall_id", "business_day", "parked_at",
          sqlite_where=PARKED, postgresql_where=PARKED),
    Index("ix_tickets_person", "hall_id", "identity_digest",
          sqlite_where=OF_PERSON, postgresql_where=OF_PERSON),
    Index("ix_tickets_unprinted", "hall_id", "business_day", "position",
          sqlite_where=UNPRINTED, postgresql_where=UNPRINTED),
)  # fmt: skip

earlier_sessions = Table(
    "earlier_sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id"), nullable=False),
    Column("window", String(32), nullable=False),
    Column("service", String(32), nullable=False),
    Column("called_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    Column("outcome", String(16), nullable=False),
    Column("clerk", String(32)),
    Column("ended_by_call", Integer, nullable=False),
    Index("ix_earlier_sessions_finished", "hall_id", "finished_at"),
    comment="Sessions of tickets that went on to another one; the latest session is in the ticket's own row.",
)

ratings = Table(
    "ratings",
    metadata,
    Column("session_id", String(32), primary_key=True),
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id"), nullable=False),
    Column("level", Integer, nullable=False),
    Column("pressed_at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("business_day", String(10)),
    Column("window", String(32)),
    Column("service", String(32)),
    Column("clerk", String(32)),
    Column("channel", String(16)),
    Column("reasons", String(64)),
    CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    Index("ix_ratings_day", "hall_id", "business_day"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("session_id", String(32), ForeignKey("ratings.session_id"), nullable=False, unique=True),
    Column("opened_at", BigInteger, nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("closed_at", BigInteger),
    Column("closed_by", String(64)),
    Column("result", Text),
    Index("ix_follow_ups_due", "hall_id", "due_on"),
    comment="What is done about a bad rating.",
)

second_visits = Table(
    "second_visits",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("code", String(16), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id"), nullable=False),
    Column("service", String(32), nullable=False),
    Column("package", String(32)),
    Column("made_at", BigInteger, nullable=False),
    Column("valid_until", String(10), nullable=False),
    Column("used_by", String(32)),
    PrimaryKeyConstraint("hall_id", "code"),
    Index("ix_second_visits_ticket", "hall_id", "ticket_id"),
    comment="Cards of residents whose visit was interrupted.",
)

card_prints = Table(
    "card_prints",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("ticket_id", String(32), ForeignKey("tickets.id"), nullable=False),
    Column("kiosk", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("hall_id", "ticket_id"),
    comment="Which kiosk was last asked to print the second-visit card of a ticket, and what became of it.",
)

call_turns = Table(
    "call_turns",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("window", String(32), nullable=False),
    Column("in_a_row", Integer, nullable=False),
    PrimaryKeyConstraint("hall_id", "window"),
    comment="How many priority tickets a window has called in a row; a missing row is none.",
)

made_calls = Table(
    "made_calls",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("window", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("in_a_row", Integer, nullable=False),
    Column("called_id", String(32), nullable=False),
    Column("called", Text, nullable=False),
    Column("ended_id", String(32)),
    Column("ended", Text),
    PrimaryKeyConstraint("hall_id", "window"),
    comment="The latest call of each window, with the tickets it has changed as they were before, to be taken back.",
)

models = Table(
    "models",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("data", Text, nullable=False),
    PrimaryKeyConstraint("hall_id", "kind"),
    comment="What the hall has learnt from its own past, as JSON.",
)

events = Table(
    "events",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("type", String(32), nullable=False),
    Column("service", String(32)),
    Column("data", Text, nullable=False),
    PrimaryKeyConstraint("hall_id", "seq"),
)

requests = Table(
    "requests",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("hall_id", "request_id"),
)

paused_windows = Table(
    "paused_windows",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("window", String(32), nullable=False),
    Column("reason", String(16)),
    Column("since", BigInteger),
    Column("clerk", String(32)),
    PrimaryKeyConstraint("hall_id", "window"),
    comment="A window is paused while it has a row; what it holds is known from tickets.",
)

staffed_windows = Table(
    "staffed_windows",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("window", String(32), nullable=False),
    Column("clerk", String(32), nullable=False),
    PrimaryKeyConstraint("hall_id", "window"),
    UniqueConstraint("hall_id", "clerk", name="uq_staffed_windows_clerk"),
    comment="A clerk is logged in at a window while it has a row.",
)

device_states = Table(
    "device_states",
    metadata,
    Column("hall_id", String(32), ForeignKey("halls.id"), nullable=False),
    Column("device", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("hall_id", "device"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hall_id", String(32), nullable=False),
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("hall_id", "name"),
    comment="Only the SHA-256 of a token is kept. Hall '*' is every hall of the database.",
)
