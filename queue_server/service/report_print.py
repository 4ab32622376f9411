"""Use case: a kiosk tells what became of a slip."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState, check_report
from queue_server.domain.ticket import Ticket
from queue_server.service.change import Change
from queue_server.service.views import ticket_view
from queue_server.wire.events import PrintChanged
from queue_server.wire.messages import PrintReport, PrintState, TicketView

_STATES = {PrintState(str(state)): state for state in SlipState}


def report_print(change: Change, ticket_id: str, report: PrintReport) -> TicketView:
    """Set the state of the ticket's slip; a report that says nothing new makes no event."""
    before = known_ticket(change, ticket_id)
    state = _STATES[report.state]
    check_report(before.slip, state)
    after = replace(before, slip=state)
    view = ticket_view(after)
    if state is not before.slip:
        change.unit.save_slip(after, before.slip)
        change.emit(
            PrintChanged, service=after.service, ticket=view, state=report.state, reason=report.reason
        )
    return view


def known_ticket(change: Change, ticket_id: str) -> Ticket:
    """The ticket with that id; raises Refusal ``not_found``."""
    ticket = change.unit.ticket(ticket_id)
    if ticket is None:
        raise Refusal(Code.NOT_FOUND, "there is no such ticket")
    return ticket
