"""The wait estimator as the server uses it: train, predict, show, store."""

from __future__ import annotations

import json
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import Prediction, QueueState, Sample, WaitEstimator, interval, train
from queue_server.domain.forecast.classical import LONGEST_MINUTES, cold_start
from tests.fakes.invented_waits import MINUTES_EACH, invented_days, invented_state

optional_minutes = st.none() | st.floats(0, 400)
states = st.builds(
    QueueState,
    queue=st.sampled_from(["A", "B", "never seen"]),
    minute=st.floats(0, 1440),
    waiting=st.integers(0, 2000),
    open_counters=st.integers(0, 60),
    service_minutes=st.floats(0, 120),
    rate_30=st.floats(0, 10),
    rate_60=st.floats(0, 10),
    les=optional_minutes,
    hol=optional_minutes,
    mean_last_10=optional_minutes,
    group=st.sampled_from(["hall", "other", ""]),
)


@pytest.fixture(scope="module")
def trained() -> WaitEstimator:
    return train(invented_days(range(8)))


def mean_error(estimator: WaitEstimator, samples: list[Sample]) -> float:
    return sum(abs(estimator.predict(s.state).p50 - s.actual_wait) for s in samples) / len(samples)


def covered(estimator: WaitEstimator, samples: list[Sample]) -> float:
    return sum(s.actual_wait <= estimator.predict(s.state).upper_90 for s in samples) / len(samples)


def test_learns_the_throughput_of_each_queue(trained: WaitEstimator) -> None:
    for queue, each in MINUTES_EACH.items():
        predicted = trained.predict(invented_state(queue, 700, 9)).p50
        assert predicted == pytest.approx(10 * each, rel=0.15)


def test_is_better_than_the_cold_start_on_days_it_has_not_seen() -> None:
    learnt = train(invented_days(range(8), slower=1.8))
    later = invented_days(range(8, 12), slower=1.8, seed=2)
    assert mean_error(learnt, later) < 0.8 * mean_error(WaitEstimator(), later)


def test_its_bounds_cover_what_they_promise_on_days_it_has_not_seen(trained: WaitEstimator) -> None:
    later = invented_days(range(8, 16), seed=3)
    assert 0.87 <= covered(trained, later) <= 0.93
    short = sum(s.actual_wait <= trained.predict(s.state).p80 for s in later) / len(later)
    assert 0.76 <= short <= 0.84


def test_bounds_follow_the_scatter_of_the_waits() -> None:
    calm = train(invented_days(range(8), scatter=0.1)).predict(invented_state("B", 700, 9))
    wild = train(invented_days(range(8), scatter=0.6)).predict(invented_state("B", 700, 9))
    assert calm.upper_90 / calm.p50 < 1.25
    assert wild.upper_90 / wild.p50 > 1.8


def test_follows_a_hall_that_became_slower() -> None:
    changed = [*invented_days(range(10)), *invented_days(range(10, 20), slower=1.6)]
    predicted = train(changed).predict(invented_state("B", 700, 9)).p50
    assert predicted == pytest.approx(1.6 * 50, rel=0.2)


def test_a_queue_without_history_gets_a_sensible_prediction(trained: WaitEstimator) -> None:
    new = invented_state("never seen", 700, 9)
    predicted = trained.predict(new)
    assert 30 <= predicted.p50 <= 120
    known = trained.predict(replace(new, queue="B"))
    assert predicted.upper_90 / predicted.p50 > known.upper_90 / known.p50


def test_starts_cold_without_enough_history() -> None:
    state = invented_state("A", 700, 9)
    for samples in ([], invented_days([1]), invented_days(range(2))[:100]):
        estimator = train(samples)
        assert estimator.model is None
        assert estimator.predict(state).p50 == pytest.approx(cold_start(state))


def test_learns_from_the_second_day_on() -> None:
    estimator = train(invented_days(range(2), slower=1.8))
    assert estimator.model is not None
    assert estimator.model.days == 2
    later = invented_days([5], slower=1.8, seed=4)
    assert mean_error(estimator, later) < mean_error(WaitEstimator(), later)


def test_the_order_of_samples_does_not_matter() -> None:
    samples = invented_days(range(4))
    shuffled = random.Random(5).sample(samples, len(samples))
    state = invented_state("C", 640, 7)
    assert train(shuffled).predict(state).p50 == pytest.approx(train(samples).predict(state).p50, rel=1e-9)


def test_forgets_days_long_past() -> None:
    samples = [*invented_days([0], slower=9.0), *invented_days(range(100, 140), queues="A")]
    estimator = train(samples)
    assert estimator.model is not None
    assert (estimator.model.days, estimator.model.samples) == (40, len(samples) - len(invented_days([0])))


def test_survives_storage(trained: WaitEstimator) -> None:
    restored = WaitEstimator.from_dict(json.loads(json.dumps(trained.to_dict())))
    assert restored == trained
    assert WaitEstimator.from_dict(json.loads(json.dumps(WaitEstimator().to_dict()))) == WaitEstimator()


def test_refuses_a_model_it_cannot_read(trained: WaitEstimator) -> None:
    with pytest.raises(ValueError, match="format"):
        WaitEstimator.from_dict({**trained.to_dict(), "format": 99})
    stored = trained.to_dict()
    stored["model"]["features"] = ["something", "else"]
    with pytest.raises(ValueError, match="features"):
        WaitEstimator.from_dict(stored)


@given(states, st.floats(-1.5, 1.5))
def test_every_state_has_an_ordered_finite_prediction(
    trained: WaitEstimator, state: QueueState, pace: float
) -> None:
    for estimator in (trained, WaitEstimator()):
        found = estimator.predict(state, pace)
        assert 1.0 <= found.p50 <= LONGEST_MINUTES
        assert found.p50 <= found.p80 <= found.upper_90 < 20 * LONGEST_MINUTES


@given(st.floats(1, 400), st.floats(0, 300))
def test_intervals_are_multiples_of_five_that_hold_the_upper_end(middle: float, more: float) -> None:
    low, high = interval(Prediction(middle, middle + more, middle + 2 * more))
    assert low % 5 == high % 5 == 0
    assert low < high
    assert abs(low - middle) <= 2.5
    assert high >= middle + more


def test_intervals_read_well() -> None:
    assert interval(Prediction(11.0, 14.0, 20.0)) == (10, 15)
    assert interval(Prediction(1.0, 1.5, 2.0)) == (0, 5)
    assert interval(Prediction(38.0, 52.1, 70.0)) == (40, 55)


def test_predicting_is_quick(trained: WaitEstimator) -> None:
    state = invented_state("A", 700, 9)
    begun = time.process_time()
    for _ in range(200):
        trained.predict(state)
    assert (time.process_time() - begun) / 200 < 0.001
