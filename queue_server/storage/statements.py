"""Every statement on the queue's tables, written once for both databases.

Responsible for: building the statements with SQLAlchemy and rendering them as SQL text for one dialect. Not responsible for:
running them.

The text goes straight to the driver: through a SQLAlchemy connection a statement costs many times what SQLite needs for it
(decision 0004).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.elements import BindParameter, ColumnElement, TextClause
from sqlalchemy.sql.expression import Executable

from queue_server.storage import tables as t

TICKET_COLUMNS = tuple(column for column in t.tickets.c if column.name not in ("hall_id", "identity_digest"))
"""In the order in which ``rows.ticket_from`` reads them."""

_HALL: BindParameter[str] = bindparam("hall")
_DAY: BindParameter[str] = bindparam("day")
_LIMIT: BindParameter[int] = bindparam("limit")
_ZERO: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")


class Statements:
    """SQL texts with named parameters for one dialect; the comment of each parameter is its name."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._build_hall()
        self._build_staff()
        self._build_queue()
        self._build_tickets()
        self._build_log()
        self._build_sessions()

    def _render(self, statement: Executable) -> str:
        compiled = statement.compile(dialect=self._dialect)  # type: ignore[attr-defined] # every ClauseElement has it
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        if constants:
            raise ValueError(f"statement with constants as parameters: {constants}")
        return str(compiled)

    def _build_hall(self) -> None:
        halls, requests, paused = t.halls, t.requests, t.paused_windows
        newest = select(func.max(t.events.c.seq)).where(t.events.c.hall_id == _HALL).scalar_subquery()
        earlier = and_(requests.c.hall_id == halls.c.id, requests.c.request_id == bindparam("request_id"))
        answer = (requests.c.fingerprint, requests.c.outcome, requests.c.body)
        comma: Any = literal_column("','")
        together = func.aggregate_strings(paused.c.window, comma)
        all_paused = select(together).where(paused.c.hall_id == _HALL).scalar_subquery()
        of_hall = halls.c.id == _HALL
        self.lock_hall = self._render(select(halls.c.id).where(of_hall).with_for_update())
        self.find_hall = self._render(select(halls.c.id).where(of_hall))
        self.add_hall = self._render(insert(halls).values(id=_HALL, business_day=null()))
        self.head = self._render(select(halls.c.business_day, newest, all_paused).where(of_hall))
        self.head_and_request = self._render(
            select(halls.c.business_day, newest, all_paused, *answer)
            .select_from(halls.outerjoin(requests, earlier))
            .where(of_hall)
        )
        self.set_day = self._render(update(halls).where(of_hall).values(business_day=_DAY))
        self.expire_tickets = self._render(
            update(t.tickets)
            .where(t.tickets.c.hall_id == _HALL, t.tickets.c.business_day < _DAY, or_(t.WAITING, t.HELD))
            .values(status=literal_column("'expired'"))
        )
        self.forget_identities = self._render(
            update(t.tickets)
            .where(
                t.tickets.c.hall_id == _HALL,
                t.tickets.c.business_day < _DAY,
                t.tickets.c.identity_digest.is_not(None),
            )
            .values(identity_digest=null())
        )
        self.forget_requests = self._render(
            delete(requests).where(requests.c.hall_id == _HALL, requests.c.at < bindparam("before"))
        )
        self.empty_queues = self._render(
            update(t.service_days)
            .where(t.service_days.c.hall_id == _HALL, t.service_days.c.business_day < _DAY)
            .values(waiting=_ZERO)
        )
        self.pause = self._render(insert(paused).values(hall_id=_HALL, window=bindparam("window")))
        self.resume = self._render(
            delete(paused).where(paused.c.hall_id == _HALL, paused.c.window == bindparam("window"))
        )
        self.resume_all = self._render(delete(paused).where(paused.c.hall_id == _HALL))

    def _build_staff(self) -> None:
        staffed = t.staffed_windows
        of_hall = staffed.c.hall_id == _HALL
        window: BindParameter[str] = bindparam("window")
        self.staffed = self._render(select(staffed.c.window, staffed.c.clerk).where(of_hall))
        self.log_in = self._render(
            insert(staffed).values(hall_id=_HALL, window=window, clerk=bindparam("clerk"))
        )
        self.log_out = self._render(delete(staffed).where(of_hall, staffed.c.window == window))
        self.log_out_all = self._render(delete(staffed).where(of_hall))

    def _build_queue(self) -> None:
        days = t.service_days
        of_day = and_(days.c.hall_id == _HALL, days.c.business_day == _DAY)
        of_service = and_(of_day, days.c.service == bindparam("of_service"))
        first: BindParameter[int] = bindparam("first")
        last: BindParameter[int] = bindparam("last")
        following = case((days.c.last_number < first, first), else_=days.c.last_number + _ONE)
        self.waiting = self._render(select(days.c.service, days.c.waiting).where(of_day))
        self.find_service_day = self._render(select(days.c.last_number).where(of_service))
        self.add_service_day = self._render(
            insert(days).values(
                hall_id=_HALL,
                business_day=_DAY,
                service=bindparam("of_service"),
                last_number=_ZERO,
                waiting=_ZERO,
            )
        )
        self.take_number = self._render(
            update(days)
            .where(of_service, days.c.last_number < last)
            .values(last_number=following, waiting=days.c.waiting + _ONE)
            .returning(days.c.last_number, days.c.waiting)
        )
        self.leave_queue = self._render(
            update(days).where(of_service).values(waiting=days.c.waiting - _ONE).returning(days.c.waiting)
        )

    def _build_tickets(self) -> None:
        c = t.tickets.c
        today = and_(c.hall_id == _HALL, c.business_day == _DAY)
        self.add_ticket = self._render(insert(t.tickets))
        self.ticket = self._render(_tickets(c.hall_id == _HALL, c.id == bindparam("of_id")))
        self.held = self._render(_tickets(today, t.HELD))
        of_queue = and_(today, t.WAITING, c.service == bindparam("of_service"))
        self.queue = self._render(_tickets(of_queue).order_by(c.position).limit(_LIMIT).offset(_ZERO))
        self.people_ahead = self._render(
            select(func.count()).select_from(t.tickets).where(of_queue, c.position < bindparam("position"))
        )
        self.recent_calls = self._render(
            _tickets(today, t.CALLED_ONCE)
            .order_by(c.called_at.desc(), c.position.desc())
            .limit(_LIMIT)
            .offset(_ZERO)
        )
        self.passed = self._render(
            _tickets(today, t.PASSED)
            .order_by(c.finished_at.desc(), c.position.desc())
            .limit(_LIMIT)
            .offset(_ZERO)
        )
        self.unprinted = self._render(
            _tickets(today, t.UNPRINTED).order_by(c.position.desc()).limit(_LIMIT).offset(_ZERO)
        )
        moved = ("status", "window", "calls", "called_at", "started_at", "finished_at", "session_id")
        self.save_ticket = self._render(
            update(t.tickets)
            .where(c.id == bindparam("of_id"), c.hall_id == _HALL, c.status == bindparam("from_status"))
            .values({name: bindparam(name) for name in moved})
        )
        self.save_slip = self._render(
            update(t.tickets)
            .where(c.id == bindparam("of_id"), c.hall_id == _HALL, c.slip == bindparam("from_slip"))
            .values(slip=bindparam("slip"))
        )

    def _build_log(self) -> None:
        c = t.events.c
        self.add_event = self._render(insert(t.events))
        self.last_seq = self._render(select(func.max(c.seq)).where(c.hall_id == _HALL))
        self.events_after = self._render(
            select(c.seq, c.type, c.data, c.service)
            .where(c.hall_id == _HALL, c.seq > bindparam("after"))
            .order_by(c.seq)
            .limit(_LIMIT)
            .offset(_ZERO)
        )
        self.add_request = self._render(insert(t.requests))

    def _build_sessions(self) -> None:
        c, r, d = t.tickets.c, t.ratings, t.device_states
        self.session = self._render(
            select(c.session_id, c.id, c.window, c.status, c.finished_at, r.c.level)
            .select_from(t.tickets.outerjoin(r, r.c.session_id == c.session_id))
            .where(c.session_id == bindparam("of_id"), c.hall_id == _HALL)
        )
        self.add_rating = self._render(insert(r))
        record = (d.c.device, d.c.state, d.c.reason, d.c.since)
        self.devices = self._render(select(*record).where(d.c.hall_id == _HALL).order_by(d.c.device))
        self.device = self._render(
            select(*record).where(d.c.hall_id == _HALL, d.c.device == bindparam("device"))
        )
        self.forget_device = self._render(
            delete(d).where(d.c.hall_id == _HALL, d.c.device == bindparam("device"))
        )
        self.add_device = self._render(insert(d))


def _tickets(*conditions: ColumnElement[bool] | TextClause) -> Select[tuple[object, ...]]:
    return select(*TICKET_COLUMNS).where(*conditions)
