"""Plans: another way to run the hall on the same day.

Responsible for: what a plan is, and the day as it meets it: more or fewer residents, longer or shorter handling, and what happens
beside. Not responsible for: reading files (``plan_file``), or drawing what happens (``happenings``, ``pauses``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from config.model import Bilingual, HallConfig, OpenPeriod
from queue_server.simulation.chances import Chances
from queue_server.simulation.hall_day import Offer, hall_day
from queue_server.simulation.happenings import Happenings
from queue_server.simulation.incidents import Incidents
from queue_server.simulation.pauses import pauses
from queue_server.simulation.residents import Day, Leg, Resident, Span, services_of

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
    incidents: Incidents = field(default_factory=Incidents)

    @classmethod
    def base(cls, hall: HallConfig, incidents: Incidents | None = None) -> Plan:
        """The hall as its file says, with what may happen there."""
        return cls("base", BASE, hall, incidents=incidents or Incidents())


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
    """The residents as the plan has them, and what happens to them. Whoever stays is the same person as without the plan."""
    if not (plan.arrivals or plan.handling or plan.incidents.layers):
        return day
    offers = hall_day(plan.hall, day).offers
    residents: Iterable[Resident] = day.residents
    if plan.arrivals or plan.handling:
        residents = _residents(plan, day, offers)
    if not plan.incidents.layers:
        return day.of_residents(residents, day.pauses)
    chances = Chances.of(day)
    happenings = Happenings.of(plan.hall, offers, plan.incidents, plan.handling, chances)
    befallen = [one for resident in residents for one in happenings.befall(resident)]
    windows = [window.id for window in plan.hall.windows]
    return day.of_residents(befallen, pauses(windows, plan.incidents, day.pauses, chances))


def _residents(plan: Plan, day: Day, offers: Mapping[str, Offer]) -> Iterator[Resident]:
    crowd = _Crowd(day, offers)
    for resident in day.residents:
        for one in crowd.copies(resident, plan.arrivals.get(resident.wish, 1.0)):
            yield _handled(one, plan)


class _Crowd:
    """Thins residents out or adds others like them."""

    def __init__(self, day: Day, offers: Mapping[str, Offer]) -> None:
        self._seed = day.seed
        self._offers = offers
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
    legs = zip(resident.course, services_of(resident.course, steps), strict=True)
    factor = plan.handling.get
    return replace(
        resident,
        handling=tuple(minutes * factor(step, 1.0) for minutes, step in times),
        course=tuple(Leg(leg.minutes * factor(service, 1.0), leg.then) for leg, service in legs),
    )


def _steps(hall: HallConfig, wish: str) -> tuple[str, ...]:
    package = next((package for package in hall.packages if package.id == wish), None)
    return (wish,) if package is None else package.services
