"""The windows on autopilot: clerks at their keypads, residents who come when called, and who rate.

Responsible for: bringing clerks, residents and windows together. Not responsible for: what a clerk decides
(``clerks``) or a resident is like (``residents``). Times are simulated seconds.
"""

from __future__ import annotations

import heapq
import random

from queue_server.wire.messages import WindowStatus
from virtual_hall.autopilot.clerks import Clerk, WindowFacts
from virtual_hall.autopilot.ports import Hall, WindowSeen
from virtual_hall.autopilot.residents import Resident

UNKNOWN_WALK = 15.0
UNKNOWN_SESSION = 240.0
"""For the tickets of people who play along: they are trusted to come."""
MAX_WAITING = 2000
"""Residents remembered by ticket; whose ticket is older has long gone home."""


class Floor:
    """Windows, their clerks and the residents that wait for them."""

    def __init__(self, hall: Hall, rng: random.Random) -> None:
        self._hall = hall
        self._rng = rng
        self._clerks: dict[str, Clerk] = {}
        self._holders: dict[str, Resident] = {}
        self._called: dict[str, tuple[str, float]] = {}
        self._raters: list[tuple[float, str, int]] = []

    def take_seat(self, ticket_id: str, resident: Resident) -> None:
        """The resident has a slip and waits for its number."""
        self._holders[ticket_id] = resident
        if len(self._holders) > MAX_WAITING:
            del self._holders[next(iter(self._holders))]

    def tick(self, now: float, speed: float) -> None:
        """Let every clerk and everybody who wants to rate do what is due; ``speed`` is the day's."""
        for window in self._hall.windows():
            clerk = self._clerks.setdefault(window.id, Clerk(random.Random(self._rng.random())))
            action = clerk.decide(self._facts(window, now), now, speed=speed)
            if action is not None:
                self._hall.press_key(window.id, action)
        while self._raters and self._raters[0][0] <= now:
            _, window_id, grade = heapq.heappop(self._raters)
            self._hall.press_grade(window_id, grade)

    def finished(self, window: str, ticket_id: str, now: float) -> None:
        """A session ended at the window: its resident may rate and then goes home."""
        resident = self._holders.pop(ticket_id, None)
        if resident is not None and resident.grade is not None:
            heapq.heappush(self._raters, (now + resident.thinks, window, resident.grade))

    def passed(self, ticket_id: str) -> None:
        """The number was called in vain."""
        self._holders.pop(ticket_id, None)

    def _facts(self, window: WindowSeen, now: float) -> WindowFacts:
        ticket = window.ticket
        resident = self._holders.get(ticket.id) if ticket is not None else None
        return WindowFacts(
            status=window.status,
            ticket=ticket.number if ticket is not None else None,
            calls=ticket.calls if ticket is not None else 0,
            waiting=window.waiting,
            resident_here=self._has_come(window, resident, now),
            session=resident.session if resident is not None else UNKNOWN_SESSION,
        )

    def _has_come(self, window: WindowSeen, resident: Resident | None, now: float) -> bool:
        if window.ticket is None or window.status is not WindowStatus.CALLED:
            return False
        ticket_id, since = self._called.get(window.id, ("", now))
        if ticket_id != window.ticket.id:
            since = now
            self._called[window.id] = (window.ticket.id, now)
        comes = resident.comes if resident is not None else True
        walk = resident.walk if resident is not None else UNKNOWN_WALK
        return comes and now - since >= walk
