"""Which ticket a window holds, event by event.

Responsible for: one pure function, read from the ticket's status and not from the event's name: a window holds a ticket while
it is called or being served, and lets go of it by whatever else happens to it. Not responsible for: anything else of a window.
"""

from __future__ import annotations

from queue_server.wire.events import (
    TicketCallUndone,
    TicketCancelled,
    TicketEvent,
    TicketForwarded,
    TicketInterrupted,
    TicketTransferred,
)
from queue_server.wire.messages import TicketStatus, TicketView

_HELD = frozenset({TicketStatus.CALLED, TicketStatus.SERVING})


def if_held(ticket: TicketView | None) -> TicketView | None:
    """The ticket, if a window holds it; None if it is over or put aside."""
    return ticket if ticket is not None and ticket.status in _HELD else None


def concerns(window: str, held: TicketView | None, event: TicketEvent) -> bool:
    """Whether the event is about that window, which held ``held`` before it."""
    was_held = held is not None and held.id == event.ticket.id
    return was_held or window in _windows_of(event)


def held_after(window: str, held: TicketView | None, event: TicketEvent) -> TicketView | None:
    """What the window holds after the event; ``held`` is what it held before."""
    ticket = event.ticket
    if ticket.window == window and ticket.status in _HELD:
        return ticket
    if held is None or held.id != ticket.id:
        return held
    # An undone call gives back what it had ended; whatever else happens to a ticket frees its window.
    return event.reopened if isinstance(event, TicketCallUndone) else None


def _windows_of(event: TicketEvent) -> frozenset[str | None]:
    windows = {event.ticket.window}
    if isinstance(event, TicketTransferred | TicketForwarded):
        windows.add(event.from_window)
    if isinstance(event, TicketCancelled | TicketInterrupted | TicketCallUndone):
        windows.add(event.window)
    return frozenset(windows)
