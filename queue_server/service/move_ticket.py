"""Use cases: recall, start, finish and no-show of the ticket a window holds."""

from __future__ import annotations

from queue_server.domain import ticket as tickets
from queue_server.domain.rating import rate_until
from queue_server.domain.ticket import Ticket
from queue_server.domain.window import held_ticket
from queue_server.service.change import Change
from queue_server.service.views import ticket_view
from queue_server.wire.events import TicketFinished, TicketNoShow, TicketRecalled, TicketStarted
from queue_server.wire.messages import WindowAnswer


def recall(change: Change, window_id: str) -> WindowAnswer:
    """Call the window's ticket once more."""
    before = _held(change, window_id)
    after = tickets.recall(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketRecalled, after)
    return _answer(change, after, window_id)


def start(change: Change, window_id: str) -> WindowAnswer:
    """The resident of the window's ticket has come."""
    before = _held(change, window_id)
    after = tickets.start(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketStarted, after)
    return _answer(change, after, window_id)


def finish(change: Change, window_id: str) -> WindowAnswer:
    """The window's ticket is served; its session may be rated from now on."""
    after = end_session(change, _held(change, window_id), by_next_call=False)
    return _answer(change, after, window_id)


def no_show(change: Change, window_id: str) -> WindowAnswer:
    """Nobody came with the window's ticket."""
    before = _held(change, window_id)
    after = tickets.no_show(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketNoShow, after)
    return _answer(change, after, window_id)


def end_session(change: Change, held: Ticket, *, by_next_call: bool) -> Ticket:
    """Finish ``held`` and its service session; gives the finished ticket."""
    after = tickets.finish(held, change.now)
    change.unit.save_ticket(held, after)
    until = rate_until(change.now, change.hall.rules.rating_window_seconds)
    change.emit_ticket(TicketFinished, after, rate_until=until, by_next_call=by_next_call)
    return after


def held_by(change: Change, window_id: str) -> Ticket | None:
    """The ticket the window holds."""
    held = change.unit.held(change.day)
    return next((ticket for ticket in held if ticket.window == window_id), None)


def waiting_at(change: Change, window_id: str) -> int:
    """People waiting for any service of the window."""
    waiting = change.unit.waiting(change.day)
    return sum(waiting.get(service, 0) for service in change.hall.window(window_id).services)


def _held(change: Change, window_id: str) -> Ticket:
    change.hall.window(window_id)
    return held_ticket(held_by(change, window_id))


def _answer(change: Change, ticket: Ticket, window_id: str) -> WindowAnswer:
    return WindowAnswer(ticket=ticket_view(ticket), waiting=waiting_at(change, window_id))
