"""Every address of the API.

Responsible for: method, path, body, answer, roles and refusals of each, once; the application and its description are both
made of this table. Not responsible for: what happens behind an address (``api``).
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.refusal import Code
from queue_server.web.access import DEVICES, STAFF_AND_DEVICES, Role
from queue_server.wire import messages as m

API = m.API_PREFIX


@dataclass(frozen=True)
class Route:
    """One method of one path; ``<name>`` in the path is a parameter."""

    method: str
    path: str
    name: str
    summary: str
    answer: type[m.Answer] | None = None
    body: type[m.Request] | None = None
    success: int = 200
    allowed: frozenset[Role] | None = None
    """None: open to strangers."""
    refusals: tuple[Code, ...] = ()


WINDOW_VERBS: dict[str, tuple[str, tuple[Code, ...]]] = {
    "call-next": ("Call the ticket that has waited longest", (Code.WINDOW_BUSY, Code.NOT_LOGGED_IN)),
    "recall": (
        "Call the window's ticket once more",
        (Code.NO_CURRENT_TICKET, Code.ILLEGAL_TRANSITION),
    ),
    "start": ("The resident has come", (Code.NO_CURRENT_TICKET, Code.ILLEGAL_TRANSITION)),
    "finish": (
        "The resident is served; the session may be rated",
        (Code.NO_CURRENT_TICKET, Code.ILLEGAL_TRANSITION),
    ),
    "no-show": ("Nobody came", (Code.NO_CURRENT_TICKET, Code.ILLEGAL_TRANSITION)),
    "pause": ("Stop calling; the window keeps the ticket it holds", ()),
    "resume": ("Open the window again", ()),
    "log-out": ("The clerk leaves the window", ()),
}


def _window_routes() -> tuple[Route, ...]:
    return tuple(
        Route(
            "POST",
            f"{API}/windows/<window>/{verb}",
            f"window-{verb}",
            summary,
            answer=m.WindowAnswer,
            body=m.WindowCommand,
            allowed=STAFF_AND_DEVICES,
            refusals=(Code.UNKNOWN_WINDOW, Code.REQUEST_ID_CONFLICT, *refusals),
        )
        for verb, (summary, refusals) in WINDOW_VERBS.items()
    )


ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        f"{API}/tickets",
        "issue-ticket",
        "Take a number",
        answer=m.IssuedTicket,
        body=m.IssueTicketRequest,
        success=201,
        allowed=DEVICES,
        refusals=(
            Code.UNKNOWN_SERVICE,
            Code.UNKNOWN_KIOSK,
            Code.SERVICE_CLOSED,
            Code.NUMBERS_EXHAUSTED,
            Code.IDENTITY_REQUIRED,
            Code.BAD_IDENTITY,
            Code.REQUEST_ID_CONFLICT,
        ),
    ),
    Route(
        "GET",
        f"{API}/tickets/<ticket_id>",
        "get-ticket",
        "A ticket, with the wait as it is now",
        answer=m.IssuedTicket,
        allowed=STAFF_AND_DEVICES,
        refusals=(Code.NOT_FOUND,),
    ),
    Route(
        "POST",
        f"{API}/tickets/<ticket_id>/print-state",
        "report-print",
        "What became of a slip",
        answer=m.TicketView,
        body=m.PrintReport,
        allowed=DEVICES,
        refusals=(Code.NOT_FOUND, Code.ILLEGAL_TRANSITION, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "POST",
        f"{API}/tickets/<ticket_id>/reprint",
        "request-reprint",
        "Ask a kiosk to print a slip again",
        answer=m.TicketView,
        body=m.ReprintRequest,
        allowed=STAFF_AND_DEVICES,
        refusals=(
            Code.NOT_FOUND,
            Code.UNKNOWN_KIOSK,
            Code.NO_PRINTER,
            Code.ILLEGAL_TRANSITION,
            Code.REQUEST_ID_CONFLICT,
        ),
    ),
    *_window_routes(),
    Route(
        "POST",
        f"{API}/windows/<window>/log-in",
        "log-in",
        "A clerk comes to the window, and leaves the one before",
        answer=m.WindowAnswer,
        body=m.LogIn,
        allowed=STAFF_AND_DEVICES,
        refusals=(Code.UNKNOWN_WINDOW, Code.UNKNOWN_CLERK, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "POST",
        f"{API}/ratings",
        "rate",
        "Rate a finished service session",
        answer=m.RatingAnswer,
        body=m.RatingRequest,
        success=201,
        allowed=DEVICES,
        refusals=(
            Code.UNKNOWN_SESSION,
            Code.ALREADY_RATED,
            Code.RATING_TOO_EARLY,
            Code.RATING_TOO_LATE,
            Code.REQUEST_ID_CONFLICT,
        ),
    ),
    Route(
        "POST",
        f"{API}/device-states",
        "report-device",
        "Set the state of one device",
        answer=m.DeviceView,
        body=m.DeviceStateReport,
        allowed=DEVICES,
        refusals=(Code.UNKNOWN_DEVICE,),
    ),
    Route(
        "GET",
        f"{API}/snapshot",
        "snapshot",
        "The whole hall as of its newest event",
        answer=m.Snapshot,
        allowed=STAFF_AND_DEVICES,
    ),
    Route(
        "GET",
        f"{API}/events",
        "events",
        "The stream of events (server-sent events)",
        allowed=STAFF_AND_DEVICES,
        refusals=(Code.UNKNOWN_SEQUENCE,),
    ),
    Route("GET", f"{API}/openapi.json", "openapi", "This description"),
    Route("GET", "/healthz", "healthz", "The process is alive"),
    Route("GET", "/readyz", "readyz", "The database answers"),
    Route("GET", "/metrics", "metrics", "Metrics in the text format of Prometheus"),
)
