"""Recorded days in the database of a hall, for simulations.

Responsible for: the port ``simulation.History`` over the tickets and sessions of a day. Not responsible for: playing them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from queue_server.domain.ticket import Move, Status
from queue_server.simulation import RecordedTicket, Recording, UnusableHistory
from queue_server.storage.database import Database
from queue_server.storage.rows import Row, to_ms
from queue_server.storage.tables import earlier_sessions, tickets

MINUTE_MS = 60_000
_PASSED = frozenset({Status.NO_SHOW, Status.VOID})
_SEATED = frozenset({str(Status.FINISHED), str(Move.TRANSFER)})
"""Outcomes of earlier sessions in which a resident was at the window."""


class SqlHistory:
    """The days of one hall in one database. Implements ``simulation.History``."""

    def __init__(self, database: Database, hall: str, zone: tzinfo) -> None:
        self._database = database
        self._hall = hall
        self._zone = zone
        c, e = tickets.c, earlier_sessions.c
        of_hall = c.hall_id == bindparam("hall")
        of_day = and_(of_hall, c.business_day == bindparam("day"))
        self._days = self._render(
            select(func.min(c.business_day), func.max(c.business_day), func.count(c.business_day.distinct()))
            .where(of_hall)
        )  # fmt: skip
        self._tickets = self._render(
            select(
                c.id, c.service, c.issued_at, c.called_at, c.started_at, c.finished_at, c.status, c.priority,
            )
            .where(of_day)
            .order_by(c.issued_at, c.position)
        )  # fmt: skip
        self._sessions = self._render(
            select(e.ticket_id, e.service, e.called_at, e.started_at, e.finished_at, e.outcome)
            .select_from(earlier_sessions.join(tickets, c.id == e.ticket_id))
            .where(of_day)
            .order_by(e.called_at)
        )

    def day(self, on: date | None) -> Recording:
        """The tickets of that day, or of the only day there is; raises UnusableHistory."""
        ((first, last, count),) = self._rows(self._days)
        if on is None and count != 1:
            span = f"has {count} days, {first} to {last}" if count else "has no tickets"
            raise UnusableHistory(f"the database {span}; say which day it shall be")
        chosen = on or date.fromisoformat(first)
        rows = self._rows(self._tickets, day=chosen.isoformat())
        if not rows:
            raise UnusableHistory(f"the database has no tickets of {chosen}")
        sessions: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(self._sessions, day=chosen.isoformat()):
            sessions[row[0]].append(row)
        midnight = to_ms(datetime.combine(chosen, time(), self._zone))
        recorded = [ticket for row in rows for ticket in _records(row, sessions[row[0]], midnight)]
        return Recording(chosen, recorded)

    def _rows(self, statement: str, **values: object) -> list[Row]:
        with self._database.reading() as cursor:
            rows: list[Row] = cursor.execute(statement, {"hall": self._hall, **values}).fetchall()
        return rows

    def _render(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._database.engine.dialect))


def _records(ticket: Row, sessions: list[Row], midnight: int) -> Iterator[RecordedTicket]:
    """One for each service at which the resident sat, and the last one however it ended."""
    _, service, waits_since, called, started, finished, status, priority = ticket
    for _, of, session_called, session_started, session_finished, outcome in sessions:
        if outcome in _SEATED:
            yield RecordedTicket(
                service=of,
                issued=_minutes(waits_since, midnight),
                called=_minutes(session_called, midnight),
                started=_optional(session_started, midnight),
                finished=_optional(session_finished, midnight),
                priority=priority,
            )
            waits_since = session_finished
    served = status == Status.FINISHED
    yield RecordedTicket(
        service=service,
        issued=_minutes(waits_since, midnight),
        called=_optional(called, midnight),
        started=_optional(started, midnight),
        finished=_optional(finished, midnight) if served else None,
        left=_optional(finished, midnight) if status == Status.CANCELLED else None,
        passed=status in _PASSED,
        priority=priority,
    )


def _minutes(at: int, midnight: int) -> float:
    return (at - midnight) / MINUTE_MS


def _optional(at: int | None, midnight: int) -> float | None:
    return None if at is None else _minutes(at, midnight)
