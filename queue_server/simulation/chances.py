"""Chance by name.

Responsible for: uniform numbers that depend on the day's seed and on names alone. Not responsible for: what they decide.

A stream of random numbers gives everybody after somebody other numbers as soon as that one takes one more. Here what is asked for
one phenomenon and one resident moves nothing else: the same resident has the same luck under every plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from math import log
from struct import Struct

from queue_server.simulation.residents import Day

_WORDS = Struct("<8Q")
_DROPPED = 11
"""Bits of a word beyond what a number between 0 and 1 can hold."""

Draws = tuple[float, ...]
"""Eight numbers from 0 until before 1."""


@dataclass(frozen=True, slots=True)
class Chances:
    """The luck of one day."""

    seed: int

    @classmethod
    def of(cls, day: Day) -> Chances:
        """Of that day."""
        return cls(day.seed)

    def draws(self, phenomenon: str, *names: object) -> Draws:
        """Eight numbers, the same for the same names and independent of those for others."""
        key = "/".join((str(self.seed), phenomenon, *map(str, names)))
        words = _WORDS.unpack(blake2b(key.encode()).digest())
        return tuple((word >> _DROPPED) * 2.0**-53 for word in words)


def exponential(draw: float, mean: float) -> float:
    """A time with that mean and no memory."""
    return -log(1.0 - draw) * mean
