"""Waits under a plan, against Erlang's formula where the load is steady and against played days where it is not."""

from __future__ import annotations

import heapq
import random
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.forecast.arrivals import typical_profile
from queue_server.domain.forecast.classical import LONGEST_MINUTES
from queue_server.domain.forecast.erlang import mean_wait
from queue_server.domain.staffing import DayDemand, DayWaits, PlannedWindow, day_waits, needed_windows
from queue_server.domain.staffing.fluid import SteadyQueue
from queue_server.domain.staffing.plan import QUARTERS

NINE, FIVE = 540, 1020
PROFILE = typical_profile([(NINE, FIVE)])


def staffed(count: int, services: str = "a", start: int = NINE, end: int = FIVE) -> list[PlannedWindow]:
    return [PlannedWindow(f"{services}{index}", tuple(services), ((start, end),)) for index in range(count)]


def steady(per_hour: float) -> list[float]:
    return [per_hour / 4 if NINE <= quarter * 15 < FIVE else 0.0 for quarter in range(QUARTERS)]


def waits(found: DayWaits, service: str = "a") -> list[float]:
    return [quarter.wait for quarter in found.services[service]]


def at(hour: float) -> int:
    return int(hour * 4)


def around_the_clock(per_hour: float) -> list[float]:
    """Long enough for a queue that begins empty to become steady."""
    return [per_hour / 4] * QUARTERS


@pytest.mark.parametrize("count, per_hour", [(2, 12), (4, 24), (5, 24), (10, 66), (20, 130)])
def test_a_steady_load_has_erlangs_wait(count: int, per_hour: float) -> None:
    demand = DayDemand(0, {"a": around_the_clock(per_hour)}, {"a": 8.0})
    found = day_waits(demand, staffed(count, "a", 0, 1440))
    expected = mean_wait(per_hour * 8 / 60, count, 8.0)
    assert waits(found)[at(20)] == pytest.approx(expected, rel=0.03, abs=0.02)
    assert found.services["a"][at(20)].utilisation == pytest.approx(per_hour * 8 / 60 / count, rel=0.01)


def test_windows_that_take_several_services_have_the_wait_of_one_pool() -> None:
    arrivals = {"a": around_the_clock(14), "b": around_the_clock(10)}
    found = day_waits(DayDemand(0, arrivals, {"a": 8.0, "b": 8.0}), staffed(4, "ab", 0, 1440))
    assert waits(found, "a")[at(20)] == pytest.approx(mean_wait(3.2, 4, 8.0), rel=0.03)
    assert waits(found, "a") == pytest.approx(waits(found, "b"))


def test_special_windows_have_waits_of_their_own() -> None:
    arrivals = {"a": around_the_clock(20), "b": around_the_clock(4)}
    windows = [*staffed(3, "a", 0, 1440), *staffed(1, "b", 0, 1440)]
    found = day_waits(DayDemand(0, arrivals, {"a": 8.0, "b": 8.0}), windows)
    assert waits(found, "a")[at(20)] == pytest.approx(mean_wait(20 * 8 / 60, 3, 8.0), rel=0.05)
    assert waits(found, "b")[at(20)] == pytest.approx(mean_wait(4 * 8 / 60, 1, 8.0), rel=0.05)


def test_what_is_too_much_queues_up_and_is_carried_on() -> None:
    """30 an hour come for two hours, 22.5 can be served: 15 too many, gone at that rate after forty minutes of quiet."""
    arrivals = [7.5 if at(9) <= quarter < at(11) else 0.0 for quarter in range(QUARTERS)]
    found = waits(day_waits(DayDemand(NINE, {"a": arrivals}, {"a": 8.0}), staffed(3)))
    # What is random waits as well, so somewhat more than the pure excess.
    assert 14 / 22.5 * 60 < found[at(10.75)] < 1.5 * 14 / 22.5 * 60
    assert found[at(9) : at(11)] == sorted(found[at(9) : at(11)])
    assert found[at(12.25)] < 3.0


def played_day(
    arrivals: Sequence[float], count: int, mean: float, source: random.Random
) -> list[list[float]]:
    """The waits of one day of random arrivals and sessions, by quarter hour of the arrival."""
    free = [float(NINE)] * count
    found: list[list[float]] = [[] for _ in range(QUARTERS)]
    for quarter, expected in enumerate(arrivals):
        minute = quarter * 15.0
        while expected > 0.0:
            minute += source.expovariate(expected / 15.0)
            if minute >= quarter * 15.0 + 15.0:
                break
            begins = max(minute, free[0])
            heapq.heapreplace(free, begins + source.expovariate(1.0 / mean))
            found[quarter].append(begins - minute)
    return found


@pytest.mark.parametrize("total, count", [(120, 3), (200, 5), (240, 4), (320, 6), (700, 16)])
def test_agrees_with_played_days_of_changing_load(total: float, count: int) -> None:
    arrivals = [share * total for share in PROFILE]
    source = random.Random(total)
    days = [played_day(arrivals, count, 8.0, source) for _ in range(250)]
    found = waits(day_waits(DayDemand(480, {"a": arrivals}, {"a": 8.0}), staffed(count)))
    for quarter in range(at(9), at(16)):
        seen = [wait for day in days for wait in day[quarter]]
        assert found[quarter] == pytest.approx(sum(seen) / len(seen), rel=0.25, abs=5.0)
    everybody = [wait for day in days for quarter in day for wait in quarter]
    overall = sum(wait * share for wait, share in zip(found, PROFILE, strict=True))
    assert overall == pytest.approx(sum(everybody) / len(everybody), rel=0.2, abs=0.7)


