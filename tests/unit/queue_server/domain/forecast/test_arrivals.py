"""Arrivals by quarter hour: cold start, learning, special days, upper counts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast.arrivals import (
    QUARTERS,
    ArrivalForecast,
    DayCounts,
    learn_arrivals,
    typical_profile,
    upper_count,
)

OPENING = [(9 * 60, 12 * 60), (14 * 60, 17 * 60)]
TEN = 40
NOON = 50


def learn(days: list[DayCounts], total: float = 200.0) -> ArrivalForecast:
    return learn_arrivals(days, profile=typical_profile(OPENING), expected_total=total)


def flat_day(weekday: int, count: int, *, special: bool = False) -> DayCounts:
    return DayCounts(weekday, dict.fromkeys(range(36, 68), count), special)


def test_a_typical_day_is_busiest_in_the_morning_and_quiet_when_closed() -> None:
    profile = typical_profile(OPENING)
    assert sum(profile) == pytest.approx(1.0)
    assert profile[0] == profile[NOON] == profile[-1] == 0.0
    assert max(profile) == max(profile[36:44])
    assert sum(profile[:48]) > sum(profile[48:])
    assert 0.0 < profile[67] < 0.2 * max(profile)


def test_a_hall_that_never_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="never open"):
        typical_profile([])


def test_before_the_first_day_the_typical_day_holds() -> None:
    forecast = learn([])
    assert forecast.day_total(0) == pytest.approx(200.0)
    assert forecast.day_total(0, special=True) == pytest.approx(200.0)
    assert forecast.quarter(0, NOON).mean == 0.0
    assert forecast.quarter(2, TEN).upper > forecast.quarter(2, TEN).mean


def test_days_take_over_from_the_typical_day() -> None:
    few = learn([flat_day(w, 10) for w in range(2)])
    many = learn([flat_day(w % 5, 10) for w in range(60)])
    assert 0.0 < few.quarter(0, NOON).mean < 10.0
    assert many.quarter(0, NOON).mean == pytest.approx(10.0, rel=0.05)


def test_weekdays_differ_when_they_were_seen_to() -> None:
    days = [flat_day(weekday, 30 if weekday == 0 else 10) for _ in range(12) for weekday in range(5)]
    forecast = learn(days)
    assert forecast.quarter(0, TEN).mean == pytest.approx(30, rel=0.15)
    assert forecast.quarter(3, TEN).mean == pytest.approx(10, rel=0.15)
    assert forecast.quarter(6, TEN).mean == pytest.approx(14, rel=0.15), "an unseen weekday is an average one"


def test_special_days_have_their_own_size_and_do_not_spoil_the_others() -> None:
    days = [flat_day(w % 5, 10) for w in range(40)]
    days += [flat_day(5, 25, special=True) for _ in range(10)]
    forecast = learn(days)
    assert forecast.quarter(5, TEN, special=True).mean == pytest.approx(25, rel=0.2)
    assert forecast.quarter(1, TEN).mean == pytest.approx(10, rel=0.1)


def test_upper_counts_hold_for_counts_that_vary_more_than_chance() -> None:
    source = random.Random(1)

    def day() -> DayCounts:
        busy = source.choice([0.5, 1.0, 1.5])
        return DayCounts(0, {q: round(max(source.gauss(20 * busy, 20**0.5), 0)) for q in range(36, 68)})

    forecast = learn([day() for _ in range(80)])
    assert forecast.dispersion > 3.0
    new = [(q, n) for _ in range(60) for q, n in day().counts.items()]
    inside = sum(n <= forecast.quarter(0, q).upper for q, n in new) / len(new)
    assert 0.85 <= inside <= 0.97


def test_upper_counts_known_values() -> None:
    # Poisson with mean 4: P(N ≤ 6) = 0.889, P(N ≤ 7) = 0.949.
    assert upper_count(4.0, 1.0, 0.85) == 6
    assert upper_count(4.0, 1.0, 0.9) == 7
    # Geometric with mean 1: P(N ≤ n) = 1 - 2^-(n+1).
    assert upper_count(1.0, 2.0, 0.8) == 2
    assert upper_count(0.0, 2.0, 0.9) == 0
    assert upper_count(5000.0, 1.0, 0.9) == pytest.approx(5000 + 1.2816 * 5000**0.5, abs=2)
    with pytest.raises(ValueError, match="share"):
        upper_count(1.0, 1.0, 1.0)


@given(st.floats(0, 500), st.floats(1, 20), st.floats(0.01, 0.98))
def test_upper_counts_grow_with_the_promise(mean: float, dispersion: float, share: float) -> None:
    assert 0 <= upper_count(mean, dispersion, share) <= upper_count(mean, dispersion, share + 0.01)


@given(
    st.lists(
        st.builds(
            DayCounts,
            weekday=st.integers(0, 6),
            counts=st.dictionaries(st.integers(0, QUARTERS - 1), st.integers(0, 99)),
            special=st.booleans(),
        ),
        max_size=8,
    )
)
def test_every_history_gives_a_forecast(days: list[DayCounts]) -> None:
    forecast = learn(days)
    for weekday in range(7):
        found = forecast.quarter(weekday, TEN, special=weekday == 3)
        assert found.mean > 0.0
        assert found.upper >= 0
    assert forecast.dispersion >= 1.0
