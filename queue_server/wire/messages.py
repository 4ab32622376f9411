"""Requests and answers of the HTTP API, version 1.

Responsible for: the shape of every JSON body, its limits, and its meaning. Times are ISO 8601 with an offset.
Not responsible for: rules (``domain``), status codes (``web``) or events (``wire.events``).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

API_PREFIX = "/api/v1"

RequestId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Made at the edge, once per intention; a repeat gives the same answer and does the work once."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Request(BaseModel):
    """Base of every request body: unknown keys are refused, so that a misspelt key is never lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """Base of every answer: clients ignore keys they do not know, so that the server may add some."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class TicketStatus(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    FINISHED = "finished"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class PrintState(StrEnum):
    """What is known of a ticket's slip. Anything but printed and reprinted is shown to staff."""

    NONE = "none"
    """Issued by a client that prints nothing."""
    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    REPRINTED = "reprinted"


class WindowStatus(StrEnum):
    """What a window is doing."""

    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"


class DeviceCondition(StrEnum):
    """How a device is. Silence is ``unknown``, never ``online``."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    WARNING = "warning"
    """Works, but staff should look: paper near its end, for example."""
    OFFLINE = "offline"
    FAULT = "fault"


class IdentityScheme(StrEnum):
    """What kind of card was shown."""

    ID_CARD = "id_card"
    SOCIAL_SECURITY = "social_security"


class IdentityClaim(Request):
    """A card's number, sent once and kept only as a keyed hash."""

    scheme: IdentityScheme
    number: Annotated[str, StringConstraints(min_length=4, max_length=32), Field(repr=False)]


class IssueTicketRequest(Request):
    """Body of ``POST /tickets``."""

    request_id: RequestId
    service: Name
    kiosk: Name | None = None
    identity: IdentityClaim | None = None


class WindowCommand(Request):
    """Body of every ``POST /windows/<window>/<verb>``."""

    request_id: RequestId


class LogIn(WindowCommand):
    """Body of ``POST /windows/<window>/log-in``."""

    clerk: Annotated[int, Field(ge=10, le=99_999_999)]
    """The staff number (工号)."""


class RatingRequest(Request):
    """Body of ``POST /ratings``. Grade 5 is 非常满意, 1 is 非常不满意."""

    request_id: RequestId
    session_id: Name
    level: Annotated[int, Field(ge=1, le=5)]
    pressed_at: AwareDatetime


class DeviceStateReport(Request):
    """Body of ``POST /device-states``: sets the state of one device."""

    device: Name
    state: DeviceCondition
    reason: Annotated[str, StringConstraints(max_length=200)] = ""
    """A stable word; a number may follow behind a colon: ``paper-near-end:37`` has about 37 slips left."""
    since: AwareDatetime


class PrintReport(Request):
    """Body of ``POST /tickets/<id>/print-state``."""

    request_id: RequestId
    state: PrintState
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class ReprintRequest(Request):
    """Body of ``POST /tickets/<id>/reprint``: asks a kiosk (default: the issuing one) to print the slip again."""

    request_id: RequestId
    kiosk: Name | None = None


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


class IssuedTicket(Answer):
    """Answer to ``POST /tickets``, and, with the values of now, to ``GET /tickets/<id>``."""

    ticket: TicketView
    people_ahead: int
    expected_wait: ExpectedWait | None
    """None when no window is open for the service."""


class WindowAnswer(Answer):
    """Answer to every window verb."""

    ticket: TicketView | None
    """The ticket the verb acted on; None when nobody waits."""
    waiting: int = 0
    """People waiting for any service of this window, after the verb."""


class RatingAnswer(Answer):
    """Answer to ``POST /ratings``."""

    session_id: str
    recorded_at: AwareDatetime


class DeviceView(Answer):
    """The last reported state of a device."""

    device: str
    state: DeviceCondition
    reason: str
    since: AwareDatetime


class ServiceQueue(Answer):
    """How one service stands now."""

    service: str
    open: bool
    waiting: int
    expected_wait: ExpectedWait | None


class WindowView(Answer):
    """What one window is doing now."""

    window: str
    status: WindowStatus
    ticket: TicketView | None
    waiting: int
    clerk: str | None = None
    """Id of the clerk who is logged in there; never a name or a staff number."""


class Snapshot(Answer):
    """Answer to ``GET /snapshot``: the hall as of event ``seq``; follow the stream from there."""

    seq: int
    server_time: AwareDatetime
    business_day: date
    hall: str
    services: tuple[ServiceQueue, ...]
    windows: tuple[WindowView, ...]
    recent_calls: tuple[TicketView, ...]
    """Newest first, at most ten, one entry per ticket."""
    next_tickets: tuple[TicketView, ...]
    """The next few in calling order, at most eight."""
    passed: tuple[TicketView, ...]
    """Latest no-shows, newest first, at most eight."""
    unprinted: tuple[TicketView, ...]
    """Tickets still waiting or called whose slip is not known to be printed."""
    devices: tuple[DeviceView, ...]


class ErrorBody(Answer):
    """The inside of every error answer, ``{"error": {...}}``."""

    code: str
    """Stable, for programs: ``unknown_service``, ``request_id_conflict`` …"""
    message: str
    """For people, in English; residents never see it."""
    details: tuple[dict[str, str], ...] = ()
    """For invalid bodies: one entry per mistake with ``path`` and ``problem``."""


class ErrorAnswer(Answer):
    """Every answer that is not a success."""

    error: ErrorBody
