"""The wait that residents are told: what the queue has taught, and what the hall's windows will do next, in one prediction.

Responsible for: the blend of the learnt estimator and the look ahead, for whoever takes a number now and for every place in
the line. Not responsible for: either of them (``estimator``, ``flow``), or for when to ask.

Near the head of the line the look ahead knows more: who is at which window since when. Far back the estimator does: how many
leave, how often windows rest. So the look ahead alone counts for places that the open windows take next, and its weight then
falls as twice their number ÷ (places + their number): a half at three residents for each window. It also counts alone without
a trained model, while no window is open, and for calls after a window of the service opens or closes by plan, of which the past
knows nothing.

At one instant no place further back is given less: each figure is the largest of all places up to it, on a ladder of
places whose rungs grow by a quarter, with straight lines in between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, hypot, log, sqrt

from queue_server.domain.forecast.classical import LONGEST_MINUTES
from queue_server.domain.forecast.estimator import WaitEstimator
from queue_server.domain.forecast.flow import CallTime, call_times
from queue_server.domain.forecast.outset import first_change
from queue_server.domain.forecast.pace import TodayPace
from queue_server.domain.forecast.state import HallLoad, Prediction, QueueState

AT_ONCE = Prediction(0.0, 0.0, 0.0)
ROUGHNESS = 0.2
"""Standard deviation ÷ minutes of a look ahead beyond chance: breaks, residents who left, slow days."""
Z_80, Z_90 = 0.8416, 1.2816
"""Where the normal distribution has 80 and 90 % below."""
SINGLE_RUNGS = 8


@dataclass(frozen=True, slots=True)
class WaitCurve:
    """Predictions at ascending places of one queue; places beyond the last are given what the last is given."""

    rungs: tuple[int, ...]
    predictions: tuple[Prediction | None, ...]

    def at(self, ahead: int) -> Prediction | None:
        """For a resident with so many ahead."""
        return _between(self.rungs, self.predictions, min(ahead, self.rungs[-1]))


@dataclass(frozen=True, slots=True)
class LiveWaits:
    """Predictions for one hall. Holds no state of its own; ``pace`` is the day's."""

    estimator: WaitEstimator
    pace: TodayPace

    def newcomer(self, hall: HallLoad, state: QueueState) -> Prediction | None:
        """For whoever takes a number of ``state.queue`` now; None when by plan no window will call it."""
        return self.place(hall, state, state.waiting)

    def place(self, hall: HallLoad, state: QueueState, ahead: int) -> Prediction | None:
        """For a resident in line with ``ahead`` others of the service before; never longer than for one further back."""
        return self.places(hall, state, [ahead])[0]

    def places(self, hall: HallLoad, state: QueueState, aheads: list[int]) -> list[Prediction | None]:
        """The same for many places of one queue at once, in any order; costs hardly more than the last one alone."""
        curve = self.curve(hall, state, max(aheads, default=0))
        return [curve.at(ahead) for ahead in aheads]

    def curve(self, hall: HallLoad, state: QueueState, furthest: int) -> WaitCurve:
        """The predictions for all places up to ``furthest``, to be asked again and again while little changes."""
        rungs = ladder(furthest)
        return WaitCurve(tuple(rungs), tuple(self._curve(hall, state, rungs)))

    def _curve(self, hall: HallLoad, state: QueueState, rungs: list[int]) -> list[Prediction | None]:
        """The prediction at each rung, none below the one before; None from the first place that nobody will call."""
        windows = sum(window.open and window.takes(state.queue) for window in hall.windows)
        change = first_change(hall, state.queue)
        pace = self.pace.of(state.queue)
        largest = AT_ONCE
        curve: list[Prediction | None] = []
        for ahead, call in zip(rungs, call_times(hall, state.queue, rungs), strict=True):
            if call is None:
                curve.append(None)
                continue
            look = as_prediction(call)
            weight = look_weight(ahead, windows) if self.estimator.model and call.minutes < change else 1.0
            if weight < 1.0:
                learnt = self.estimator.predict(replace(state, waiting=ahead), pace)
                look = _mixed(look, learnt, weight)
            largest = _larger(largest, look)
            curve.append(largest)
        return curve


def look_weight(ahead: int, windows: int) -> float:
    """The look ahead's share of the blend, with so many ahead and so many open windows of the service."""
    if ahead < windows or windows == 0:
        return 1.0
    return 2.0 * windows / (ahead + windows)


def as_prediction(call: CallTime) -> Prediction:
    """Chance and roughness as a log-normal wait around the call; at most ``LONGEST_MINUTES`` in the middle."""
    minutes = min(call.minutes, LONGEST_MINUTES)
    if minutes <= 0.0:
        return AT_ONCE
    spread = hypot(call.deviation / call.minutes, ROUGHNESS)
    sigma = sqrt(log(1.0 + spread * spread))
    middle = minutes * exp(-sigma * sigma / 2.0)
    return Prediction(middle, middle * exp(Z_80 * sigma), middle * exp(Z_90 * sigma))


def ladder(furthest: int) -> list[int]:
    """The places that are looked at, from 0 to the first one not before ``furthest``; the same for every end."""
    rungs = [0]
    while rungs[-1] < furthest:
        rungs.append(rungs[-1] + max(1, rungs[-1] // 4 if rungs[-1] >= SINGLE_RUNGS else 1))
    return rungs


def _between(rungs: Sequence[int], curve: Sequence[Prediction | None], ahead: int) -> Prediction | None:
    index = bisect_left(rungs, ahead)
    upper = curve[index]
    if rungs[index] == ahead:
        return upper
    lower = curve[index - 1]
    if lower is None or upper is None:
        return None
    share = (ahead - rungs[index - 1]) / (rungs[index] - rungs[index - 1])
    return Prediction(
        _on_line(lower.p50, upper.p50, share),
        _on_line(lower.p80, upper.p80, share),
        _on_line(lower.upper_90, upper.upper_90, share),
    )


def _on_line(low: float, high: float, share: float) -> float:
    """Written so that rounding never lets a longer line look shorter."""
    return min(low + share * (high - low), high)


def _mixed(one: Prediction, other: Prediction, share: float) -> Prediction:
    """So much of one, and the rest of the other."""
    rest = 1.0 - share
    return Prediction(
        share * one.p50 + rest * other.p50,
        share * one.p80 + rest * other.p80,
        share * one.upper_90 + rest * other.upper_90,
    )


def _larger(one: Prediction, other: Prediction) -> Prediction:
    return Prediction(max(one.p50, other.p50), max(one.p80, other.p80), max(one.upper_90, other.upper_90))
