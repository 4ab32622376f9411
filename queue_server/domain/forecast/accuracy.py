"""The estimator's own record: how wrong its predictions were once the waits had ended.

Responsible for: the figures of any set of waits, of the latest ones, and by service and day. Not responsible for: storing
predictions and waits, or acting on the figures.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

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
        return accuracy_of(self._cases)


@dataclass(frozen=True, slots=True)
class WaitCase:
    """A wait that has ended: what was predicted when its number was taken, and what it was. ``day`` counts from any origin."""

    service: str
    day: int
    prediction: Prediction
    actual_wait: float


@dataclass(frozen=True, slots=True)
class AccuracyReport:
    """The record of many waits, and its parts; services in alphabetical, days in rising order."""

    overall: Accuracy
    services: Mapping[str, Accuracy]
    days: Mapping[int, Accuracy]
    service_days: Mapping[tuple[str, int], Accuracy]


def accuracy_of(cases: Iterable[tuple[Prediction, float]]) -> Accuracy | None:
    """The record of pairs of a prediction and the minutes waited; None without any."""
    found = list(cases)
    if not found:
        return None
    n = len(found)
    errors = [prediction.p50 - actual for prediction, actual in found]
    return Accuracy(
        count=n,
        mean_absolute_error=sum(map(abs, errors)) / n,
        root_mean_square_error=sqrt(sum(error * error for error in errors) / n),
        bias=sum(errors) / n,
        within_5=sum(abs(error) <= 5.0 for error in errors) / n,
        within_10=sum(abs(error) <= 10.0 for error in errors) / n,
        hits=sum(is_hit(prediction.p50, actual) for prediction, actual in found) / n,
        covered_80=sum(actual <= prediction.p80 for prediction, actual in found) / n,
        covered_90=sum(actual <= prediction.upper_90 for prediction, actual in found) / n,
        mean_width_90=sum(prediction.upper_90 - prediction.p50 for prediction, _ in found) / n,
    )


def report(cases: Iterable[WaitCase]) -> AccuracyReport | None:
    """The record of all cases, of each service, of each day, and of each service on each day; None without any case."""
    found = list(cases)
    overall = accuracy_of((case.prediction, case.actual_wait) for case in found)
    if overall is None:
        return None
    return AccuracyReport(
        overall=overall,
        services=_by([case.service for case in found], found),
        days=_by([case.day for case in found], found),
        service_days=_by([(case.service, case.day) for case in found], found),
    )


def is_hit(predicted: float, actual: float) -> bool:
    """Whether a resident would call the prediction right: at most 5 minutes or 30 % of the wait off."""
    return abs(predicted - actual) <= max(5.0, 0.3 * actual)


Key = TypeVar("Key", str, int, tuple[str, int])


def _by(keys: Sequence[Key], cases: Sequence[WaitCase]) -> dict[Key, Accuracy]:
    pairs: dict[Key, list[tuple[Prediction, float]]] = defaultdict(list)
    for key, case in zip(keys, cases, strict=True):
        pairs[key].append((case.prediction, case.actual_wait))
    records = ((key, accuracy_of(own)) for key, own in sorted(pairs.items(), key=lambda item: item[0]))
    return {key: record for key, record in records if record is not None}
