"""Ratings as reports and phones read them, and the book of follow-ups.

Responsible for: the ports of ``service.evaluation_store`` over the database. Not responsible for: saving a rating
(``record_unit``), or any rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, literal_column, or_, select, update
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import BindParameter

from queue_server.domain.follow_up import FollowUp
from queue_server.domain.rating import OPTIONS
from queue_server.domain.ticket import Status
from queue_server.service.evaluation_store import FollowUpCount, SessionCount, Visit
from queue_server.storage import tables as t
from queue_server.storage.database import Database
from queue_server.storage.rows import Row, from_ms, optional_instant, optional_ms, to_ms

_EARLIER_LOOKED_AT = range(1, 13)
"""Numbers of sessions that are looked up by their ids: more than a package has steps. Rows of a ticket have no index, and need
none as long as their ids are made of the ticket's."""

_FINISHED: Any = literal_column(f"'{Status.FINISHED}'")


def _follow_ups() -> Select[Any]:
    """Columns as ``_follow_up`` reads them."""
    f, r = t.follow_ups.c, t.ratings.c
    return (
        select(
            f.id, f.session_id, r.window, r.service, r.level, r.reasons, f.opened_at, f.due_on, f.closed_at,
            f.closed_by, f.result,
        )
        .select_from(t.follow_ups.join(t.ratings, r.session_id == f.session_id))
        .where(f.hall_id == bindparam("hall"))
    )  # fmt: skip


def _follow_up(row: Row, zone: tzinfo) -> FollowUp:
    follow_up_id, session, window, service, level, reasons, opened, due, closed, by, result = row
    return FollowUp(
        id=follow_up_id,
        session_id=session,
        window=window or "",
        service=service or "",
        level=level,
        reasons=tuple(map(int, reasons.split("|"))) if reasons else (),
        opened_at=from_ms(opened, zone),
        due_on=date.fromisoformat(due),
        closed_at=optional_instant(closed, zone),
        closed_by=by,
        result=result or "",
    )


@dataclass(frozen=True)
class _Counts:
    """SQL texts of one report's figures."""

    finished: str
    forwarded: str
    levels: str


def _session_count(whose: str | None, finished: int, levels: list[int] | None) -> SessionCount:
    one, two, three, four, five = levels or [0] * len(OPTIONS)
    return SessionCount(whose, finished, (one, two, three, four, five))


class FollowUpStatements:
    """The SQL texts of the book, for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        f = t.follow_ups
        this = and_(f.c.hall_id == bindparam("hall"), f.c.id == bindparam("of_id"))
        closing: dict[str, Any] = {
            column: bindparam(column) for column in ("closed_at", "closed_by", "result")
        }
        self.add = str(insert(f).compile(dialect=dialect))
        self.find = str(_follow_ups().where(f.c.id == bindparam("of_id")).compile(dialect=dialect))
        self.close = str(update(f).where(this).values(closing).compile(dialect=dialect))


class SqlFollowUpBook:
    """Follow-ups within one transaction."""

    def __init__(self, cursor: Any, statements: FollowUpStatements, hall: str, zone: tzinfo) -> None:
        self._cursor = cursor
        self._sql = statements
        self._hall = hall
        self._zone = zone

    def open(self, session_id: str, follow_up_id: str, at: datetime, due_on: date) -> None:
        """Save a new follow-up of a session's rating."""
        nothing = {"closed_at": None, "closed_by": None, "result": None}
        row = {"id": follow_up_id, "hall_id": self._hall, "session_id": session_id, **nothing}
        self._cursor.execute(self._sql.add, {**row, "opened_at": to_ms(at), "due_on": due_on.isoformat()})

    def find(self, follow_up_id: str) -> FollowUp | None:
        """The follow-up with that id."""
        # PostgreSQL takes a zero character for a broken text, and no id of ours holds any.
        if not (follow_up_id.isascii() and follow_up_id.isalnum()):
            return None
        values = {"hall": self._hall, "of_id": follow_up_id}
        rows = self._cursor.execute(self._sql.find, values).fetchall()
        return _follow_up(rows[0], self._zone) if rows else None

    def save_closed(self, follow_up: FollowUp) -> None:
        """Save what closing it has changed."""
        values = {
            "hall": self._hall,
            "of_id": follow_up.id,
            "closed_at": optional_ms(follow_up.closed_at),
            "closed_by": follow_up.closed_by,
            "result": follow_up.result,
        }
        self._cursor.execute(self._sql.close, values)


