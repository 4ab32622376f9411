"""When a session may be rated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.rating import CLOCK_SKEW, check_rating, rate_until
from queue_server.domain.refusal import Code, Refusal
from tests.fakes.hall_clock import MONDAY_MORNING as FINISHED

WINDOW = 60
SECOND = timedelta(seconds=1)


def verdict(pressed: timedelta, arrived: timedelta, *, rated: bool = False, finished: bool = True) -> str:
    try:
        check_rating(
            finished_at=FINISHED if finished else None,
            rated=rated,
            pressed_at=FINISHED + pressed,
            now=FINISHED + arrived,
            window_seconds=WINDOW,
        )
    except Refusal as refusal:
        return refusal.code
    return "ok"


@pytest.mark.parametrize(
    "pressed, arrived, expected",
    [
        (1 * SECOND, 1 * SECOND, "ok"),
        (60 * SECOND, 60 * SECOND, "ok"),
        (65 * SECOND, 70 * SECOND, "ok"),
        (66 * SECOND, 70 * SECOND, Code.RATING_TOO_LATE),
        (30 * SECOND, 3600 * SECOND, "ok"),
        (-5 * SECOND, 1 * SECOND, "ok"),
        (-6 * SECOND, 1 * SECOND, Code.RATING_TOO_EARLY),
        (3600 * SECOND, 10 * SECOND, "ok"),
        (3600 * SECOND, 100 * SECOND, Code.RATING_TOO_LATE),
    ],
)
def test_the_press_counts_within_the_skew(pressed: timedelta, arrived: timedelta, expected: str) -> None:
    assert verdict(pressed, arrived) == expected


def test_once_and_after_the_finish() -> None:
    assert verdict(SECOND, SECOND, rated=True) == Code.ALREADY_RATED
    assert verdict(SECOND, SECOND, finished=False) == Code.RATING_TOO_EARLY


@given(st.integers(0, 60), st.integers(0, 7 * 24 * 3600))
def test_a_press_in_time_may_arrive_any_time_later(pressed: int, delay: int) -> None:
    assert verdict(pressed * SECOND, (pressed + delay) * SECOND) == "ok"


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_nothing_is_taken_outside_window_and_skew(pressed: int, arrived: int) -> None:
    if verdict(pressed * SECOND, arrived * SECOND) == "ok":
        effective = min(pressed * SECOND, arrived * SECOND + CLOCK_SKEW)
        assert -CLOCK_SKEW <= effective <= WINDOW * SECOND + 2 * CLOCK_SKEW


def test_the_limit_that_clients_are_told() -> None:
    assert rate_until(FINISHED, WINDOW) == FINISHED + timedelta(minutes=1)
