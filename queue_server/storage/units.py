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

from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import HELD, Status, Ticket
from queue_server.domain.window import WindowState
from queue_server.service.ports import DeviceRecord, Session, StoredAnswer, StoredEvent, TakenNumber
from queue_server.storage.rows import (
    Row,
    from_ms,
    moved_columns,
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
    waiting: dict[str, int] | None


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
        self._waiting: dict[str, int] | None = None
        self.last_seq = 0
        self.opened_day: date | None = None

    def load_head(self) -> None:
        """Read the newest sequence, the opened day and the paused windows; the first thing to do."""
        (row,) = self._all(self._sql.head)
        self._set_head(row)

    def _set_head(self, row: Row) -> None:
        self.opened_day = None if row[0] is None else date.fromisoformat(row[0])
        self.last_seq = row[1] or 0
        self._paused = set() if row[2] is None else set(row[2].split(","))

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
        if self._waiting is None:
            rows = self._all(self._sql.waiting, day=day.isoformat())
            self._waiting = {row[0]: row[1] for row in rows}
        return self._waiting

    def people_ahead(self, ticket: Ticket) -> int:
        """Waiting tickets of the same service that are called before ``ticket``."""
        ((count,),) = self._all(
            self._sql.people_ahead,
            day=ticket.business_day.isoformat(),
            of_service=ticket.service,
            position=ticket.position,
        )
        return int(count)

    def queue(self, day: date, service: str, limit: int) -> Sequence[Ticket]:
        """The first waiting tickets of a service, in calling order."""
        return self._tickets(self._sql.queue, day=day.isoformat(), of_service=service, limit=limit)

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

    def load_head_and_request(self, request_id: str, known: Known | None) -> None:
        """Read the head, and what the request was answered before; the first thing to do.

        ``known`` is what the writer before has left; this unit takes it over.
        """
        (row,) = self._all(self._sql.head_and_request, request_id=request_id)
        self._set_head(row)
        if row[3] is not None:
            self.earlier = StoredAnswer(row[3], row[4], row[5])
        if known is not None and known.seq == self.last_seq:
            self._held, self._waiting = known.held, known.waiting

    def known(self) -> Known:
        """What the next writer may take over."""
        return Known(self.last_seq, self._held, self._waiting)

    def start_day(self, day: date, *, forget_before: datetime) -> None:
        """Open a business day."""
        for statement in (
            self._sql.expire_tickets,
            self._sql.empty_queues,
            self._sql.forget_identities,
            self._sql.set_day,
        ):
            self._run(statement, day=day.isoformat())
        self._run(self._sql.resume_all)
        self._run(self._sql.log_out_all)
        self._run(self._sql.forget_requests, before=to_ms(forget_before))
        self.opened_day = day
        self._held, self._waiting, self._paused = None, None, set()

    def take_number(self, day: date, service: str, first: int, last: int) -> TakenNumber | None:
        """Count the service's next number and one more person waiting."""
        of = {"day": day.isoformat(), "of_service": service}
        rows = self._all(self._sql.take_number, first=first, last=last, **of)
        if not rows and not self._all(self._sql.find_service_day, **of):
            self._run(self._sql.add_service_day, **of)
            rows = self._all(self._sql.take_number, first=first, last=last, **of)
        if not rows:
            return None
        ((number, waiting),) = rows
        if self._waiting is not None:
            self._waiting[service] = waiting
        return TakenNumber(number, waiting)

    def leave_queue(self, day: date, service: str) -> int:
        """Count one person less waiting for the service."""
        ((waiting,),) = self._all(self._sql.leave_queue, day=day.isoformat(), of_service=service)
        if self._waiting is not None:
            self._waiting[service] = waiting
        return int(waiting)

    def add_ticket(self, ticket: Ticket, identity_digest: str | None) -> None:
        """Save a new ticket."""
        self._cursor.execute(self._sql.add_ticket, ticket_columns(ticket, self._hall, identity_digest))

    def save_ticket(self, before: Ticket, after: Ticket) -> None:
        """Save a ticket's change, on condition that it still is as ``before``."""
        self._change_one(
            self._sql.save_ticket, of_id=before.id, from_status=str(before.status), **moved_columns(after)
        )
        if self._held is not None and after.window is not None:
            if after.status in HELD:
                self._held[after.window] = after
            elif before.status in HELD:
                self._held.pop(after.window, None)

    def save_slip(self, ticket: Ticket, before: SlipState) -> None:
        """Save the state of a ticket's slip, on condition that it still is ``before``."""
        self._change_one(self._sql.save_slip, of_id=ticket.id, from_slip=str(before), slip=str(ticket.slip))

    def set_paused(self, window: str, paused: bool) -> None:
        """Pause a window or open it again."""
        self._run(self._sql.pause if paused else self._sql.resume, window=window)
        if paused:
            self._paused.add(window)
        else:
            self._paused.discard(window)

    def set_staffed(self, window: str, clerk: str | None) -> None:
        """Log a clerk in at a window, or out."""
        self._run(self._sql.log_out, window=window)
        if clerk is not None:
            self._run(self._sql.log_in, window=window, clerk=clerk)

    def session(self, session_id: str) -> Session | None:
        """The session with that id."""
        found = self._all(self._sql.session, of_id=session_id) if _can_be_id(session_id) else []
        if not found:
            return None
        ((found_id, ticket_id, window, status, finished_at, level),) = found
        finished = from_ms(finished_at, self._zone) if status == Status.FINISHED else None
        return Session(found_id, ticket_id, window, finished, level is not None)

    def add_rating(self, session: Session, level: int, pressed_at: datetime, at: datetime) -> None:
        """Save the rating of a session."""
        self._cursor.execute(
            self._sql.add_rating,
            {
                "session_id": session.id,
                "hall_id": self._hall,
                "ticket_id": session.ticket_id,
                "level": level,
                "pressed_at": to_ms(pressed_at),
                "recorded_at": to_ms(at),
            },
        )

    def save_device(self, record: DeviceRecord) -> None:
        """Save the state of a device in place of its earlier one."""
        self._run(self._sql.forget_device, device=record.device)
        self._cursor.execute(
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
        self._cursor.execute(
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
        self._cursor.execute(
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
        self._cursor.execute(statement, values)

    def _change_one(self, statement: str, **values: object) -> None:
        self._run(statement, **values)
        if self._cursor.rowcount != 1:
            raise ConcurrentChange(statement)


def _can_be_id(text: str) -> bool:
    # PostgreSQL takes a zero character in a text for a broken one; no id of ours holds anything of the kind.
    return text.isascii() and text.isprintable()
