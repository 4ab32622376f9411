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
from typing_extensions import override

from queue_server.wire.messages import (
    Answer,
    DeviceView,
    PauseReason,
    PrintState,
    ServiceQueue,
    TicketView,
    Why,
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

    @property
    def queues(self) -> tuple[ServiceQueue, ...]:
        """Every queue that the event tells of."""
        return (self.queue,)


class TicketIssued(TicketEvent):
    """A number was taken."""

    type: Literal["ticket.issued"] = "ticket.issued"


class TicketCalled(TicketEvent):
    """A number was called to a window: for the first time, out of turn, or back after it was parked."""

    type: Literal["ticket.called"] = "ticket.called"
    why: Why | None = None


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


class TicketRestored(TicketEvent):
    """A passed number waits again."""

    type: Literal["ticket.restored"] = "ticket.restored"


class TicketParked(TicketEvent):
    """Its window put the ticket aside (挂起) and may call others meanwhile."""

    type: Literal["ticket.parked"] = "ticket.parked"


class TicketTransferred(TicketEvent):
    """The ticket waits for another service or window, with its time of arrival."""

    type: Literal["ticket.transferred"] = "ticket.transferred"
    from_service: str
    from_window: str | None = None
    """The window that held it."""


class TicketForwarded(TicketEvent):
    """A service session of a package ended; the ticket waits for the next service of its package."""

    type: Literal["ticket.forwarded"] = "ticket.forwarded"
    from_service: str
    from_window: str
    session_id: str
    """The session that ended and may be rated until ``rate_until``."""
    rate_until: AwareDatetime
    by_next_call: bool = False


class TicketCancelled(TicketEvent):
    """The ticket was given back or taken out of the queue. ``window`` held it, if any."""

    type: Literal["ticket.cancelled"] = "ticket.cancelled"
    window: str | None = None


class TicketInterrupted(TicketEvent):
    """The visit could not be finished; its resident comes first next time."""

    type: Literal["ticket.interrupted"] = "ticket.interrupted"
    window: str | None = None


class TicketCallUndone(TicketEvent):
    """A call was a mistake: the ticket is where it was, as if never called."""

    type: Literal["ticket.call-undone"] = "ticket.call-undone"
    window: str
    reopened: TicketView | None = None
    """The ticket whose session the undone call had ended; it is at the window again, also when it is ``ticket`` itself."""
    left_queue: ServiceQueue | None = None
    """The queue that ``reopened`` had gone on to as a step of a package, and has left, after the event."""

    @property
    @override
    def queues(self) -> tuple[ServiceQueue, ...]:
        """The queue of the ticket, then the one that the other has left."""
        return (self.queue,) if self.left_queue is None else (self.queue, self.left_queue)


class WindowPaused(EventBase):
    """A window stopped calling (暂停服务)."""

    type: Literal["window.paused"] = "window.paused"
    window: str
    reason: PauseReason | None = None


class WindowResumed(EventBase):
    """A paused window is open again."""

    type: Literal["window.resumed"] = "window.resumed"
    window: str


class WindowStaffed(EventBase):
    """Another clerk, or none, is logged in at a window. ``clerk`` is an id, never a name or a staff number."""

    type: Literal["window.staffed"] = "window.staffed"
    window: str
    clerk: str | None


class WindowHandedOver(EventBase):
    """The B post took a window over: who went and who came, as ids."""

    type: Literal["window.handed-over"] = "window.handed-over"
    window: str
    from_clerk: str | None
    to_clerk: str
    reason: PauseReason


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


class CardPrintRequested(EventBase):
    """Staff asked a kiosk to print the second-visit card of a ticket. Only that kiosk is told the card's code, and not here."""

    type: Literal["card.requested"] = "card.requested"
    ticket: TicketView
    kiosk: str


class CardPrintChanged(EventBase):
    """A second-visit card is on its way to the paper, on it, or will not come."""

    type: Literal["card.changed"] = "card.changed"
    ticket: TicketView
    kiosk: str
    state: PrintState
    reason: str = ""


class DeviceChanged(EventBase):
    """A device changed its state."""

    type: Literal["device.changed"] = "device.changed"
    device: DeviceView


class HelpCalled(EventBase):
    """Somebody at a kiosk asks staff to come (人工帮办)."""

    type: Literal["help.called"] = "help.called"
    kiosk: str


class HelpAnswered(EventBase):
    """Staff have taken care of the calls from a kiosk."""

    type: Literal["help.answered"] = "help.answered"
    kiosk: str


class DayOpened(EventBase):
    """The first change of a new business day: numbers start again, displays start empty, nobody is logged in."""

    type: Literal["day.opened"] = "day.opened"
    business_day: date


class DayClosed(EventBase):
    """No more numbers today; whoever still waited has expired."""

    type: Literal["day.closed"] = "day.closed"
    business_day: date
    expired: int
    """How many tickets nobody had served."""


class DayReopened(EventBase):
    """Numbers are given out again; what expired stays expired."""

    type: Literal["day.reopened"] = "day.reopened"
    business_day: date


Event = Annotated[
    TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketStarted
    | TicketFinished
    | TicketNoShow
    | TicketRestored
    | TicketParked
    | TicketTransferred
    | TicketForwarded
    | TicketCancelled
    | TicketInterrupted
    | TicketCallUndone
    | WindowPaused
    | WindowResumed
    | WindowStaffed
    | WindowHandedOver
    | RatingRecorded
    | PrintChanged
    | ReprintRequested
    | CardPrintRequested
    | CardPrintChanged
    | DeviceChanged
    | HelpCalled
    | HelpAnswered
    | DayOpened
    | DayClosed
    | DayReopened,
    Field(discriminator="type"),
]

EVENT_ADAPTER: TypeAdapter[Event] = TypeAdapter(Event)
