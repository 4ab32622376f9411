"""What a hall knows of its calls, as a value that grows with every event.

Responsible for: one pure function from state and feed item to the next state, for boards and window signs. Events that
were seen before change nothing; a snapshot replaces everything; a new business day empties it.
Not responsible for: drawing, speaking, or getting snapshots (``HallState.wants_snapshot`` only says that one would help).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from queue_server.client.feed import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import (
    DayOpened,
    PrintChanged,
    TicketCalled,
    TicketEvent,
    TicketFinished,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketStarted,
    WindowPaused,
    WindowResumed,
)
from queue_server.wire.messages import (
    ServiceQueue,
    Snapshot,
    TicketStatus,
    TicketView,
    WindowStatus,
    WindowView,
)

MAX_RECENT_CALLS = 10
MAX_NEXT_TICKETS = 8
MAX_PASSED = 8
ENOUGH_NEXT_TICKETS = 3
"""Boards show the next three: below that, and with more people waiting, a snapshot is wanted."""

_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})


@dataclass(frozen=True, slots=True)
class Connection:
    """Whether the server is there. ``since`` is None as long as nothing was heard of it either way."""

    online: bool = False
    since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WindowCall:
    """One window: the ticket it holds, and whether it is paused (it may hold one while paused)."""

    window: str
    paused: bool = False
    ticket: TicketView | None = None

    @property
    def status(self) -> WindowStatus:
        """What residents should understand the window is doing; the server uses the same rule."""
        if self.paused:
            return WindowStatus.PAUSED
        if self.ticket is None:
            return WindowStatus.IDLE
        return WindowStatus.CALLED if self.ticket.status is TicketStatus.CALLED else WindowStatus.SERVING


@dataclass(frozen=True, slots=True)
class HallState:
    """The whole hall. ``business_day`` is None before the first snapshot: then nothing else is known either."""

    seq: int = 0
    business_day: date | None = None
    updated_at: datetime | None = None
    """Server's time of the newest thing known, for "数据更新于 09:40"."""
    windows: tuple[WindowCall, ...] = ()
    recent_calls: tuple[TicketView, ...] = ()
    """Newest call first, one entry per ticket, with the status of now."""
    services: tuple[ServiceQueue, ...] = ()
    upcoming: tuple[TicketView, ...] = ()
    """The next tickets in calling order; a beginning of the queue, maybe not all of it."""
    passed: tuple[TicketView, ...] = ()
    """No-shows (过号), newest first."""
    connection: Connection = Connection()

    @property
    def known(self) -> bool:
        """True once a snapshot has come."""
        return self.business_day is not None

    @property
    def waiting(self) -> int:
        """People waiting in the hall."""
        return sum(queue.waiting for queue in self.services)

    @property
    def wants_snapshot(self) -> bool:
        """True when more people wait than ``upcoming`` names and too few are named."""
        return len(self.upcoming) < min(ENOUGH_NEXT_TICKETS, self.waiting)

    def window(self, window_id: str) -> WindowCall:
        """That window; one that nothing is known of is idle."""
        return next((each for each in self.windows if each.window == window_id), WindowCall(window_id))

    def service(self, service_id: str) -> ServiceQueue | None:
        """That service's queue, None when nothing is known of it."""
        return next((each for each in self.services if each.service == service_id), None)


def apply(state: HallState, item: FeedItem) -> HallState:
    """The state after one item of the feed."""
    if isinstance(item, Snapshot):
        return _from_snapshot(item, state.connection)
    if isinstance(item, FeedLost):
        return replace(state, connection=Connection(False, item.at, item.reason))
    if isinstance(item, FeedBack):
        return replace(state, connection=Connection(True, item.at))
    if not state.known or item.seq <= state.seq:
        return state
    if isinstance(item, DayOpened):
        state = _new_day(state, item.business_day)
    elif isinstance(item, TicketEvent):
        state = _take_ticket_event(state, item)
    elif isinstance(item, PrintChanged):
        state = _renew(state, item.ticket)
    elif isinstance(item, WindowPaused | WindowResumed):
        window = replace(state.window(item.window), paused=isinstance(item, WindowPaused))
        state = replace(state, windows=_with_window(state.windows, window))
    return replace(state, seq=item.seq, updated_at=item.at)


def refresh(state: HallState, snapshot: Snapshot) -> HallState:
    """The state after a snapshot that was fetched beside the feed: one that is older than what is known is ignored."""
    return state if snapshot.seq < state.seq else _from_snapshot(snapshot, state.connection)


