"""Use cases: a passed number waits again (过号恢复), by its ticket or by its number at a window."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.lines import Lane
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.call_number import find_number
from queue_server.service.change import Change
from queue_server.service.report_print import known_ticket
from queue_server.service.views import ticket_view
from queue_server.service.window_desk import answer
from queue_server.wire.events import TicketRestored
from queue_server.wire.messages import NumberCommand, TicketView, WindowAnswer

PASSED_LOOKED_AT = 100


def restore_ticket(change: Change, ticket_id: str) -> TicketView:
    """Let the passed ticket wait again, where the hall's rule puts it.

    Raises Refusal ``not_found``, ``illegal_transition``, ``ticket_void`` or ``too_late``.
    """
    return ticket_view(_restore(change, known_ticket(change, ticket_id)))


def restore_number(change: Change, window_id: str, body: NumberCommand) -> WindowAnswer:
    """The same for a number that somebody shows at a window, or for the latest one that the window has passed."""
    if body.number is not None:
        before = find_number(change, window_id, body.number, (Status.NO_SHOW, Status.VOID))
    else:
        before = _latest_passed(change, window_id)
    return answer(change, window_id, _restore(change, before))


def _latest_passed(change: Change, window_id: str) -> Ticket:
    change.hall.window(window_id)
    for ticket in change.unit.passed(change.day, PASSED_LOOKED_AT):
        if ticket.window == window_id:
            return ticket
    raise Refusal(Code.UNKNOWN_NUMBER, "the window has passed nobody who could come back")


def _restore(change: Change, before: Ticket) -> Ticket:
    rules = change.hall.rules
    if before.business_day != change.day:
        raise Refusal(Code.TOO_LATE, "the number is of an earlier day")
    lane = Lane(before.service, before.priority, before.for_window)
    after = tickets.restore(
        before,
        change.now,
        behind=change.unit.lines(change.day).behind(
            lane, tickets.restore_places(before, rules.restore_after)
        ),
        position=change.unit.last_seq + 1,
        within=timedelta(minutes=rules.restore_minutes) if rules.restore_minutes else None,
    )
    change.unit.keep_session(before, Status.NO_SHOW, change.now)
    change.unit.save_ticket(before, after)
    change.emit_ticket(TicketRestored, after)
    return after
