"""Days that never were: of a typical hall, or by what a hall's arrivals have taught.

Responsible for: how many residents come when and for what. Not responsible for: what they are like (``habits``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from random import Random

from config.model import HallConfig
from queue_server.domain.forecast.arrivals import QUARTERS, ArrivalForecast, typical_profile
from queue_server.domain.forecast.residual import Handling
from queue_server.simulation.habits import Crowd, Habits
from queue_server.simulation.hall_day import opening_spans
from queue_server.simulation.residents import Day, Resident, Span

OFFICE_HOURS: tuple[Span, ...] = ((9 * 60.0, 17 * 60.0),)
"""Of halls whose file leaves them open."""
QUARTER = 15.0
PACKAGE_SHARE = 0.05
"""Residents with a package, for each one who comes for its first service alone."""
LAST_MOMENT = 0.01
"""Minutes before closing; who seems to come after it comes as long before it."""
PURE_CHANCE = 1.0 + 1e-6


def synthetic_day(
    hall: HallConfig,
    on: date,
    tickets: int,
    seed: int,
    *,
    habits: Habits | None = None,
    hours: tuple[Span, ...] = OFFICE_HOURS,
    weekday: int | None = None,
) -> Day:
    """So many residents, in the hours and the proportions in which the hall's windows can serve them.

    Raises ValueError when no service of a staffed window is open on that day.
    """
    random = Random(seed)
    like = on.weekday() if weekday is None else weekday
    opening = _opening(hall, on, like, hours)
    weights = _weights(hall, opening)
    if not weights:
        raise ValueError(f"no service of the hall is open on {on}")
    crowd = _crowd(hall, habits or Habits(), random)
    profiles = {wish: _profile(opening[_first_service(hall, wish)]) for wish in weights}
    wishes = random.choices(list(weights), list(weights.values()), k=tickets)
    residents = []
    for number, wish in enumerate(wishes):
        quarter = random.choices(range(QUARTERS), profiles[wish])[0]
        minute = _within(QUARTER * (quarter + random.random()), opening[_first_service(hall, wish)])
        residents.append(crowd.resident(number, minute, wish, _usual(hall, wish, crowd.habits)))
    return Day.of(on, residents, hours, weekday=like, seed=seed)


def forecast_day(
    hall: HallConfig,
    on: date,
    arrivals: Mapping[str, ArrivalForecast],
    seed: int,
    *,
    handling: Mapping[str, Handling] | None = None,
    special: bool = False,
    habits: Habits | None = None,
    hours: tuple[Span, ...] = OFFICE_HOURS,
    weekday: int | None = None,
) -> Day:
    """A day as the forecast of each service or package lets expect it, with its chance of quiet and busy quarters.

    ``handling`` are learnt sessions from the call to the end, the way to the window included; services without one take their
    configured minutes and the usual walk. ``special`` marks a day unlike its weekday. Forecasts of what the hall does not
    offer are left out.
    """
    random, learnt = Random(seed), handling or {}
    like = on.weekday() if weekday is None else weekday
    opening = _opening(hall, on, like, hours)
    usual = habits or Habits()
    # The way to the window is in the sessions.
    crowd = _crowd(hall, replace(usual, walk=0.0), random)
    offered = {service.id for service in hall.services} | {package.id for package in hall.packages}
    residents: list[Resident] = []
    for wish in sorted(offered & arrivals.keys()):
        spans = opening[_first_service(hall, wish)]
        sessions = [learnt.get(s) or _with_walk(hall, s, usual) for s in _services(hall, wish)]
        for minute in _minutes(arrivals[wish], like, special, random) if spans else ():
            number = len(residents)
            residents.append(crowd.resident(number, _within(minute, spans), wish, sessions))
    return Day.of(on, residents, hours, weekday=like, seed=seed)


def _minutes(forecast: ArrivalForecast, weekday: int, special: bool, random: Random) -> Iterator[float]:
    for quarter in range(QUARTERS):
        mean = forecast.quarter(weekday, quarter, special=special).mean
        for _ in range(random_count(mean, forecast.dispersion, random)):
            yield QUARTER * (quarter + random.random())


def random_count(mean: float, dispersion: float, random: Random) -> int:
    """A count with that mean and variance ÷ mean: Poisson at 1, negative binomial above."""
    if mean <= 0.0:
        return 0
    if dispersion > PURE_CHANCE:
        mean = random.gammavariate(mean / (dispersion - 1.0), dispersion - 1.0)
    count, passed = 0, random.expovariate(1.0)
    while passed < mean:
        count += 1
        passed += random.expovariate(1.0)
    return count


def _opening(
    hall: HallConfig, on: date, weekday: int, hours: tuple[Span, ...]
) -> dict[str, tuple[Span, ...]]:
    return {service.id: opening_spans(service, on, weekday, hours) for service in hall.services}


def _weights(hall: HallConfig, opening: Mapping[str, tuple[Span, ...]]) -> dict[str, float]:
    """What the windows can serve in the services' hours, a window's time being shared evenly by its services."""
    weights = dict.fromkeys(opening, 0.0)
    for window in hall.windows:
        for service in window.services:
            minutes = sum(end - start for start, end in opening[service])
            weights[service] += minutes / len(window.services) / hall.service(service).minutes
    for package in hall.packages:
        if all(weights[service] for service in package.services):
            weights[package.id] = PACKAGE_SHARE * weights[package.services[0]]
    return {wish: weight for wish, weight in weights.items() if weight}


def _crowd(hall: HallConfig, habits: Habits, random: Random) -> Crowd:
    return Crowd(habits, [priority.id for priority in hall.priorities], random)


def _services(hall: HallConfig, wish: str) -> tuple[str, ...]:
    package = next((package for package in hall.packages if package.id == wish), None)
    return (wish,) if package is None else package.services


def _first_service(hall: HallConfig, wish: str) -> str:
    return _services(hall, wish)[0]


def _usual(hall: HallConfig, wish: str, habits: Habits) -> list[Handling]:
    return [Handling(hall.service(service).minutes, habits.variation) for service in _services(hall, wish)]


def _with_walk(hall: HallConfig, service: str, habits: Habits) -> Handling:
    return Handling(hall.service(service).minutes + habits.walk, habits.variation)


def _profile(spans: tuple[Span, ...]) -> list[float]:
    return typical_profile([(int(start), int(end)) for start, end in spans])


def _within(minute: float, spans: tuple[Span, ...]) -> float:
    """Who comes before the doors open, or in a break, takes a number when they open."""
    for start, end in spans:
        if minute < end:
            return max(minute, start)
    start, end = spans[-1]
    return max(start, end - LAST_MOMENT - (minute - end))
