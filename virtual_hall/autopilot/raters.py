"""Residents who rate at a window: on its keys, or on its screen with reasons.

Responsible for: what they press and when, and giving up where nothing asks them. Not responsible for: who rates and what
(``residents``). Times are seconds of the simulated day; a screen answers no faster because the day runs at ``speed``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from virtual_hall.autopilot.ports import Hall
from virtual_hall.autopilot.residents import RatingManner, Resident
from virtual_hall.mirror import Layout, Target

ASKED_WITHIN = 5.0
"""Real seconds after a session in which a resident must be asked, or goes without rating."""
TOUCH_GAP = 0.7
"""Real seconds between two touches of a screen, whose pictures take no finger in their first moment."""
REASON = "reason:"


@dataclass(slots=True)
class _Rater:
    """A resident about to give a grade."""

    window: str
    grade: int
    manner: RatingManner
    came: float
    """When the resident looked up to be asked."""
    at: float
    """When the next thing is due."""
    has_pressed: bool = False
    ticked: set[str] = field(default_factory=set)


class Raters:
    """Everybody who has not rated yet."""

    def __init__(self, hall: Hall, rng: random.Random) -> None:
        self._hall, self._rng = hall, rng
        self._raters: list[_Rater] = []

    def add(self, window: str, resident: Resident, now: float) -> None:
        """The resident's session has ended; who wants to rate thinks for a moment."""
        if resident.grade is not None:
            at = now + resident.thinks
            self._raters.append(_Rater(window, resident.grade, resident.manner, came=at, at=at))

    def tick(self, now: float, speed: float) -> None:
        """Let everybody do what is due."""
        self._raters = [rater for rater in self._raters if not self._has_rated(rater, now, speed)]

    def _has_rated(self, rater: _Rater, now: float, speed: float) -> bool:
        """Whether the resident is done: has rated, or has waited in vain to be asked."""
        if now < rater.at:
            return False
        in_vain = now - rater.came > ASKED_WITHIN * speed
        layout = self._hall.rating_layout(rater.window) if rater.manner.on_screen else None
        if layout is None:
            return self._hall.press_grade(rater.window, rater.grade) or in_vain
        at_screen = _SCREENS.get(layout.screen)
        if at_screen is None:
            # Pressed and on to the next picture, or not asked at all.
            return rater.has_pressed or in_vain
        target = at_screen(rater, layout, self._rng)
        if target is None:
            return True
        self._hall.touch_rating(rater.window, *target.centre)
        rater.at = now + TOUCH_GAP * speed
        return False


def _choose_grade(rater: _Rater, layout: Layout, _rng: random.Random) -> Target | None:
    """Again, if the first touch came too soon."""
    rater.has_pressed = True
    return layout.target(f"grade:{rater.grade}")


def _give_reasons(rater: _Rater, layout: Layout, rng: random.Random) -> Target | None:
    """Tick what somebody wants to say, then submit; or go, which submits as well. None: done, or somebody else's grade."""
    if not rater.has_pressed:
        return None
    left = [one for one in layout.targets if one.id.startswith(REASON) and one.id not in rater.ticked]
    if left and len(rater.ticked) < rater.manner.reasons:
        chosen = rng.choice(left)
        rater.ticked.add(chosen.id)
        return chosen
    return layout.target("submit") if rater.manner.submits else None


_SCREENS: dict[str, Callable[[_Rater, Layout, random.Random], Target | None]] = {
    "invite": _choose_grade,
    "reasons": _give_reasons,
}
