"""Who comes to a hall, from its settings: enough people to keep the clerks as busy as a hall plans with.

Responsible for: the weights of services and packages, the volume of a day, and letting one resident after the other in.
Not responsible for: what they are like (``residents``) or when they come (``profile``).
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.model import CardRule, HallConfig
from virtual_hall.autopilot.ports import Person
from virtual_hall.autopilot.profile import WORKING_DAY, DayProfile
from virtual_hall.autopilot.residents import Claim, Resident, Wish, draw_resident

UTILISATION = 0.85
"""Share of the clerks' time that a hall plans with."""
TAKES_PACKAGE = 0.04
"""Share of residents who come for a package, all packages together."""
WANTS_CLOSED = 0.03
"""Share of residents who come for something that is closed now: they read about it and go."""
COMES_AGAIN = 0.04
"""Share of residents with a card who have lost their slip and take a number once more."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The wishes with their weights, in residents per minute, and the usual minutes of each service."""

    wishes: tuple[Wish, ...]
    minutes: Mapping[str, float]
    claims: tuple[Claim, ...] = ()
    """Priorities that may be chosen at a kiosk."""


class Door:
    """Lets residents in."""

    def __init__(self, crowd: Crowd, rng: random.Random) -> None:
        self._crowd, self._rng = crowd, rng
        self._serial = 0
        self._last: dict[str, Person] = {}

    def next_resident(self, open_services: frozenset[str]) -> Resident | None:
        """Whoever comes next; None while the hall is closed."""
        wishes = self._crowd.wishes
        can_have = [wish for wish in wishes if wish.is_open(open_services)]
        if not can_have:
            return None
        self._serial += 1
        closed = [wish for wish in wishes if wish not in can_have]
        if closed and self._rng.random() < WANTS_CLOSED:
            return replace(self._draw(closed), reads_guide=True)
        return self._maybe_again(self._draw(can_have))

    def _draw(self, wishes: list[Wish]) -> Resident:
        return draw_resident(self._serial, wishes, self._rng, claims=self._crowd.claims)

    def _maybe_again(self, resident: Resident) -> Resident:
        if resident.person is None:
            return resident
        known = self._last.get(resident.wish.offer)
        if known is not None and self._rng.random() < COMES_AGAIN:
            return replace(resident, person=known)
        self._last[resident.wish.offer] = resident.person
        return resident


def crowd_of(hall: HallConfig) -> Crowd:
    """Residents wish for what the windows can do: each window's time is shared by its services."""
    minutes = {service.id: service.minutes for service in hall.services}
    weights = dict.fromkeys(minutes, 0.0)
    for window in hall.windows:
        for service_id in window.services:
            weights[service_id] += 1 / len(window.services) / minutes[service_id]
    wishes = [
        _wish(hall, service.id, weights[service.id]) for service in hall.services if weights[service.id] > 0
    ]
    each = TAKES_PACKAGE * sum(weights.values()) / max(1, len(hall.packages))
    wishes += [_wish(hall, package.id, each, tuple(package.services)) for package in hall.packages]
    claims = tuple(Claim(section.id, section.min_age) for section in hall.priorities if section.kiosk)
    return Crowd(tuple(wishes), minutes, claims)


def _wish(hall: HallConfig, offer: str, weight: float, services: tuple[str, ...] = ()) -> Wish:
    """A kiosk asks for the card that the strictest of the services wants."""
    rules = {hall.service(service).card for service in services or (offer,)}
    return Wish(
        offer,
        weight,
        services,
        card_required=CardRule.REQUIRED in rules,
        card_optional=CardRule.OPTIONAL in rules,
    )


def day_of(hall: HallConfig) -> DayProfile:
    """A working day of this hall: as many residents as its windows serve in their planned share of the time."""
    crowd = crowd_of(hall)
    per_minute = sum(wish.weight for wish in crowd.wishes)
    work = sum(wish.weight * _minutes(wish, crowd.minutes) for wish in crowd.wishes)
    minutes = (WORKING_DAY.closes - WORKING_DAY.opens) / 60
    busy = per_minute * len(hall.windows) / work if work else 0.0
    return WORKING_DAY.scaled_to(max(1.0, busy * minutes * UTILISATION))


def _minutes(wish: Wish, minutes: Mapping[str, float]) -> float:
    return sum(minutes[service] for service in wish.services or (wish.offer,))
