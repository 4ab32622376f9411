"""Events of the append-only log, as ``GET /api/v1/events`` streams them.

Responsible for: the type and payload of every event. An event is a fact in the past tense; it holds what a
display needs to show it without asking back, and nothing about the person behind a ticket.

On the stream each event is one server-sent event: ``id`` is ``seq``, ``event`` is ``type`` and ``data`` is the
whole event as JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter

from queue_server.wire.messages import (
    Answer,
    DeviceView,
    PrintState,
    ServiceQueue,
    TicketView,
)


class EventBase(Answer):
    """What every event has."""

    seq: int
    """Position in the hall's log; grows, may skip, never repeats."""
    at: AwareDatetime
    hall: str


class TicketEvent(EventBase):
    """An event about one ticket; ``queue`` is its service's queue after the event."""

    ticket: TicketView
    queue: ServiceQueue


class TicketIssued(TicketEvent):
    """A number was taken."""

    type: Literal["ticket.issued"] = "ticket.issued"


class TicketCalled(TicketEvent):
    """A number was called to a window for the first time."""

    type: Literal["ticket.called"] = "ticket.called"


class TicketRecalled(TicketEvent):
    """A number was called to its window again."""

    type: Literal["ticket.recalled"] = "ticket.recalled"


class TicketStarted(TicketEvent):
    """The resident is at the window."""

    type: Literal["ticket.started"] = "ticket.started"


class TicketFinished(TicketEvent):
    """The service session ended and may be rated until ``rate_until``."""

    type: Literal["ticket.finished"] = "ticket.finished"
    rate_until: AwareDatetime
    by_next_call: bool = False
    """True when the clerk called the next number without pressing finish."""


class TicketNoShow(TicketEvent):
    """The resident did not come (过号)."""

    type: Literal["ticket.no-show"] = "ticket.no-show"


class WindowPaused(EventBase):
    """A window stopped calling (暂停服务)."""

    type: Literal["window.paused"] = "window.paused"
    window: str


class WindowResumed(EventBase):
    """A paused window is open again."""

    type: Literal["window.resumed"] = "window.resumed"
    window: str


class WindowStaffed(EventBase):
    """Another clerk, or none, is logged in at a window. ``clerk`` is an id, never a name or a staff number."""

    type: Literal["window.staffed"] = "window.staffed"
    window: str
    clerk: str | None


class RatingRecorded(EventBase):
    """A session was rated. The grade is left out: nobody at the counter sees a single rating at once."""

    type: Literal["rating.recorded"] = "rating.recorded"
    window: str
    session_id: str


class PrintChanged(EventBase):
    """The slip of a ticket changed its state."""

    type: Literal["print.changed"] = "print.changed"
    ticket: TicketView
    state: PrintState
    reason: str = ""


class ReprintRequested(EventBase):
    """Staff asked a kiosk to print a slip again."""

    type: Literal["print.requested"] = "print.requested"
    ticket: TicketView
    kiosk: str


class DeviceChanged(EventBase):
    """A device changed its state."""

    type: Literal["device.changed"] = "device.changed"
    device: DeviceView


class DayOpened(EventBase):
    """The first change of a new business day: numbers start again, displays start empty, nobody is logged in."""

    type: Literal["day.opened"] = "day.opened"
    business_day: date


Event = Annotated[
    TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketStarted
    | TicketFinished
    | TicketNoShow
    | WindowPaused
    | WindowResumed
    | WindowStaffed
    | RatingRecorded
    | PrintChanged
    | ReprintRequested
    | DeviceChanged
    | DayOpened,
    Field(discriminator="type"),
]

EVENT_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)
