"""Fan-out of committed events."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.web.errors import WebCode, WebError
from queue_server.web.hub import BEHIND_LIMIT, Hub, Listener
from tests.fakes.event_log import EventLog


def received(listener: Listener) -> list[int | None]:
    found: list[int | None] = []
    while not listener.frames.empty():
        item = listener.frames.get()
        found.append(None if item is None else item[0])
    return found


@given(st.permutations(range(12)))
def test_listeners_hear_in_the_order_of_commits(order: list[int]) -> None:
    log = EventLog(5)
    hub = Hub(log.read_after, 5, 10)
    listener = hub.join()
    committed = log.commit(12)
    for place in order:
        hub.publish([committed[place]])
    assert received(listener) == list(range(6, 18))


def test_what_another_process_committed_is_fetched() -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 10)
    listener = hub.join()
    log.commit(3)
    mine = log.commit()
    hub.publish(mine)
    assert received(listener) == []
    hub.catch_up()
    assert received(listener) == [1, 2, 3, 4]


def test_an_event_comes_once_however_it_is_learnt() -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 10)
    listener = hub.join()
    fresh = log.commit(2)
    hub.catch_up()
    hub.publish(fresh)
    hub.publish(fresh)
    assert received(listener) == [1, 2]


def test_there_is_room_for_so_many() -> None:
    hub = Hub(EventLog().read_after, 0, 2)
    first, _ = hub.join(), hub.join()
    with pytest.raises(WebError) as refused:
        hub.join()
    assert refused.value.code is WebCode.TOO_MANY_LISTENERS
    hub.leave(first)
    hub.leave(first)
    hub.join()
    assert hub.count() == 2


def test_whoever_falls_too_far_behind_is_dropped_and_the_others_go_on() -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 2)
    slow, quick = hub.join(), hub.join()
    for _ in range(BEHIND_LIMIT + 5):
        hub.publish(log.commit())
        received(quick)
    assert received(slow)[-1] is None
    assert hub.count() == 1


def test_closing_ends_every_stream_and_lets_nobody_in() -> None:
    hub = Hub(EventLog().read_after, 0, 2)
    listener = hub.join()
    hub.close()
    assert received(listener) == [None]
    with pytest.raises(WebError):
        hub.join()


def test_whoever_waits_is_woken_for_every_event_and_the_end() -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 2)
    listener, woken = hub.join(), list[int]()
    listener.wake = lambda: woken.append(listener.frames.qsize())
    hub.publish(log.commit(2))
    hub.close()
    assert woken == [1, 2, 3]
