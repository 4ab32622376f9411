"""A resident with a number, while the day is simulated.

Responsible for: the ticket as it is now, and the record of each of its waits. Not responsible for: moving it (``engine``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from queue_server.domain.ticket import Ticket
from queue_server.simulation.record import End, Wait
from queue_server.simulation.residents import LATER, Interrupt, Park, Resident, Send

CARD = 4
"""Beside further numbers, of which there are fewer; a second card has twice as much."""


@dataclass(slots=True)
class Visit:
    """Minutes after midnight."""

    resident: Resident
    ticket: Ticket
    since: float
    """When the wait for the present service began."""
    absences: int
    """Calls that the resident will not come to."""
    leg: int = 0
    """How many legs of its course are over; without one, how many services of its wish."""
    spell: int = 0
    """Counts the stretches of waiting, so that who has been called does not leave after all."""
    called: float | None = None
    """The first call for the present service."""
    window: str | None = None
    overtook: bool = False
    calls_in_vain: int = 0
    gone: float | None = None
    """When the resident left without giving the number back."""
    at_window: bool = False
    """Its resident has come to the call, and is busy there."""
    aside_since: float = 0.0
    ready_at: float = 0.0
    """When it was put aside, and when its resident was ready again."""

    def handling(self) -> float:
        """Minutes at the window until something happens."""
        course, times = self.resident.course, self.resident.handling
        if self.leg < len(course):
            return course[self.leg].minutes
        return times[min(self.leg, len(times) - 1)] if not course else 0.0

    def end_leg(self) -> Park | Send | Interrupt | None:
        """What happens now; None: the service is done."""
        course = self.resident.course
        then = course[self.leg].then if self.leg < len(course) else None
        self.leg += 1
        return then

    def again(self, back: Interrupt, minute: float, priority: str) -> Resident:
        """The same person with a second-visit card, for what is left of the service that was broken off."""
        left = self.resident.course[self.leg :]
        return replace(
            self.resident,
            id=self.resident.id + CARD * LATER,
            minute=minute + (back.back_after or 0.0),
            wish=self.ticket.service,
            priority=priority,
            course=left,
            card=True,
        )

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

    def wait_anew(self, minute: float) -> None:
        """It waits for another service or window."""
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
