"""The look ahead of a hall: from windows and queues to the minutes until each call."""

from __future__ import annotations

import heapq
import random
import time
from dataclasses import replace
from math import log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast import (
    HallLoad,
    Handling,
    HelpRule,
    QueueLoad,
    WindowLoad,
    call_time,
    call_times,
    staying,
)

NOW = 600.0
PUNCTUAL = {"a": Handling(10.0, 0.0), "b": Handling(4.0, 0.0)}


def hall(*windows: WindowLoad, **queues: QueueLoad) -> HallLoad:
    return HallLoad(NOW, windows, queues, PUNCTUAL)


def window(name: str, *services: str, **more: object) -> WindowLoad:
    return replace(WindowLoad(name, services), **more)  # type: ignore[arg-type]


def busy(name: str, *services: str, minutes: float = 0.0) -> WindowLoad:
    """A window that has served somebody of its first service for so long."""
    return window(name, *services, held_service=services[0], held_since=NOW - minutes)


def minutes(load: HallLoad, service: str, ahead: int) -> float | None:
    found = call_time(load, service, ahead)
    return None if found is None else round(found.minutes, 1)


def test_an_idle_window_calls_at_once() -> None:
    assert minutes(hall(window("1", "a")), "a", 0) == 0.0


def test_somebody_ahead_takes_a_session() -> None:
    load = hall(busy("1", "a", minutes=4), a=QueueLoad(2))
    assert [minutes(load, "a", ahead) for ahead in range(4)] == [6.0, 16.0, 26.0, 36.0]


def test_a_resident_who_was_only_called_has_the_whole_session_ahead() -> None:
    called = window("1", "a", held_service="a")
    assert minutes(hall(called), "a", 0) == 10.0


def test_two_windows_share_the_queue() -> None:
    load = hall(busy("1", "a", minutes=8), busy("2", "a", minutes=3), a=QueueLoad(9))
    assert [minutes(load, "a", ahead) for ahead in range(4)] == pytest.approx([2, 7, 12, 17], abs=0.5)


def test_sessions_take_what_their_service_takes() -> None:
    load = hall(window("1", "a", "b"), a=QueueLoad(1, (500.0,)), b=QueueLoad(2, (510.0, 520.0)))
    assert [minutes(load, "b", ahead) for ahead in range(3)] == [10.0, 14.0, 18.0]
    assert minutes(load, "a", 1) == 18.0


def test_a_window_with_a_list_takes_its_first_service_first() -> None:
    queues = {"a": QueueLoad(2, (500.0, 501.0)), "b": QueueLoad(2, (550.0, 560.0))}
    listed = hall(window("1", "b", "a", listed=True), **queues)
    assert minutes(listed, "b", 1) == 4.0
    assert minutes(listed, "a", 0) == 8.0
    assert minutes(hall(window("1", "b", "a"), **queues), "a", 0) == 0.0


def test_paused_windows_do_not_count() -> None:
    paused = window("2", "a", open=False, held_service="a", held_since=595.0)
    load = hall(busy("1", "a"), paused, a=QueueLoad(3))
    assert minutes(load, "a", 3) == 40.0


def test_nobody_calls_where_no_window_is_open_or_planned() -> None:
    assert call_time(hall(window("1", "b")), "a", 0) is None
    assert call_time(hall(window("1", "a", open=False)), "a", 0) is None
    over = window("1", "a", open=False, shifts=((480.0, 590.0),))
    assert call_time(hall(over), "a", 0) is None
    assert call_times(hall(), "a", [0, 5]) == [None, None]


def test_a_planned_opening_is_waited_for() -> None:
    later = window("1", "a", open=False, shifts=((480.0, 540.0), (630.0, 700.0)))
    assert [minutes(hall(later), "a", ahead) for ahead in (0, 1)] == [30.0, 40.0]


def test_a_second_window_that_opens_shortens_the_wait() -> None:
    later = window("2", "a", open=False, shifts=((620.0, 700.0),))
    load = hall(busy("1", "a"), later, a=QueueLoad(5))
    assert [minutes(load, "a", ahead) for ahead in range(5)] == [10.0, 20.0, 20.0, 30.0, 30.0]


