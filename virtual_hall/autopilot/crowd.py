"""Who comes to a hall, from its settings: enough people to keep the clerks as busy as a hall plans with.

Responsible for: the weights of services and the volume of a day. Not responsible for: drawing anybody
(``residents``) or when they come (``profile``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.model import CardRule, HallConfig
from virtual_hall.autopilot.profile import WORKING_DAY, DayProfile
from virtual_hall.autopilot.residents import Wish

UTILISATION = 0.85
"""Share of the clerks' time that a hall plans with."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The wishes with their weights, in residents per minute, and the usual minutes of each service."""

    wishes: tuple[Wish, ...]
    minutes: Mapping[str, float]


def crowd_of(hall: HallConfig) -> Crowd:
    """Residents wish for what the windows can do: each window's time is shared by its services."""
    weights = {service.id: 0.0 for service in hall.services}
    minutes = {service.id: service.minutes for service in hall.services}
    for window in hall.windows:
        for service_id in window.services:
            weights[service_id] += 1 / len(window.services) / minutes[service_id]
    wishes = (
        Wish(
            service.id,
            weights[service.id],
            card_required=service.card is CardRule.REQUIRED,
            card_optional=service.card is CardRule.OPTIONAL,
        )
        for service in hall.services
    )
    return Crowd(tuple(wish for wish in wishes if wish.weight > 0), minutes)


def day_of(hall: HallConfig) -> DayProfile:
    """A working day of this hall."""
    per_minute = sum(wish.weight for wish in crowd_of(hall).wishes)
    minutes = (WORKING_DAY.closes - WORKING_DAY.opens) / 60
    return WORKING_DAY.scaled_to(max(1.0, per_minute * minutes * UTILISATION))
