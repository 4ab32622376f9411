"""When residents come: the profile of a service hall's day and arrivals drawn from it.

Responsible for: the rate of arrivals at every second of a day and a seeded stream of arrival times. Not responsible
for: who comes and what they want (``residents``).

Times are seconds after midnight of the simulated day. The shape follows open records of municipal halls: little at
the doors' opening, a morning peak near ten, a dip at noon, a lower and broader peak in the afternoon.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class DayProfile:
    """Arrivals per second, linear between knots of (second of the day, rate) and zero outside them."""

    knots: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        times = [time for time, _ in self.knots]
        if len(times) < 2 or times != sorted(set(times)):
            raise ValueError("a profile needs two knots or more, in the order of time")
        if any(rate < 0 for _, rate in self.knots):
            raise ValueError("an arrival rate cannot be negative")

    @property
    def opens(self) -> float:
        """First second of the day that somebody may come at."""
        return self.knots[0][0]

    @property
    def closes(self) -> float:
        """Last second of the day that somebody may come at."""
        return self.knots[-1][0]

    @property
    def peak(self) -> float:
        """Highest rate of the day."""
        return max(rate for _, rate in self.knots)

    def rate(self, second: float) -> float:
        """Arrivals per second at that second of the day."""
        for (start, low), (end, high) in pairwise(self.knots):
            if start <= second <= end:
                return low + (high - low) * (second - start) / (end - start)
        return 0.0

    @property
    def expected(self) -> float:
        """Mean number of arrivals of a whole day."""
        return sum((high + low) / 2 * (end - start) for (start, low), (end, high) in pairwise(self.knots))

    def scaled_to(self, arrivals: float) -> DayProfile:
        """The same shape with that many arrivals on a mean day."""
        factor = arrivals / self.expected
        return replace(self, knots=tuple((time, rate * factor) for time, rate in self.knots))


WORKING_DAY = DayProfile(
    (
        (8.5 * HOUR, 0.35),
        (9.25 * HOUR, 1.1),
        (10.0 * HOUR, 1.6),
        (11.0 * HOUR, 1.3),
        (12.0 * HOUR, 0.5),
        (13.0 * HOUR, 0.45),
        (14.25 * HOUR, 1.25),
        (15.5 * HOUR, 1.1),
        (16.5 * HOUR, 0.55),
        (17.0 * HOUR, 0.1),
    )
)
"""Shape of an ordinary working day; scale it before use."""


def arrivals(profile: DayProfile, rng: random.Random, *, after: float) -> Iterator[float]:
    """Arrival times of one day after ``after``, ascending: a Poisson process whose rate follows the profile.

    Thinning: candidates come at the peak rate, each is kept with the share that the profile has at its time.
    """
    if profile.peak <= 0:
        return
    time = max(after, profile.opens)
    while True:
        time += rng.expovariate(profile.peak)
        if time > profile.closes:
            return
        if rng.random() * profile.peak < profile.rate(time):
            yield time
