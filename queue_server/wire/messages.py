"""Requests and answers of the HTTP API, version 1.

Responsible for: the shape of every JSON body, its limits, and its meaning. Times are ISO 8601 with an offset.
Not responsible for: rules (``domain``), status codes (``web``) or events (``wire.events``).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

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
    PARKED = "parked"
    """Put aside by its window (挂起), to be called back (回呼)."""
    FINISHED = "finished"
    NO_SHOW = "no-show"
    """Passed (过号); it may come back."""
    VOID = "void"
    """Passed too often to come back."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Could not be served to the end; its resident holds a second-visit card."""
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


class PauseReason(StrEnum):
    """Why a window stops calling."""

    HAND_OVER = "hand-over"
    MEETING = "meeting"
    MEAL = "meal"
    EQUIPMENT = "equipment"
    OTHER = "other"


class RatingChannel(StrEnum):
    """Where a rating was given."""

    EVALUATOR = "evaluator"
    PHONE = "phone"
    KIOSK = "kiosk"
    PAPER = "paper"


class CallRule(StrEnum):
    """What decided that this ticket was called and no other."""

    LONGEST_WAIT = "longest-wait"
    """It had waited longest."""
    PRIORITY = "priority"
    """Its class goes before the others."""
    RATIO = "ratio"
    """Enough priority tickets in a row were called; now it was an ordinary one's turn."""
    AGED = "aged"
    """It had waited so long that it went before a class that is usually ahead."""
    LISTED = "listed"
    """Its service comes first at this window."""
    HELP = "help"
    """The window helps out with another service."""
    CLERK = "clerk"
    """The clerk called it out of turn and said why."""
    CALL_BACK = "call-back"
    """It was parked at this window and is called back."""


Reason = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
"""Why staff did something out of the ordinary; kept, and shown to supervisors."""

NumberText = Annotated[
    str, StringConstraints(min_length=1, max_length=8, pattern=r"^[A-Za-z]{0,2}[0-9]{1,4}$")
]
"""A ticket's number as people say it: ``A007``, or the digits alone where a keypad has no letters."""

VisitCode = Annotated[str, StringConstraints(min_length=8, max_length=16, pattern=r"^[A-Za-z0-9-]+$")]
"""The code on a second-visit card."""


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


class WindowCommand(Request):
    """Body of every ``POST /windows/<window>/<verb>`` that needs no more."""

    request_id: RequestId


class CallNumber(WindowCommand):
    """Body of ``POST /windows/<window>/call``: calls one number out of turn."""

    number: NumberText
    reason: Reason


class NumberCommand(WindowCommand):
    """Body of ``restore`` and ``call-back``: a number, or None for the latest one."""

    number: NumberText | None = None


class Transfer(WindowCommand):
    """Body of ``transfer``: to a service, to a window, or both. The ticket keeps its time of arrival."""

    service: Name | None = None
    window: Name | None = None
    reason: Reason | None = None


class Interrupt(WindowCommand):
    """Body of ``interrupt``: the visit cannot be finished today, through no fault of the resident."""

    reason: Reason


class PauseWindow(WindowCommand):
    """Body of ``pause``."""

    reason: PauseReason | None = None


class HandOver(WindowCommand):
    """Body of ``hand-over``: the B post takes the window over (AB 岗)."""

    clerk: Annotated[int, Field(ge=10, le=99_999_999)]
    """The staff number (工号) of who comes."""
    reason: PauseReason = PauseReason.HAND_OVER


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


class DayCommand(Request):
    """Body of ``POST /day/close`` and ``POST /day/reopen``."""

    request_id: RequestId


class FollowUpResult(Request):
    """Body of ``POST /follow-ups/<id>/close``: what was done about a bad rating."""

    request_id: RequestId
    result: Annotated[str, StringConstraints(min_length=4, max_length=500, strip_whitespace=True)]


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
    channel: RatingChannel = RatingChannel.EVALUATOR
    reasons: Annotated[tuple[Annotated[int, Field(ge=100, le=999)], ...], Field(max_length=8)] = ()
    """National option codes that belong to the grade, such as 213."""


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


class CardPrintRequest(ReprintRequest):
    """Body of ``POST /tickets/<id>/second-visit-card/print``: asks a kiosk to print the card of an interrupted visit."""


class CardPrintReport(Request):
    """Body of ``POST /tickets/<id>/second-visit-card/print-state``."""

    request_id: RequestId
    kiosk: Name
    """Who printed: word of a kiosk that is no longer the one that was asked says nothing."""
    state: Literal[PrintState.PRINTING, PrintState.PRINTED, PrintState.FAILED]
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class HelpCall(Request):
    """Body of ``POST /help-calls``: somebody at a kiosk asks staff to come (人工帮办)."""

    request_id: RequestId
    kiosk: Name


