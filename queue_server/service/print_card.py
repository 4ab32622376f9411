"""Use cases: a second-visit card (二次优先卡) is printed by a kiosk.

Responsible for: who is asked, who may have the card's code and how long, and what became of it. Not responsible for: making a
card (``set_aside``) or taking one (``issue_ticket``).

The code puts whoever knows it first, and everybody reads the events. So a card goes by the id of the ticket it was made for;
the kiosk that was asked, and no other, fetches the code when its printer is about to begin (decision 0010).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from queue_server.domain.calendar import business_day
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.second_visit import SecondVisit
from queue_server.domain.slip import SlipState, check_report
from queue_server.domain.ticket import Ticket
from queue_server.service.card_words import card_refusal
from queue_server.service.change import Change
from queue_server.service.hall import Hall
from queue_server.service.ports import CardPrint, Clock, ReadUnit, Store
from queue_server.service.report_print import known_ticket
from queue_server.service.request_reprint import printing_kiosk
from queue_server.service.views import card_view, ticket_view
from queue_server.wire.events import CardPrintChanged, CardPrintRequested
from queue_server.wire.messages import (
    CardPrintReport,
    CardPrintRequest,
    CardPrintView,
    PrintState,
    SecondVisitCard,
)

CARD_WAITS = timedelta(minutes=2)
"""So long a kiosk may fetch a card it was asked for: later nobody stands there to take it."""

_UNDER_WAY = frozenset({SlipState.QUEUED, SlipState.PRINTING})


def request_card(change: Change, ticket_id: str, request: CardPrintRequest) -> CardPrintView:
    """Ask a kiosk (default: the one that issued the ticket) for the card; whoever was asked before is asked no more.

    Raises Refusal ``not_found``, ``bad_second_visit``, ``unknown_kiosk`` or ``no_printer``.
    """
    ticket = known_ticket(change, ticket_id)
    _good_card(change.unit, change.hall, ticket_id, change.day)
    kiosk = printing_kiosk(change, request.kiosk or ticket.kiosk)
    asked = CardPrint(ticket_id, kiosk, SlipState.QUEUED, "", change.now)
    change.unit.save_card_print(asked)
    change.emit(CardPrintRequested, service=ticket.service, ticket=ticket_view(ticket), kiosk=kiosk)
    return _view(ticket, asked)


def report_card(change: Change, ticket_id: str, report: CardPrintReport) -> CardPrintView:
    """Set what became of the card; a report that says nothing new makes no event.

    Raises Refusal ``not_found``, or ``illegal_transition`` when another kiosk was asked since, or the card is on paper.
    """
    ticket = known_ticket(change, ticket_id)
    before = change.unit.card_print(ticket_id)
    if before is None:
        raise Refusal(Code.NOT_FOUND, "no kiosk was asked for a card of that ticket")
    if before.kiosk != report.kiosk:
        raise Refusal(Code.ILLEGAL_TRANSITION, f"not kiosk {report.kiosk} was asked last")
    state = SlipState(str(report.state))
    check_report(before.state, state)
    after = replace(before, state=state, reason=report.reason)
    if after != before:
        change.unit.save_card_print(after)
        change.emit(
            CardPrintChanged,
            service=ticket.service,
            ticket=ticket_view(ticket),
            kiosk=report.kiosk,
            state=report.state,
            reason=report.reason,
        )
    return _view(ticket, after)


def collect_card(store: Store, hall: Hall, clock: Clock, ticket_id: str, kiosk: str) -> SecondVisitCard:
    """The card with its code, for the kiosk that was asked and has not printed it yet.

    Raises Refusal ``not_allowed`` for anybody else and when nobody was asked, ``too_late`` after ``CARD_WAITS``, or
    ``bad_second_visit``.
    """
    now = clock.now()
    with store.read() as unit:
        asked = unit.card_print(ticket_id)
        if asked is None or asked.kiosk != kiosk or asked.state not in _UNDER_WAY:
            raise Refusal(
                Code.NOT_ALLOWED, "a card is handed to the kiosk that was asked, by a token of its name"
            )
        if is_late(asked.asked_at, now):
            raise Refusal(Code.TOO_LATE, "the card was asked for too long ago")
        today = business_day(now, hall.zone, unit.opened_day)
        return card_view(_good_card(unit, hall, ticket_id, today))


def is_late(asked_at: datetime, now: datetime) -> bool:
    """Whether a card that was asked for then will not come any more."""
    return now - asked_at > CARD_WAITS


def _good_card(unit: ReadUnit, hall: Hall, ticket_id: str, day: date) -> SecondVisit:
    card = unit.second_visit_of(ticket_id)
    if card is None:
        raise Refusal(Code.NOT_FOUND, "no card was made for that ticket")
    problem = card.problem(day)
    if problem is not None:
        raise card_refusal(hall, card, problem)
    return card


def _view(ticket: Ticket, card: CardPrint) -> CardPrintView:
    return CardPrintView(
        ticket=ticket.id,
        number=ticket.number,
        kiosk=card.kiosk,
        state=PrintState(str(card.state)),
        reason=card.reason,
        asked_at=card.asked_at,
    )
