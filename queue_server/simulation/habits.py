"""What residents are like, beside what they come for, and how one is drawn.

Responsible for: handling times, patience, absences and priorities by chance, from one stream of random numbers. Not responsible
for: when they come (``synthetic``, ``recorded``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from statistics import NormalDist

from queue_server.domain.forecast.residual import USUAL_VARIATION, Handling
from queue_server.domain.ticket import ORDINARY
from queue_server.simulation.residents import Resident

MOST_ABSENCES = 5
LEAST_LUCK = 1e-12


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares are between 0 and 1, times are mean minutes."""

    walk: float = 0.3
    """From the call until the resident sits at the window; everybody takes as long."""
    shows_up: float = 0.97
    """The share of calls that the resident comes to."""
    returns: float = 0.5
    """The share of those who missed a call and then ask for their number back."""
    returns_after: float = 10.0
    """Until they do; exponential."""
    patience: float | None = None
    """Exponential; None: nobody leaves."""
    tells: float = 0.0
    """The share of those who give the number back when they leave."""
    priority_share: float = 0.12
    """The share of residents with a priority, evenly over the hall's priorities."""
    variation: float = USUAL_VARIATION
    """Standard deviation ÷ mean of handling times."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Draws residents of one hall."""

    habits: Habits
    priorities: Sequence[str]
    random: Random

    def resident(self, number: int, minute: float, wish: str, handling: Sequence[Handling]) -> Resident:
        """One more; every resident takes the same number of draws, whatever they come to."""
        habits, random = self.habits, self.random
        absences, back, patience, tells = self._absences(), self._back(), random.random(), random.random()
        priority = self._priority()
        return Resident(
            id=number,
            minute=minute,
            wish=wish,
            handling=tuple(minutes(one, random) for one in handling),
            priority=priority,
            walk=habits.walk,
            patience=None if habits.patience is None else -log(1.0 - patience) * habits.patience,
            tells=tells < habits.tells,
            absences=absences,
            returns_after=back,
            draw=random.random(),
        )

    def _absences(self) -> int:
        return absences(self.random.random(), 1.0 - self.habits.shows_up)

    def _back(self) -> float | None:
        comes, after = self.random.random(), self.random.random()
        return -log(1.0 - after) * self.habits.returns_after if comes < self.habits.returns else None

    def _priority(self) -> str:
        chance, which = self.random.random(), self.random.random()
        if chance >= self.habits.priority_share or not self.priorities:
            return ORDINARY
        return self.priorities[int(which * len(self.priorities))]


def absences(chance: float, missed: float) -> int:
    """Calls in a row that a resident misses, each with the chance ``missed``; ``chance`` is a number drawn below 1."""
    count = 0
    while count < MOST_ABSENCES and chance < missed ** (count + 1):
        count += 1
    return count


def minutes(handling: Handling, random: Random) -> float:
    """One session: log-normal, as halls measure them; without a variation just the mean."""
    sigma = _sigma(handling)
    return handling.mean * random.lognormvariate(-sigma * sigma / 2.0, sigma)


def session(handling: Handling, luck: float) -> float:
    """The session that as large a share is shorter than as ``luck`` says, from 0 until before 1."""
    sigma = _sigma(handling)
    deviations = NormalDist().inv_cdf(max(luck, LEAST_LUCK))
    return handling.mean * exp(sigma * (deviations - sigma / 2.0))


def _sigma(handling: Handling) -> float:
    return sqrt(log(1.0 + handling.variation**2))