class HelpDone(Request):
    """Body of ``POST /help-calls/<kiosk>/answer``: staff have gone there."""

    request_id: RequestId


class HelpAnswer(Answer):
    """Answer to both."""

    kiosk: str
    waiting: bool
    """Whether somebody still waits for help there."""


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


class SecondVisitCard(Answer):
    """Puts its holder first at the next visit (二次优先卡)."""

    code: Annotated[str, Field(repr=False)]
    """Whoever knows it goes first: it is in this answer and on paper, and nowhere else."""
    service: str
    """What it is good for, once."""
    package: str | None = None
    """Where that is a step of a package, the card is good for the package as well."""
    valid_until: date
    """The last day it is good."""


class CardPrintView(Answer):
    """What is known of a second-visit card on paper; the card itself is not in it."""

    ticket: str
    """The ticket whose visit was interrupted: a card has no other name."""
    number: str
    kiosk: str
    state: PrintState
    reason: str = ""
    asked_at: AwareDatetime


class WindowAnswer(Answer):
    """Answer to every window verb."""

    ticket: TicketView | None
    """The ticket the verb acted on; None when nobody waits."""
    waiting: int = 0
    """People waiting for any service of this window, after the verb."""
    held: TicketView | None = None
    """What the window holds after the verb."""
    card: SecondVisitCard | None = None
    """Made by ``interrupt``."""


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


class DayAnswer(Answer):
    """Answer to ``POST /day/close`` and ``POST /day/reopen``."""

    business_day: date
    closed: bool
    expired: int
    """How many tickets nobody had served."""


class FollowUpView(Answer):
    """What is done about a bad rating; for supervisors."""

    id: str
    opened_at: AwareDatetime
    due_on: date
    window: str
    service: str
    level: int
    reasons: tuple[int, ...]
    closed_at: AwareDatetime | None = None
    result: str = ""
    closed_by: str | None = None
    """Name of the token it was closed with."""
    overdue: bool = False
    """Still open, and its last day is over."""


class FollowUps(Answer):
    """Answer to ``GET /follow-ups``: open ones first, the most urgent first; then those of the last 30 days, the latest first."""

    follow_ups: tuple[FollowUpView, ...]
    overdue: int = 0


class RatedSessions(Answer):
    """Ratings over some days. Single ratings are in no answer."""

    finished: int
    rated: int
    levels: tuple[int, int, int, int, int]
    """How many gave 1, 2, 3, 4, 5."""
    satisfied: float | None
    """Share of 3 and better among the rated; None below the least number for a ranking."""
    score: float | None
    """Mean of 10, 8, 6, 3, 0 for 5 … 1; None as above."""


class EvaluationLine(RatedSessions):
    """Ratings of one window."""

    window: str


class ClerkLine(RatedSessions):
    """Ratings of the sessions that one clerk has served."""

    clerk: str | None
    """Id of the clerk; None: sessions at whose window nobody was logged in."""


class EvaluationReport(Answer):
    """Answer to ``GET /reports/evaluation``. Today's ratings are not in it: nobody can tell whose they are tomorrow."""

    first_day: date
    last_day: date
    windows: tuple[EvaluationLine, ...]
    clerks: tuple[ClerkLine, ...] = ()
    follow_ups_open: int
    """Of the sessions of these days; overdue ones are among them."""
    follow_ups_overdue: int
    follow_ups_closed: int
    finished: int = 0
    """Of the whole hall, like all that follows."""
    rated: int = 0
    satisfaction_rate: float | None = None
    """满意率: share of 3 and better among the rated; None below the least number for a ranking."""
    bad_rate: float | None = None
    """差评率: share of 2 and 1 among the rated; None as above."""
    rating_rate: float | None = None
    """主动评价率: rated among finished; None when nothing was finished."""
    closed_rate: float | None = None
    """整改率: closed among all follow-ups; None when there are none."""


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


class Unavailable(StrEnum):
    """Why a service gives no numbers now."""

    HOURS = "hours"
    HOLIDAY = "holiday"
    QUEUE_FULL = "queue-full"
    INTERVAL_FULL = "interval-full"
    NO_TIME_LEFT = "no-time-left"
    DAY_CLOSED = "day-closed"