def test_a_break_is_waited_out() -> None:
    before_noon = window("1", "a", shifts=((480.0, 615.0), (690.0, 900.0)))
    load = hall(before_noon, a=QueueLoad(3))
    assert [minutes(load, "a", ahead) for ahead in range(4)] == [0.0, 10.0, 90.0, 100.0]


def test_a_session_that_outlasts_a_shift_is_finished_first() -> None:
    held = window("1", "a", held_service="a", held_since=NOW, shifts=((480.0, 605.0), (606.0, 900.0)))
    assert minutes(hall(held), "a", 0) == 10.0


def test_nobody_is_called_after_the_last_shift() -> None:
    load = hall(window("1", "a", shifts=((480.0, 625.0),)), a=QueueLoad(9))
    assert minutes(load, "a", 2) == 20.0
    assert minutes(load, "a", 3) is None


def test_a_window_that_works_outside_its_shifts_works() -> None:
    load = hall(window("1", "a", shifts=((300.0, 500.0), (700.0, 720.0))), a=QueueLoad(1))
    assert minutes(load, "a", 1) == 10.0


def test_a_window_helps_when_nobody_waits_for_its_own() -> None:
    helper = window("2", "b", helps=(HelpRule("a", when_waiting=50, when_minutes=200.0),))
    load = hall(busy("1", "a"), helper, a=QueueLoad(2, (590.0, 591.0)))
    assert [minutes(load, "a", ahead) for ahead in (0, 1)] == [0.0, 10.0]
    with_own = replace(load, queues={**load.queues, "b": QueueLoad(2, (592.0, 593.0))})
    assert minutes(with_own, "a", 0) == 8.0


@pytest.mark.parametrize(
    "rule, first",
    [(HelpRule("a", when_waiting=3), 0.0), (HelpRule("a", when_minutes=15.0), 0.0), (HelpRule("a"), 4.0)],
)
def test_a_window_helps_a_queue_that_has_grown_too_much(rule: HelpRule, first: float) -> None:
    own = QueueLoad(9, tuple(590.0 + place for place in range(9)))
    load = hall(busy("1", "a"), window("2", "b", helps=(rule,)), a=QueueLoad(3, (582.0, 583.0, 584.0)), b=own)
    assert minutes(load, "a", 0) == first


def test_residents_who_are_not_listed_came_evenly_since() -> None:
    few = hall(window("1", "a", "b"), a=QueueLoad(4, (500.0,)), b=QueueLoad(1, (560.0,)))
    # Of a: 500, then about 525, 550 and 575.
    assert minutes(few, "b", 0) == 30.0


def scattered(service: Handling, source: random.Random, beyond: float = 0.0) -> float:
    sigma = sqrt(log(1 + service.variation**2))
    while True:
        session = source.lognormvariate(log(service.mean) - sigma * sigma / 2, sigma)
        if session > beyond:
            return session - beyond


@pytest.mark.parametrize("variation", [0.5, 0.8, 1.1])
@pytest.mark.parametrize("count", [1, 3, 8])
def test_agrees_with_what_happens_by_chance(variation: float, count: int) -> None:
    """Against thousands of played hours with log-normal sessions: mean and deviation of the wait at several places."""
    source, handling = random.Random(3), Handling(8.0, variation)
    begun = [1.2 * index for index in range(count)]
    windows = tuple(
        WindowLoad(str(index), ("a",), held_service="a", held_since=NOW - elapsed)
        for index, elapsed in enumerate(begun)
    )
    load = HallLoad(NOW, windows, {"a": QueueLoad(30)}, {"a": handling})
    places = [0, 2, 8, 20]
    waits: dict[int, list[float]] = {place: [] for place in places}
    for _ in range(1500):
        free = [scattered(handling, source, elapsed) for elapsed in begun]
        heapq.heapify(free)
        for place in range(places[-1] + 1):
            if place in waits:
                waits[place].append(free[0])
            heapq.heapreplace(free, free[0] + scattered(handling, source))
    for place, found in zip(places, call_times(load, "a", places), strict=True):
        mean = sum(waits[place]) / 1500
        deviation = sqrt(sum((wait - mean) ** 2 for wait in waits[place]) / 1500)
        assert found is not None
        assert found.minutes == pytest.approx(mean, rel=0.07, abs=2.0)
        assert found.deviation == pytest.approx(deviation, rel=0.45, abs=0.5)


