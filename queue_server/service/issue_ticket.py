"""Use case: somebody takes a number."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from config.model import CardRule
from queue_server.domain.admission import Override
from queue_server.domain.identity import check_id_card, check_social_security, identity_digest
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.second_visit import CardProblem
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import ORDINARY, Ticket
from queue_server.service.admission import Availability
from queue_server.service.card_words import card_refusal
from queue_server.service.change import Change
from queue_server.service.hall import Hall
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
    """Give the next number of a service or package; ``digest`` is the keyed hash of the card that was shown, if any."""
    hall, unit = change.hall, change.unit
    errand = _errand(hall, request.service)
    slip = _expected_slip(hall, request.kiosk)
    if errand.card is CardRule.REQUIRED and request.identity is None:
        raise Refusal(Code.IDENTITY_REQUIRED, f"service {errand.first} asks for a card")
    digest = digest if errand.card is not CardRule.NONE else None
    priority = _priority(change, request)
    available = _admit(change, request, errand, digest)
    numbers = hall.ranges[request.service]
    taken = unit.take_number(change.day, request.service, numbers.first, numbers.last)
    if taken is None:
        raise Refusal(Code.NUMBERS_EXHAUSTED, f"{request.service} has no numbers left today")
    position = unit.last_seq + 1
    ticket = Ticket(
        id=secrets.token_urlsafe(TICKET_ID_BYTES),
        number=numbers.written(taken),
        service=errand.first,
        business_day=change.day,
        position=position,
        turn=position,
        issued_at=change.now,
        kiosk=request.kiosk,
        slip=slip,
        priority=priority,
        package=errand.package,
        steps=errand.later,
    )
    forecast = change.waits.note(errand.first, unit.waiting(change.day).get(errand.first, 0), change.now)
    unit.add_ticket(ticket, digest, forecast)
    if request.second_visit is not None:
        unit.use_second_visit(_code(request.second_visit), ticket.id)
    return _announce(change, ticket, available)


def _announce(change: Change, ticket: Ticket, available: Availability) -> IssuedTicket:
    hall, unit = change.hall, change.unit
    lines = unit.lines(change.day)
    windows = unit.windows(change.day)
    change.emit_ticket(TicketIssued, ticket)
    ahead = lines.ahead(ticket, hall.order.ranks, hall.order.in_a_row)
    wait = change.waits.told(ticket.service, ahead, windows, change.now)
    return IssuedTicket(
        ticket=change.view(ticket), people_ahead=ahead, expected_wait=wait, queue_long=available.long
    )


@dataclass(frozen=True, slots=True)
class _Errand:
    """What a number is taken for."""

    first: str
    later: tuple[str, ...]
    package: str | None
    card: CardRule


def _errand(hall: Hall, name: str) -> _Errand:
    package = hall.packages.get(name)
    if package is None:
        return _Errand(name, (), None, hall.service(name).card)
    first, *later = package.services
    rules = {hall.services[service].card for service in package.services}
    card = next((rule for rule in (CardRule.REQUIRED, CardRule.OPTIONAL) if rule in rules), CardRule.NONE)
    return _Errand(first, tuple(later), name, card)


def _priority(change: Change, request: IssueTicketRequest) -> str:
    hall = change.hall
    if request.second_visit is not None:
        return _class_of_card(change, _code(request.second_visit), request.service)
    if request.priority is None or request.priority == ORDINARY:
        return ORDINARY
    section = hall.priorities.get(request.priority)
    if section is None:
        raise Refusal(Code.UNKNOWN_PRIORITY, f"the hall has no priority {request.priority!r}")
    by_card = section.min_age is not None
    if not section.kiosk and not by_card and request.override is None:
        raise Refusal(Code.NOT_ALLOWED, f"priority {section.id} is given by staff or a card")
    return section.id


def _class_of_card(change: Change, code: str, wish: str) -> str:
    card, priority = change.unit.second_visit(code), change.hall.second_visit_class
    if card is None or priority is None:
        raise card_refusal(change.hall, None, CardProblem.UNKNOWN)
    problem = card.problem(change.day, wish)
    if problem is not None:
        raise card_refusal(change.hall, card, problem)
    return priority


def _code(text: str) -> str:
    return text.upper().replace("-", "")


def _admit(change: Change, request: IssueTicketRequest, errand: _Errand, digest: str | None) -> Availability:
    door, waiting = change.door, change.unit.waiting(change.day).get(errand.first, 0)
    windows = change.unit.windows(change.day)
    wait = change.waits.told(errand.first, waiting, windows, change.now)
    person = None if digest is None else door.person(digest, request.service)
    override = None if request.override is None else Override()
    found = door.look(errand.first, waiting, wait, person=person, override=override)
    if found.denial is not None:
        raise found.denial.refusal()
    return found


def _expected_slip(hall: Hall, kiosk_id: str | None) -> SlipState:
    if kiosk_id is None or hall.kiosk(kiosk_id).printer is None:
        return SlipState.NONE
    return SlipState.QUEUED
