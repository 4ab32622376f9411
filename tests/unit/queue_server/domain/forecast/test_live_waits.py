"""What residents are told: the look ahead and the learnt estimator in one prediction."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.forecast import (
    HallLoad,
    Handling,
    LiveWaits,
    Prediction,
    QueueLoad,
    QueueState,
    TodayPace,
    WaitEstimator,
    WindowLoad,
    interval,
    train,
)
from queue_server.domain.forecast.classical import LONGEST_MINUTES
from queue_server.domain.forecast.live import AT_ONCE, ladder, look_weight
from tests.fakes.invented_waits import invented_days, invented_state

NOW = 700.0
COLD = LiveWaits(WaitEstimator(), TodayPace())


@pytest.fixture(scope="module")
def learnt() -> LiveWaits:
    """Queue A moves every two minutes, B every five, C every twelve."""
    return LiveWaits(train(invented_days(range(8))), TodayPace())


def hall(waiting: int, *, windows: int = 2, busy: bool = True, minutes: float = 10.0) -> HallLoad:
    return HallLoad(
        NOW,
        tuple(
            WindowLoad(
                str(index), ("A", "B", "C"), held_service="B" if busy else None, held_since=NOW - index
            )
            for index in range(windows)
        ),
        {"B": QueueLoad(waiting)},
        {"B": Handling(minutes, 0.5)},
    )


def state(waiting: int, queue: str = "B") -> QueueState:
    return invented_state(queue, NOW, waiting)


def told(waits: LiveWaits, load: HallLoad, waiting: int) -> Prediction:
    found = waits.newcomer(load, state(waiting))
    assert found is not None
    return found


def test_an_idle_window_and_nobody_ahead_is_at_once(learnt: LiveWaits) -> None:
    for waits in (COLD, learnt):
        assert told(waits, hall(0, busy=False), 0) == AT_ONCE
    assert interval(AT_ONCE) == (0, 0)


def test_busy_windows_make_even_the_first_wait(learnt: LiveWaits) -> None:
    for waits in (COLD, learnt):
        found = told(waits, hall(0), 0)
        assert 1.0 < found.p50 < found.p80 < found.upper_90 < 20.0
        assert interval(found)[1] >= 5


def test_without_a_window_there_is_no_wait_to_tell(learnt: LiveWaits) -> None:
    closed = replace(hall(3), windows=(WindowLoad("1", ("A",)), WindowLoad("2", ("B",), open=False)))
    for waits in (COLD, learnt):
        assert waits.newcomer(closed, state(3)) is None
        assert waits.places(closed, state(3), [0, 5]) == [None, None]


def test_a_planned_opening_is_told(learnt: LiveWaits) -> None:
    later = replace(hall(0), windows=(WindowLoad("1", ("B",), open=False, shifts=((730.0, 900.0),)),))
    for waits in (COLD, learnt):
        assert told(waits, later, 0).p50 == pytest.approx(30.0, rel=0.1)


def test_without_a_model_the_look_ahead_is_told() -> None:
    assert told(COLD, hall(20), 20).p50 == pytest.approx(105.0, rel=0.1)
    assert told(COLD, hall(20, minutes=4.0), 20).p50 == pytest.approx(42.0, rel=0.1)


def test_far_back_the_past_is_told(learnt: LiveWaits) -> None:
    """The past says five minutes each; the look ahead, with windows that take ten minutes each, one."""
    load = hall(40, windows=10)
    far, near = told(learnt, load, 40), learnt.place(load, state(40), 3)
    assert near is not None
    assert far.p50 > 100.0
    assert near.p50 == pytest.approx(3.0, abs=2.0)


def test_nothing_of_the_past_is_told_beyond_a_change_of_windows(learnt: LiveWaits) -> None:
    load = hall(40, windows=10)
    more = WindowLoad("more", ("B",), open=False, shifts=((NOW + 6.0, 900.0),))
    found = told(learnt, replace(load, windows=(*load.windows, more)), 40)
    assert found.p50 == pytest.approx(told(COLD, load, 40).p50, rel=0.2)


def test_the_pace_of_the_day_is_heard() -> None:
    mixed = [*invented_days(range(0, 10, 2)), *invented_days(range(1, 10, 2), slower=1.8)]
    estimator, slow = train(mixed), TodayPace()
    for _ in range(40):
        slow.add("B", 0.4)
    usual, late = (told(LiveWaits(estimator, pace), hall(30), 30).p50 for pace in (TodayPace(), slow))
    assert late > 1.1 * usual


def test_the_weight_of_the_look_ahead_falls_with_the_line() -> None:
    weights = [look_weight(ahead, 3) for ahead in range(40)]
    assert weights[:4] == [1.0] * 4
    assert weights[9] == 0.5
    assert weights == sorted(weights, reverse=True)
    assert look_weight(100, 0) == 1.0


@settings(max_examples=40)
@given(
    windows=st.integers(1, 12),
    busy=st.booleans(),
    minutes=st.floats(1.0, 60.0),
    queue=st.sampled_from("ABC"),
    les=st.none() | st.floats(0, 200),
    places=st.lists(st.integers(0, 300), min_size=2, max_size=12),
    closing=st.none() | st.floats(NOW + 1.0, NOW + 200.0),
)
def test_nobody_further_back_is_told_less(
    learnt: LiveWaits,
    windows: int,
    busy: bool,
    minutes: float,
    queue: str,
    les: float | None,
    places: list[int],
    closing: float | None,
) -> None:
    load = hall(20, windows=windows, busy=busy, minutes=minutes)
    if closing is not None:
        short = replace(load.windows[0], shifts=((0.0, closing),))
        load = replace(load, windows=(short, *load.windows[1:]))
    now = replace(state(20, queue), les=les)
    for waits in (COLD, learnt):
        found = waits.places(load, now, sorted(places))
        known = [one for one in found if one is not None]
        for figure in ("p50", "p80", "upper_90"):
            values = [getattr(one, figure) for one in known]
            assert values == sorted(values)
        for one in known:
            assert 0.0 <= one.p50 <= one.p80 <= one.upper_90
            assert one.p50 <= LONGEST_MINUTES
        assert [one is None for one in found] == sorted(one is None for one in found)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=6), st.integers(0, 200))
def test_a_place_is_told_the_same_alone_and_among_others(places: list[int], waiting: int) -> None:
    load = hall(waiting)
    together = COLD.places(load, state(waiting), places)
    assert together == [COLD.place(load, state(waiting), place) for place in places]


def test_the_ladder_takes_every_place_at_first() -> None:
    assert ladder(0) == [0]
    assert ladder(10) == [*range(9), 10]
    far = ladder(10_000)
    assert len(far) < 50
    assert far[-2] < 10_000 <= far[-1]
    assert ladder(700) == far[: len(ladder(700))]


def test_nothing_is_longer_than_a_hall_is_open() -> None:
    endless = told(COLD, hall(10_000), 10_000)
    assert endless.p50 <= LONGEST_MINUTES
    assert endless.upper_90 < 2 * LONGEST_MINUTES


def test_a_usual_queue_takes_about_a_millisecond(learnt: LiveWaits) -> None:
    load, now = hall(50, windows=5), state(50)
    took: list[float] = []
    for _ in range(40):
        begun = time.process_time()
        learnt.newcomer(load, now)
        took.append(time.process_time() - begun)
    assert sorted(took)[len(took) // 2] < 0.003
