"""The hall as a whole: its day, its queues, windows and devices, and calls for help.

Responsible for: bodies about more than one ticket. Not responsible for: reports on past days (``reports``).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from queue_server.wire.messages.bodies import Answer, Name, Request, RequestId
from queue_server.wire.messages.states import DeviceCondition, PauseReason, Unavailable, WindowStatus
from queue_server.wire.messages.tickets import ExpectedWait, TicketView


class DayCommand(Request):
    """Body of ``POST /day/close`` and ``POST /day/reopen``."""

    request_id: RequestId


class DeviceStateReport(Request):
    """Body of ``POST /device-states``: sets the state of one device."""

    device: Name
    state: DeviceCondition
    reason: Annotated[str, StringConstraints(max_length=200)] = ""
    """A stable word; a number may follow behind a colon: ``paper-near-end:37`` has about 37 slips left."""
    since: AwareDatetime


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


class DayAnswer(Answer):
    """Answer to ``POST /day/close`` and ``POST /day/reopen``."""

    business_day: date
    closed: bool
    expired: int
    """How many tickets nobody had served."""


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
