"""Plans beside each other on the same days.

Responsible for: running every plan on every day, and what each changes for the same residents. Not responsible for: where days
and plans come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from config.model import HallConfig
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import hall_day
from queue_server.simulation.incidents import Incidents
from queue_server.simulation.measures import Figures, figures
from queue_server.simulation.plan import Plan, day_under
from queue_server.simulation.record import Run
from queue_server.simulation.residents import Day

NOTICED = 5.0
"""Minutes from which a resident notices that a wait was shorter or longer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan changes for residents who are called in both, against the hall as it is. Waits are those for the first call."""

    residents: int
    mean_wait: float
    """Minutes; below 0 is shorter."""
    error: float
    """Standard error of ``mean_wait``: between days where there are several, else between residents."""
    shorter: float
    longer: float
    """Shares of residents who wait at least ``NOTICED`` minutes less, or more."""


@dataclass(frozen=True, slots=True)
class Result:
    """One plan."""

    plan: Plan
    runs: tuple[Run, ...]
    figures: Figures
    change: Change | None
    """None for the hall as it is."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All plans; the first result is the hall as it is."""

    hall: HallConfig
    days: tuple[Day, ...]
    target: float
    results: tuple[Result, ...]

    def result(self, plan_id: str) -> Result:
        """Of that plan; KeyError when there is none."""
        for result in self.results:
            if result.plan.id == plan_id:
                return result
        raise KeyError(plan_id)


def compare(
    hall: HallConfig,
    day: Day | Sequence[Day],
    plans: Sequence[Plan] = (),
    incidents: Incidents | None = None,
) -> Comparison:
    """The hall as it is, and each plan, on one day or on several; every plan meets the same residents.

    ``incidents`` may happen in the hall as it is; plans have their own. Raises ValueError without any day.
    """
    days = (day,) if isinstance(day, Day) else tuple(day)
    if not days:
        raise ValueError("there is no day to simulate")
    target = float(hall.alarms.target_minutes)
    base = Plan.base(hall, incidents)
    runs = _runs(base, days)
    results = [Result(base, runs, figures(runs, target), None)]
    for plan in plans:
        own = _runs(plan, days)
        results.append(Result(plan, own, figures(own, target), change(runs, own)))
    return Comparison(hall, days, target, tuple(results))


def run_plan(plan: Plan, day: Day) -> Run:
    """One plan on one day."""
    return simulate(hall_day(plan.hall, day, plan.breaks), day_under(plan, day))


def change(before: Sequence[Run], after: Sequence[Run]) -> Change:
    """From one way to run the hall to another, over the same days."""
    by_day = [_differences(*pair) for pair in zip(before, after, strict=True)]
    every = [difference for of_day in by_day for difference in of_day]
    if not every:
        return Change(0, 0.0, 0.0, 0.0, 0.0)
    units = [sum(of_day) / len(of_day) for of_day in by_day if of_day] if len(by_day) > 1 else every
    return Change(
        residents=len(every),
        mean_wait=sum(every) / len(every),
        error=_standard_error(units),
        shorter=sum(difference <= -NOTICED for difference in every) / len(every),
        longer=sum(difference >= NOTICED for difference in every) / len(every),
    )


def _runs(plan: Plan, days: Sequence[Day]) -> tuple[Run, ...]:
    return tuple(run_plan(plan, day) for day in days)


def _differences(before: Run, after: Run) -> list[float]:
    earlier, later = _first_waits(before), _first_waits(after)
    return [later[resident] - wait for resident, wait in earlier.items() if resident in later]


def _first_waits(run: Run) -> dict[int, float]:
    waits: dict[int, float] = {}
    for wait in run.waits:
        if wait.called:
            waits.setdefault(wait.resident, wait.minutes)
    return waits


def _standard_error(values: Sequence[float]) -> float:
    count = len(values)
    if count < 2:
        return 0.0
    mean = sum(values) / count
    return sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
