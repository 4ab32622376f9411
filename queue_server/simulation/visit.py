"""A resident with a number, while the day is simulated.

Responsible for: the ticket as it is now, and the record of each of its waits. Not responsible for: moving it (``engine``).
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.ticket import Ticket
from queue_server.simulation.record import End, Wait
from queue_server.simulation.residents import Resident


@dataclass(slots=True)
class Visit:
    """Minutes after midnight."""

    resident: Resident
    ticket: Ticket
    since: float
    """When the wait for the present service began."""
    absences: int
    """Calls that the resident will not come to."""
    step: int = 0
    """Which service of the wish it is at, from 0."""
    spell: int = 0
    """Counts the stretches of waiting, so that who has been called does not leave after all."""
    called: float | None = None
    """The first call for the present service."""
    window: str | None = None
    overtook: bool = False
    calls_in_vain: int = 0
    gone: float | None = None
    """When the resident left without giving the number back."""

    def handling(self) -> float:
        """Minutes at the window for the present service."""
        times = self.resident.handling
        return times[min(self.step, len(times) - 1)]

    def call(self, window: str, minute: float, *, overtook: bool) -> None:
        """It was called, though who has left does not hear it."""
        self.spell += 1
        if self.gone is None:
            self.called = minute if self.called is None else self.called
            self.window = window
            self.overtook = self.overtook or overtook

    def lost(self) -> End:
        """What it counts as when its resident is not there any more."""
        return End.ABANDONED if self.called is None else End.NO_SHOW

    def next_step(self, minute: float) -> None:
        """It waits for the next service of its package."""
        self.step += 1
        self.since = minute
        self.called = self.window = None
        self.overtook = False
        self.calls_in_vain = 0

    def ended(self, end: End, minute: float) -> Wait:
        """The record of the wait for the present service, with ``minute`` its last moment."""
        left = minute if self.gone is None else self.gone
        return Wait(
            resident=self.resident.id,
            number=self.ticket.number,
            service=self.ticket.service,
            priority=self.ticket.priority,
            since=self.since,
            end=end,
            until=left if self.called is None else self.called,
            window=self.window,
            finished=minute if end is End.SERVED else None,
            calls_in_vain=self.calls_in_vain,
            overtook=self.overtook,
            called=self.called is not None,
        )
