"""Forecast waits of every service through the rest of a day, under a plan of windows.

Responsible for: going through the day in quarters of an hour with what queues up. Not responsible for: changing the plan
(``advice``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from queue_server.domain.forecast.classical import LONGEST_MINUTES
from queue_server.domain.staffing.fluid import SteadyQueues
from queue_server.domain.staffing.plan import QUARTER, QUARTERS, DayDemand, PlannedWindow
from queue_server.domain.staffing.pools import Pool, find_pools

FEWEST_STEPS, MOST_STEPS = 5, 60
STEPS_A_SESSION = 2.0
"""A step is at most half a session long, and at most three minutes in a whole quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """One service in one quarter of an hour; the last four figures are of all services that share its windows."""

    wait: float = 0.0
    """Mean minutes of those who come in it."""
    utilisation: float = 0.0
    windows: int = 0
    arrivals_per_hour: float = 0.0
    minutes_each: float = 0.0


@dataclass(frozen=True, slots=True)
class DayWaits:
    """``services`` holds 96 quarters of each; those before ``first``, and when nobody comes any more, are empty."""

    first: int
    services: Mapping[str, tuple[Quarter, ...]]
    total: float
    """Expected minutes waited by all residents still to come."""

    def longest(self, service: str, start: int, end: int) -> float:
        """The longest mean wait of quarters from ``start`` on, before ``end``."""
        return max((quarter.wait for quarter in self.services[service][start:end]), default=0.0)


def needed_windows(arrivals_per_hour: float, minutes_each: float, utilisation: float = 0.85) -> int:
    """Windows that are busy at most that share of the time: arrivals × minutes ÷ 60 ÷ utilisation, rounded up."""
    return ceil(arrivals_per_hour * minutes_each / 60.0 / utilisation - 1e-9)