class AccuracyLine(Answer):
    """How right the predicted waits of one service were. Minutes; shares between 0 and 1."""

    service: str | None
    """None: all services together."""
    count: int
    mean_absolute_error: float
    bias: float
    """Above 0 when waits were predicted longer than they were."""
    within_5: float
    hits: float
    """At most 5 minutes or 30 % off, whichever allows more."""
    covered_80: float
    covered_90: float


class WaitReport(Answer):
    """Answer to ``GET /reports/waiting``: the waits that ended on some days, and what had been told."""

    first_day: date
    last_day: date
    accuracy: tuple[AccuracyLine, ...]
    """All services first; empty while nothing was predicted."""
    learnt_at: AwareDatetime | None
    """When the hall last learnt from its past; None: it tells waits by the hall file's minutes."""


class AdviceView(Answer):
    """One change of the staffing that would help, or that can be spared."""

    action: Literal["open", "close"]
    window: str
    services: tuple[str, ...]
    start: str
    end: str
    """Times of day, such as ``09:00``."""
    wait_before: int
    wait_after: int
    """Forecast minutes without and with it."""
    arrivals_per_hour: int
    minutes_each: float
    windows_before: int
    windows_after: int
    windows_needed: int
    sentence_zh: str
    sentence_en: str


class AdviceList(Answer):
    """Answer to ``GET /advice``: the most helpful first."""

    made_at: AwareDatetime
    advice: tuple[AdviceView, ...]
    learnt_days: int
    """From how many past days the arrivals are known; 0: they are a guess from the hall file."""


class AlarmView(Answer):
    """Something that needs a hand now: ``value`` is beyond ``threshold``."""

    kind: str
    """Stable, for programs: ``queue-length``, ``long-pause`` …"""
    service: str | None
    window: str | None
    """What it is about: one of the two."""
    value: float
    threshold: float
    """Residents or minutes, as the kind says."""
    since: AwareDatetime | None
    """When that began to run, where it is known."""
    cause_zh: str
    cause_en: str
    action_zh: str
    action_en: str
    """What to do next."""


class AlarmList(Answer):
    """Answer to ``GET /alarms``: those of services first, in the hall file's order."""

    made_at: AwareDatetime
    alarms: tuple[AlarmView, ...]


class ServiceQueue(Answer):
    """How one service stands now."""

    service: str
    open: bool
    """Whether numbers are given out."""
    waiting: int
    expected_wait: ExpectedWait | None
    unavailable: Unavailable | None = None
    queue_long: bool = False
    """So many wait that residents should be told before they take a number."""
    opens_at: AwareDatetime | None = None
    """When it gives numbers again, where hours or holidays are the reason."""


class RatingOpen(Answer):
    """A session that its resident may still rate at the window's evaluator."""

    session_id: str
    rate_until: AwareDatetime


class WindowView(Answer):
    """What one window is doing now."""

    window: str
    status: WindowStatus
    ticket: TicketView | None
    waiting: int
    clerk: str | None = None
    """Id of the clerk who is logged in there; never a name or a staff number."""
    pause_reason: PauseReason | None = None
    paused_since: AwareDatetime | None = None
    parked: tuple[TicketView, ...] = ()
    """Tickets that the window has put aside, the latest first."""
    rating: RatingOpen | None = None
    """Its last session, where that ended with the finish key, is in time and not rated, and nobody was called since."""


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
    """Whom the windows that are open now will call next, at most eight: they take turns by their own rules, free ones first, then the
    one whose number was called longest ago. Who waits for no open window is not among them."""
    passed: tuple[TicketView, ...]
    """Latest no-shows, newest first, at most eight."""
    unprinted: tuple[TicketView, ...]
    """Tickets still waiting or called whose slip is not known to be printed."""
    devices: tuple[DeviceView, ...]
    day_closed: bool = False


class ErrorBody(Answer):
    """The inside of every error answer, ``{"error": {...}}``."""

    code: str
    """Stable, for programs: ``unknown_service``, ``request_id_conflict`` …"""
    message: str
    """For people, in English; residents never see it."""
    details: tuple[dict[str, str], ...] = ()
    """For invalid bodies: one entry per mistake with ``path`` and ``problem``. For ``already_waiting``: one entry with
    ``ticket`` and ``number`` of the ticket that waits. For ``bad_second_visit``: one entry with ``problem`` (``unknown``, ``used``,
    ``expired`` or ``other-service``), what the card is good for (``service``, ``package``, ``valid_until``; not of unknown ones), and
    that for people in ``sentence_zh`` and ``sentence_en``."""


class ErrorAnswer(Answer):
    """Every answer that is not a success."""

    error: ErrorBody
