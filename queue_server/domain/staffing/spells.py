"""Stretches of quarters of an hour.

Responsible for: finding them. Not responsible for: what goes on in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from queue_server.domain.staffing.plan import QUARTER, PlannedWindow


@dataclass(frozen=True, slots=True)
class Spell:
    """Quarters of an hour from ``start`` to before ``end``."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Its length."""
        return (self.end - self.start) * QUARTER

    @property
    def quarters(self) -> range:
        """Its quarters, one by one."""
        return range(self.start, self.end)


def spells(quarters: Sequence[int], *, gap: int = 0) -> list[Spell]:
    """Runs of those ascending quarters; up to ``gap`` missing ones are bridged."""
    if not quarters:
        return []
    breaks = [0, *(place + 1 for place, (one, two) in enumerate(pairwise(quarters)) if two - one > gap + 1)]
    return [
        Spell(quarters[start], quarters[end - 1] + 1) for start, end in pairwise([*breaks, len(quarters)])
    ]


def open_in(window: PlannedWindow, quarter: int) -> float:
    """The share of a quarter of an hour in which the window is open."""
    return window.open_share(quarter * QUARTER, (quarter + 1) * QUARTER)


def longest(found: Sequence[Spell]) -> Spell | None:
    """The first of the longest ones."""
    return max(found, key=lambda spell: spell.minutes, default=None)