class SqlEvaluations:
    """The ratings of one hall in one database; safe to share between threads."""

    def __init__(self, database: Database, hall: str, zone: tzinfo) -> None:
        self._database = database
        self._hall = hall
        self._zone = zone
        self._build_counts()
        self._build_lists()

    def _build_counts(self) -> None:
        r, f = t.ratings.c, t.follow_ups.c
        of_days = and_(
            r.hall_id == bindparam("hall"), r.business_day.between(bindparam("first"), bindparam("last"))
        )
        self._of_windows = self._counts("window")
        self._of_clerks = self._counts("clerk")
        self._due = self._render(
            select(f.due_on, f.closed_at)
            .select_from(t.follow_ups.join(t.ratings, r.session_id == f.session_id))
            .where(of_days)
        )

    def _counts(self, whose: str) -> _Counts:
        """Statements that group by that column."""
        c, e, r = t.tickets.c, t.earlier_sessions.c, t.ratings.c
        of_hall: BindParameter[str] = bindparam("hall")
        days: Any = (bindparam("first"), bindparam("last"))
        return _Counts(
            finished=self._render(
                select(c[whose], func.count())
                .where(c.hall_id == of_hall, c.business_day.between(*days), c.status == _FINISHED)
                .group_by(c[whose])
            ),
            forwarded=self._render(
                select(e[whose], func.count())
                .where(e.hall_id == of_hall, e.outcome == _FINISHED)
                .where(e.finished_at >= bindparam("since"), e.finished_at < bindparam("before"))
                .group_by(e[whose])
            ),
            levels=self._render(
                select(r[whose], r.level, func.count())
                .where(r.hall_id == of_hall, r.business_day.between(*days))
                .where(r.recorded_at < bindparam("recorded"))
                .group_by(r[whose], r.level)
            ),
        )

    def _build_lists(self) -> None:
        f, c, e, r = t.follow_ups.c, t.tickets.c, t.earlier_sessions.c, t.ratings
        current = or_(f.closed_at.is_(None), f.closed_at >= bindparam("closed_since"))
        self._listed = self._render(_follow_ups().where(current))
        self._last_visit = self._render(
            select(c.session_id, c.window, c.service, c.finished_at, r.c.level)
            .select_from(t.tickets.outerjoin(r, r.c.session_id == c.session_id))
            .where(c.id == bindparam("of_ticket"), c.hall_id == bindparam("hall"), c.status == _FINISHED)
        )
        self._earlier_visits = self._render(
            select(e.id, e.window, e.service, e.finished_at, r.c.level)
            .select_from(t.earlier_sessions.outerjoin(r, r.c.session_id == e.id))
            .where(e.id.in_([bindparam(f"session_{number}") for number in _EARLIER_LOOKED_AT]))
            .where(e.hall_id == bindparam("hall"), e.outcome == _FINISHED)
        )

    def window_counts(self, first: date, last: date, recorded_before: datetime) -> Sequence[SessionCount]:
        """Sessions that ended on those days, and their ratings as far as they were recorded before that instant, by window."""
        return self._count(self._of_windows, first, last, recorded_before)

    def clerk_counts(self, first: date, last: date, recorded_before: datetime) -> Sequence[SessionCount]:
        """The same by clerk."""
        return self._count(self._of_clerks, first, last, recorded_before)

    def _count(
        self, counts: _Counts, first: date, last: date, recorded_before: datetime
    ) -> Sequence[SessionCount]:
        days = {"first": first.isoformat(), "last": last.isoformat()}
        since, before = self._midnight(first), self._midnight(last + timedelta(days=1))
        finished: Counter[str | None] = Counter()
        levels: dict[str | None, list[int]] = {}
        with self._database.reading() as cursor:
            ended = self._rows(cursor, counts.finished, **days)
            ended += self._rows(cursor, counts.forwarded, since=since, before=before)
            rated = self._rows(cursor, counts.levels, recorded=to_ms(recorded_before), **days)
        for whose, count in ended:
            finished[whose] += count
        for whose, level, count in rated:
            levels.setdefault(whose, [0] * len(OPTIONS))[level - 1] += count
        return [_session_count(each, finished[each], levels.get(each)) for each in {*finished, *levels}]

    def follow_up_count(self, first: date, last: date, today: date) -> FollowUpCount:
        """Follow-ups of sessions of those days."""
        with self._database.reading() as cursor:
            rows = self._rows(cursor, self._due, first=first.isoformat(), last=last.isoformat())
        still_open = [due_on for due_on, closed_at in rows if closed_at is None]
        overdue = sum(due_on < today.isoformat() for due_on in still_open)
        return FollowUpCount(len(still_open), overdue, len(rows) - len(still_open))

    def follow_ups(self, closed_since: datetime) -> Sequence[FollowUp]:
        """All open ones, and those that were closed since then."""
        with self._database.reading() as cursor:
            rows = self._rows(cursor, self._listed, closed_since=to_ms(closed_since))
        return [_follow_up(row, self._zone) for row in rows]

    def visits(self, ticket_id: str) -> Sequence[Visit]:
        """The ended sessions of a ticket, in order."""
        sessions = {f"session_{number}": f"{ticket_id}.{number}" for number in _EARLIER_LOOKED_AT}
        with self._database.reading() as cursor:
            rows = self._rows(cursor, self._earlier_visits, **sessions)
            rows += self._rows(cursor, self._last_visit, of_ticket=ticket_id)
        visits = [
            Visit(session, window, service, from_ms(ended, self._zone), level is not None)
            for session, window, service, ended, level in rows
        ]
        return sorted(visits, key=lambda visit: visit.finished_at)

    def _midnight(self, day: date) -> int:
        return to_ms(datetime.combine(day, time(), self._zone))

    def _rows(self, cursor: Any, statement: str, **values: object) -> list[Row]:
        rows: list[Row] = cursor.execute(statement, {"hall": self._hall, **values}).fetchall()
        return rows

    def _render(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._database.engine.dialect))
