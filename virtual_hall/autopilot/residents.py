"""What a resident is like and does: pure decisions, no clock and no device.

Responsible for: drawing a resident (service, card, patience, manners) and choosing the next step in front of a
kiosk's screen. Not responsible for: carrying a step out (``hands``) or when it is time for it (``pilot``).
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from virtual_hall.mirror import Layout, Target

RATES = 0.51
"""Share of residents who rate at all; a public platform reports 1007 answers of 1991."""

GRADE_WEIGHTS: dict[int, float] = {5: 68, 4: 22, 3: 6, 2: 3, 1: 1}
"""Grades of those who rate, 5 very satisfied; nine of ten are satisfied or better."""

NO_SHOW = 0.06
"""Share of residents who do not come when called."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A service that may be wished for, with how often it is, relative to others."""

    service: str
    weight: float
    card_required: bool = False
    card_optional: bool = False


@dataclass(frozen=True, slots=True)
class Resident:
    """One visitor. Durations are seconds of the simulated day."""

    name: int
    service: str
    shows_card: bool
    comes: bool
    walk: float
    """From the call to the window."""
    session: float
    """At the window."""
    grade: int | None
    """Grade given after the session; None: leaves without rating."""
    thinks: float
    """Before the grade is pressed."""


def draw_resident(
    name: int, wishes: Sequence[Wish], rng: random.Random, *, minutes: Mapping[str, float]
) -> Resident:
    """A resident at random. ``minutes`` is the usual handling time per service."""
    wish = rng.choices(wishes, [one.weight for one in wishes])[0]
    grades = list(GRADE_WEIGHTS)
    return Resident(
        name=name,
        service=wish.service,
        shows_card=wish.card_required or (wish.card_optional and rng.random() < 0.5),
        comes=rng.random() >= NO_SHOW,
        walk=rng.uniform(8, 35),
        # Handling times are skewed: most are short, some are very long. Sigma 0.5 gives a p90 of 1.7 means.
        session=minutes[wish.service] * 60 * rng.lognormvariate(-0.125, 0.5),
        grade=rng.choices(grades, list(GRADE_WEIGHTS.values()))[0] if rng.random() < RATES else None,
        thinks=rng.uniform(3, 12),
    )


class StepKind(StrEnum):
    """What a resident does in front of a kiosk."""

    TOUCH = "touch"
    TAP_CARD = "tap-card"
    WAIT = "wait"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``target`` is what is touched."""

    kind: StepKind
    target: Target | None = None


WAIT = Step(StepKind.WAIT)
LEAVE = Step(StepKind.LEAVE)
TAP_CARD = Step(StepKind.TAP_CARD)

_SKIP_CARD = ("no-card", "cancel")


def next_step(resident: Resident, layout: Layout, *, has_slip: bool, card_shown: bool) -> Step:
    """What to do in front of this screen now; screens and targets are named in docs/architecture.md, "The mirror".

    The choice rests on what can be touched rather than on the screen's name, so that a screen that is new to the
    autopilot is waited out instead of stopping the hall.
    """
    if has_slip or layout.screen == "error":
        return LEAVE
    if layout.screen == "card":
        return _at_card_screen(resident, layout, card_shown=card_shown)
    return (
        _touch(layout, f"service:{resident.service}")
        or _touch(layout, "start")
        or _turn_page(layout)
        or (LEAVE if layout.screen == "services" else WAIT)
    )


def _turn_page(layout: Layout) -> Step | None:
    """The service is not among the choices: look on the next page; without one it is closed."""
    return _touch(layout, "next-page") if layout.screen == "services" else None


def _at_card_screen(resident: Resident, layout: Layout, *, card_shown: bool) -> Step:
    if resident.shows_card:
        return WAIT if card_shown else TAP_CARD
    return next((step for step in (_touch(layout, name) for name in _SKIP_CARD) if step), LEAVE)


def _touch(layout: Layout, name: str) -> Step | None:
    target = layout.target(name)
    return Step(StepKind.TOUCH, target) if target is not None else None
