"""What is in one client's stream: the body of what was missed, and its tail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.service.ports import StoreUnavailable
from queue_server.web.hub import Hub, frame
from queue_server.web.stream import OPENING, EventStream
from queue_server.web.streamer import Tail
from tests.fakes.event_log import EventLog


def drained(tail: Tail) -> bytes:
    """All the tail has until its end."""
    found = b""
    while (chunk := tail.take()) is not None:
        found += chunk
    return found


@given(st.integers(0, 450), st.integers(0, 30), st.integers(0, 250))
def test_a_stream_is_the_missed_and_then_the_new_without_gap_or_double(
    after: int, meanwhile: int, later: int
) -> None:
    log = EventLog(450)
    hub = Hub(log.read_after, 450, 2)
    tails: list[Tail] = []
    stream = EventStream(hub, hub.join(), log.read_after, after).then(tails.append)
    hub.publish(log.commit(meanwhile))
    body = b"".join(stream)
    stream.close()
    hub.publish(log.commit(later))
    hub.close()
    assert body + drained(tails[0]) == OPENING + b"".join(frame(event) for event in log.events[after:])


def test_a_client_without_a_past_hears_what_happens_from_now_on() -> None:
    log = EventLog(5)
    hub = Hub(log.read_after, 5, 2)
    tails: list[Tail] = []
    body = b"".join(EventStream(hub, hub.join(), log.read_after, None).then(tails.append))
    assert (body, tails[0].take()) == (OPENING, b"")
    fresh = log.commit()
    hub.publish(fresh)
    assert tails[0].take() == frame(fresh[0])


def test_one_event_is_the_same_bytes_for_every_listener() -> None:
    log = EventLog()
    hub = Hub(log.read_after, 0, 2)
    tails: list[Tail] = []
    for _ in range(2):
        list(EventStream(hub, hub.join(), log.read_after, None).then(tails.append))
    hub.publish(log.commit())
    assert tails[0].take() is tails[1].take()


def test_the_tail_is_handed_over_once_and_keeps_the_place() -> None:
    hub = Hub(EventLog().read_after, 0, 2)
    tails: list[Tail] = []
    stream = EventStream(hub, hub.join(), EventLog().read_after, None).then(tails.append)
    assert [*stream, *stream] == [OPENING]
    stream.close()
    assert (len(tails), hub.count()) == (1, 1)
    tails[0].close()
    tails[0].close()
    assert hub.count() == 0


def test_under_a_server_without_hand_over_the_stream_ends_after_what_was_missed() -> None:
    log = EventLog(3)
    hub = Hub(log.read_after, 3, 2)
    stream = EventStream(hub, hub.join(), log.read_after, 1)
    assert b"".join(stream) == OPENING + b"".join(frame(event) for event in log.events[1:])
    stream.close()
    assert hub.count() == 0


def test_a_stream_that_was_never_begun_leaves_too() -> None:
    hub = Hub(EventLog().read_after, 0, 2)
    EventStream(hub, hub.join(), EventLog().read_after, None).close()
    assert hub.count() == 0


def test_a_stream_whose_past_cannot_be_read_leaves_and_hands_nothing_over() -> None:
    def unreadable(_seq: int, _limit: int) -> list[object]:
        raise StoreUnavailable("gone")

    hub = Hub(EventLog(9).read_after, 9, 2)
    tails: list[Tail] = []
    stream = EventStream(hub, hub.join(), unreadable, 2).then(tails.append)  # type: ignore[arg-type]
    assert next(stream) == OPENING
    with pytest.raises(StoreUnavailable):
        next(stream)
    stream.close()
    assert (tails, hub.count()) == ([], 0)
