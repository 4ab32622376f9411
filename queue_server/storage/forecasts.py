"""The past of a hall as its forecasts read it, and what they have learnt.

Responsible for: the port ``service.waits.ports.ForecastStore`` over the database. Not responsible for: the queue (``store``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, literal_column, select

from queue_server.domain.ticket import ORDINARY, Status
from queue_server.service.waits.ports import PastCall, QuarterCount
from queue_server.storage.database import Database
from queue_server.storage.rows import Row, from_ms, optional_instant, to_ms
from queue_server.storage.tables import CALLED_ONCE, models, tickets

MINUTES_A_QUARTER = 15


class SqlForecastStore:
    """One hall in one database; safe to share between threads."""

    def __init__(self, database: Database, hall: str, zone: tzinfo) -> None:
        self._database = database
        self._hall = hall
        self._zone = zone
        self._build_calls()
        self._build_models()

    def _build_calls(self) -> None:
        c = tickets.c
        columns = (
            c.id, c.service, c.business_day, c.issued_at, c.first_called_at, c.called_at, c.finished_at, c.status,
            c.priority, c.package, c.no_shows, c.forecast,
        )  # fmt: skip
        of_hall = and_(c.hall_id == bindparam("hall"), CALLED_ONCE)
        days = c.business_day.between(bindparam("first"), bindparam("last"))
        quarter_ms: Any = literal_column(str(MINUTES_A_QUARTER * 60 * 1000))
        quarter = (c.issued_at - c.issued_at % quarter_ms).label("quarter")
        self._since = self._render(
            select(*columns)
            .where(of_hall, c.business_day == bindparam("day"), c.called_at >= bindparam("called"))
            .order_by(c.called_at)
        )
        self._between = self._render(select(*columns).where(of_hall, days).order_by(c.called_at))
        self._arrivals = self._render(
            select(c.service, c.business_day, quarter, func.count())
            .where(c.hall_id == bindparam("hall"), days)
            .group_by(c.service, c.business_day, literal_column("quarter"))
        )

    def _build_models(self) -> None:
        m = models.c
        of_kind = and_(m.hall_id == bindparam("hall"), m.kind == bindparam("of_kind"))
        self._model = self._render(select(m.made_at, m.data).where(of_kind))
        self._forget_model = self._render(delete(models).where(of_kind))
        self._add_model = self._render(insert(models))

    def calls_since(self, day: date, called: datetime) -> Sequence[PastCall]:
        """Tickets of that day whose latest call was then or later, by the time of the call."""
        return self._calls(self._since, day=day.isoformat(), called=to_ms(called))

    def calls_between(self, first: date, last: date) -> Sequence[PastCall]:
        """All called tickets of those days, both included."""
        return self._calls(self._between, first=first.isoformat(), last=last.isoformat())

    def arrivals(self, first: date, last: date) -> Sequence[QuarterCount]:
        """How many numbers were taken; quarters without any are left out."""
        rows = self._rows(self._arrivals, first=first.isoformat(), last=last.isoformat())
        return [self._count(row) for row in rows]

    def model(self, kind: str) -> tuple[datetime, str] | None:
        """When something was learnt, and what, as JSON."""
        rows = self._rows(self._model, of_kind=kind)
        return (from_ms(rows[0][0], self._zone), rows[0][1]) if rows else None

    def save_model(self, kind: str, made_at: datetime, data: str) -> None:
        """Keep what was learnt in place of what was known before."""
        row = {"hall_id": self._hall, "kind": kind, "made_at": to_ms(made_at), "data": data}
        with self._database.writing() as cursor:
            cursor.execute(self._forget_model, {"hall": self._hall, "of_kind": kind})
            cursor.execute(self._add_model, row)

    def _calls(self, statement: str, **values: object) -> list[PastCall]:
        return [self._call(row) for row in self._rows(statement, **values)]

    def _call(self, row: Row) -> PastCall:
        (
            ticket_id,
            service,
            day,
            issued,
            first,
            called,
            finished,
            status,
            priority,
            package,
            no_shows,
            note,
        ) = row
        return PastCall(
            ticket_id=ticket_id,
            service=service,
            business_day=date.fromisoformat(day),
            issued_at=from_ms(issued, self._zone),
            first_called_at=from_ms(called if first is None else first, self._zone),
            called_at=from_ms(called, self._zone),
            finished_at=optional_instant(finished, self._zone) if status == Status.FINISHED else None,
            ordinary=priority == ORDINARY and package is None and no_shows <= 1,
            forecast=note,
        )

    def _count(self, row: Row) -> QuarterCount:
        service, day, quarter, count = row
        local = from_ms(int(quarter), self._zone)
        index = (local.hour * 60 + local.minute) // MINUTES_A_QUARTER
        return QuarterCount(service, date.fromisoformat(day), index, count)

    def _rows(self, statement: str, **values: object) -> list[Row]:
        with self._database.reading() as cursor:
            rows: list[Row] = cursor.execute(statement, {"hall": self._hall, **values}).fetchall()
        return rows

    def _render(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._database.engine.dialect))
