"""What in the hall needs a hand."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.alarms import Alarm, AlarmKind, Alarms, ServiceNow, WindowNow, find_alarms

NOW = 600.0
BOUNDS = Alarms()
CALM = ServiceNow("a", waiting=3, first_since=595.0, predicted=8.0)
BUSY = WindowNow("1", ("a",), held_since=590.0, serving_since=591.0, last_action=591.0)


def kinds(
    services: list[ServiceNow], windows: list[WindowNow], bounds: Alarms = BOUNDS
) -> list[tuple[str, str]]:
    return [(alarm.kind.value, alarm.subject) for alarm in find_alarms(NOW, services, windows, bounds)]


def test_a_calm_hall_has_no_alarm() -> None:
    assert find_alarms(NOW, [CALM], [BUSY], BOUNDS) == []
    assert find_alarms(NOW, [], [], BOUNDS) == []


def test_too_many_for_each_open_window() -> None:
    crowd = replace(CALM, waiting=20)
    idle = replace(BUSY, window="2", open=False)
    assert find_alarms(NOW, [crowd], [BUSY, idle], BOUNDS) == [
        Alarm(AlarmKind.WAITING_PER_WINDOW, "a", 20.0, 10.0)
    ]
    assert kinds([crowd], [BUSY, replace(BUSY, window="2")]) == []


def test_a_long_queue() -> None:
    windows = [replace(BUSY, window=str(number)) for number in range(9)]
    assert find_alarms(NOW, [replace(CALM, waiting=21)], windows, BOUNDS) == [
        Alarm(AlarmKind.QUEUE_LENGTH, "a", 21.0, 20)
    ]


def test_the_first_in_line_waits_too_long() -> None:
    late = replace(CALM, first_since=579.5)
    assert find_alarms(NOW, [late], [BUSY], BOUNDS) == [Alarm(AlarmKind.FIRST_WAIT, "a", 20.5, 20.0, 579.5)]
    assert kinds([replace(CALM, first_since=580.0)], [BUSY]) == []


def test_a_long_wait_is_predicted() -> None:
    assert find_alarms(NOW, [replace(CALM, predicted=15.5)], [BUSY], BOUNDS) == [
        Alarm(AlarmKind.PREDICTED_WAIT, "a", 15.5, 15.0)
    ]
    assert kinds([replace(CALM, predicted=None)], [BUSY]) == []


def test_nobody_is_there_for_those_who_wait() -> None:
    alone = replace(CALM, first_since=590.0)
    paused = replace(BUSY, open=False, held_since=None, serving_since=None)
    (alarm,) = find_alarms(NOW, [alone], [paused], BOUNDS)
    assert (alarm.kind, alarm.value, alarm.since) == (AlarmKind.UNMANNED, 10.0, 590.0)
    assert kinds([replace(alone, unmanned_since=597.0)], [paused]) == []
    assert kinds([replace(alone, waiting=0, first_since=None)], [paused]) == []


def test_a_window_does_nothing_while_somebody_waits() -> None:
    lazy = replace(BUSY, held_since=None, serving_since=None, last_action=580.0)
    waited = replace(CALM, first_since=592.0)
    assert find_alarms(NOW, [waited], [lazy], BOUNDS) == [Alarm(AlarmKind.NO_ACTION, "1", 8.0, 5.0, 592.0)]
    assert kinds([waited], [replace(lazy, last_action=596.0)]) == []
    assert kinds([waited], [replace(lazy, services=("b",)), BUSY]) == []
    assert kinds([waited], [replace(lazy, held_since=580.0)]) == []
    assert kinds([replace(waited, waiting=0, first_since=None)], [lazy]) == []


def test_a_session_lasts_too_long() -> None:
    long = replace(BUSY, serving_since=569.0)
    assert find_alarms(NOW, [CALM], [long], BOUNDS) == [Alarm(AlarmKind.LONG_SESSION, "1", 31.0, 30.0, 569.0)]


def test_a_pause_that_nobody_covers() -> None:
    paused = WindowNow("2", ("a", "b"), open=False, paused_since=589.0)
    assert find_alarms(NOW, [CALM], [BUSY, paused], BOUNDS) == [
        Alarm(AlarmKind.LONG_PAUSE, "2", 11.0, 10.0, 589.0)
    ]
    cover = replace(BUSY, window="3", services=("b", "c"))
    assert kinds([CALM], [BUSY, paused, cover]) == []
    assert kinds([CALM], [BUSY, replace(paused, paused_since=595.0)]) == []


def test_alarms_come_in_a_fixed_order() -> None:
    services = [
        ServiceNow("b", 30, 500.0, 90.0),
        ServiceNow("a", 25, 570.0, 20.0),
        ServiceNow("c", 1, 500.0),
    ]
    windows = [
        WindowNow("2", ("a", "b"), serving_since=500.0, held_since=499.0),
        WindowNow("1", ("c",), open=False, paused_since=500.0),
    ]
    assert kinds(services, windows) == [
        ("waiting-per-window", "b"), ("queue-length", "b"), ("first-wait", "b"), ("predicted-wait", "b"),
        ("waiting-per-window", "a"), ("queue-length", "a"), ("first-wait", "a"), ("predicted-wait", "a"),
        ("first-wait", "c"), ("unmanned", "c"), ("long-session", "2"), ("long-pause", "1"),
    ]  # fmt: skip


ALL_OFF = Alarms(**{one.name: None for one in fields(Alarms)})


@pytest.mark.parametrize("name", [one.name for one in fields(Alarms)])
def test_every_bound_can_be_moved_or_left_out(name: str) -> None:
    services = [replace(CALM, waiting=2, first_since=598.0, predicted=3.0), ServiceNow("z", 1, 598.0)]
    windows = [
        WindowNow("1", ("a",), held_since=596.0, serving_since=597.0, last_action=597.0),
        WindowNow("2", ("a",), last_action=590.0),
        WindowNow("3", ("x",), open=False, paused_since=597.0),
    ]
    strict = replace(ALL_OFF, **{name: 0})
    assert len({alarm.kind for alarm in find_alarms(NOW, services, windows, strict)}) == 1
    assert find_alarms(NOW, services, windows, ALL_OFF) == []


moments = st.none() | st.floats(400, 600)
services = st.builds(
    ServiceNow,
    st.sampled_from("abc"),
    st.integers(0, 50),
    moments,
    st.none() | st.floats(0, 400),
    moments,
)
windows = st.builds(
    WindowNow,
    st.sampled_from("123"),
    st.lists(st.sampled_from("abc"), max_size=3).map(tuple),
    st.booleans(),
    moments,
    moments,
    moments,
    moments,
)


@given(st.lists(services, max_size=4), st.lists(windows, max_size=4))
def test_every_alarm_is_beyond_its_bound(queue: list[ServiceNow], desks: list[WindowNow]) -> None:
    found = find_alarms(NOW, queue, desks, BOUNDS)
    assert all(alarm.value > alarm.threshold for alarm in found)
    assert all(alarm.since is None or alarm.value == NOW - alarm.since for alarm in found)
    assert found == find_alarms(NOW, queue, desks, BOUNDS)
