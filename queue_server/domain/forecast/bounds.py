"""How far above its middle a prediction must reach to be long enough for a given share of residents.

Responsible for: factors by size of the prediction, taken from how wrong predictions of the past were (split conformal
prediction, within buckets). Not responsible for: making those predictions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

EDGES = (8.0, 12.0, 17.0, 23.0, 30.0, 40.0, 60.0, 100.0)
"""Predicted minutes at which one bucket ends and the next begins."""
FEWEST = 100
"""A bucket with fewer errors takes the margin of all."""
UNTRAINED_80 = 0.4
UNTRAINED_90 = 0.65
"""Log margins of the cold start where it was measured."""


@dataclass(frozen=True, slots=True)
class Margins:
    """log(bound ÷ prediction) for each of the ``len(EDGES) + 1`` buckets."""

    p80: tuple[float, ...]
    p90: tuple[float, ...]

    def at(self, minutes: float) -> tuple[float, float]:
        """The log margins for a prediction of that many minutes."""
        bucket = bisect_right(EDGES, minutes)
        return self.p80[bucket], self.p90[bucket]


def untrained() -> Margins:
    """What holds before there is a past."""
    buckets = len(EDGES) + 1
    return Margins((UNTRAINED_80,) * buckets, (UNTRAINED_90,) * buckets)


def calibrate(errors: Sequence[tuple[float, float]]) -> Margins:
    """Margins from pairs of predicted minutes and log(actual ÷ predicted); margins are never below zero."""
    if len(errors) < FEWEST:
        return untrained()
    everything = sorted(error for _, error in errors)
    buckets: list[list[float]] = [[] for _ in range(len(EDGES) + 1)]
    for minutes, error in errors:
        buckets[bisect_right(EDGES, minutes)].append(error)
    sources = [sorted(own) if len(own) >= FEWEST else everything for own in buckets]
    return Margins(
        tuple(_margin(source, 0.8) for source in sources), tuple(_margin(source, 0.9) for source in sources)
    )


def _margin(ordered: Sequence[float], share: float) -> float:
    # The conformal rank counts the coming case as one of the seen ones.
    rank = ceil(share * (len(ordered) + 1))
    return max(ordered[min(rank, len(ordered)) - 1], 0.0)
