"""Use case: a window calls the next number."""

from __future__ import annotations

import secrets

from config.model import OnCallNext
from queue_server.domain import ticket as tickets
from queue_server.domain.dispatch import choose_next
from queue_server.domain.window import check_free, check_staffed
from queue_server.service.change import Change
from queue_server.service.move_ticket import end_session, held_by, waiting_at
from queue_server.service.views import ticket_view
from queue_server.wire.events import TicketCalled, WindowResumed
from queue_server.wire.messages import WindowAnswer

SESSION_ID_BYTES = 12


def call_next(change: Change, window_id: str) -> WindowAnswer:
    """Call the ticket that has waited longest for one of the window's services.

    The ticket the window still holds is finished first, or the call is refused (``window_busy``), as the hall rules; so is a
    call without a clerk (``not_logged_in``). A paused window is open again afterwards. When nobody waits the answer holds no ticket.
    """
    window = change.hall.window(window_id)
    if change.hall.rules.require_log_in:
        check_staffed(change.unit.staffed().get(window_id))
    held = held_by(change, window_id)
    if change.hall.rules.on_call_next is OnCallNext.REFUSE:
        check_free(held)
    if held is not None:
        end_session(change, held, by_next_call=True)
    if window_id in change.unit.paused():
        change.unit.set_paused(window_id, False)
        change.emit(WindowResumed, window=window_id)
    waiting = change.unit.waiting(change.day)
    heads = [
        ticket
        for service in window.services
        if waiting.get(service, 0) > 0
        for ticket in change.unit.queue(change.day, service, 1)
    ]
    chosen = choose_next(heads)
    if chosen is None:
        return WindowAnswer(ticket=None, waiting=0)
    return _call(change, chosen, window_id)


def _call(change: Change, waiting: tickets.Ticket, window_id: str) -> WindowAnswer:
    session_id = secrets.token_urlsafe(SESSION_ID_BYTES)
    called = tickets.call(waiting, window=window_id, session_id=session_id, at=change.now)
    change.unit.save_ticket(waiting, called)
    change.unit.leave_queue(change.day, called.service)
    change.emit_ticket(TicketCalled, called)
    return WindowAnswer(ticket=ticket_view(called), waiting=waiting_at(change, window_id))
