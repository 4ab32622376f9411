"""How long one resident occupies a window, and how long the one who is there now still will.

Responsible for: learning mean and scatter from finished sessions, and what remains of one that has lasted so long already.
Not responsible for: which sessions those are, or who comes next (``flow``).

Sessions are taken as log-normal. Of such a session less remains than the mean at first, and more the longer it lasts: what
has taken an hour is no ordinary case. "Mean minus elapsed" would promise a free window every minute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import erfc, exp, log, pi, sqrt
from statistics import median

USUAL_VARIATION = 0.8
"""Deviation ÷ mean of sessions before any were seen; halls measure between 0.5 and 1.2."""
PRIOR_SESSIONS = 5.0
PRIOR_SCATTER_SESSIONS = 10.0
"""How many sessions the configured minutes, and the usual variation, count for."""
LATEST_SESSIONS = 50
ACCIDENT = 6.0
"""Sessions longer than so many medians were forgotten open and count as that long."""
SMALLEST_VARIATION, LARGEST_VARIATION = 0.05, 3.0
SHORTEST_MINUTES = 0.1
LONGEST_ELAPSED = 1440.0
DEFAULT_MINUTES = 8.0
JUST_BEGUN = -8.0
"""Deviations of the logarithm: hardly any session ends sooner."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a session: mean and standard deviation in minutes."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Handling:
    """The session minutes of one service: their mean, and their standard deviation ÷ mean."""

    mean: float = DEFAULT_MINUTES
    variation: float = USUAL_VARIATION

    @property
    def deviation(self) -> float:
        """Standard deviation of a whole session, in minutes."""
        return self.mean * self.variation

    def remaining(self, elapsed: float) -> Remaining:
        """What is left, given that the session has lasted ``elapsed`` minutes; below 0 counts as 0. Finite for any length."""
        mean = max(self.mean, SHORTEST_MINUTES)
        variation = min(max(self.variation, SMALLEST_VARIATION), LARGEST_VARIATION)
        elapsed = min(elapsed, LONGEST_ELAPSED)
        if elapsed <= 0.0:
            return Remaining(mean, mean * variation)
        sigma = sqrt(log(1.0 + variation * variation))
        z = (log(elapsed) - log(mean) + sigma * sigma / 2.0) / sigma
        if z < JUST_BEGUN:
            return Remaining(max(mean - elapsed, 0.0), mean * variation)
        first, second = _moments_beyond(z, sigma)
        left = elapsed * (first - 1.0)
        square = elapsed * elapsed * (second - 2.0 * first + 1.0)
        return Remaining(max(left, 0.0), sqrt(max(square - left * left, 0.0)))


def learn_handling(finished: Iterable[float], configured_minutes: float) -> Handling:
    """From the minutes of finished sessions, oldest first, drawn towards the configured minutes while they are few.

    The latest ``LATEST_SESSIONS`` count. ``configured_minutes`` is above 0.
    """
    latest = [max(minutes, SHORTEST_MINUTES) for minutes in finished][-LATEST_SESSIONS:]
    if not latest:
        return Handling(configured_minutes)
    longest = ACCIDENT * median([*latest, *[configured_minutes] * int(PRIOR_SESSIONS)])
    sessions = [min(minutes, longest) for minutes in latest]
    count = len(sessions)
    mean = (sum(sessions) + PRIOR_SESSIONS * configured_minutes) / (count + PRIOR_SESSIONS)
    own = sum(sessions) / count
    scatter = sum((minutes - own) ** 2 for minutes in sessions) / (own * own)
    # The mean's own error takes one session off; the rest is the usual scatter's share.
    usual = USUAL_VARIATION * USUAL_VARIATION
    square = (scatter + PRIOR_SCATTER_SESSIONS * usual) / (count - 1 + PRIOR_SCATTER_SESSIONS)
    return Handling(
        max(mean, SHORTEST_MINUTES), min(max(sqrt(square), SMALLEST_VARIATION), LARGEST_VARIATION)
    )


def _moments_beyond(z: float, sigma: float) -> tuple[float, float]:
    """Mean and mean square of a session that has reached its ``z``-th deviation, in units of its length so far (squared).

    For x = exp(mu + sigma z) the partial moments of the log-normal are x^n Q(z - n sigma) / Q(z) times a factor that the scaled
    tail absorbs, so that no tail is divided by another that has vanished.
    """
    if z > 0.0:
        tail = _scaled_tail(z)
        return _scaled_tail(z - sigma) / tail, _scaled_tail(z - 2.0 * sigma) / tail
    below = _tail(z)
    return (
        exp(sigma * sigma / 2.0 - sigma * z) * _tail(z - sigma) / below,
        exp(2.0 * sigma * (sigma - z)) * _tail(z - 2.0 * sigma) / below,
    )


def _tail(z: float) -> float:
    """The share of a normal distribution above z."""
    return erfc(z / sqrt(2.0)) / 2.0


def _scaled_tail(z: float) -> float:
    """The same times exp(z² ÷ 2), by the continued fraction of Laplace where the tail itself would vanish."""
    if z < 6.0:
        return _tail(z) * exp(z * z / 2.0)
    fraction = z
    for term in range(40, 0, -1):
        fraction = z + term / fraction
    return 1.0 / (fraction * sqrt(2.0 * pi))
