"""One consistent look at a hall.

Responsible for: the port ``ReadUnit`` over a driver's cursor. Not responsible for: opening or ending transactions (``store``),
or any rule.

A unit reads the few rows that say what windows hold at most once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any

from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Status, Ticket
from queue_server.domain.window import WindowState
from queue_server.service.ports import (
    CardPrint,
    DeviceRecord,
    EndedSession,
    LaneCount,
    Pause,
    StoredEvent,
)
from queue_server.storage.rows import Row, card_from, from_ms, optional_instant, ticket_from, to_ms
from queue_server.storage.statements import Statements

LOOKED_AT = 100
"""The latest calls, among which sessions are looked for that ended a minute ago."""


class SqlReadUnit:
    """One consistent look at a hall."""

    def __init__(self, cursor: Any, statements: Statements, hall: str, zone: tzinfo) -> None:
        self._cursor = cursor
        self._sql = statements
        self._hall = hall
        self._zone = zone
        self._held: dict[str, Ticket] | None = None
        self._turns: dict[str, int] | None = None
        self._paused: set[str] = set()
        self._staff: dict[str, str] | None = None
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
        if not can_be_id(ticket_id):
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
        if self._staff is None:
            self._staff = {row[0]: row[1] for row in self._all(self._sql.staffed)}
        return self._staff

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
        """The first tickets of a service and a class that wait for any window, by place."""
        return self._tickets(
            self._sql.lane, day=day.isoformat(), of_service=service, of_priority=priority, limit=limit
        )

    def sent(self, day: date, limit: int) -> Sequence[Ticket]:
        """The first tickets that wait for one certain window, by place."""
        return self._tickets(self._sql.sent, day=day.isoformat(), limit=limit)

    def in_a_row(self, window: str) -> int:
        """Priority tickets that the window has called in a row."""
        return self._in_a_row().get(window, 0)

    def by_number(self, day: date, number: str) -> Ticket | None:
        """The ticket of that day with that number."""
        found = self._tickets(self._sql.by_number, day=day.isoformat(), number=number)
        return found[0] if found else None

    def of_person(self, day: date, digest: str) -> Sequence[Ticket]:
        """The tickets of that day that were given to whoever has that keyed hash."""
        return self._tickets(self._sql.of_person, day=day.isoformat(), digest=digest)

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

    def called_since(self, day: date, since: datetime) -> Mapping[str, datetime]:
        """When windows that called since then did so last, as far as the call still holds good."""
        rows = self._all(self._sql.called_since, day=day.isoformat(), since=to_ms(since))
        rows += self._all(self._sql.left_since, since=to_ms(since))
        latest: dict[str, int] = {}
        for window, called_at in rows:
            latest[window] = max(called_at, latest.get(window, 0))
        return {window: from_ms(called_at, self._zone) for window, called_at in latest.items()}

    def ended_since(self, day: date, since: datetime) -> Sequence[EndedSession]:
        """Sessions that the finish key has ended since then and that are not rated yet, the latest first."""
        ended = [
            EndedSession(ticket.session_id, ticket.window, ticket.finished_at)
            for ticket in self.recent_calls(day, LOOKED_AT)
            if ticket.session_id and ticket.window and ticket.status is Status.FINISHED
            if ticket.finished_at is not None and ticket.finished_at >= since and not ticket.ended_by_call
            if not self._all(self._sql.rated, of_id=ticket.session_id)
        ]
        forwarded = self._all(self._sql.forwarded, since=to_ms(since))
        ended += [EndedSession(row[0], row[1], from_ms(row[2], self._zone)) for row in forwarded]
        return sorted(ended, key=lambda session: session.finished_at, reverse=True)

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

    def second_visit_of(self, ticket_id: str) -> SecondVisit | None:
        """The latest card that was made for a ticket."""
        found = self._all(self._sql.cards.of_ticket, of_ticket=ticket_id) if can_be_id(ticket_id) else []
        return card_from(found[0]) if found else None

    def card_print(self, ticket_id: str) -> CardPrint | None:
        """What is known of a ticket's card on paper."""
        found = self._all(self._sql.cards.print_of, of_ticket=ticket_id) if can_be_id(ticket_id) else []
        if not found:
            return None
        ((ticket, kiosk, state, reason, asked_at),) = found
        return CardPrint(ticket, kiosk, SlipState(state), reason, from_ms(asked_at, self._zone))

    def devices(self) -> Sequence[DeviceRecord]:
        """Every device that ever reported."""
        return [self._device(row) for row in self._all(self._sql.devices)]

    def device(self, device: str) -> DeviceRecord | None:
        """The last report of one device."""
        found = self._all(self._sql.device, device=device)
        return self._device(found[0]) if found else None

    def _device(self, row: Row) -> DeviceRecord:
        return DeviceRecord(row[0], row[1], row[2], from_ms(row[3], self._zone))

    def _in_a_row(self) -> dict[str, int]:
        if self._turns is None:
            self._turns = {row[0]: row[1] for row in self._all(self._sql.turns)}
        return self._turns

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


def can_be_id(text: str) -> bool:
    """Whether a text may be asked for: PostgreSQL takes a zero character for a broken text, and no id of ours holds any."""
    return text.isascii() and text.isprintable()
