"""How long sessions take, and what remains of one that goes on already."""

from __future__ import annotations

from math import exp, isfinite, log, sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import Handling, learn_handling
from queue_server.domain.forecast.residual import ACCIDENT, LATEST_SESSIONS


def sessions(mean: float, variation: float, count: int) -> list[float]:
    """Log-normal ones, evenly over their distribution."""
    sigma = sqrt(log(1 + variation * variation))
    shape = NormalDist(log(mean) - sigma * sigma / 2, sigma)
    return [exp(shape.inv_cdf((index + 0.5) / count)) for index in range(count)]


def test_without_sessions_the_configured_minutes_hold() -> None:
    assert learn_handling([], 12.0) == Handling(12.0, 0.8)


def test_learns_mean_and_scatter() -> None:
    found = learn_handling(sessions(6.0, 0.5, 50), 12.0)
    assert found.mean == pytest.approx(6.5, rel=0.12)
    assert found.variation == pytest.approx(0.55, abs=0.12)


def test_few_sessions_say_less_than_many() -> None:
    few, many = learn_handling([4.0] * 2, 10.0), learn_handling([4.0] * 40, 10.0)
    assert few.mean == pytest.approx((2 * 4 + 5 * 10) / 7)
    assert 4.0 < many.mean < 5.0
    assert many.variation < few.variation < 0.8


def test_a_forgotten_session_is_no_session() -> None:
    found = learn_handling([5.0] * 20 + [300.0], 5.0)
    assert found.mean == pytest.approx((20 * 5 + ACCIDENT * 5 + 25) / 26)
    assert found.mean < 7.0
    assert learn_handling([100.0] * 30, 5.0).mean > 80.0


def test_only_the_latest_count() -> None:
    latest = [3.0, 4.0, 5.0, 8.0] * (LATEST_SESSIONS // 4) + [3.0, 4.0]
    assert learn_handling([90.0] * 100 + latest, 5.0) == learn_handling(latest[-LATEST_SESSIONS:], 5.0)


@pytest.mark.parametrize("variation", [0.3, 0.8, 1.2])
@pytest.mark.parametrize("elapsed", [0.0, 2.0, 8.0, 15.0])
def test_what_remains_is_what_remains_of_real_sessions(variation: float, elapsed: float) -> None:
    rest = [minutes - elapsed for minutes in sessions(8.0, variation, 50_000) if minutes > elapsed]
    mean = sum(rest) / len(rest)
    found = Handling(8.0, variation).remaining(elapsed)
    assert found.mean == pytest.approx(mean, rel=0.04)
    deviation = sqrt(sum((minutes - mean) ** 2 for minutes in rest) / len(rest))
    assert found.deviation == pytest.approx(deviation, rel=0.12)


def test_a_long_session_stays_long() -> None:
    left = [Handling(8.0, 0.8).remaining(minutes).mean for minutes in (10, 20, 40, 80, 160, 600)]
    assert left == sorted(left)
    assert left[-1] < 120


def test_sessions_that_never_vary_end_on_time() -> None:
    punctual = Handling(8.0, 0.0)
    assert punctual.remaining(0.0).mean == pytest.approx(8.0)
    assert punctual.remaining(5.0).mean == pytest.approx(3.0, abs=0.01)
    assert punctual.remaining(9.0).mean < 0.5


@given(
    st.floats(0.0, 240.0),
    st.floats(0.0, 20.0),
    st.floats(-10.0, 1e9) | st.sampled_from([0.0, 1e-300, float("inf")]),
)
def test_every_session_has_a_finite_rest(mean: float, variation: float, elapsed: float) -> None:
    left = Handling(mean, variation).remaining(elapsed)
    assert isfinite(left.mean)
    assert isfinite(left.deviation)
    assert left.mean >= 0.0
    assert left.deviation >= 0.0


@given(st.floats(0.2, 100.0), st.floats(0.06, 2.5))
def test_nothing_jumps_between_early_and_late_sessions(mean: float, variation: float) -> None:
    """The two ways to compute the tail meet at the median of the session, and where it all but vanishes."""
    sigma = sqrt(log(1 + variation * variation))
    for z in (0.0, 6.0):
        turning = mean * exp(z * sigma - sigma * sigma / 2)
        if turning > 1400:
            continue
        before, after = (
            Handling(mean, variation).remaining(turning * factor).mean for factor in (1 - 1e-9, 1 + 1e-9)
        )
        assert before == pytest.approx(after, rel=1e-5)


@given(st.lists(st.floats(0.0, 1000.0), max_size=80), st.floats(0.1, 240.0))
def test_learning_takes_any_minutes(finished: list[float], configured: float) -> None:
    found = learn_handling(finished, configured)
    assert 0.1 <= found.mean <= max([configured, *finished]) + 1e-9
    assert 0.05 <= found.variation <= 3.0
