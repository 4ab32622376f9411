"""Use case: a resident takes a number."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from config.model import CardRule, ServiceSection
from queue_server.domain.calendar import is_open
from queue_server.domain.identity import check_id_card, check_social_security, identity_digest
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import Ticket
from queue_server.service.change import Change
from queue_server.service.hall import Hall
from queue_server.service.views import expected_wait, service_queue, ticket_view
from queue_server.wire.events import TicketIssued
from queue_server.wire.messages import IdentityClaim, IdentityScheme, IssuedTicket, IssueTicketRequest

TICKET_ID_BYTES = 12

_CHECKS: dict[IdentityScheme, Callable[[str], None]] = {
    IdentityScheme.ID_CARD: check_id_card,
    IdentityScheme.SOCIAL_SECURITY: check_social_security,
}


def canonical_request(request: IssueTicketRequest, digest: str | None) -> str:
    """The request in the form that repeats are compared by: a card's number is there only as its keyed hash."""
    body = request.model_dump_json(exclude={"identity": {"number"}})
    return body if digest is None else f"{body} {digest}"


def claim_digest(claim: IdentityClaim | None, key: bytes | None) -> str | None:
    """The keyed hash of a claim; raises Refusal ``bad_identity``. Without a key nothing is kept of a card."""
    if claim is None:
        return None
    _CHECKS[claim.scheme](claim.number)
    return None if key is None else identity_digest(key, claim.scheme, claim.number)


def issue_ticket(change: Change, request: IssueTicketRequest, digest: str | None) -> IssuedTicket:
    """Give the next number of the service; ``digest`` is the keyed hash of the card that was shown, if any."""
    hall, unit = change.hall, change.unit
    service = hall.service(request.service)
    slip = _expected_slip(hall, request.kiosk)
    _check_service(change, service, request.identity)
    numbers = hall.ranges[service.id]
    taken = unit.take_number(change.day, service.id, numbers.first, numbers.last)
    if taken is None:
        raise Refusal(Code.NUMBERS_EXHAUSTED, f"service {service.id} has no numbers left today")
    ticket = Ticket(
        id=secrets.token_urlsafe(TICKET_ID_BYTES),
        number=numbers.written(taken.number),
        service=service.id,
        business_day=change.day,
        position=unit.last_seq + 1,
        issued_at=change.now,
        kiosk=request.kiosk,
        slip=slip,
    )
    unit.add_ticket(ticket, digest if service.card is not CardRule.NONE else None)
    windows = unit.windows(change.day)
    view = ticket_view(ticket)
    queue = service_queue(hall, service.id, taken.waiting, windows, change.now)
    change.emit(TicketIssued, service=service.id, ticket=view, queue=queue)
    ahead = taken.waiting - 1
    return IssuedTicket(
        ticket=view, people_ahead=ahead, expected_wait=expected_wait(hall, service.id, ahead, windows)
    )


def _check_service(change: Change, service: ServiceSection, claim: IdentityClaim | None) -> None:
    if not is_open(service.open, change.now, change.hall.zone):
        raise Refusal(Code.SERVICE_CLOSED, f"service {service.id} is closed now")
    if service.card is CardRule.REQUIRED and claim is None:
        raise Refusal(Code.IDENTITY_REQUIRED, f"service {service.id} asks for a card")


def _expected_slip(hall: Hall, kiosk_id: str | None) -> SlipState:
    if kiosk_id is None or hall.kiosk(kiosk_id).printer is None:
        return SlipState.NONE
    return SlipState.QUEUED
