"""The estimator's own record: how wrong its predictions were once the waits had ended.

Responsible for: a running record over the latest waits. Not responsible for: storing it, or acting on it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import sqrt

from queue_server.domain.forecast.state import Prediction


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Minutes, and shares between 0 and 1. ``bias`` is above 0 when waits were predicted longer than they were."""

    count: int
    mean_absolute_error: float
    root_mean_square_error: float
    bias: float
    within_5: float
    within_10: float
    hits: float
    """The share of waits at most 5 minutes or 30 % off, whichever allows more."""
    covered_80: float
    covered_90: float
    mean_width_90: float
    """Mean minutes from the middle prediction to its upper bound."""


class AccuracyTracker:
    """Remembers the latest ``window`` waits. For one thread."""

    def __init__(self, window: int = 2000) -> None:
        self._cases: deque[tuple[Prediction, float]] = deque(maxlen=window)

    def add(self, prediction: Prediction, actual_wait: float) -> None:
        """A wait that was predicted has ended after that many minutes."""
        self._cases.append((prediction, actual_wait))

    def accuracy(self) -> Accuracy | None:
        """The record; None before the first wait."""
        cases = self._cases
        if not cases:
            return None
        n = len(cases)
        errors = [prediction.p50 - actual for prediction, actual in cases]
        return Accuracy(
            count=n,
            mean_absolute_error=sum(map(abs, errors)) / n,
            root_mean_square_error=sqrt(sum(error * error for error in errors) / n),
            bias=sum(errors) / n,
            within_5=sum(abs(error) <= 5.0 for error in errors) / n,
            within_10=sum(abs(error) <= 10.0 for error in errors) / n,
            hits=sum(is_hit(prediction.p50, actual) for prediction, actual in cases) / n,
            covered_80=sum(actual <= prediction.p80 for prediction, actual in cases) / n,
            covered_90=sum(actual <= prediction.upper_90 for prediction, actual in cases) / n,
            mean_width_90=sum(prediction.upper_90 - prediction.p50 for prediction, _ in cases) / n,
        )


def is_hit(predicted: float, actual: float) -> bool:
    """Whether a resident would call the prediction right: at most 5 minutes or 30 % of the wait off."""
    return abs(predicted - actual) <= max(5.0, 0.3 * actual)
