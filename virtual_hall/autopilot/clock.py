"""The simulated day: a clock that runs faster than the wall's and may change its speed.

Responsible for: simulated seconds that only grow, and the time of day they stand for. Nights are left out: the second
after closing is the first of the next day. Not responsible for: what happens in the day.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from virtual_hall.autopilot.profile import DayProfile, arrivals


class HallClock:
    """Simulated seconds since the autopilot began; stands still until ``run``."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._base = 0.0
        self._since = monotonic()
        self._speed = 0.0

    def now(self) -> float:
        """Simulated seconds so far."""
        return self._base + (self._monotonic() - self._since) * self._speed

    def run(self, speed: float) -> None:
        """Go on from here at ``speed`` simulated seconds a second; 0 stands still."""
        self._base, self._since = self.now(), self._monotonic()
        self._speed = speed


@dataclass(frozen=True, slots=True)
class Days:
    """Maps simulated seconds to days of one profile, the first of which begins at ``start``."""

    profile: DayProfile
    start: float
    """Second of the first day that simulated second 0 stands for."""

    def time_of_day(self, now: float) -> float:
        """Second after midnight."""
        opens, span = self.profile.opens, self.profile.closes - self.profile.opens
        return opens + (self.start - opens + now) % span

    def arrivals(self, rng: random.Random) -> Iterator[float]:
        """Arrivals of all days to come, in simulated seconds, ascending."""
        opens, span = self.profile.opens, self.profile.closes - self.profile.opens
        day_begin = opens - self.start
        after = self.start
        while True:
            for second in arrivals(self.profile, rng, after=after):
                yield day_begin + second - opens
            day_begin += span
            after = opens
