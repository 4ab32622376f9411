"""Use case: staff ask a kiosk to print a slip again."""

from __future__ import annotations

from dataclasses import replace

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import FINAL
from queue_server.service.change import Change
from queue_server.service.report_print import known_ticket
from queue_server.service.views import ticket_view
from queue_server.wire.events import ReprintRequested
from queue_server.wire.messages import ReprintRequest, TicketView


def request_reprint(change: Change, ticket_id: str, request: ReprintRequest) -> TicketView:
    """Set the slip to queued and tell the kiosk (default: the one that issued the ticket) to print it."""
    before = known_ticket(change, ticket_id)
    if before.status in FINAL:
        raise Refusal(Code.ILLEGAL_TRANSITION, f"a ticket that is {before.status} needs no slip")
    kiosk = printing_kiosk(change, request.kiosk or before.kiosk)
    after = replace(before, slip=SlipState.QUEUED)
    change.unit.save_slip(after, before.slip)
    view = ticket_view(after)
    change.emit(ReprintRequested, service=after.service, ticket=view, kiosk=kiosk)
    return view


def printing_kiosk(change: Change, kiosk_id: str | None) -> str:
    """The kiosk, if it prints; raises Refusal ``unknown_kiosk`` or ``no_printer``."""
    if kiosk_id is None:
        raise Refusal(Code.UNKNOWN_KIOSK, "no kiosk issued the ticket; name the kiosk that shall print")
    if change.hall.kiosk(kiosk_id).printer is None:
        raise Refusal(Code.NO_PRINTER, f"kiosk {kiosk_id} has no printer")
    return kiosk_id