def _from_snapshot(snapshot: Snapshot, connection: Connection) -> HallState:
    return HallState(
        seq=snapshot.seq,
        business_day=snapshot.business_day,
        updated_at=snapshot.server_time,
        windows=tuple(_window_of(view) for view in snapshot.windows),
        recent_calls=snapshot.recent_calls[:MAX_RECENT_CALLS],
        services=snapshot.services,
        upcoming=snapshot.next_tickets,
        passed=snapshot.passed[:MAX_PASSED],
        connection=connection if connection.online else Connection(True, snapshot.server_time),
    )


def _window_of(view: WindowView) -> WindowCall:
    held = view.ticket if view.ticket is not None and view.ticket.status in _HELD else None
    return WindowCall(view.window, view.status is WindowStatus.PAUSED, held)


def _new_day(state: HallState, day: date) -> HallState:
    """Numbers start again: windows are free, nobody waits; whether a service is open stays as it was."""
    return replace(
        state,
        business_day=day,
        windows=tuple(WindowCall(each.window) for each in state.windows),
        recent_calls=(),
        services=tuple(
            each.model_copy(update={"waiting": 0, "expected_wait": None}) for each in state.services
        ),
        upcoming=(),
        passed=(),
    )


def _take_ticket_event(state: HallState, event: TicketEvent) -> HallState:
    ticket = event.ticket
    if state.business_day is not None and ticket.business_day > state.business_day:
        state = _new_day(state, ticket.business_day)
    state = replace(
        _renew(state, ticket),
        upcoming=_upcoming_after(state, event),
        services=_with_queue(state.services, event.queue),
    )
    if isinstance(event, TicketCalled | TicketRecalled):
        recent = (ticket, *_without(state.recent_calls, ticket))[:MAX_RECENT_CALLS]
        state = replace(state, recent_calls=recent, passed=_without(state.passed, ticket))
        return _hold(state, ticket)
    if isinstance(event, TicketStarted):
        return _hold(state, ticket)
    if isinstance(event, TicketNoShow):
        passed = (ticket, *_without(state.passed, ticket))[:MAX_PASSED]
        return _release(replace(state, passed=passed), ticket)
    return _release(state, ticket) if isinstance(event, TicketFinished) else state


def _renew(state: HallState, ticket: TicketView) -> HallState:
    """The ticket as it is now, wherever it stands."""

    def renewed(tickets: tuple[TicketView, ...]) -> tuple[TicketView, ...]:
        return tuple(ticket if each.id == ticket.id else each for each in tickets)

    windows = tuple(
        replace(each, ticket=ticket) if each.ticket is not None and each.ticket.id == ticket.id else each
        for each in state.windows
    )
    return replace(
        state,
        windows=windows,
        recent_calls=renewed(state.recent_calls),
        upcoming=renewed(state.upcoming),
        passed=renewed(state.passed),
    )


def _upcoming_after(state: HallState, event: TicketEvent) -> tuple[TicketView, ...]:
    """A new ticket is last in line, so it belongs here only when everybody in line is named here already."""
    ticket = event.ticket
    if not isinstance(event, TicketIssued):
        return _without(state.upcoming, ticket)
    complete = len(state.upcoming) >= state.waiting
    if not complete or len(state.upcoming) >= MAX_NEXT_TICKETS:
        return state.upcoming
    return (*_without(state.upcoming, ticket), ticket)


def _hold(state: HallState, ticket: TicketView) -> HallState:
    """The window holds the ticket, and no other window does."""
    if ticket.window is None:
        return state
    state = _release(state, ticket)
    window = replace(state.window(ticket.window), ticket=ticket)
    return replace(state, windows=_with_window(state.windows, window))


def _release(state: HallState, ticket: TicketView) -> HallState:
    windows = tuple(
        replace(each, ticket=None) if each.ticket is not None and each.ticket.id == ticket.id else each
        for each in state.windows
    )
    return replace(state, windows=windows)


def _with_window(windows: tuple[WindowCall, ...], changed: WindowCall) -> tuple[WindowCall, ...]:
    if all(each.window != changed.window for each in windows):
        return (*windows, changed)
    return tuple(changed if each.window == changed.window else each for each in windows)


def _with_queue(services: tuple[ServiceQueue, ...], changed: ServiceQueue) -> tuple[ServiceQueue, ...]:
    if all(each.service != changed.service for each in services):
        return (*services, changed)
    return tuple(changed if each.service == changed.service else each for each in services)


def _without(tickets: tuple[TicketView, ...], ticket: TicketView) -> tuple[TicketView, ...]:
    return tuple(each for each in tickets if each.id != ticket.id)