def day_waits(
    demand: DayDemand, windows: Sequence[PlannedWindow], queues: SteadyQueues | None = None
) -> DayWaits:
    """The waits to expect. ``queues`` may be shared between calls of one thread, which saves making them."""
    run = _Day(demand, windows, queues or SteadyQueues())
    first = int(demand.minute // QUARTER)
    for quarter in range(first, _last_quarter(demand, windows) + 1):
        run.play(quarter)
    services = {service: run.quarters(service, first) for service in sorted(demand.arrivals)}
    total = sum(
        quarter.wait * demand.arrivals[service][index]
        for service, quarters in services.items()
        for index, quarter in enumerate(quarters)
    )
    return DayWaits(first, services, total)


def _last_quarter(demand: DayDemand, windows: Sequence[PlannedWindow]) -> int:
    """The last in which somebody comes or a window is open; nothing changes beyond it."""
    open_until = max((end for window in windows for _, end in window.shifts), default=0)
    coming = (
        quarter for counts in demand.arrivals.values() for quarter in range(QUARTERS) if counts[quarter] > 0.0
    )
    return min(max(ceil(open_until / QUARTER) - 1, *coming, 0), QUARTERS - 1)


@dataclass(frozen=True, slots=True)
class _Cell:
    """What one pool had in one quarter; ``rate`` is residents called a minute while all its windows are busy."""

    span: float
    ahead: float
    rate: float
    utilisation: float
    windows: int
    arrivals_per_hour: float
    minutes_each: float


class _Day:
    """A walk through the day; ``_present`` is carried from quarter to quarter."""

    def __init__(self, demand: DayDemand, windows: Sequence[PlannedWindow], queues: SteadyQueues) -> None:
        self._demand = demand
        self._windows = windows
        self._takes = [frozenset(window.services) for window in windows]
        self._queues = queues
        self._present: dict[str, float] = {}
        self._cells: dict[str, list[_Cell]] = {service: [] for service in demand.arrivals}

    def play(self, quarter: int) -> None:
        """One quarter of an hour, or what is left of it."""
        end = (quarter + 1) * QUARTER
        start = max(quarter * QUARTER, self._demand.minute)
        span = end - start
        opened = [
            takes
            for takes, window in zip(self._takes, self._windows, strict=True)
            if window.open_share(start, end) >= 0.5
        ]
        rates = {service: self._demand.per_minute(service, quarter) for service in self._cells}
        begin = not self._present
        waiting = self._demand.waiting if begin else self._present
        work = {
            service: (rate * span + waiting.get(service, 0)) * self._demand.handling[service]
            for service, rate in rates.items()
        }
        for pool in find_pools(work, opened):
            if begin:
                self._begin(pool, rates)
            cell = self._play_pool(pool, rates, span)
            for service in pool.services:
                self._cells[service].append(cell)

    def quarters(self, service: str, first: int) -> tuple[Quarter, ...]:
        """The quarters of one service, once the whole day was played."""
        cells = self._cells[service]
        return (
            *(Quarter() for _ in range(first)),
            *(
                Quarter(
                    wait=_minutes_behind(cells, index),
                    utilisation=cell.utilisation,
                    windows=cell.windows,
                    arrivals_per_hour=cell.arrivals_per_hour,
                    minutes_each=cell.minutes_each,
                )
                for index, cell in enumerate(cells)
            ),
            *(Quarter() for _ in range(QUARTERS - first - len(cells))),
        )

    def _begin(self, pool: Pool, rates: Mapping[str, float]) -> None:
        """Those who wait, and beside them as many as are usually served; behind a line every window is busy."""
        handling = self._demand.handling
        waiting = {service: self._demand.waiting.get(service, 0) for service in pool.services}
        usual = {service: rates[service] * handling[service] for service in pool.services}
        served = min(sum(usual.values()), float(pool.windows))
        if any(waiting.values()):
            served = float(pool.windows)
            usual = {service: usual[service] + waiting[service] for service in pool.services}
        total = sum(usual.values())
        for service in pool.services:
            self._present[service] = waiting[service] + (served * usual[service] / total if total else 0.0)

    def _play_pool(self, pool: Pool, rates: Mapping[str, float], span: float) -> _Cell:
        handling, present, count = self._demand.handling, self._present, pool.windows
        arriving = sum(rates[service] for service in pool.services)
        minutes = self._mean_minutes(pool, rates)
        steps = min(max(FEWEST_STEPS, ceil(span * STEPS_A_SESSION / minutes)), MOST_STEPS)
        step = span / steps
        ahead = busy = 0.0
        for _ in range(steps):
            now = sum(present[service] for service in pool.services)
            found = self._queues.of(count).at(now, arriving * minutes / count) if count else None
            ahead += (now if found is None else found.ahead) / steps
            busy += 0.0 if found is None else found.utilisation / steps
            done = 0.0 if found is None else count * found.utilisation * step
            work = sum(present[service] * handling[service] for service in pool.services)
            for service in pool.services:
                gone = done * present[service] / work if work > 0.0 else 0.0
                present[service] = max(present[service] + rates[service] * step - gone, 0.0)
        return _Cell(span, ahead, count / minutes, busy, count, arriving * 60.0, minutes)

    def _mean_minutes(self, pool: Pool, rates: Mapping[str, float]) -> float:
        weights = {service: self._present[service] + rates[service] * QUARTER for service in pool.services}
        total = sum(weights.values())
        handling = self._demand.handling
        if total == 0.0:
            return sum(handling[service] for service in pool.services) / len(pool.services)
        return sum(weights[service] * handling[service] for service in pool.services) / total


def _minutes_behind(cells: Sequence[_Cell], index: int) -> float:
    """How long those ahead take in that quarter and the following ones; who still waits at the end is served beyond it."""
    ahead, minutes = cells[index].ahead, 0.0
    if ahead <= 0.0:
        return 0.0
    last = max((place for place, cell in enumerate(cells) if cell.rate > 0.0), default=None)
    if last is None:
        return LONGEST_MINUTES
    span = cells[index].span / 2.0
    for cell in cells[index:last]:
        if ahead <= cell.rate * span:
            return min(minutes + ahead / cell.rate, LONGEST_MINUTES)
        ahead -= cell.rate * span
        minutes += span
        span = QUARTER
    return min(minutes + ahead / cells[last].rate, LONGEST_MINUTES)
