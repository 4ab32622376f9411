"""Where a number can be sent on from a window.

Responsible for: whether a transfer (转办) that a resident's course has in it can happen in the hall as it is now. Not responsible for:
carrying it out (``engine``), or the rule itself (``domain.window``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from queue_server.domain.refusal import Refusal
from queue_server.domain.ticket import Ticket
from queue_server.domain.window import check_transfer
from queue_server.simulation.residents import Send
from queue_server.simulation.seat import Seat


class Destination(NamedTuple):
    """A service, and the only window that may call it there; None: any."""

    service: str
    window: str | None


def destination(
    ticket: Ticket, send: Send, at: Seat, seats: Sequence[Seat], minute: float
) -> Destination | None:
    """Where the ticket of window ``at`` goes; None where the rules refuse it, or nobody would call it there today.

    Nobody is sent to a window that has ended its day: then any window of the service may call.
    """
    service, window = send.service or ticket.service, send.window
    if any(seat.window == window and seat.is_over(minute) for seat in seats):
        window = None
    there = [seat.window for seat in seats if seat.will_take(service, minute)]
    takes = [service] if window in there else []
    try:
        check_transfer(ticket, at=at.window, service=service, window=window, takes=takes)
    except Refusal:
        return None
    return Destination(service, window) if there else None
