"""What every verb of a window needs: the ticket it holds, a way to call one, and its answer."""

from __future__ import annotations

from collections.abc import Callable

from queue_server.domain.ticket import Ticket
from queue_server.domain.window import held_ticket
from queue_server.service.change import Change
from queue_server.service.ports import MadeCall
from queue_server.wire.events import TicketCalled, WindowResumed
from queue_server.wire.messages import SecondVisitCard, Why, WindowAnswer


def held_by(change: Change, window_id: str) -> Ticket | None:
    """The ticket the window holds."""
    held = change.unit.held(change.day)
    return next((ticket for ticket in held if ticket.window == window_id), None)


def must_hold(change: Change, window_id: str) -> Ticket:
    """The ticket the window holds; raises Refusal ``unknown_window`` or ``no_current_ticket``."""
    change.hall.window(window_id)
    return held_ticket(held_by(change, window_id))


def waiting_at(change: Change, window_id: str) -> int:
    """People waiting for any service of the window."""
    waiting = change.unit.waiting(change.day)
    return sum(waiting.get(service, 0) for service in change.hall.window(window_id).services)


def save_call(
    change: Change,
    window_id: str,
    before: Ticket,
    call: Callable[..., Ticket],
    why: Why,
    ended: Ticket | None,
) -> Ticket:
    """Save and announce a call, made by ``call`` of the ticket before and ``seq``, the event that explains it.

    ``ended`` is what the window held until then; how it and the called one stood is kept as long as the call may be undone.
    """
    seq = change.unit.last_seq + 1
    after = call(before, seq=seq)
    if change.hall.rules.undo_seconds:
        in_a_row = change.unit.in_a_row(window_id)
        change.unit.keep_call(window_id, MadeCall(seq, before, ended, in_a_row))
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketCalled, after, why=why)
    return after


def open_again(change: Change, window_id: str) -> None:
    """A window that calls is not paused any more."""
    if window_id in change.unit.paused():
        change.unit.set_paused(window_id, None)
        change.emit(WindowResumed, window=window_id)


def answer(
    change: Change, window_id: str, ticket: Ticket | None, card: SecondVisitCard | None = None
) -> WindowAnswer:
    """The answer to a verb that acted on ``ticket``."""
    held = held_by(change, window_id)
    return WindowAnswer(
        ticket=None if ticket is None else change.view(ticket),
        waiting=waiting_at(change, window_id),
        held=None if held is None else change.view(held),
        card=card,
    )
