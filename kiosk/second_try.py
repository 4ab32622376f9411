"""The one slip that stopped in the middle, until it may be printed again or nobody wants it any more.

Responsible for: remembering it, and deciding when the printer works again. Not responsible for: printing, or making what is left
of it void.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from kiosk.slip import SlipStyle
from queue_server.client import Refused, ServerUnreachable
from queue_server.wire.messages import IssuedTicket, PrintState, TicketStatus

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InterruptedSlip:
    """A slip that is void."""

    ticket: str
    style: SlipStyle
    until: float
    """On the clock of ``SecondTry``."""


class SecondTry:
    """Holds at most one slip, the newest: after a refill there is never more than one. Used by one thread."""

    def __init__(
        self,
        current_ticket: Callable[[str], IssuedTicket],
        *,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``current_ticket`` raises ServerUnreachable or Refused; ``seconds`` of 0 mean that there is no second try."""
        self._current_ticket = current_ticket
        self._seconds = seconds
        self._clock = clock
        self._slip: InterruptedSlip | None = None

    def keep(self, ticket: str, style: SlipStyle) -> None:
        """A slip has stopped in the middle."""
        if self._seconds > 0:
            self._slip = InterruptedSlip(ticket, style, self._clock() + self._seconds)

    def take(self) -> InterruptedSlip | None:
        """The slip, if it is to be printed now; it is then forgotten, as is one that nobody wants any more."""
        slip = self._slip
        wanted = self._is_wanted(slip) if slip else None
        if wanted is None:
            return None
        self._slip = None
        if not wanted:
            log.info("interrupted slip not printed again")
        return slip if wanted else None

    def _is_wanted(self, slip: InterruptedSlip) -> bool | None:
        """Whether its ticket waits and staff have done nothing about its slip; None while that cannot be known."""
        if self._clock() > slip.until:
            return False
        try:
            ticket = self._current_ticket(slip.ticket).ticket
        except ServerUnreachable:
            return None
        except Refused:
            return False
        if ticket.print_state is PrintState.PRINTING:
            return None  # The word that it failed is still on its way.
        return ticket.status is TicketStatus.WAITING and ticket.print_state is PrintState.FAILED
