"""What a hall knows of its calls, as a value.

Responsible for: the shape of that knowledge and the questions boards and window signs ask of it. Not responsible for: how it
grows (``call_state``), or words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from queue_server.wire.messages import PauseReason, ServiceQueue, TicketStatus, TicketView, WindowStatus


@dataclass(frozen=True, slots=True)
class Connection:
    """Whether the server is there. ``since`` is None as long as nothing was heard of it either way."""

    online: bool = False
    since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WindowCall:
    """One window: the ticket it holds, and whether it is paused (it may hold one while paused)."""

    window: str
    paused: bool = False
    ticket: TicketView | None = None
    pause_reason: PauseReason | None = None
    """None also while a window is paused for a reason that nobody told."""

    @property
    def status(self) -> WindowStatus:
        """What residents should understand the window is doing; the server uses the same rule."""
        if self.paused:
            return WindowStatus.PAUSED
        if self.ticket is None:
            return WindowStatus.IDLE
        return WindowStatus.CALLED if self.ticket.status is TicketStatus.CALLED else WindowStatus.SERVING


@dataclass(frozen=True, slots=True)
class HallState:
    """The whole hall. ``business_day`` is None before the first snapshot: then nothing else is known either."""

    seq: int = 0
    business_day: date | None = None
    updated_at: datetime | None = None
    """Server's time of the newest thing known, for "数据更新于 09:40"."""
    windows: tuple[WindowCall, ...] = ()
    recent_calls: tuple[TicketView, ...] = ()
    """Newest call first, one entry per ticket, with the status of now: only those at a window, or served there."""
    services: tuple[ServiceQueue, ...] = ()
    upcoming: tuple[TicketView, ...] = ()
    """Whom the open windows will call next, as the latest snapshot has it, without those who left the line since."""
    passed: tuple[TicketView, ...] = ()
    """No-shows (过号), newest first."""
    day_closed: bool = False
    """No more numbers today."""
    unsure: bool = False
    """Something happened whose outcome the events do not tell in full, such as who is next now."""
    connection: Connection = Connection()

    @property
    def known(self) -> bool:
        """True once a snapshot has come."""
        return self.business_day is not None

    @property
    def waiting(self) -> int:
        """People waiting in the hall."""
        return sum(queue.waiting for queue in self.services)

    def window(self, window_id: str) -> WindowCall:
        """That window; one that nothing is known of is idle."""
        return next((each for each in self.windows if each.window == window_id), WindowCall(window_id))

    def service(self, service_id: str) -> ServiceQueue | None:
        """That service's queue, None when nothing is known of it."""
        return next((each for each in self.services if each.service == service_id), None)
