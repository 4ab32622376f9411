"""The day's profile and the arrivals drawn from it."""

from __future__ import annotations

import random
from itertools import pairwise, takewhile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import load_hall
from virtual_hall.autopilot.clock import Days, HallClock
from virtual_hall.autopilot.crowd import UTILISATION, crowd_of, day_of
from virtual_hall.autopilot.profile import HOUR, WORKING_DAY, DayProfile, arrivals


def test_rate_is_linear_between_knots_and_zero_outside() -> None:
    profile = DayProfile(((0.0, 0.0), (10.0, 2.0), (20.0, 0.0)))
    assert profile.rate(5.0) == pytest.approx(1.0)
    assert profile.rate(10.0) == pytest.approx(2.0)
    assert profile.rate(-1.0) == 0.0
    assert profile.rate(20.5) == 0.0
    assert profile.expected == pytest.approx(20.0)


@pytest.mark.parametrize("knots", [((0.0, 1.0),), ((5.0, 1.0), (1.0, 1.0)), ((0.0, -1.0), (1.0, 1.0))])
def test_impossible_profiles_are_refused(knots: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match=r"profile|rate"):
        DayProfile(knots)


def test_working_day_has_two_peaks_and_a_dip_at_noon() -> None:
    morning, noon, afternoon = (WORKING_DAY.rate(hour * HOUR) for hour in (10.0, 12.5, 14.25))
    assert morning > afternoon > 2 * noon


def test_scaling_gives_the_wanted_number_on_a_mean_day() -> None:
    profile = WORKING_DAY.scaled_to(704)
    days = [len(list(arrivals(profile, random.Random(seed), after=0.0))) for seed in range(40)]
    # Mean of 40 Poisson(704): standard error 4.2.
    assert sum(days) / len(days) == pytest.approx(704, abs=17)


def test_arrivals_are_seeded_and_follow_the_profile() -> None:
    profile = WORKING_DAY.scaled_to(4000)
    times = list(arrivals(profile, random.Random(7), after=0.0))
    assert times == list(arrivals(profile, random.Random(7), after=0.0))
    peak = sum(9.5 * HOUR <= time < 10.5 * HOUR for time in times)
    noon = sum(12 * HOUR <= time < 13 * HOUR for time in times)
    assert peak > 2 * noon


@given(seed=st.integers(0, 2**32), after=st.floats(0, 20 * HOUR))
def test_arrivals_ascend_inside_the_day(seed: int, after: float) -> None:
    profile = WORKING_DAY.scaled_to(100)
    times = list(arrivals(profile, random.Random(seed), after=after))
    assert all(earlier < later for earlier, later in pairwise(times))
    assert all(max(after, profile.opens) <= time <= profile.closes for time in times)


def test_nobody_comes_when_the_rate_is_zero() -> None:
    assert list(arrivals(DayProfile(((0.0, 0.0), (10.0, 0.0))), random.Random(1), after=0.0)) == []


def test_clock_changes_speed_without_a_jump() -> None:
    wall = [100.0]
    clock = HallClock(lambda: wall[0])
    assert clock.now() == 0.0
    clock.run(60)
    wall[0] += 2
    assert clock.now() == pytest.approx(120)
    clock.run(0)
    wall[0] += 50
    assert clock.now() == pytest.approx(120)
    clock.run(1)
    wall[0] += 3
    assert clock.now() == pytest.approx(123)


def test_nights_are_left_out() -> None:
    days = Days(WORKING_DAY, start=9 * HOUR)
    span = WORKING_DAY.closes - WORKING_DAY.opens
    assert days.time_of_day(0.0) == pytest.approx(9 * HOUR)
    assert days.time_of_day(span) == pytest.approx(9 * HOUR)
    assert days.time_of_day(WORKING_DAY.closes - 9 * HOUR + 60) == pytest.approx(WORKING_DAY.opens + 60)


def test_arrivals_go_on_over_days() -> None:
    days = Days(WORKING_DAY.scaled_to(200), start=9 * HOUR)
    span = WORKING_DAY.closes - WORKING_DAY.opens
    times = list(takewhile(lambda time: time < 3 * span, days.arrivals(random.Random(3))))
    assert all(earlier < later for earlier, later in pairwise(times))
    assert times[0] > 0
    per_day = [sum(k * span <= time < (k + 1) * span for time in times) for k in range(3)]
    assert all(140 < count < 260 for count in per_day)


def test_demo_hall_expects_as_many_people_as_its_clerks_can_serve() -> None:
    hall = load_hall(Path(__file__).parents[3] / "config" / "halls" / "demo.toml")
    crowd, day = crowd_of(hall), day_of(hall)
    work = [
        wish.weight * sum(crowd.minutes[service] for service in wish.services or (wish.offer,))
        for wish in crowd.wishes
    ]
    per_resident = sum(work) / sum(wish.weight for wish in crowd.wishes)
    minutes = len(hall.windows) * (day.closes - day.opens) / 60
    assert day.expected * per_resident / minutes == pytest.approx(UTILISATION)
    assert {wish.offer for wish in crowd.wishes if wish.card_required} == {"household", "newborn"}
