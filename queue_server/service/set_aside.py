"""Use cases: a window puts its ticket aside (挂起), sends it elsewhere, or cannot finish it.

Not responsible for: calling a parked ticket back (``call_number``).
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.ticket import Move, Ticket
from queue_server.domain.window import check_transfer
from queue_server.service.change import Change
from queue_server.service.report_print import known_ticket
from queue_server.service.views import card_view, ticket_view
from queue_server.service.window_desk import answer, must_hold
from queue_server.wire.events import TicketCancelled, TicketInterrupted, TicketParked, TicketTransferred
from queue_server.wire.messages import (
    CancelTicket,
    Interrupt,
    TicketTransfer,
    TicketView,
    Transfer,
    WindowAnswer,
)

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people mix up when they type a card's code."""
CODE_LENGTH = 8
SECOND_VISIT_VALID = timedelta(days=30)


def park(change: Change, window_id: str) -> WindowAnswer:
    """Put the window's ticket aside; the window may call others meanwhile."""
    before = must_hold(change, window_id)
    after = tickets.park(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketParked, after)
    return answer(change, window_id, after)


def transfer(change: Change, window_id: str, body: Transfer) -> WindowAnswer:
    """Send the window's ticket to another service or window; it keeps its time of arrival.

    Raises Refusal ``wrong_window`` when the window named does not take the service, or nothing would change.
    """
    before = must_hold(change, window_id)
    service = body.service or before.service
    change.hall.service(service)
    if body.window is not None:
        change.hall.window(body.window)
    takes = () if body.window is None else change.hall.callable_at(body.window)
    check_transfer(before, at=window_id, service=service, window=body.window, takes=takes)
    return answer(change, window_id, _transfer(change, before, service, body.window))


def transfer_waiting(change: Change, ticket_id: str, body: TicketTransfer) -> TicketView:
    """Send a ticket that waits, or is put aside, to another service: the resident has taken the wrong number."""
    before = known_ticket(change, ticket_id)
    change.hall.service(body.service)
    if before.status in tickets.HELD:
        raise Refusal(Code.ILLEGAL_TRANSITION, "the number is at a window; transfer it there")
    return ticket_view(_transfer(change, before, body.service, None))


def _transfer(change: Change, before: Ticket, service: str, to_window: str | None) -> Ticket:
    after = tickets.transfer(before, service=service, window=to_window)
    change.unit.keep_session(before, Move.TRANSFER, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketTransferred, after, from_service=before.service, from_window=before.window)
    return after


def cancel(change: Change, ticket_id: str, _body: CancelTicket) -> TicketView:
    """Take a ticket out of the queue; the reason stays with the request.

    Raises Refusal ``not_found`` or ``illegal_transition``, the latter for tickets of earlier days as well.
    """
    before = known_ticket(change, ticket_id)
    if before.business_day != change.day:
        raise Refusal(Code.ILLEGAL_TRANSITION, "the number is of an earlier day")
    after = tickets.cancel(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketCancelled, after, window=before.window)
    return ticket_view(after)


def interrupt(change: Change, window_id: str, _body: Interrupt) -> WindowAnswer:
    """End a visit that cannot be finished today; the answer has the card that puts its holder first next time."""
    before = must_hold(change, window_id)
    after = tickets.interrupt(before, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketInterrupted, after, window=window_id)
    card = SecondVisit(
        "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        before.service,
        before.package,
        change.day + SECOND_VISIT_VALID,
    )
    change.unit.add_second_visit(card, before.id, change.now)
    return answer(change, window_id, after, card_view(card))
