"""Looks at a hall and changes of it, as transactions.

Responsible for: the ports' read and write units over a driver's cursor. Not responsible for: opening or ending transactions
(``store``), or any rule.

A unit reads the few rows that say what windows hold and how many wait at most once, and keeps them right as it changes
them; a writer hands them on to the next one (``Known``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from typing_extensions import override

from queue_server.domain.lines import Lines
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import HELD, Move, Status, Ticket
from queue_server.domain.window import WindowState
from queue_server.service.ports import (
    DeviceRecord,
    LaneCount,
    Pause,
    Rating,
    SecondVisit,
    Session,
    StoredAnswer,
    StoredEvent,
)
from queue_server.storage.rows import (
    Row,
    call_columns,
    from_ms,
    optional_instant,
    optional_ms,
    place_columns,
    progress_columns,
    ticket_columns,
    ticket_from,
    to_ms,
)
from queue_server.storage.statements import Statements


@dataclass(frozen=True, slots=True)
class Known:
    """What one writer knows of the hall when it is done. Every change of it is an event, so for whoever finds the log at
    the same sequence it still holds, whatever other processes do."""

    seq: int
    held: dict[str, Ticket] | None
    lines: Lines | None
    turns: dict[str, int] | None


class ConcurrentChange(Exception):
    """A row is not as it was read although the write lock was held: somebody else writes without the lock."""


class SqlReadUnit:
    """One consistent look at a hall."""

    def __init__(self, cursor: Any, statements: Statements, hall: str, zone: tzinfo) -> None:
        self._cursor = cursor
        self._sql = statements
        self._hall = hall
        self._zone = zone
        self._held: dict[str, Ticket] | None = None
        self._paused: set[str] = set()
        self.last_seq = 0
        self.opened_day: date | None = None
        self.closed_day: date | None = None

    def load_head(self) -> None:
        """Read the newest sequence, the opened day and the paused windows; the first thing to do."""
        (row,) = self._all(self._sql.head)
        self._set_head(row)

    def _set_head(self, row: Row) -> None:
        self.opened_day = None if row[0] is None else date.fromisoformat(row[0])
        self.closed_day = None if row[1] is None else date.fromisoformat(row[1])
        self.last_seq = row[2] or 0
        self._paused = set() if row[3] is None else set(row[3].split(","))

    def ticket(self, ticket_id: str) -> Ticket | None:
        """The ticket with that id."""
        if not _can_be_id(ticket_id):
            return None
        found = self._tickets(self._sql.ticket, of_id=ticket_id)
        return found[0] if found else None

    def held(self, day: date) -> Sequence[Ticket]:
        """All tickets that windows hold."""
        return list(self._held_by_window(day).values())

    def paused(self) -> frozenset[str]:
        """The windows that are paused."""
        return frozenset(self._paused)

    def pauses(self) -> Mapping[str, Pause]:
        """The windows that are paused, with what is known of it."""
        return {
            row[0]: Pause(row[1], optional_instant(row[2], self._zone), row[3])
            for row in self._all(self._sql.pauses)
        }

    def staffed(self) -> Mapping[str, str]:
        """Id of the clerk who is logged in, by window."""
        return {row[0]: row[1] for row in self._all(self._sql.staffed)}

    def windows(self, day: date) -> Mapping[str, WindowState]:
        """Every window that is not idle."""
        held, paused = self._held_by_window(day), self._paused
        return {
            window: WindowState(window in paused, held[window].status if window in held else None)
            for window in held.keys() | paused
        }

    def waiting(self, day: date) -> Mapping[str, int]:
        """People waiting per service."""
        waiting: dict[str, int] = {}
        for (service, _), count in self.lengths(day).items():
            waiting[service] = waiting.get(service, 0) + count
        return waiting

    def lengths(self, day: date) -> Mapping[tuple[str, str], int]:
        """People waiting per service and priority class."""
        return {(row[0], row[1]): row[2] for row in self._all(self._sql.lengths, day=day.isoformat())}

    def before(self, ticket: Ticket) -> Sequence[LaneCount]:
        """The lanes of a waiting ticket's service, and how many in each stand before its place."""
        rows = self._all(
            self._sql.before,
            day=ticket.business_day.isoformat(),
            of_service=ticket.service,
            turn=ticket.turn,
            position=ticket.position,
        )
        return [LaneCount(*row) for row in rows]

    def lane(self, day: date, service: str, priority: str, limit: int) -> Sequence[Ticket]:
        """The first waiting tickets of a service and a class, by place."""
        return self._tickets(
            self._sql.lane, day=day.isoformat(), of_service=service, of_priority=priority, limit=limit
        )

    def by_number(self, day: date, number: str) -> Ticket | None:
        """The ticket of that day with that number."""
        found = self._tickets(self._sql.by_number, day=day.isoformat(), number=number)
        return found[0] if found else None

    def of_person(self, day: date, digest: str) -> Sequence[Ticket]:
        """The tickets of that day that were given to whoever has that keyed hash."""
        return self._tickets(self._sql.of_person, day=day.isoformat(), digest=digest)

    def finished_at(self, day: date, window: str, at: datetime) -> Ticket | None:
        """The ticket that the window finished at exactly that instant."""
        found = self._tickets(self._sql.finished_at, day=day.isoformat(), of_window=window, at=to_ms(at))
        return found[0] if found else None

    def issued_between(self, day: date, service: str, start: datetime, end: datetime) -> int:
        """Tickets of a service that were issued from ``start`` until before ``end``."""
        ((count,),) = self._all(
            self._sql.issued_between,
            day=day.isoformat(),
            of_service=service,
            first=to_ms(start),
            last=to_ms(end),
        )
        return int(count)

    def parked(self, day: date, limit: int) -> Sequence[Ticket]:
        """Tickets that windows have put aside, the latest first."""
        return self._tickets(self._sql.parked, day=day.isoformat(), limit=limit)

    def event(self, seq: int) -> StoredEvent | None:
        """One event of the log."""
        found = self._all(self._sql.event, seq=seq)
        return StoredEvent(*found[0]) if found else None

    def recent_calls(self, day: date, limit: int) -> Sequence[Ticket]:
        """The tickets called last, newest first."""
        return self._tickets(self._sql.recent_calls, day=day.isoformat(), limit=limit)

    def passed(self, day: date, limit: int) -> Sequence[Ticket]:
        """The latest no-shows, newest first."""
        return self._tickets(self._sql.passed, day=day.isoformat(), limit=limit)

    def unprinted(self, day: date, limit: int) -> Sequence[Ticket]:
        """Waiting or called tickets whose slip is missing, newest first."""
        return self._tickets(self._sql.unprinted, day=day.isoformat(), limit=limit)

    def devices(self) -> Sequence[DeviceRecord]:
        """Every device that ever reported."""
        return [self._device(row) for row in self._all(self._sql.devices)]

    def device(self, device: str) -> DeviceRecord | None:
        """The last report of one device."""
        found = self._all(self._sql.device, device=device)
        return self._device(found[0]) if found else None

    def _device(self, row: Row) -> DeviceRecord:
        return DeviceRecord(row[0], row[1], row[2], from_ms(row[3], self._zone))

    def _held_by_window(self, day: date) -> dict[str, Ticket]:
        if self._held is None:
            found = self._tickets(self._sql.held, day=day.isoformat())
            self._held = {ticket.window: ticket for ticket in found if ticket.window is not None}
        return self._held

    def _tickets(self, statement: str, **values: object) -> list[Ticket]:
        return [ticket_from(row, self._zone) for row in self._all(statement, **values)]

    def _all(self, statement: str, **values: object) -> list[Row]:
        values["hall"] = self._hall
        rows: list[Row] = self._cursor.execute(statement, values).fetchall()
        return rows