SERVICES = ("a", "b", "c")
services = st.lists(st.sampled_from(SERVICES), min_size=1, max_size=3, unique=True).map(tuple)
spans = st.lists(st.floats(500, 900), min_size=0, max_size=4, unique=True).map(
    lambda times: tuple(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)
windows = st.builds(
    WindowLoad,
    window=st.just("w"),
    services=services,
    listed=st.booleans(),
    helps=st.lists(
        st.builds(HelpRule, st.sampled_from(SERVICES), st.integers(1, 5), st.floats(1, 60)), max_size=2
    ).map(tuple),
    open=st.booleans(),
    held_service=st.none() | st.sampled_from(SERVICES),
    held_since=st.none() | st.floats(500, 600),
    shifts=spans,
)
queues = st.dictionaries(
    st.sampled_from(SERVICES),
    st.builds(
        QueueLoad, st.integers(0, 400), st.lists(st.floats(500, 600), max_size=5).map(sorted).map(tuple)
    ),
)
halls = st.builds(
    HallLoad,
    minute=st.just(NOW),
    windows=st.lists(windows, max_size=5).map(tuple),
    queues=queues,
    handling=st.dictionaries(
        st.sampled_from(SERVICES), st.builds(Handling, st.just(0.0) | st.floats(0.5, 60), st.floats(0, 3))
    ),
)


@given(halls, st.sampled_from(SERVICES), st.lists(st.integers(0, 500), max_size=8).map(sorted))
def test_nobody_further_back_is_called_earlier(load: HallLoad, service: str, places: list[int]) -> None:
    found = call_times(load, service, places)
    assert len(found) == len(places)
    called = [call.minutes for call in found if call is not None]
    assert called == sorted(called)
    assert all(call >= 0.0 for call in called)
    # Once nobody is called any more, nobody further back is.
    assert [call is None for call in found] == sorted(call is None for call in found)


@given(halls, st.sampled_from(SERVICES))
def test_one_place_is_the_same_asked_alone(load: HallLoad, service: str) -> None:
    together = call_times(load, service, [0, 3, 40])
    assert together == [call_time(load, service, place) for place in (0, 3, 40)]


def test_ten_thousand_cost_little_more_than_hundreds() -> None:
    crowd = tuple(busy(str(index), "a", "b", minutes=index) for index in range(12))
    load = hall(*crowd, a=QueueLoad(10_000), b=QueueLoad(3000))
    begun = time.process_time()
    found = call_time(load, "a", 10_000)
    assert time.process_time() - begun < 0.05
    assert found is not None
    assert found.minutes == pytest.approx((10_000 * 10 + 3000 * 4) / 12, rel=0.05)


def test_a_usual_queue_costs_less_than_a_millisecond() -> None:
    load = hall(*(busy(str(index), "a", "b") for index in range(6)), a=QueueLoad(40), b=QueueLoad(10))
    took: list[float] = []
    for _ in range(50):
        begun = time.process_time()
        call_time(load, "a", 40)
        took.append(time.process_time() - begun)
    assert sorted(took)[len(took) // 2] < 0.001


@pytest.mark.parametrize(
    "shifts, closes, stays",
    [
        ([(540.0, 720.0), (780.0, 1020.0)], 1020.0, ((540.0, 720.0), (780.0, 1440.0))),
        ([(540.0, 720.0)], 1020.0, ((540.0, 720.0),)),
        ([(540.0, 1080.0)], 1020.0, ((540.0, 1440.0),)),
        ([(1200.0, 1500.0)], 1440.0, ((1200.0, 1500.0),)),
        ([], 1020.0, ()),
    ],
)
def test_a_window_stays_when_its_last_shift_reaches_the_closing(
    shifts: list[tuple[float, float]], closes: float, stays: tuple[tuple[float, float], ...]
) -> None:
    assert staying(shifts, closes) == stays
