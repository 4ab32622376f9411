"""What residents of a played hall were told, against what then happened to them."""

from __future__ import annotations

import random

import pytest

from queue_server.domain.forecast import (
    HallLoad,
    Handling,
    LiveWaits,
    Prediction,
    QueueState,
    Sample,
    TodayPace,
    WaitEstimator,
    train,
)
from queue_server.domain.forecast.accuracy import Accuracy, accuracy_of
from tests.fakes.played_hall import PlayedHall

DAYS = 6
RATES = {
    "a": (20, 30, 28, 12, 8, 18, 14, 6),
    "b": (9, 13, 12, 6, 4, 8, 6, 3),
    "c": (8, 12, 10, 4, 4, 8, 6, 2),
}
"""Residents an hour, from nine to five."""


def hall() -> PlayedHall:
    """Special and general windows; the configured minutes are wrong by up to a half."""
    return PlayedHall(
        windows={
            "1": ("a",),
            "2": ("a", "b"),
            "3": ("a", "b"),
            "4": ("b",),
            "5": ("a", "b", "c"),
            "6": ("c",),
        },
        sessions={"a": Handling(7.0, 0.7), "b": Handling(12.0, 0.9), "c": Handling(5.0, 0.6)},
        configured={"a": 9.0, "b": 9.0, "c": 9.0},
    )


WAYS = ("live", "cold", "learnt", "les")
Told = dict[str, list[tuple[Prediction, float]]]
"""Pairs of predictions and waits, by who predicted."""


class Witness:
    """Hears what each way of predicting tells the residents of one day."""

    def __init__(self, estimator: WaitEstimator) -> None:
        self._live = LiveWaits(estimator, TodayPace())
        self._cold = LiveWaits(WaitEstimator(), TodayPace())
        self.states: list[QueueState] = []
        self.told: dict[str, list[Prediction]] = {way: [] for way in WAYS}

    def __call__(self, load: HallLoad, state: QueueState) -> None:
        live, cold = self._live.newcomer(load, state), self._cold.newcomer(load, state)
        assert live is not None
        assert cold is not None
        les = state.les or 0.0
        self.states.append(state)
        learnt = self._live.estimator.predict(state)
        for way, told in zip(WAYS, (live, cold, learnt, Prediction(les, les, les)), strict=True):
            self.told[way].append(told)


@pytest.fixture(scope="module")
def told() -> Told:
    """Days of a hall that learns every night; what was told on the first two is left out."""
    played, source = hall(), random.Random(5)
    found: Told = {way: [] for way in WAYS}
    estimator, samples = WaitEstimator(), list[Sample]()
    for day in range(DAYS):
        witness, busy = Witness(estimator), source.uniform(0.85, 1.15)
        rates = {name: [rate * busy for rate in hours] for name, hours in RATES.items()}
        waits = played.day(rates, source, witness)
        if day >= 2:
            for way, predictions in witness.told.items():
                found[way].extend(zip(predictions, waits, strict=True))
        pairs = zip(witness.states, waits, strict=True)
        samples += [Sample(state, day, wait) for state, wait in pairs if state.waiting]
        estimator = train(samples)
    return found


def figures(pairs: list[tuple[Prediction, float]]) -> Accuracy:
    found = accuracy_of(pairs)
    assert found is not None
    return found


def test_most_residents_find_what_they_were_told_right(told: Told) -> None:
    live = figures(told["live"])
    assert live.hits > 0.8
    assert abs(live.bias) < 1.0
    assert live.mean_absolute_error < 3.5


def test_the_bounds_hold(told: Told) -> None:
    live = figures(told["live"])
    assert 0.75 <= live.covered_80 <= 0.93
    assert 0.86 <= live.covered_90 <= 0.97


def test_the_look_ahead_alone_is_as_good_before_anything_was_learnt(told: Told) -> None:
    cold = figures(told["cold"])
    assert cold.hits > 0.75
    assert cold.mean_absolute_error < 1.3 * figures(told["live"]).mean_absolute_error


def test_both_together_are_better_than_each_alone(told: Told) -> None:
    live = figures(told["live"]).mean_absolute_error
    assert live < figures(told["cold"]).mean_absolute_error
    assert live < 0.8 * figures(told["learnt"]).mean_absolute_error
    assert live < 0.6 * figures(told["les"]).mean_absolute_error
