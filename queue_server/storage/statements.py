"""Every statement on the queue's tables, written once for both databases.

Responsible for: building the statements with SQLAlchemy and rendering them as SQL text for one dialect. Not responsible for:
running them.

The text goes straight to the driver: through a SQLAlchemy connection a statement costs many times what SQLite needs for it
(decision 0004).
"""

from __future__ import annotations

from functools import cache
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
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.sql.elements import BindParameter, ColumnElement, TextClause
from sqlalchemy.sql.expression import Executable

from queue_server.storage import tables as t
from queue_server.storage.card_statements import CardStatements
from queue_server.storage.evaluations import FollowUpStatements

_INSIDE = ("hall_id", "given_for", "identity_digest", "forecast")
TICKET_COLUMNS = tuple(column for column in t.tickets.c if column.name not in _INSIDE)
"""In the order in which ``rows.ticket_from`` reads them."""

PROGRESS = ("status", "started_at", "finished_at", "clerk", "ended_by_call")
CALL = (
    "window", "calls", "called_at", "session_id", "first_called_at", "no_shows", "parked_at", "sessions", "call_seq",
)  # fmt: skip
PLACE = ("service", "position", "turn", "queued_at", "steps", "for_window")
"""What a change writes: an update touches the index of every column it names, so most name few."""

_HALL: BindParameter[str] = bindparam("hall")
_DAY: BindParameter[str] = bindparam("day")
_LIMIT: BindParameter[int] = bindparam("limit")
_ZERO: ColumnElement[int] = literal_column("0")
_ONE: ColumnElement[int] = literal_column("1")


@cache
def statements_of(driver: str, paramstyle: str) -> Statements:
    """Those for every database with that driver: rendering them takes longer than opening a database does."""
    kind: Any = URL.create(driver).get_dialect()
    return Statements(kind(paramstyle=paramstyle))


