"""The pace of the day: what a wait that ended today says about the next one."""

from __future__ import annotations

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import TodayPace, train
from queue_server.domain.forecast.pace import paces_of_day
from tests.fakes.invented_waits import invented_days, invented_state

Row = tuple[str, float, float, float]
rows = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(500, 600), st.integers(1, 60), st.floats(-2, 2)), max_size=30
)


def test_a_day_begins_at_its_usual_pace() -> None:
    assert TodayPace().of("A") == 0.0


def test_the_pace_nears_the_mean_of_the_day_and_stays_with_its_queue() -> None:
    pace = TodayPace()
    for _ in range(100):
        pace.add("A", log(2))
    assert exp(pace.of("A")) == pytest.approx(2.0, rel=0.05)
    assert pace.of("B") == 0.0


def test_one_forgotten_ticket_does_not_change_the_day() -> None:
    pace = TodayPace()
    pace.add("A", 50.0)
    assert pace.of("A") <= 0.5


@given(rows)
def test_only_waits_that_have_ended_count(found: list[Row]) -> None:
    for (queue, minute, _, _), pace in zip(found, paces_of_day(found), strict=True):
        known = TodayPace()
        for other, taken, waited, ratio in found:
            if other == queue and taken + waited <= minute:
                known.add(other, ratio)
        assert pace == pytest.approx(known.of(queue), abs=1e-9)


def test_a_slow_day_lengthens_predictions() -> None:
    slow_days = {day: 1.6 if day % 2 else 0.7 for day in range(12)}
    samples = [
        sample
        for day, slower in slow_days.items()
        for sample in invented_days([day], slower=slower, seed=day, scatter=0.1)
    ]
    estimator = train(samples)
    state = invented_state("B", 800, 9)
    pace = TodayPace()
    for _ in range(10):
        pace.add("B", estimator.log_ratio(state, 1.6 * 50))
    assert estimator.predict(state, pace.of("B")).p50 > 1.3 * estimator.predict(state).p50
