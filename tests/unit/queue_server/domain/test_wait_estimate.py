"""Expected waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import Prediction, WaitCurve
from queue_server.domain.wait import WaitInterval, estimate_wait, told_wait


@pytest.mark.parametrize(
    "ahead, minutes, windows, idle, low, high",
    [
        (0, 8.0, 2, True, 0, 0),
        (0, 10.0, 1, False, 10, 15),
        (3, 10.0, 1, False, 25, 40),
        (3, 10.0, 2, False, 10, 20),
        (12, 8.0, 2, False, 40, 60),
        (1, 1.0, 4, False, 0, 5),
    ],
)
def test_examples(ahead: int, minutes: float, windows: int, idle: bool, low: int, high: int) -> None:
    assert estimate_wait(ahead, minutes, windows, idle) == WaitInterval(low, high)


@given(st.integers(0, 500), st.floats(0.1, 240))
def test_without_an_open_window_nobody_knows(ahead: int, minutes: float) -> None:
    assert estimate_wait(ahead, minutes, 0, False) is None


@given(st.integers(0, 500), st.floats(0.1, 240), st.integers(1, 30), st.booleans())
def test_shape(ahead: int, minutes: float, windows: int, idle: bool) -> None:
    interval = estimate_wait(ahead, minutes, windows, idle)
    assert interval is not None
    assert 0 <= interval.low <= interval.high
    assert interval.low % 5 == interval.high % 5 == 0
    longer = estimate_wait(ahead + 1, minutes, windows, idle)
    assert longer is not None
    assert longer.low >= interval.low
    assert longer.high >= interval.high


CURVE = WaitCurve((0, 1, 2), (Prediction(4.0, 6.0, 8.0), Prediction(11.0, 13.0, 15.0), None))


@pytest.mark.parametrize(
    "ahead, windows, idle, curve, told",
    [
        (0, 1, True, CURVE, WaitInterval(0, 0)),
        (0, 1, False, CURVE, WaitInterval(5, 10)),
        (1, 1, False, CURVE, WaitInterval(10, 15)),
        (2, 1, False, CURVE, None),
        (1, 0, False, CURVE, None),
        (3, 2, True, None, WaitInterval(10, 20)),
    ],
)
def test_what_is_told_comes_from_the_latest_look_or_else_from_the_queue(
    ahead: int, windows: int, idle: bool, curve: WaitCurve | None, told: WaitInterval | None
) -> None:
    assert told_wait(ahead, 10.0, windows, idle, curve) == told
