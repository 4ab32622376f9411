"""Margins from past errors, and the predictors that need no past."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import bounds, classical
from queue_server.domain.forecast.features import NAMES, features
from tests.fakes.invented_waits import invented_state


def test_margins_cover_new_errors_of_the_same_kind_in_each_size() -> None:
    source = random.Random(1)

    def errors(count: int) -> list[tuple[float, float]]:
        sizes = [source.uniform(2, 150) for _ in range(count)]
        return [(size, source.gauss(0, 0.8 if size < 17 else 0.2)) for size in sizes]

    margins = bounds.calibrate(errors(8000))
    for low, high in ((2, 8), (12, 17), (40, 60), (100, 150)):
        new = [error for size, error in errors(40000) if low <= size < high]
        inside_80, inside_90 = (
            sum(error <= margin for error in new) / len(new) for margin in margins.at((low + high) / 2)
        )
        assert inside_80 == pytest.approx(0.8, abs=0.05)
        assert inside_90 == pytest.approx(0.9, abs=0.04)


def test_a_size_with_few_errors_takes_the_margin_of_all() -> None:
    errors = [(10.0, i / 1000) for i in range(1000)] + [(300.0, 99.0)]
    margins = bounds.calibrate(errors)
    assert margins.at(300.0) == pytest.approx((0.8, 0.9), abs=0.01)


def test_margins_never_shorten_a_prediction_and_need_some_errors() -> None:
    assert bounds.calibrate([(10.0, -1.0)] * 500).at(10.0) == (0.0, 0.0)
    assert bounds.calibrate([(10.0, 5.0)] * 20) == bounds.untrained()


def test_the_published_time_formula() -> None:
    state = replace(invented_state("A", 600, 6), open_counters=3, service_minutes=10.0)
    assert classical.published_time(state) == pytest.approx(20.0)
    assert classical.published_time(replace(state, open_counters=0)) == pytest.approx(60.0)


def test_the_cold_start_uses_the_configured_minutes_before_anybody_was_called() -> None:
    morning = replace(
        invented_state("A", 540, 5), rate_30=0.0, rate_60=0.0, les=None, hol=None, mean_last_10=None
    )
    fast = replace(morning, open_counters=8)
    assert classical.cold_start(fast) < classical.cold_start(morning)
    # Two counters of ten minutes call one resident in five minutes; an hour without a call speaks against it.
    assert classical.cold_start(morning) == pytest.approx(6 * 5 * 4)


def test_the_cold_start_listens_to_the_day() -> None:
    state = invented_state("A", 600, 9)
    assert classical.cold_start(replace(state, les=80.0)) > classical.cold_start(replace(state, les=10.0))
    assert classical.cold_start(replace(state, rate_60=0.1)) > classical.cold_start(
        replace(state, rate_60=1.0)
    )


@given(st.integers(0, 5000), st.integers(0, 50), st.floats(0, 90), st.floats(0, 5))
def test_the_cold_start_always_has_an_answer(waiting: int, counters: int, each: float, rate: float) -> None:
    state = replace(
        invented_state("A", 600, waiting), open_counters=counters, service_minutes=each, rate_60=rate
    )
    assert 0.0 <= classical.cold_start(state) <= classical.LONGEST_MINUTES


def test_every_feature_has_a_name() -> None:
    row = features(invented_state("A", 600, 4), past=2.0, pace=0.1)
    assert len(row) == len(NAMES)
    assert row[NAMES.index("constant")] == 1.0
    assert row[NAMES.index("past")] == 2.0
