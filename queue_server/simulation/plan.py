"""Plans: another way to run the hall on the same day.

Responsible for: what a plan is, and the day as it meets it: more or fewer residents, longer or shorter handling. Not responsible
for: reading files (``plan_file``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from config.model import Bilingual, HallConfig, OpenPeriod
from queue_server.simulation.hall_day import hall_day
from queue_server.simulation.residents import Day, Resident, Span

BASE = Bilingual(zh="现行方案", en="As it is")
_EVERY_DAY = frozenset(range(7))
_JITTER = 15.0
"""Residents that a plan adds come within so many minutes of the one they resemble."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A hall file with changes, and factors on the residents of the day, by service or package; absent ones are 1."""

    id: str
    name: Bilingual
    hall: HallConfig
    arrivals: Mapping[str, float] = field(default_factory=dict)
    handling: Mapping[str, float] = field(default_factory=dict)
    breaks: Mapping[str, Sequence[OpenPeriod]] = field(default_factory=dict)
    """By window; nobody is called in them."""

    @classmethod
    def base(cls, hall: HallConfig) -> Plan:
        """The hall as its file says."""
        return cls("base", BASE, hall)


def staffed_plan(hall: HallConfig, id_: str, name: Bilingual, shifts: Mapping[str, Sequence[Span]]) -> Plan:
    """The hall with its windows staffed as given, in whole minutes after midnight; windows that are not named stay closed."""
    windows = tuple(
        window.model_copy(
            update={
                "planned": tuple(
                    OpenPeriod(weekdays=_EVERY_DAY, start=int(start), end=int(end))
                    for start, end in shifts[window.id]
                )
            }
        )
        for window in hall.windows
        if shifts.get(window.id)
    )
    return Plan(id_, name, hall.model_copy(update={"windows": windows}))


def day_under(plan: Plan, day: Day) -> Day:
    """The residents as the plan has them. Whoever stays is the same person as without the plan."""
    if not plan.arrivals and not plan.handling:
        return day
    crowd = _Crowd(plan, day)
    residents = [
        _handled(one, plan)
        for resident in day.residents
        for one in crowd.copies(resident, plan.arrivals.get(resident.wish, 1.0))
    ]
    return Day.of(day.on, residents, day.hours, weekday=day.weekday, seed=day.seed)


class _Crowd:
    """Thins residents out or adds others like them."""

    def __init__(self, plan: Plan, day: Day) -> None:
        self._seed = day.seed
        self._offers = hall_day(plan.hall, day).offers
        self._ids = max((resident.id for resident in day.residents), default=-1) + 1
        self._alike: dict[str, list[Resident]] = {}
        for resident in day.residents:
            self._alike.setdefault(resident.wish, []).append(resident)

    def copies(self, resident: Resident, factor: float) -> Iterator[Resident]:
        """The resident and who comes beside, so that there are ``factor`` on average."""
        whole = int(factor)
        count = whole + (resident.draw < factor - whole)
        if count:
            yield resident
        for copy in range(1, count):
            # Drawn from names, so that a copy is the same person in every plan that has it.
            random = Random(f"{self._seed}/{resident.id}/{copy}")
            other = random.choice(self._alike[resident.wish])
            minute = self._near(resident, random.uniform(-_JITTER, _JITTER))
            yield replace(other, id=resident.id + copy * self._ids, minute=minute)

    def _near(self, resident: Resident, minutes: float) -> float:
        """Later or earlier, while the doors are open without a break."""
        offer = self._offers.get(resident.wish)
        for start, end in () if offer is None else offer.spans:
            if start <= resident.minute < end and start <= resident.minute + minutes < end:
                return resident.minute + minutes
        return resident.minute


def _handled(resident: Resident, plan: Plan) -> Resident:
    if not plan.handling:
        return resident
    steps = _steps(plan.hall, resident.wish)
    times = zip(resident.handling, steps, strict=False)
    return replace(
        resident, handling=tuple(minutes * plan.handling.get(step, 1.0) for minutes, step in times)
    )


def _steps(hall: HallConfig, wish: str) -> tuple[str, ...]:
    package = next((package for package in hall.packages if package.id == wish), None)
    return (wish,) if package is None else package.services
