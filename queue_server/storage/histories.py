"""Recorded days in the database of a hall, for simulations.

Responsible for: the port ``simulation.History`` over the tickets, sessions and events of a day. Not responsible for: what they
say of a visit (``recorded_visits``), or playing them.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from queue_server.simulation import Recording, UnusableHistory
from queue_server.storage.database import Database
from queue_server.storage.recorded_visits import DayLog, EventRow, SessionRow, TicketRow, pauses, visits
from queue_server.storage.rows import Row, to_ms
from queue_server.storage.tables import earlier_sessions, events, tickets

TOLD_OF = {
    "parked": "ticket.parked",
    "undone": "ticket.call-undone",
    "restored": "ticket.restored",
    "paused": "window.paused",
    "resumed": "window.resumed",
    "handed_over": "window.handed-over",
}
CALLED_BACK = {"called": "ticket.called", "back": '%"rule":"call-back"%'}
"""Events that say what rows do not, by the names of their parameters."""


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
                c.session_id, c.window, c.for_window,
            )
            .where(of_day)
            .order_by(c.issued_at, c.position)
        )  # fmt: skip
        self._sessions = self._render(
            select(
                e.ticket_id, e.service, e.called_at, e.started_at, e.finished_at, e.outcome, e.id, e.window
            )
            .select_from(earlier_sessions.join(tickets, c.id == e.ticket_id))
            .where(of_day)
            .order_by(e.called_at)
        )
        v = events.c
        told = v.type.in_([bindparam(name) for name in TOLD_OF])
        called_back = and_(v.type == bindparam("called"), v.data.like(bindparam("back")))
        self._events = self._render(
            select(v.at, v.type, v.data)
            .where(v.hall_id == bindparam("hall"), v.at >= bindparam("start"), v.at < bindparam("end"))
            .where(or_(told, called_back))
            .order_by(v.seq)
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
        sessions: dict[str, list[SessionRow]] = defaultdict(list)
        for row in self._rows(self._sessions, day=chosen.isoformat()):
            sessions[row[0]].append(SessionRow(*row))
        log = self._log(chosen)
        whole = [TicketRow(*row) for row in rows]
        recorded = [visit for ticket in whole for visit in visits(ticket, sessions[ticket.id], log)]
        held = [(session.window, session.called_at, session.finished_at) for session in whole]
        held += [(s.window, s.called_at, s.finished_at) for own in sessions.values() for s in own]
        return Recording(chosen, recorded, pauses(log, held))

    def _log(self, day: date) -> DayLog:
        midnights = (datetime.combine(on, time(), self._zone) for on in (day, day + timedelta(days=1)))
        start, end = map(to_ms, midnights)
        rows = self._rows(self._events, start=start, end=end, **TOLD_OF, **CALLED_BACK)
        return DayLog((EventRow(*row) for row in rows), start)

    def _rows(self, statement: str, **values: object) -> list[Row]:
        with self._database.reading() as cursor:
            rows: list[Row] = cursor.execute(statement, {"hall": self._hall, **values}).fetchall()
        return rows

    def _render(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._database.engine.dialect))