class Statements:
    """SQL texts with named parameters for one dialect; the comment of each parameter is its name."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._build_hall()
        self._build_staff()
        self._build_queue()
        self._build_tickets()
        self._build_lines()
        self._build_lists()
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
        head = (halls.c.business_day, halls.c.closed_day, newest, all_paused)
        self.head = self._render(select(*head).where(of_hall))
        self.head_and_request = self._render(
            select(*head, *answer).select_from(halls.outerjoin(requests, earlier)).where(of_hall)
        )
        self.set_day = self._render(update(halls).where(of_hall).values(business_day=_DAY))
        self.set_closed_day = self._render(update(halls).where(of_hall).values(closed_day=_DAY))
        self.expire_tickets = self._render(
            update(t.tickets)
            .where(
                t.tickets.c.hall_id == _HALL,
                t.tickets.c.business_day < _DAY,
                or_(t.WAITING, t.HELD, t.PARKED),
            )
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
        self.pause = self._render(insert(paused))
        self.pauses = self._render(
            select(paused.c.window, paused.c.reason, paused.c.since, paused.c.clerk).where(
                paused.c.hall_id == _HALL
            )
        )
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
        self.find_service_day = self._render(select(days.c.last_number).where(of_service))
        self.add_service_day = self._render(
            insert(days).values(
                hall_id=_HALL,
                business_day=_DAY,
                service=bindparam("of_service"),
                last_number=_ZERO,
            )
        )
        self.take_number = self._render(
            update(days)
            .where(of_service, days.c.last_number < last)
            .values(last_number=following)
            .returning(days.c.last_number)
        )
        turns = t.call_turns
        of_window = and_(turns.c.hall_id == _HALL, turns.c.window == bindparam("of_window"))
        self.turns = self._render(select(turns.c.window, turns.c.in_a_row).where(turns.c.hall_id == _HALL))
        self.forget_turn = self._render(delete(turns).where(of_window))
        self.forget_turns = self._render(delete(turns).where(turns.c.hall_id == _HALL))
        self.add_turn = self._render(insert(turns))
        calls = t.made_calls
        made = (
            calls.c.seq,
            calls.c.in_a_row,
            calls.c.called_id,
            calls.c.called,
            calls.c.ended_id,
            calls.c.ended,
        )
        of_caller = and_(calls.c.hall_id == _HALL, calls.c.window == bindparam("of_window"))
        self.made_call = self._render(select(*made).where(of_caller))
        self.save_made_call = self._render(
            update(calls).where(of_caller).values({column.name: bindparam(column.name) for column in made})
        )
        self.add_made_call = self._render(
            insert(calls).values(
                {"hall_id": _HALL, "window": bindparam("of_window")}
                | {column.name: bindparam(column.name) for column in made}
            )
        )

    def _build_tickets(self) -> None:
        c = t.tickets.c
        today = and_(c.hall_id == _HALL, c.business_day == _DAY)
        self.add_ticket = self._render(insert(t.tickets))
        self.ticket = self._render(_tickets(c.hall_id == _HALL, c.id == bindparam("of_id")))
        self.held = self._render(_tickets(today, t.HELD))
        self.by_number = self._render(_tickets(today, c.number == bindparam("number")))
        self.of_person = self._render(_tickets(today, c.identity_digest == bindparam("digest")))
        self.save_progress = self._save(PROGRESS)
        self.save_call = self._save(PROGRESS + CALL)
        self.save_place = self._save(PROGRESS + CALL + PLACE)
        self.save_slip = self._render(
            update(t.tickets)
            .where(c.id == bindparam("of_id"), c.hall_id == _HALL, c.slip == bindparam("from_slip"))
            .values(slip=bindparam("slip"))
        )

    def _build_lines(self) -> None:
        c = t.tickets.c
        today = and_(c.hall_id == _HALL, c.business_day == _DAY)
        self.all_waiting = self._render(_tickets(today, t.WAITING))
        self.lengths = self._render(
            select(c.service, c.priority, func.count())
            .where(today, t.WAITING)
            .group_by(c.service, c.priority)
        )
        of_service = and_(today, t.WAITING, c.service == bindparam("of_service"))
        turn: BindParameter[int] = bindparam("turn")
        earlier = or_(c.turn < turn, and_(c.turn == turn, c.position < bindparam("position")))
        self.before = self._render(
            select(c.priority, func.count(), func.sum(case((earlier, _ONE), else_=_ZERO)))
            .where(of_service)
            .group_by(c.priority)
        )
        self.lane = self._render(
            _first(
                _tickets(
                    of_service, c.priority == bindparam("of_priority"), c.for_window.is_(null())
                ).order_by(c.turn, c.position)
            )
        )
        self.sent = self._render(_first(_tickets(today, t.SENT).order_by(c.turn, c.position)))

    def _build_lists(self) -> None:
        c = t.tickets.c
        today = and_(c.hall_id == _HALL, c.business_day == _DAY)
        self.issued_between = self._render(
            select(func.count())
            .select_from(t.tickets)
            .where(
                today,
                c.given_for == bindparam("of_service"),
                c.issued_at >= bindparam("first"),
                c.issued_at < bindparam("last"),
            )
        )
        self.parked = self._render(
            _first(_tickets(today, t.PARKED).order_by(c.parked_at.desc(), c.position.desc()))
        )
        self.recent_calls = self._render(
            _first(
                _tickets(
                    today, t.CALLED_ONCE, or_(t.HELD, c.status == literal_column("'finished'"))
                ).order_by(c.called_at.desc(), c.position.desc())
            )
        )
        since = bindparam("since", type_=c.issued_at.type)
        self.called_since = self._render(
            select(c.window, func.max(c.called_at))
            .where(today, t.CALLED_ONCE, c.called_at >= since, c.window.is_not(null()))
            .group_by(c.window)
        )
        self.passed = self._render(
            _first(_tickets(today, t.PASSED).order_by(c.finished_at.desc(), c.position.desc()))
        )
        self.unprinted = self._render(_first(_tickets(today, t.UNPRINTED).order_by(c.position.desc())))

    def _save(self, names: tuple[str, ...]) -> str:
        c = t.tickets.c
        return self._render(
            update(t.tickets)
            .where(c.id == bindparam("of_id"), c.hall_id == _HALL, c.status == bindparam("from_status"))
            .values({name: bindparam(name) for name in names})
        )

    def _build_log(self) -> None:
        c = t.events.c
        self.add_event = self._render(insert(t.events))
        self.last_seq = self._render(select(func.max(c.seq)).where(c.hall_id == _HALL))
        self.events_after = self._render(
            _first(
                select(c.seq, c.type, c.data, c.service)
                .where(c.hall_id == _HALL, c.seq > bindparam("after"))
                .order_by(c.seq)
            )
        )
        self.event = self._render(
            select(c.seq, c.type, c.data, c.service).where(c.hall_id == _HALL, c.seq == bindparam("seq"))
        )
        self.add_request = self._render(insert(t.requests))

    def _build_sessions(self) -> None:
        c, r, d, e = t.tickets.c, t.ratings, t.device_states, t.earlier_sessions.c
        of_session = bindparam("of_id", type_=t.tickets.c.id.type)
        present = (c.session_id, c.id, c.window, c.service, c.status, c.finished_at, c.business_day, c.clerk)
        earlier = (e.id, e.ticket_id, e.window, e.service, e.outcome, e.finished_at, c.business_day, e.clerk)
        self.session = self._render(
            select(*present, r.c.level)
            .select_from(t.tickets.outerjoin(r, r.c.session_id == c.session_id))
            .where(c.id == bindparam("of_ticket"), c.session_id == of_session, c.hall_id == _HALL)
        )
        self.earlier_session = self._render(
            select(*earlier, r.c.level)
            .select_from(
                t.earlier_sessions.join(t.tickets, c.id == e.ticket_id).outerjoin(r, r.c.session_id == e.id)
            )
            .where(e.id == of_session, e.hall_id == _HALL)
        )
        since = bindparam("since", type_=t.tickets.c.issued_at.type)
        self.forwarded = self._render(
            select(e.id, e.window, e.finished_at)
            .select_from(t.earlier_sessions.outerjoin(r, r.c.session_id == e.id))
            .where(
                e.hall_id == _HALL,
                e.finished_at >= since,
                e.outcome == literal_column("'finished'"),
                e.ended_by_call == _ZERO,
                r.c.session_id.is_(null()),
            )
        )
        self.left_since = self._render(
            select(e.window, func.max(e.called_at))
            .where(e.hall_id == _HALL, e.finished_at >= since)
            .group_by(e.window)
        )
        self.rated = self._render(
            select(r.c.session_id).where(r.c.hall_id == _HALL, r.c.session_id == of_session)
        )
        self.add_earlier_session = self._render(insert(t.earlier_sessions))
        self.forget_earlier_session = self._render(
            delete(t.earlier_sessions).where(e.hall_id == _HALL, e.id == of_session)
        )
        self.add_rating = self._render(insert(r))
        self.follow_ups = FollowUpStatements(self._dialect)
        self.cards = CardStatements(self._dialect)
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


def _first(ordered: Select[tuple[Any, ...]]) -> Select[tuple[Any, ...]]:
    return ordered.limit(_LIMIT).offset(_ZERO)
