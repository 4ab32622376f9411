"""Tickets: taking one, what is to be seen of it, and why it was called.

Responsible for: bodies about one ticket. Not responsible for: what windows do with it (``windows``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from queue_server.wire.messages.bodies import Answer, Name, Reason, Request, RequestId, VisitCode
from queue_server.wire.messages.states import CallRule, IdentityScheme, PrintState, TicketStatus


class IdentityClaim(Request):
    """A card's number, sent once and kept only as a keyed hash."""

    scheme: IdentityScheme
    number: Annotated[str, StringConstraints(min_length=4, max_length=32), Field(repr=False)]


class IssueTicketRequest(Request):
    """Body of ``POST /tickets``."""

    request_id: RequestId
    service: Name
    """A service, or a package of services."""
    kiosk: Name | None = None
    identity: IdentityClaim | None = None
    priority: Name | None = None
    """A priority class the resident named; the window checks the paper."""
    second_visit: Annotated[VisitCode | None, Field(repr=False)] = None
    override: Reason | None = None
    """Staff only: why a limit on persons or queues does not hold this time."""


class CancelTicket(Request):
    """Body of ``POST /tickets/<id>/cancel``."""

    request_id: RequestId
    reason: Reason


class TicketTransfer(Request):
    """Body of ``POST /tickets/<id>/transfer``: a waiting ticket goes to another service."""

    request_id: RequestId
    service: Name
    reason: Reason | None = None


class TicketCommand(Request):
    """Body of ``POST /tickets/<id>/restore``."""

    request_id: RequestId


class ExpectedWait(Answer):
    """An interval in whole minutes, rounded to five; 0 to 0 means at once."""

    low: int
    high: int


class TicketView(Answer):
    """A ticket as everybody may see it; holds nothing about the person."""

    id: str
    """Random, not guessable: it is the address of the ticket's public page."""
    number: str
    service: str
    status: TicketStatus
    business_day: date
    issued_at: AwareDatetime
    kiosk: str | None = None
    print_state: PrintState = PrintState.NONE
    window: str | None = None
    calls: int = 0
    """How often the number was called, recalls included."""
    called_at: AwareDatetime | None = None
    """Time of the latest call."""
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = None
    session_id: str | None = None
    """The service session opened by the call; what a rating is given to."""
    priority: str = "ordinary"
    """Its priority class."""
    package: str | None = None
    steps: tuple[str, ...] = ()
    """Services of its package that come after the present one."""
    no_shows: int = 0
    for_window: str | None = None
    """The only window that may call it, after a transfer to a window."""
    parked_at: AwareDatetime | None = None


class IssuedTicket(Answer):
    """Answer to ``POST /tickets``, and, with the values of now, to ``GET /tickets/<id>``."""

    ticket: TicketView
    people_ahead: int
    expected_wait: ExpectedWait | None
    """None when no window is open for the service."""
    queue_long: bool = False
    """The service's queue is so long that the resident should be told before waiting."""


class ConsideredTicket(Answer):
    """A ticket that could have been called."""

    number: str
    service: str
    priority: str
    waited_minutes: int


class Why(Answer):
    """Why a ticket was called, and which others were looked at."""

    rule: CallRule
    considered: tuple[ConsideredTicket, ...] = ()
    """The called one first, then the first of every other line."""
    reason: str = ""
    """The clerk's own words, for a call out of turn."""
    in_a_row: int = 0
    """Priority tickets that the window had called in a row before."""


class WhyAnswer(Answer):
    """Answer to ``GET /tickets/<id>/why``."""

    ticket: TicketView
    called_at: AwareDatetime
    why: Why
    sentence_zh: str
    sentence_en: str