def test_those_who_wait_already_are_ahead() -> None:
    demand = DayDemand(600, {"a": steady(6)}, {"a": 10.0}, {"a": 12})
    found = waits(day_waits(demand, staffed(3)))
    assert found[at(10)] == pytest.approx(12 * 10 / 3, rel=0.2)
    assert found[at(9)] == 0.0
    assert found[at(12)] < 2.0


def test_in_the_middle_of_a_quarter_only_its_rest_counts() -> None:
    demand = DayDemand(610.0, {"a": steady(24)}, {"a": 8.0})
    found = day_waits(demand, staffed(4))
    assert found.first == at(10)
    assert 0.0 < waits(found)[at(10)] < 15.0


def test_a_break_is_waited_out_and_leaves_a_queue() -> None:
    shifts = ((NINE, 720), (810, FIVE))
    windows = [PlannedWindow(str(index), ("a",), shifts) for index in range(3)]
    found = waits(day_waits(DayDemand(NINE, {"a": steady(12)}, {"a": 8.0}), windows))
    assert found[at(12)] > 60.0
    assert found[at(12)] > found[at(13)] > found[at(13.5)] > found[at(15)]


def test_a_service_that_no_window_takes_waits_as_long_as_there_is() -> None:
    found = day_waits(DayDemand(NINE, {"a": steady(6)}, {"a": 8.0}), staffed(2, "b"))
    assert waits(found)[at(10)] == LONGEST_MINUTES
    assert found.services["a"][at(10)].windows == 0


def test_who_still_waits_at_the_end_is_served_beyond_it() -> None:
    arrivals = [10.0 if at(16) <= quarter < at(17) else 0.0 for quarter in range(QUARTERS)]
    found = waits(day_waits(DayDemand(NINE, {"a": arrivals}, {"a": 10.0}), staffed(2)))
    assert 100.0 < found[at(16.75)] < 250.0


def test_more_windows_never_make_waits_longer() -> None:
    arrivals = [share * 260 for share in PROFILE]
    days = [day_waits(DayDemand(480, {"a": arrivals}, {"a": 8.0}), staffed(count)) for count in range(2, 12)]
    totals = [day.total for day in days]
    assert totals == sorted(totals, reverse=True)
    for fewer, more in pairwise(days):
        assert all(a >= b - 1e-6 for a, b in zip(waits(fewer), waits(more), strict=True))


services = st.sampled_from("abc")
spans = st.tuples(st.integers(400, 800), st.integers(1, 500)).map(lambda span: (span[0], span[0] + span[1]))
plans = st.lists(
    st.builds(
        PlannedWindow,
        st.text(max_size=2),
        st.lists(services, min_size=1, max_size=3, unique=True).map(tuple),
        st.lists(spans, max_size=1).map(tuple),
    ),
    max_size=5,
)


@settings(max_examples=40)
@given(
    plans,
    st.floats(0, 1439),
    st.dictionaries(services, st.floats(0, 900), min_size=1),
    st.dictionaries(services, st.integers(0, 300)),
    st.floats(0.2, 60),
)
def test_every_day_has_finite_waits(
    plan: list[PlannedWindow],
    minute: float,
    totals: dict[str, float],
    waiting: dict[str, int],
    each: float,
) -> None:
    arrivals = {service: [share * total for share in PROFILE] for service, total in totals.items()}
    demand = DayDemand(minute, arrivals, dict.fromkeys(totals, each), waiting)
    found = day_waits(demand, plan)
    assert set(found.services) == set(totals)
    for quarters in found.services.values():
        assert len(quarters) == QUARTERS
        assert all(0.0 <= quarter.wait <= LONGEST_MINUTES for quarter in quarters)
        assert all(0.0 <= quarter.utilisation <= 1.0 for quarter in quarters)


@pytest.mark.parametrize("windows", [1, 4, 30])
def test_a_queue_with_more_people_is_busier_and_has_more_ahead(windows: int) -> None:
    queue = SteadyQueue(windows)
    found = [queue.at(present / 7) for present in range(0, windows * 100, 3)]
    busy, ahead = [one.utilisation for one in found], [one.ahead for one in found]
    assert busy == sorted(busy)
    assert ahead == sorted(ahead)
    assert (busy[0], ahead[0]) == (0.0, 0.0)
    assert queue.at(1e9).utilisation <= 1.0
    assert queue.at(1e6).ahead == pytest.approx(1e6 - windows, rel=0.01)


@pytest.mark.parametrize(
    "per_hour, minutes, windows", [(0, 8, 0), (30, 8, 5), (51, 10, 10), (51.1, 10, 11), (60, 0.85, 1)]
)
def test_needed_windows_are_busy_at_most_85_per_cent(per_hour: float, minutes: float, windows: int) -> None:
    assert needed_windows(per_hour, minutes) == windows


def test_a_day_is_quick() -> None:
    arrivals = {service: [share * 100 for share in PROFILE] for service in "abcdef"}
    windows = [
        PlannedWindow(str(n), ("abcdef"[n % 6], "abcdef"[(n + 1) % 6]), ((NINE, FIVE),)) for n in range(10)
    ]
    demand = DayDemand(480, arrivals, dict.fromkeys("abcdef", 8.0))
    begun = time.process_time()
    day_waits(demand, windows)
    assert time.process_time() - begun < 0.25
