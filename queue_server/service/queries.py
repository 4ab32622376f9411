"""Questions that change nothing: a ticket as it stands, and the whole hall at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from queue_server.domain.calendar import business_day
from queue_server.domain.lines import Ahead, people_ahead
from queue_server.domain.rating import rate_until
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.domain.window import WindowState
from queue_server.service.admission import Door
from queue_server.service.hall import Hall
from queue_server.service.next_calls import NextCalls
from queue_server.service.ports import Clock, Pause, ReadUnit, Store
from queue_server.service.views import Windows, device_view, service_queue, ticket_view
from queue_server.service.waits.board import WaitBoard
from queue_server.wire.messages import (
    IssuedTicket,
    PauseReason,
    RatingOpen,
    Snapshot,
    WindowStatus,
    WindowView,
)

RECENT_CALLS = 10
NEXT_TICKETS = 8
PASSED = 8
PARKED = 200
UNPRINTED = 100
"""A hall whose printers fail for an hour shall not make every snapshot long."""

_IDLE = WindowState()


def _pause(pause: Pause | None) -> dict[str, Any]:
    if pause is None:
        return {}
    return {
        "pause_reason": None if pause.reason is None else PauseReason(pause.reason),
        "paused_since": pause.since,
    }


class Queries:
    """Reads one hall; safe to share between threads."""

    def __init__(self, store: Store, hall: Hall, clock: Clock, waits: WaitBoard) -> None:
        self._store = store
        self._waits = waits
        self._hall = hall
        self._clock = clock

    def ticket(self, ticket_id: str) -> IssuedTicket:
        """The ticket with the wait as it is now; raises Refusal ``not_found``."""
        with self._store.read() as unit:
            ticket = unit.ticket(ticket_id)
            if ticket is None:
                raise Refusal(Code.NOT_FOUND, "there is no such ticket")
            waits = ticket.status is Status.WAITING and ticket.business_day == self._today(unit)
            ahead = self._ahead(unit, ticket) if waits else 0
            wait = None
            if waits and ticket.service in self._hall.services:
                windows = unit.windows(ticket.business_day)
                wait = self._waits.told(ticket.service, ahead, windows, self._now())
        return IssuedTicket(ticket=ticket_view(ticket), people_ahead=ahead, expected_wait=wait)

    def snapshot(self) -> Snapshot:
        """The hall as of its newest event. Before the first change of a day it is as the day will open."""
        with self._store.read() as unit:
            now, day = self._now(), self._today(unit)
            fresh = unit.opened_day == day
            upcoming = NextCalls.read(unit, self._hall, day, now, NEXT_TICKETS)
            waiting = upcoming.lengths
            windows = unit.windows(day) if fresh else {}
            door = Door(self._hall, unit, day, now, self._waits)
            return Snapshot(
                seq=unit.last_seq,
                server_time=now,
                business_day=day,
                hall=self._hall.id,
                services=tuple(
                    service_queue(door, service, waiting.get(service, 0), windows)
                    for service in self._hall.services
                ),
                windows=self._windows(unit, day, windows, waiting),
                recent_calls=tuple(map(ticket_view, unit.recent_calls(day, RECENT_CALLS))),
                next_tickets=tuple(map(ticket_view, upcoming.in_hall(NEXT_TICKETS))),
                passed=tuple(map(ticket_view, unit.passed(day, PASSED))),
                unprinted=tuple(map(ticket_view, unit.unprinted(day, UNPRINTED))),
                devices=tuple(map(device_view, unit.devices())),
                day_closed=unit.closed_day == day,
            )

    def _ahead(self, unit: ReadUnit, ticket: Ticket) -> int:
        lanes = {lane.priority: (lane.waiting, lane.before) for lane in unit.before(ticket)}
        order = self._hall.order
        return people_ahead(Ahead.among(ticket, lanes, order.ranks), order.in_a_row)

    def _windows(
        self, unit: ReadUnit, day: date, windows: Windows, waiting: Mapping[str, int]
    ) -> tuple[WindowView, ...]:
        held = {ticket.window: ticket_view(ticket) for ticket in unit.held(day)}
        staffed = unit.staffed() if unit.opened_day == day else {}
        pauses = unit.pauses() if unit.opened_day == day else {}
        parked = unit.parked(day, PARKED)
        ratings = self._open_ratings(unit, day)
        return tuple(
            WindowView(
                window=window.id,
                status=WindowStatus(str(windows.get(window.id, _IDLE).condition)),
                ticket=held.get(window.id),
                waiting=sum(waiting.get(service, 0) for service in window.services),
                clerk=staffed.get(window.id),
                parked=tuple(ticket_view(ticket) for ticket in parked if ticket.window == window.id),
                rating=None if window.id in held else ratings.get(window.id),
                **_pause(pauses.get(window.id)),
            )
            for window in self._hall.config.windows
        )

    def _open_ratings(self, unit: ReadUnit, day: date) -> dict[str, RatingOpen]:
        seconds = self._hall.rules.rating_window_seconds
        since = self._now() - timedelta(seconds=seconds)
        if unit.opened_day != day:
            return {}
        called = unit.called_since(day, since)
        return {
            session.window: RatingOpen(
                session_id=session.id, rate_until=rate_until(session.finished_at, seconds)
            )
            for session in reversed(unit.ended_since(day, since))
            if called.get(session.window, session.finished_at) <= session.finished_at
        }

    def _now(self) -> datetime:
        return self._clock.now().astimezone(self._hall.zone)

    def _today(self, unit: ReadUnit) -> date:
        return business_day(self._clock.now(), self._hall.zone, unit.opened_day)
