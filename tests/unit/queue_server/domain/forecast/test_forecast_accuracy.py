"""The estimator's own record."""

from __future__ import annotations

import pytest

from queue_server.domain.forecast import Prediction
from queue_server.domain.forecast.accuracy import AccuracyTracker, is_hit


def test_no_waits_no_record() -> None:
    assert AccuracyTracker().accuracy() is None


def test_figures_of_a_few_waits() -> None:
    tracker = AccuracyTracker()
    tracker.add(Prediction(10, 14, 20), 12.0)
    tracker.add(Prediction(30, 40, 50), 45.0)
    tracker.add(Prediction(20, 25, 30), 11.0)
    tracker.add(Prediction(5, 8, 10), 25.0)
    found = tracker.accuracy()
    assert found is not None
    assert found.count == 4
    assert found.mean_absolute_error == pytest.approx((2 + 15 + 9 + 20) / 4)
    assert found.root_mean_square_error == pytest.approx(((4 + 225 + 81 + 400) / 4) ** 0.5)
    assert found.bias == pytest.approx((-2 - 15 + 9 - 20) / 4)
    assert (found.within_5, found.within_10, found.hits) == (0.25, 0.5, 0.25)
    assert (found.covered_80, found.covered_90) == (0.5, 0.75)
    assert found.mean_width_90 == pytest.approx((10 + 20 + 10 + 5) / 4)


def test_old_waits_are_forgotten() -> None:
    tracker = AccuracyTracker(window=10)
    for _ in range(50):
        tracker.add(Prediction(99, 99, 99), 1.0)
    for _ in range(10):
        tracker.add(Prediction(10, 12, 15), 10.0)
    found = tracker.accuracy()
    assert found is not None
    assert (found.count, found.mean_absolute_error, found.covered_90) == (10, 0.0, 1.0)


@pytest.mark.parametrize(
    "predicted, actual, right",
    [(10, 15, True), (10, 16, False), (100, 130, True), (100, 77, True), (100, 76, False), (0, 5, True)],
)
def test_what_counts_as_right(predicted: float, actual: float, right: bool) -> None:
    assert is_hit(predicted, actual) is right
