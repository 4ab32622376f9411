"""Fan-out of committed events."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.service.ports import StoredEvent
from queue_server.web.errors import WebCode, WebError
from queue_server.web.hub import BEHIND_LIMIT, Hub, Listener, frame
from queue_server.web.stream import OPENING, EventStream


class Log:
    """The log as the database has it."""

    def __init__(self, events: int = 0) -> None:
        self.events = [StoredEvent(seq, "ticket.issued", f'{{"seq":{seq}}}') for seq in range(1, events + 1)]

    def read_after(self, seq: int, limit: int) -> Sequence[StoredEvent]:
        return [event for event in self.events if event.seq > seq][:limit]

    def commit(self, count: int = 1) -> list[StoredEvent]:
        fresh = Log(len(self.events) + count).events[len(self.events) :]
        self.events += fresh
        return fresh


def received(listener: Listener) -> list[int | None]:
    found: list[int | None] = []
    while not listener.frames.empty():
        item = listener.frames.get()
        found.append(None if item is None else item[0])
    return found


@given(st.permutations(range(12)))
def test_listeners_hear_in_the_order_of_commits(order: list[int]) -> None:
    log = Log(5)
    hub = Hub(log.read_after, 5, 10)
    listener = hub.join()
    committed = log.commit(12)
    for place in order:
        hub.publish([committed[place]])
    assert received(listener) == list(range(6, 18))


def test_what_another_process_committed_is_fetched() -> None:
    log = Log()
    hub = Hub(log.read_after, 0, 10)
    listener = hub.join()
    log.commit(3)
    mine = log.commit()
    hub.publish(mine)
    assert received(listener) == []
    hub.catch_up()
    assert received(listener) == [1, 2, 3, 4]


def test_an_event_comes_once_however_it_is_learnt() -> None:
    log = Log()
    hub = Hub(log.read_after, 0, 10)
    listener = hub.join()
    fresh = log.commit(2)
    hub.catch_up()
    hub.publish(fresh)
    hub.publish(fresh)
    assert received(listener) == [1, 2]


def test_there_is_room_for_so_many() -> None:
    hub = Hub(Log().read_after, 0, 2)
    first, _ = hub.join(), hub.join()
    with pytest.raises(WebError) as refused:
        hub.join()
    assert refused.value.code is WebCode.TOO_MANY_LISTENERS
    hub.leave(first)
    hub.leave(first)
    hub.join()
    assert hub.count() == 2


def test_whoever_falls_too_far_behind_is_dropped_and_the_others_go_on() -> None:
    log = Log()
    hub = Hub(log.read_after, 0, 2)
    slow, quick = hub.join(), hub.join()
    for _ in range(BEHIND_LIMIT + 5):
        hub.publish(log.commit())
        received(quick)
    assert received(slow)[-1] is None
    assert hub.count() == 1


def test_closing_ends_every_stream_and_lets_nobody_in() -> None:
    hub = Hub(Log().read_after, 0, 2)
    listener = hub.join()
    hub.close()
    assert received(listener) == [None]
    with pytest.raises(WebError):
        hub.join()


@given(st.integers(0, 450), st.integers(0, 30))
def test_a_stream_is_the_missed_and_then_the_new_without_gap_or_double(after: int, fresh: int) -> None:
    log = Log(450)
    hub = Hub(log.read_after, 450, 2)
    stream = EventStream(hub, hub.join(), log.read_after, after)
    hub.publish(log.commit(fresh))
    hub.close()
    assert b"".join(stream) == OPENING + b"".join(frame(event) for event in log.events[after:])


def test_a_stream_that_was_never_begun_leaves_too() -> None:
    hub = Hub(Log().read_after, 0, 2)
    EventStream(hub, hub.join(), Log().read_after, None).close()
    assert hub.count() == 0