class SqlWriteUnit(SqlReadUnit):
    """One transaction with the hall's write lock."""

    def __init__(self, cursor: Any, statements: Statements, hall: str, zone: tzinfo) -> None:
        super().__init__(cursor, statements, hall, zone)
        self.earlier: StoredAnswer | None = None
        self.events: list[StoredEvent] = []
        self.changed = False
        """Whether anything was written: what is known of the hall is then right only if this is committed."""
        self._lines: Lines | None = None
        self._turns: dict[str, int] | None = None

    def load_head_and_request(self, request_id: str, known: Known | None) -> None:
        """Read the head, and what the request was answered before; the first thing to do.

        ``known`` is what the writer before has left; this unit takes it over.
        """
        (row,) = self._all(self._sql.head_and_request, request_id=request_id)
        self._set_head(row)
        if row[4] is not None:
            self.earlier = StoredAnswer(row[4], row[5], row[6])
        if known is not None and known.seq == self.last_seq:
            self._held, self._lines, self._turns = known.held, known.lines, known.turns

    def known(self) -> Known:
        """What the next writer may take over."""
        return Known(self.last_seq, self._held, self._lines, self._turns)

    def lines(self, day: date) -> Lines:
        """Who waits, as this change has left it so far."""
        if self._lines is None:
            self._lines = Lines(self._tickets(self._sql.all_waiting, day=day.isoformat()))
        return self._lines

    @override
    def waiting(self, day: date) -> Mapping[str, int]:
        """People waiting per service."""
        return self.lines(day).counts()

    def in_a_row(self, window: str) -> int:
        """Priority tickets that the window has called in a row."""
        return self._in_a_row().get(window, 0)

    def set_in_a_row(self, window: str, count: int) -> None:
        """Remember how many priority tickets the window has called in a row."""
        turns = self._in_a_row()
        if turns.get(window, 0) == count:
            return
        turns[window] = count
        self._run(self._sql.forget_turn, of_window=window)
        self._write(self._sql.add_turn, {"hall_id": self._hall, "window": window, "in_a_row": count})

    def _in_a_row(self) -> dict[str, int]:
        if self._turns is None:
            self._turns = {row[0]: row[1] for row in self._all(self._sql.turns)}
        return self._turns

    def start_day(self, day: date, *, forget_before: datetime) -> None:
        """Open a business day."""
        for statement in (
            self._sql.expire_tickets,
            self._sql.forget_identities,
            self._sql.set_day,
        ):
            self._run(statement, day=day.isoformat())
        self._run(self._sql.resume_all)
        self._run(self._sql.log_out_all)
        self._run(self._sql.forget_turns)
        self._run(self._sql.forget_requests, before=to_ms(forget_before))
        self.opened_day = day
        self._held, self._lines, self._turns, self._paused = None, None, None, set()

    def take_number(self, day: date, counter: str, first: int, last: int) -> int | None:
        """Count the next number of a service or package."""
        of = {"day": day.isoformat(), "of_service": counter}
        self.changed = True
        rows = self._all(self._sql.take_number, first=first, last=last, **of)
        if not rows and not self._all(self._sql.find_service_day, **of):
            self._run(self._sql.add_service_day, **of)
            rows = self._all(self._sql.take_number, first=first, last=last, **of)
        return int(rows[0][0]) if rows else None

    def add_ticket(self, ticket: Ticket, identity_digest: str | None, forecast: str | None) -> None:
        """Save a new ticket."""
        lines = self.lines(ticket.business_day)
        self._write(self._sql.add_ticket, ticket_columns(ticket, self._hall, identity_digest, forecast))
        lines.add(ticket)

    def save_ticket(self, before: Ticket, after: Ticket) -> None:
        """Save a ticket's change, on condition that it still is as ``before``."""
        lines = self.lines(before.business_day)
        statement, columns = self._saving(before, after)
        self._change_one(statement, of_id=before.id, from_status=str(before.status), **columns)
        if before.status is Status.WAITING:
            lines.remove(before)
        if after.status is Status.WAITING:
            lines.add(after)
        if self._held is not None:
            self._keep_held(self._held, before, after)

    def _saving(self, before: Ticket, after: Ticket) -> tuple[str, dict[str, object]]:
        # An update touches the index of every column it names: name as few as the change needs.
        if _place(before) != _place(after):
            return self._sql.save_place, place_columns(after)
        if _call(before) != _call(after):
            return self._sql.save_call, call_columns(after)
        return self._sql.save_progress, progress_columns(after)

    @staticmethod
    def _keep_held(held: dict[str, Ticket], before: Ticket, after: Ticket) -> None:
        if before.status in HELD and before.window is not None:
            held.pop(before.window, None)
        if after.status in HELD and after.window is not None:
            held[after.window] = after

    def keep_session(self, ticket: Ticket, outcome: Status | Move, at: datetime) -> None:
        """Keep the present session of a ticket that is about to leave it for another one."""
        if ticket.session_id is None or ticket.window is None or ticket.called_at is None:
            return
        self._write(
            self._sql.add_earlier_session,
            {
                "id": ticket.session_id,
                "hall_id": self._hall,
                "ticket_id": ticket.id,
                "window": ticket.window,
                "service": ticket.service,
                "called_at": to_ms(ticket.called_at),
                "started_at": optional_ms(ticket.started_at),
                "finished_at": to_ms(ticket.finished_at or at),
                "outcome": str(outcome),
            },
        )

    def save_slip(self, ticket: Ticket, before: SlipState) -> None:
        """Save the state of a ticket's slip, on condition that it still is ``before``."""
        self._change_one(self._sql.save_slip, of_id=ticket.id, from_slip=str(before), slip=str(ticket.slip))
        if self._lines is not None and ticket.status is Status.WAITING:
            self._lines.remove(ticket)
            self._lines.add(ticket)
        if self._held is not None and ticket.status in HELD and ticket.window is not None:
            self._held[ticket.window] = ticket

    def set_paused(self, window: str, pause: Pause | None) -> None:
        """Pause a window or open it again."""
        self._run(self._sql.resume, window=window)
        self._paused.discard(window)
        if pause is not None:
            row = {"hall_id": self._hall, "window": window, "reason": pause.reason, "clerk": pause.clerk}
            self._write(self._sql.pause, {**row, "since": optional_ms(pause.since)})
            self._paused.add(window)

    def set_closed(self, day: date | None) -> None:
        """Close a business day before its end, or open it again."""
        self._run(self._sql.set_closed_day, day=None if day is None else day.isoformat())
        self.closed_day = day

    def set_staffed(self, window: str, clerk: str | None) -> None:
        """Log a clerk in at a window, or out."""
        self._run(self._sql.log_out, window=window)
        if clerk is not None:
            self._run(self._sql.log_in, window=window, clerk=clerk)

    def session(self, session_id: str) -> Session | None:
        """The session with that id."""
        if not _can_be_id(session_id):
            return None
        ticket_id, _, _ = session_id.partition(".")
        found = self._all(self._sql.session, of_id=session_id, of_ticket=ticket_id)
        found = found or self._all(self._sql.earlier_session, of_id=session_id)
        if not found:
            return None
        ((found_id, of_ticket, window, service, status, finished_at, day, level),) = found
        finished = from_ms(finished_at, self._zone) if status == Status.FINISHED else None
        return Session(
            found_id, of_ticket, window, service, date.fromisoformat(day), finished, level is not None
        )

    def add_rating(self, session: Session, rating: Rating, at: datetime) -> None:
        """Save the rating of a session."""
        self._write(
            self._sql.add_rating,
            {
                "session_id": session.id,
                "hall_id": self._hall,
                "ticket_id": session.ticket_id,
                "level": rating.level,
                "pressed_at": to_ms(rating.pressed_at),
                "recorded_at": to_ms(at),
                "business_day": session.business_day.isoformat(),
                "window": session.window,
                "service": session.service,
                "clerk": rating.clerk,
                "channel": rating.channel,
                "reasons": "|".join(map(str, rating.reasons)),
            },
        )

    def add_second_visit(self, card: SecondVisit, ticket_id: str, at: datetime) -> None:
        """Save a new card."""
        self._write(
            self._sql.add_second_visit,
            {
                "hall_id": self._hall,
                "code": card.code,
                "ticket_id": ticket_id,
                "service": card.service,
                "made_at": to_ms(at),
                "valid_until": card.valid_until.isoformat(),
                "used_by": None,
            },
        )

    def second_visit(self, code: str) -> SecondVisit | None:
        """The card with that code."""
        found = self._all(self._sql.second_visit, of_code=code)
        if not found:
            return None
        ((found_code, service, until, used_by),) = found
        return SecondVisit(found_code, service, date.fromisoformat(until), used_by is not None)

    def use_second_visit(self, code: str, ticket_id: str) -> None:
        """The card was used for a ticket."""
        self._change_one(self._sql.use_second_visit, of_code=code, used_by=ticket_id)

    def save_device(self, record: DeviceRecord) -> None:
        """Save the state of a device in place of its earlier one."""
        self._run(self._sql.forget_device, device=record.device)
        self._write(
            self._sql.add_device,
            {
                "hall_id": self._hall,
                "device": record.device,
                "state": str(record.state),
                "reason": record.reason,
                "since": to_ms(record.since),
            },
        )

    def append_event(self, event: StoredEvent, at: datetime) -> None:
        """Append to the log."""
        if event.seq != self.last_seq + 1:
            raise ValueError(f"event {event.seq} after {self.last_seq}")
        self._write(
            self._sql.add_event,
            {
                "hall_id": self._hall,
                "seq": event.seq,
                "at": to_ms(at),
                "type": event.type,
                "service": event.service,
                "data": event.data,
            },
        )
        self.last_seq = event.seq
        self.events.append(event)

    def remember(self, request_id: str, answer: StoredAnswer, at: datetime) -> None:
        """Keep what a request was answered."""
        self._write(
            self._sql.add_request,
            {
                "hall_id": self._hall,
                "request_id": request_id,
                "fingerprint": answer.fingerprint,
                "outcome": str(answer.outcome),
                "body": answer.body,
                "at": to_ms(at),
            },
        )

    def _run(self, statement: str, **values: object) -> None:
        values["hall"] = self._hall
        self._write(statement, values)

    def _write(self, statement: str, values: dict[str, object]) -> None:
        self.changed = True
        self._cursor.execute(statement, values)

    def _change_one(self, statement: str, **values: object) -> None:
        self._run(statement, **values)
        if self._cursor.rowcount != 1:
            raise ConcurrentChange(statement)


def _call(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.window, ticket.calls, ticket.called_at, ticket.session_id, ticket.first_called_at, ticket.no_shows,
        ticket.parked_at, ticket.sessions, ticket.call_seq,
    )  # fmt: skip


def _place(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.service, ticket.position, ticket.turn, ticket.queued_at, ticket.steps, ticket.for_window
    )  # fmt: skip


def _can_be_id(text: str) -> bool:
    # PostgreSQL takes a zero character in a text for a broken one; no id of ours holds anything of the kind.
    return text.isascii() and text.isprintable()
