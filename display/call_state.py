"""How what a hall knows of its calls grows with every event.

Responsible for: one pure function from state and feed item to the next state, for boards and window signs. Events that
were seen before change nothing; a snapshot replaces everything; a new business day empties it.
Not responsible for: drawing, speaking, or getting snapshots (``HallState.unsure`` only says that one would help).

What a ticket's event means is read from the ticket's status, not from the name of the event: a window holds a ticket while it
is called or being served, and lets go of it by whatever else happens to it. Events that this version does not know the names
of are therefore understood as far as they change a ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from display.hall_state import Connection, HallState, WindowCall
from queue_server.client.feed import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import (
    DayClosed,
    DayOpened,
    DayReopened,
    EventBase,
    PrintChanged,
    TicketCalled,
    TicketCallUndone,
    TicketEvent,
    TicketRecalled,
    TicketStarted,
    TicketTransferred,
    WindowPaused,
    WindowResumed,
    WindowStaffed,
)
from queue_server.wire.messages import (
    ServiceQueue,
    Snapshot,
    TicketStatus,
    TicketView,
    Unavailable,
    WindowStatus,
    WindowView,
)

MAX_RECENT_CALLS = 10
MAX_PASSED = 8

_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})
_CALLS = _HELD | {TicketStatus.FINISHED}
"""A call of anybody else was in vain, or is over for now."""
_SAME_ORDER = (TicketRecalled, TicketStarted)
"""Events after which the same tickets are next."""


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
    return replace(_take_event(state, item), seq=item.seq, updated_at=item.at)


def refresh(state: HallState, snapshot: Snapshot) -> HallState:
    """The state after a snapshot that was fetched beside the feed: one that is older than what is known is ignored."""
    return state if snapshot.seq < state.seq else _from_snapshot(snapshot, state.connection)


def _from_snapshot(snapshot: Snapshot, connection: Connection) -> HallState:
    return HallState(
        seq=snapshot.seq,
        business_day=snapshot.business_day,
        updated_at=snapshot.server_time,
        windows=tuple(_window_of(view) for view in snapshot.windows),
        recent_calls=_calls(snapshot.recent_calls),
        services=snapshot.services,
        upcoming=snapshot.next_tickets,
        passed=snapshot.passed[:MAX_PASSED],
        day_closed=snapshot.day_closed,
        connection=connection if connection.online else Connection(True, snapshot.server_time),
    )


def _window_of(view: WindowView) -> WindowCall:
    held = view.ticket if view.ticket is not None and view.ticket.status in _HELD else None
    paused = view.status is WindowStatus.PAUSED
    return WindowCall(view.window, paused, held, view.pause_reason if paused else None)


def _take_event(state: HallState, event: EventBase) -> HallState:
    """Events about nothing that is shown here leave the state as it is."""
    if isinstance(event, TicketEvent):
        return _take_ticket_event(state, event)
    if isinstance(event, PrintChanged):
        return _renew(state, event.ticket)
    if isinstance(event, WindowPaused | WindowResumed):
        reason = event.reason if isinstance(event, WindowPaused) else None
        paused = replace(
            state.window(event.window), paused=isinstance(event, WindowPaused), pause_reason=reason
        )
        return replace(state, windows=_with_window(state.windows, paused), unsure=True)
    if isinstance(event, WindowStaffed):
        return replace(state, unsure=True)
    if isinstance(event, DayOpened):
        return _new_day(state, event.business_day)
    if isinstance(event, DayClosed):
        return _closed_day(state)
    # Which services are open again depends on the hour, and is not in the event.
    return replace(state, day_closed=False, unsure=True) if isinstance(event, DayReopened) else state


# --- days ---------------------------------------------------------------------------------------------------


def _new_day(state: HallState, day: date) -> HallState:
    """Numbers start again: windows are free, nobody waits; whether a service is open stays as it was."""
    return replace(
        state,
        business_day=day,
        windows=tuple(WindowCall(each.window) for each in state.windows),
        recent_calls=(),
        services=_each(state.services, waiting=0, expected_wait=None),
        upcoming=(),
        passed=(),
        # A service that was closed for the day before may be open; the snapshot says.
        unsure=state.day_closed,
        day_closed=False,
    )


def _closed_day(state: HallState) -> HallState:
    """Nobody waits any more; who is at a window is served."""
    services = _each(
        state.services, open=False, unavailable=Unavailable.DAY_CLOSED, waiting=0, expected_wait=None
    )
    return replace(state, services=services, upcoming=(), day_closed=True, unsure=True)


def _each(services: Iterable[ServiceQueue], **changes: object) -> tuple[ServiceQueue, ...]:
    return tuple(each.model_copy(update=changes) for each in services)


# --- tickets ------------------------------------------------------------------------------------------------


def _take_ticket_event(state: HallState, event: TicketEvent) -> HallState:
    ticket = event.ticket
    if state.business_day is not None and ticket.business_day > state.business_day:
        state = _new_day(state, ticket.business_day)
    state = _stand_in_line(state, event)
    state = _renew(state, ticket)
    state = replace(state, recent_calls=_recent_after(state, event), passed=_passed_after(state, ticket))
    state = _hold(state, ticket)
    if isinstance(event, TicketCallUndone) and event.reopened is not None:
        state = replace(state, upcoming=_without(state.upcoming, event.reopened))
        state = _hold(_renew(state, event.reopened), event.reopened)
    return state


def _stand_in_line(state: HallState, event: TicketEvent) -> HallState:
    """How many wait for each service after the event. Who is next hangs on every window, and is not in it."""
    if isinstance(event, TicketTransferred) and event.from_window is None:
        services = _with_one_less(state.services, event.from_service, event.ticket.service)
        state = replace(state, services=services)
    services = state.services
    for queue in event.queues:
        services = _with_queue(services, queue)
    return replace(
        state,
        services=services,
        upcoming=_without(state.upcoming, event.ticket),
        unsure=state.unsure or not isinstance(event, _SAME_ORDER),
    )


def _recent_after(state: HallState, event: TicketEvent) -> tuple[TicketView, ...]:
    recent, ticket = state.recent_calls, event.ticket
    if isinstance(event, TicketCalled | TicketRecalled):
        recent = (ticket, *_without(recent, ticket))
    return _calls(recent)


def _calls(tickets: Iterable[TicketView]) -> tuple[TicketView, ...]:
    return tuple(each for each in tickets if each.status in _CALLS)[:MAX_RECENT_CALLS]


def _passed_after(state: HallState, ticket: TicketView) -> tuple[TicketView, ...]:
    if ticket.status is not TicketStatus.NO_SHOW:
        return _without(state.passed, ticket)
    return (ticket, *_without(state.passed, ticket))[:MAX_PASSED]


def _renew(state: HallState, ticket: TicketView) -> HallState:
    """The ticket as it is now, wherever it stands."""

    def renewed(tickets: tuple[TicketView, ...]) -> tuple[TicketView, ...]:
        return tuple(ticket if each.id == ticket.id else each for each in tickets)

    return replace(
        _in_hands(state, ticket, ticket),
        recent_calls=renewed(state.recent_calls),
        upcoming=renewed(state.upcoming),
        passed=renewed(state.passed),
    )


def _hold(state: HallState, ticket: TicketView) -> HallState:
    """The window the ticket is called to or served at holds it, and no other window does."""
    state = _in_hands(state, ticket, None)
    if ticket.status not in _HELD or ticket.window is None:
        return state
    window = replace(state.window(ticket.window), ticket=ticket)
    return replace(state, windows=_with_window(state.windows, window))


def _in_hands(state: HallState, ticket: TicketView, becomes: TicketView | None) -> HallState:
    """What the window that holds the ticket holds instead."""
    windows = tuple(
        replace(each, ticket=becomes) if each.ticket is not None and each.ticket.id == ticket.id else each
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


def _with_one_less(services: tuple[ServiceQueue, ...], left: str, entered: str) -> tuple[ServiceQueue, ...]:
    """A ticket left one line for another; the event tells of the line that it entered."""
    return tuple(
        each.model_copy(update={"waiting": max(0, each.waiting - 1)})
        if each.service == left != entered
        else each
        for each in services
    )


def _without(tickets: tuple[TicketView, ...], ticket: TicketView) -> tuple[TicketView, ...]:
    return tuple(each for each in tickets if each.id != ticket.id)
