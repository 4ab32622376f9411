"""A plan under change: what the day becomes with one window changed, and going over to that.

Responsible for: the present plan and its waits. Not responsible for: which changes are worth a try (``openings``, ``closings``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from queue_server.domain.staffing.fluid import SteadyQueues
from queue_server.domain.staffing.plan import QUARTER, DayDemand, PlannedWindow, Target
from queue_server.domain.staffing.spells import Spell
from queue_server.domain.staffing.waits import DayWaits, day_waits

SOMEBODY = 0.1
"""Expected residents of a quarter hour, below which nobody is there who would wait."""


@dataclass(frozen=True, slots=True)
class Change:
    """One window opened or closed during a spell, and the day that comes of it."""

    index: int
    """The window's position in the plan."""
    spell: Spell
    plan: tuple[PlannedWindow, ...]
    waits: DayWaits


class Trial:
    """The plan so far. For one thread."""

    def __init__(self, demand: DayDemand, windows: Sequence[PlannedWindow], target: Target) -> None:
        self.demand = demand
        self.target = target
        self.plan = tuple(windows)
        self.changed: set[int] = set()
        """Positions of windows whose plan is not the first one any more."""
        self._queues = SteadyQueues()
        self.waits = day_waits(demand, self.plan, self._queues)

    def opened(self, index: int, spell: Spell) -> Change:
        """With the window open then as well."""
        window = self.plan[index].with_shift(self.start_minute(spell), spell.end * QUARTER)
        return self._with(index, spell, window)

    def closed(self, index: int, spell: Spell) -> Change:
        """With the window closed then."""
        return self._with(
            index, spell, self.plan[index].without(self.start_minute(spell), spell.end * QUARTER)
        )

    def go_on(self, change: Change) -> None:
        """Carry the change out."""
        self.plan, self.waits = change.plan, change.waits
        self.changed.add(change.index)

    def start_minute(self, spell: Spell) -> int:
        """When a spell begins, but not before now."""
        return max(spell.start * QUARTER, ceil(self.demand.minute))

    def served(self, window: PlannedWindow) -> list[str]:
        """The window's services that somebody may come for."""
        return [service for service in window.services if service in self.demand.arrivals]

    def somebody(self, service: str, quarter: int) -> bool:
        """Whether anybody is expected for the service then."""
        return self.demand.arrivals[service][quarter] >= SOMEBODY

    def beyond(self, waits: DayWaits, service: str, spell: Spell) -> float:
        """Minutes that all residents of the spell wait beyond the target."""
        quarters, arrivals = waits.services[service], self.demand.arrivals[service]
        return sum(
            arrivals[quarter] * max(quarters[quarter].wait - self.target.wait, 0.0)
            for quarter in spell.quarters
        )

    def _with(self, index: int, spell: Spell, window: PlannedWindow) -> Change:
        plan = (*self.plan[:index], window, *self.plan[index + 1 :])
        return Change(index, spell, plan, day_waits(self.demand, plan, self._queues))
