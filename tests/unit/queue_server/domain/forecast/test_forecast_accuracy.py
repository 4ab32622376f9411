"""The estimator's own record."""

from __future__ import annotations

import pytest

from queue_server.domain.forecast import Prediction
from queue_server.domain.forecast.accuracy import AccuracyTracker, WaitCase, accuracy_of, is_hit, report


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


def test_a_report_has_each_service_and_day() -> None:
    exact, late = Prediction(10, 12, 15), Prediction(10, 12, 15)
    cases = [
        WaitCase("b", 2, exact, 10.0),
        WaitCase("a", 1, exact, 10.0),
        WaitCase("a", 2, late, 30.0),
        WaitCase("a", 2, late, 14.0),
    ]
    found = report(cases)
    assert found is not None
    assert (found.overall.count, found.overall.bias) == (4, -6.0)
    assert list(found.services) == ["a", "b"]
    assert found.services["a"].count == 3
    assert found.services["a"].hits == pytest.approx(2 / 3)
    assert list(found.days) == [1, 2]
    assert found.days[2].covered_90 == pytest.approx(2 / 3)
    assert set(found.service_days) == {("a", 1), ("a", 2), ("b", 2)}
    assert found.service_days["a", 2].mean_absolute_error == 12.0


def test_a_part_of_a_report_is_the_record_of_its_cases() -> None:
    cases = [WaitCase("ab"[n % 2], n % 3, Prediction(n, n + 5, n + 9), 1.7 * n) for n in range(40)]
    found = report(cases)
    assert found is not None
    for service in "ab":
        own = [(case.prediction, case.actual_wait) for case in cases if case.service == service]
        assert found.services[service] == accuracy_of(own)


def test_nothing_to_report() -> None:
    assert report([]) is None
    assert accuracy_of([]) is None
