"""One change of a hall.

Responsible for: the tickets and lines of the port ``WriteUnit``, and handing on what a writer knows of them. Not responsible for:
records that no line hangs on (``record_unit``), opening or ending transactions (``store``), or any rule.

A writer reads who waits and what windows hold at most once, keeps both right as it changes them, and hands them on to the next one
(``Known``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from operator import attrgetter
from typing import Any

from typing_extensions import override

from queue_server.domain.lines import Lines
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import HELD, Move, Status, Ticket
from queue_server.service.ports import MadeCall, StoredAnswer
from queue_server.storage.record_unit import SqlRecordUnit
from queue_server.storage.rows import (
    call_columns,
    moved_back,
    optional_ms,
    place_columns,
    progress_columns,
    ticket_columns,
    to_ms,
)
from queue_server.storage.statements import CALL, PLACE, Statements

_call = attrgetter(*CALL)
_place = attrgetter(*PLACE)


@dataclass(frozen=True, slots=True)
class Known:
    """What one writer knows of the hall when it is done. Every change of it is an event, so for whoever finds the log at
    the same sequence it still holds, whatever other processes do."""

    seq: int
    held: dict[str, Ticket] | None
    lines: Lines | None
    turns: dict[str, int] | None
    staff: dict[str, str] | None


class SqlWriteUnit(SqlRecordUnit):
    """One transaction with the hall's write lock."""

    def __init__(self, cursor: Any, statements: Statements, hall: str, zone: tzinfo) -> None:
        super().__init__(cursor, statements, hall, zone)
        self.earlier: StoredAnswer | None = None
        self._lines: Lines | None = None

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
            self._staff = known.staff

    def known(self) -> Known:
        """What the next writer may take over."""
        return Known(self.last_seq, self._held, self._lines, self._turns, self._staff)

    def lines(self, day: date) -> Lines:
        """Who waits, as this change has left it so far. People wait on the opened day alone."""
        if self._lines is None:
            self._lines = Lines(self._tickets(self._sql.all_waiting, day=day.isoformat()))
        return self._lines

    @override
    def waiting(self, day: date) -> Mapping[str, int]:
        """People waiting per service."""
        return self.lines(day).counts()

    def set_in_a_row(self, window: str, count: int) -> None:
        """Remember how many priority tickets the window has called in a row."""
        turns = self._in_a_row()
        if turns.get(window, 0) == count:
            return
        turns[window] = count
        self._run(self._sql.forget_turn, of_window=window)
        self._write(self._sql.add_turn, {"hall_id": self._hall, "window": window, "in_a_row": count})

    def keep_call(self, window: str, call: MadeCall) -> None:
        """Keep the window's latest call in place of the one before."""
        values = {
            "of_window": window,
            "seq": call.seq,
            "in_a_row": call.in_a_row,
            "called_id": call.called.id,
            "called": json.dumps(place_columns(call.called)),
            "ended_id": None if call.ended is None else call.ended.id,
            "ended": None if call.ended is None else json.dumps(place_columns(call.ended)),
        }
        self._run(self._sql.save_made_call, **values)
        if not self._cursor.rowcount:
            self._run(self._sql.add_made_call, **values)

    def latest_call(self, window: str) -> MadeCall | None:
        """The window's latest call."""
        found = self._all(self._sql.made_call, of_window=window)
        if not found:
            return None
        ((seq, in_a_row, called_id, called, ended_id, ended),) = found
        before = self._moved_back(called_id, called)
        return None if before is None else MadeCall(seq, before, self._moved_back(ended_id, ended), in_a_row)

    def _moved_back(self, ticket_id: str | None, columns: str | None) -> Ticket | None:
        ticket = None if ticket_id is None else self.ticket(ticket_id)
        return (
            None if ticket is None or columns is None else moved_back(ticket, json.loads(columns), self._zone)
        )

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
        self._held, self._lines, self._turns, self._staff, self._paused = None, None, None, None, set()

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
        waits = Status.WAITING in (before.status, after.status)
        lines = self.lines(before.business_day) if waits else None
        statement, columns = self._saving(before, after)
        self._change_one(statement, of_id=before.id, from_status=str(before.status), **columns)
        if lines is not None and before.status is Status.WAITING:
            lines.remove(before)
        if lines is not None and after.status is Status.WAITING:
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
                "clerk": ticket.clerk,
                "ended_by_call": int(ticket.ended_by_call),
            },
        )

    def forget_session(self, session_id: str) -> None:
        """Forget an earlier session: it goes on."""
        self._run(self._sql.forget_earlier_session, of_id=session_id)

    def save_slip(self, ticket: Ticket, before: SlipState) -> None:
        """Save the state of a ticket's slip, on condition that it still is ``before``."""
        self._change_one(self._sql.save_slip, of_id=ticket.id, from_slip=str(before), slip=str(ticket.slip))
        if self._lines is not None and ticket.status is Status.WAITING:
            self._lines.remove(ticket)
            self._lines.add(ticket)
        if self._held is not None and ticket.status in HELD and ticket.window is not None:
            self._held[ticket.window] = ticket
