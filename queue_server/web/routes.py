"""Every address of the API.

Responsible for: method, path, parameters, body, answer, roles and refusals of each, once; the application and its description are both
made of this table. Not responsible for: what happens behind an address (``api``).
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.refusal import Code
from queue_server.web.access import DEVICES, DEVICES_ALONE, STAFF, STAFF_AND_DEVICES, SUPERVISORS, Role
from queue_server.web.parameters import AFTER, FROM_DAY, LAST_EVENT_ID, TO_DAY, Parameter
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
    parameters: tuple[Parameter, ...] = ()
    """Those it reads beside the path."""


@dataclass(frozen=True)
class Verb:
    """What a window can do."""

    summary: str
    refusals: tuple[Code, ...] = ()
    body: type[m.WindowCommand] = m.WindowCommand


_HOLDING = (Code.NO_CURRENT_TICKET, Code.ILLEGAL_TRANSITION)
_CALLING = (Code.WINDOW_BUSY, Code.NOT_LOGGED_IN)
_NAMING = (Code.UNKNOWN_NUMBER, Code.AMBIGUOUS_NUMBER, Code.ILLEGAL_TRANSITION)

WINDOW_VERBS: dict[str, Verb] = {
    "call-next": Verb("Call who is next by the hall's rules", _CALLING),
    "call": Verb(
        "Call a certain number out of turn",
        (*_CALLING, *_NAMING, Code.WRONG_WINDOW),
        m.CallNumber,
    ),
    "recall": Verb("Call the window's ticket once more", (*_HOLDING, Code.TOO_SOON, Code.CALLS_EXHAUSTED)),
    "start": Verb("The resident has come", _HOLDING),
    "finish": Verb("The resident is served; the session may be rated", _HOLDING),
    "no-show": Verb("Nobody came", _HOLDING),
    "restore": Verb(
        "Let a passed number wait again", (*_NAMING, Code.TICKET_VOID, Code.TOO_LATE), m.NumberCommand
    ),
    "park": Verb("Put the window's ticket aside", _HOLDING),
    "call-back": Verb("Call a parked number back", (*_CALLING, *_NAMING, Code.WRONG_WINDOW), m.NumberCommand),
    "transfer": Verb(
        "Send the window's ticket to another service or window",
        (*_HOLDING, Code.UNKNOWN_SERVICE, Code.WRONG_WINDOW),
        m.Transfer,
    ),
    "interrupt": Verb(
        "The visit cannot be finished; its resident comes first next time", _HOLDING, m.Interrupt
    ),
    "undo": Verb("Take back a call that was a mistake", (Code.NOTHING_TO_UNDO, Code.TOO_LATE)),
    "pause": Verb("Stop calling; the window keeps the ticket it holds", (), m.PauseWindow),
    "resume": Verb("Open the window again"),
    "hand-over": Verb("Another clerk takes the window over", (Code.UNKNOWN_CLERK,), m.HandOver),
    "log-in": Verb("A clerk comes to the window, and leaves the one before", (Code.UNKNOWN_CLERK,), m.LogIn),
    "log-out": Verb("The clerk leaves the window"),
}


def _window_routes() -> tuple[Route, ...]:
    return tuple(
        Route(
            "POST",
            f"{API}/windows/<window>/{name}",
            f"window-{name}",
            verb.summary,
            answer=m.WindowAnswer,
            body=verb.body,
            allowed=STAFF_AND_DEVICES,
            refusals=(Code.UNKNOWN_WINDOW, Code.REQUEST_ID_CONFLICT, *verb.refusals),
        )
        for name, verb in WINDOW_VERBS.items()
    )


def _ticket_routes() -> tuple[Route, ...]:
    moves: tuple[tuple[str, str, type[m.Request], tuple[Code, ...]], ...] = (
        ("cancel", "Take a ticket out of the queue", m.CancelTicket, ()),
        (
            "restore",
            "Let a passed ticket wait again",
            m.TicketCommand,
            (Code.TICKET_VOID, Code.TOO_LATE),
        ),
        (
            "transfer",
            "Send a waiting ticket to another service",
            m.TicketTransfer,
            (Code.UNKNOWN_SERVICE,),
        ),
    )
    return tuple(
        Route(
            "POST",
            f"{API}/tickets/<ticket_id>/{verb}",
            f"ticket-{verb}",
            summary,
            answer=m.TicketView,
            body=body,
            allowed=STAFF_AND_DEVICES,
            refusals=(Code.NOT_FOUND, Code.ILLEGAL_TRANSITION, Code.REQUEST_ID_CONFLICT, *refusals),
        )
        for verb, summary, body, refusals in moves
    )


_CARD = f"{API}/tickets/<ticket_id>/second-visit-card"

_CARD_ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        f"{_CARD}/print",
        "request-card",
        "Ask a kiosk to print the second-visit card of an interrupted visit",
        answer=m.CardPrintView,
        body=m.CardPrintRequest,
        allowed=STAFF,
        refusals=(
            Code.NOT_FOUND,
            Code.BAD_SECOND_VISIT,
            Code.UNKNOWN_KIOSK,
            Code.NO_PRINTER,
            Code.REQUEST_ID_CONFLICT,
        ),
    ),
    Route(
        "GET",
        _CARD,
        "collect-card",
        "The card with its code, for the kiosk that was asked to print it, by a token of its name",
        answer=m.SecondVisitCard,
        allowed=DEVICES_ALONE,
        refusals=(Code.NOT_ALLOWED, Code.NOT_FOUND, Code.TOO_LATE, Code.BAD_SECOND_VISIT),
    ),
    Route(
        "POST",
        f"{_CARD}/print-state",
        "report-card",
        "What became of a second-visit card",
        answer=m.CardPrintView,
        body=m.CardPrintReport,
        allowed=DEVICES,
        refusals=(Code.NOT_FOUND, Code.ILLEGAL_TRANSITION, Code.REQUEST_ID_CONFLICT),
    ),
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
        allowed=STAFF_AND_DEVICES,
        refusals=(
            Code.UNKNOWN_SERVICE,
            Code.UNKNOWN_KIOSK,
            Code.UNKNOWN_PRIORITY,
            Code.NOT_ALLOWED,
            Code.BAD_SECOND_VISIT,
            Code.DAY_CLOSED,
            Code.SERVICE_CLOSED,
            Code.QUEUE_FULL,
            Code.INTERVAL_FULL,
            Code.NO_TIME_LEFT,
            Code.ALREADY_WAITING,
            Code.TOO_MANY_TODAY,
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
    *_CARD_ROUTES,
    *_window_routes(),
    *_ticket_routes(),
    Route(
        "GET",
        f"{API}/tickets/<ticket_id>/why",
        "why",
        "Why a ticket was called",
        answer=m.WhyAnswer,
        allowed=STAFF_AND_DEVICES,
        refusals=(Code.NOT_FOUND,),
    ),
    Route(
        "POST",
        f"{API}/help-calls",
        "call-help",
        "Somebody at a kiosk asks staff to come",
        answer=m.HelpAnswer,
        body=m.HelpCall,
        success=202,
        allowed=DEVICES,
        refusals=(Code.UNKNOWN_KIOSK, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "POST",
        f"{API}/help-calls/<kiosk>/answer",
        "answer-help",
        "Staff have gone to a kiosk",
        answer=m.HelpAnswer,
        body=m.HelpDone,
        allowed=STAFF_AND_DEVICES,
        refusals=(Code.UNKNOWN_KIOSK, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "GET",
        f"{API}/alarms",
        "alarms",
        "What needs a hand now",
        answer=m.AlarmList,
        allowed=STAFF,
    ),
    Route(
        "GET",
        f"{API}/advice",
        "advice",
        "Windows to open or close in the rest of the day",
        answer=m.AdviceList,
        allowed=SUPERVISORS,
    ),
    Route(
        "GET",
        f"{API}/reports/waiting",
        "waiting-report",
        "How right the waits were that residents had been told on some days",
        answer=m.WaitReport,
        allowed=SUPERVISORS,
        parameters=(FROM_DAY, TO_DAY),
    ),
    Route(
        "POST",
        f"{API}/day/close",
        "close-day",
        "No more numbers today; who still waits expires",
        answer=m.DayAnswer,
        body=m.DayCommand,
        allowed=SUPERVISORS,
        refusals=(Code.WINDOW_BUSY, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "POST",
        f"{API}/day/reopen",
        "reopen-day",
        "Numbers are given out again",
        answer=m.DayAnswer,
        body=m.DayCommand,
        allowed=SUPERVISORS,
        refusals=(Code.REQUEST_ID_CONFLICT,),
    ),
    Route(
        "POST",
        f"{API}/ratings",
        "rate",
        "Rate a finished service session",
        answer=m.RatingAnswer,
        body=m.RatingRequest,
        success=201,
        allowed=DEVICES_ALONE,
        refusals=(
            Code.NOT_ALLOWED,
            Code.UNKNOWN_SESSION,
            Code.ALREADY_RATED,
            Code.RATING_TOO_EARLY,
            Code.RATING_TOO_LATE,
            Code.BAD_REASONS,
            Code.REQUEST_ID_CONFLICT,
        ),
    ),
    Route(
        "GET",
        f"{API}/follow-ups",
        "follow-ups",
        "What is done about bad ratings",
        answer=m.FollowUps,
        allowed=SUPERVISORS,
    ),
    Route(
        "POST",
        f"{API}/follow-ups/<follow_up_id>/close",
        "close-follow-up",
        "Say what was done about a bad rating",
        answer=m.FollowUpView,
        body=m.FollowUpResult,
        allowed=SUPERVISORS,
        refusals=(Code.UNKNOWN_FOLLOW_UP, Code.ILLEGAL_TRANSITION, Code.REQUEST_ID_CONFLICT),
    ),
    Route(
        "GET",
        f"{API}/reports/evaluation",
        "evaluation-report",
        "How residents rated on some days, at most until yesterday",
        answer=m.EvaluationReport,
        allowed=SUPERVISORS,
        parameters=(FROM_DAY, TO_DAY),
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
        parameters=(LAST_EVENT_ID, AFTER),
    ),
    Route("GET", f"{API}/openapi.json", "openapi", "This description"),
    Route("GET", "/healthz", "healthz", "The process is alive"),
    Route("GET", "/readyz", "readyz", "The database answers"),
    Route("GET", "/metrics", "metrics", "Metrics in the text format of Prometheus"),
)
