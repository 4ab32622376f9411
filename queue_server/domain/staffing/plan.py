"""The values of staffing advice: what a day demands, and which windows are planned.

Not responsible for: forecasting the demand (``forecast.arrivals``), or the waits that follow (``waits``). Times are minutes after
midnight; quarters of an hour are numbered from midnight, 0 to 95.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

QUARTER = 15
QUARTERS = 96


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """A window of the hall, also one that is not planned to open at all."""

    window: str
    services: tuple[str, ...]
    """All it may call from, those it helps with included."""
    shifts: tuple[tuple[int, int], ...] = ()
    """When it is planned to be open."""

    def open_share(self, start: float, end: float) -> float:
        """The share of a span in which it is open, between 0 and 1."""
        covered = sum(max(min(end, till) - max(start, since), 0.0) for since, till in self.shifts)
        return min(covered / (end - start), 1.0)

    def with_shift(self, start: int, end: int) -> PlannedWindow:
        """The same window, open then as well."""
        merged: list[tuple[int, int]] = []
        for since, till in sorted((*self.shifts, (start, end))):
            if merged and since <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], till))
            else:
                merged.append((since, till))
        return replace(self, shifts=tuple(merged))

    def without(self, start: int, end: int) -> PlannedWindow:
        """The same window, closed then."""
        left = (
            part
            for since, till in self.shifts
            for part in ((since, min(till, start)), (max(since, end), till))
        )
        return replace(self, shifts=tuple(part for part in left if part[0] < part[1]))


@dataclass(frozen=True, slots=True)
class DayDemand:
    """The rest of a day from ``minute`` on."""

    minute: float
    arrivals: Mapping[str, Sequence[float]]
    """Expected residents of each service by quarter of an hour, as ``ArrivalForecast.day`` gives them."""
    handling: Mapping[str, float]
    """Mean minutes of one resident at a window, above 0, for each of those services."""
    waiting: Mapping[str, int] = field(default_factory=dict)
    """Residents of each service who wait at that minute."""

    def per_minute(self, service: str, quarter: int) -> float:
        """Expected residents a minute."""
        return self.arrivals[service][quarter] / QUARTER


@dataclass(frozen=True, slots=True)
class Target:
    """What advice aims at."""

    wait: float = 15.0
    """Minutes of forecast wait that are too long."""
    utilisation: float = 0.85
    """At most so busy should windows be."""
    idle_utilisation: float = 0.5
    idle_wait: float = 3.0
    """A window may close where windows are less busy and residents wait for less than that."""
    shortest: int = 30
    """Minutes; nobody is asked to open or close a window for less."""
    most: int = 5
    """Pieces of advice at a time."""
    smallest_gain: float = 3.0
    """Minutes of wait that opening a window must save."""
