"""The wait estimator: a state in, an interval out.

Responsible for: predictions from a trained model, or from the cold start before there is one, and for the model as a plain
dictionary to store. Not responsible for: training (``training``) and for where samples and models are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, exp, log
from typing import Any

from queue_server.domain.forecast.bounds import EDGES, Margins, untrained
from queue_server.domain.forecast.classical import LONGEST_MINUTES, cold_start
from queue_server.domain.forecast.features import NAMES, features
from queue_server.domain.forecast.history import History, Line
from queue_server.domain.forecast.state import Prediction, QueueState

FORMAT = 1
STEP_MINUTES = 5
FURTHEST = 5.0
"""Standard deviations from the mean beyond which a feature says no more: a formula is not trusted far outside its data."""
STRANGER_WIDENING = 1.1
"""Queues without history need wider bounds than the known ones that calibrated them."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Coefficients, means and deviations, one for each of ``features.NAMES``."""

    coefficients: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def log_ratio(self, row: list[float]) -> float:
        """log(prediction ÷ cold start)."""
        total = 0.0
        for value, coefficient, mean, deviation in zip(
            row, self.coefficients, self.means, self.deviations, strict=True
        ):
            total += coefficient * min(max((value - mean) / deviation, -FURTHEST), FURTHEST)
        return total


@dataclass(frozen=True, slots=True)
class Model:
    """What training learnt; ``days`` and ``samples`` say from how much."""

    regression: Regression
    history: History
    margins: Margins
    days: int
    samples: int


@dataclass(frozen=True, slots=True)
class WaitEstimator:
    """Immutable and free of locks: one instance serves all threads until the next training replaces it."""

    model: Model | None = None
    """None is the cold start: configured minutes, open counters, and the rate and the waits of the day."""

    def predict(self, state: QueueState, pace: float = 0.0) -> Prediction:
        """The wait of the resident who takes the next number; ``pace`` comes from ``TodayPace.of``."""
        model = self.model
        middle = cold_start(state) if model is None else self._middle(model, state, pace)
        middle = min(max(middle, 1.0), LONGEST_MINUTES)
        m80, m90 = (untrained() if model is None else model.margins).at(middle)
        if model is not None and state.queue not in model.history.queues:
            m80, m90 = m80 * STRANGER_WIDENING, m90 * STRANGER_WIDENING
        return Prediction(p50=middle, p80=middle * exp(m80), upper_90=middle * exp(m90))

    def log_ratio(self, state: QueueState, actual_wait: float) -> float:
        """For ``TodayPace.add``, once the wait that began in ``state`` has ended."""
        past = log(max(cold_start(state), 1.0)) if self.model is None else self.model.history.log_wait(state)
        return log(max(actual_wait, 1.0)) - past

    def to_dict(self) -> dict[str, Any]:
        """The estimator as values that JSON can hold."""
        return {"format": FORMAT, "model": None if self.model is None else _model_to_dict(self.model)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> WaitEstimator:
        """The estimator that ``to_dict`` gave; ValueError for another format or other features: train again then."""
        if stored.get("format") != FORMAT:
            raise ValueError(f"a stored estimator of format {stored.get('format')!r} cannot be read")
        model = stored["model"]
        return cls(None if model is None else _model_from_dict(model))

    @staticmethod
    def _middle(model: Model, state: QueueState, pace: float) -> float:
        row = features(state, model.history.log_wait(state), pace)
        return exp(row[1] + model.regression.log_ratio(row))


def interval(prediction: Prediction) -> tuple[int, int]:
    """P50 to P80 in whole minutes, multiples of five: ``(10, 15)``. The upper end is rounded up, never down.

    ``(0, 0)`` is at once, for those whom a free window calls.
    """
    if prediction.p80 <= 0.0:
        return 0, 0
    low = int(prediction.p50 / STEP_MINUTES + 0.5) * STEP_MINUTES
    high = ceil(prediction.p80 / STEP_MINUTES) * STEP_MINUTES
    return low, max(high, low + STEP_MINUTES)


def _model_to_dict(model: Model) -> dict[str, Any]:
    history, fit = model.history, model.regression
    return {
        "days": model.days,
        "samples": model.samples,
        "features": list(NAMES),
        "coefficients": list(fit.coefficients),
        "means": list(fit.means),
        "deviations": list(fit.deviations),
        "queues": {name: [line.level, line.slope] for name, line in history.queues.items()},
        "groups": {name: [line.level, line.slope] for name, line in history.groups.items()},
        "overall": [history.overall.level, history.overall.slope],
        "edges": list(EDGES),
        "margins_80": list(model.margins.p80),
        "margins_90": list(model.margins.p90),
    }


def _model_from_dict(stored: Mapping[str, Any]) -> Model:
    if tuple(stored["features"]) != NAMES or tuple(stored["edges"]) != EDGES:
        raise ValueError("the stored estimator was trained on other features or buckets")
    history = History(
        queues={name: Line(*pair) for name, pair in stored["queues"].items()},
        groups={name: Line(*pair) for name, pair in stored["groups"].items()},
        overall=Line(*stored["overall"]),
    )
    regression = Regression(
        tuple(stored["coefficients"]), tuple(stored["means"]), tuple(stored["deviations"])
    )
    margins = Margins(tuple(stored["margins_80"]), tuple(stored["margins_90"]))
    return Model(regression, history, margins, days=int(stored["days"]), samples=int(stored["samples"]))
