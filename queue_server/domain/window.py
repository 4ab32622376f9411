"""What a window may do.

Responsible for: a window's state and what call-next does with the ticket it still holds. Not responsible for: tickets'
own moves (``ticket``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket


class WindowCondition(StrEnum):
    """What a window is doing."""

    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window on the current business day: paused or not, and the state of the ticket it holds."""

    paused: bool = False
    held: Status | None = None

    @property
    def condition(self) -> WindowCondition:
        """A paused window is shown as paused, also while it still holds a ticket."""
        if self.paused:
            return WindowCondition.PAUSED
        if self.held is None:
            return WindowCondition.IDLE
        return WindowCondition.CALLED if self.held is Status.CALLED else WindowCondition.SERVING


def held_ticket(ticket: Ticket | None) -> Ticket:
    """The ticket a verb acts on; raises Refusal ``no_current_ticket`` when the window holds none."""
    if ticket is None:
        raise Refusal(Code.NO_CURRENT_TICKET, "the window holds no ticket")
    return ticket


def check_transfer(
    ticket: Ticket, *, at: str, service: str, window: str | None, takes: Collection[str]
) -> None:
    """Whether window ``at`` may send its ticket to a service, or to one window that calls the services ``takes``.

    Raises Refusal ``wrong_window`` when the window named does not take the service, or nothing would change.
    """
    if window is not None and service not in takes:
        raise Refusal(Code.WRONG_WINDOW, f"window {window} does not serve {service}")
    if service == ticket.service and window in (None, at):
        raise Refusal(Code.WRONG_WINDOW, "the number is there already; name another service or window")


def check_staffed(clerk: str | None) -> None:
    """For halls whose clerks must log in first: raises Refusal ``not_logged_in`` when nobody is logged in."""
    if clerk is None:
        raise Refusal(Code.NOT_LOGGED_IN, "no clerk is logged in at the window")


def check_free(held: Ticket | None) -> None:
    """For halls whose clerks must finish first: raises Refusal ``window_busy`` when the window holds a ticket."""
    if held is not None:
        raise Refusal(Code.WINDOW_BUSY, "the window still holds a ticket; finish it first")
