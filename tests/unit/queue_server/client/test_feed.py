from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from queue_server.client.feed import EventFeed, FeedBack, FeedItem, FeedLost
from queue_server.client.http import QueueClient
from queue_server.wire.events import EventBase
from queue_server.wire.messages import Snapshot
from tests.fakes.scripted_server import Reply, ScriptedServer, Stream, error_reply, sse
from tests.fakes.wire_samples import called, issued, snapshot, started

EVENTS = "/api/v1/events"
SNAPSHOT = "/api/v1/snapshot"
HEARTBEAT = b": heartbeat\n\n"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as scripted:
        scripted.script("GET", SNAPSHOT, Reply(200, snapshot(100).model_dump(mode="json")))
        yield scripted


def wire(event: EventBase) -> bytes:
    return sse(event.seq, getattr(event, "type", "?"), event.model_dump_json())


def take(
    server: ScriptedServer, count: int, *, after: int | None = None, silence: float = 5.0
) -> list[FeedItem]:
    feed = EventFeed(QueueClient(server.url, "secret", timeout=1.0), after=after, silence=silence)
    return list(islice(feed.follow(threading.Event()), count))


def shape(items: list[FeedItem]) -> list[str | int]:
    """Snapshots and events by sequence, the rest by name."""
    return [item.seq if isinstance(item, Snapshot | EventBase) else type(item).__name__ for item in items]


def resumed_after(server: ScriptedServer) -> list[str]:
    return [asked.headers["last-event-id"] for asked in server.asked if asked.path == EVENTS]


@pytest.mark.parametrize("chunked", [True, False])
def test_a_snapshot_comes_first_then_its_events(server: ScriptedServer, chunked: bool) -> None:
    pieces = (HEARTBEAT, wire(issued(101, "A013")), wire(called(102, "A012")))
    server.script("GET", EVENTS, Stream(pieces, hold=True, chunked=chunked))
    items = take(server, 3)
    assert items == [snapshot(100), issued(101, "A013"), called(102, "A012")]
    assert resumed_after(server) == ["100"]


def test_a_cut_stream_is_resumed_behind_the_last_whole_event(server: ScriptedServer) -> None:
    torn = wire(started(102, "A012"))[:-25]
    server.script(
        "GET",
        EVENTS,
        Stream((wire(called(101, "A012")), torn)),
        Stream((wire(started(102, "A012")),), hold=True),
    )
    assert shape(take(server, 5)) == [100, 101, "FeedLost", "FeedBack", 102]
    assert resumed_after(server) == ["100", "101"]


def test_an_event_sent_twice_is_given_once(server: ScriptedServer) -> None:
    twice = (
        wire(called(101, "A012")),
        wire(called(101, "A012")),
        wire(issued(99, "A009")),
        wire(issued(104, "A014")),
    )
    server.script("GET", EVENTS, Stream(twice, hold=True))
    assert shape(take(server, 3)) == [100, 101, 104]


def test_unknown_and_garbled_events_are_skipped(server: ScriptedServer) -> None:
    pieces = (
        sse(101, "ticket.teleported", '{"type":"ticket.teleported","seq":101}'),
        sse(102, "ticket.called", "{ not json"),
        b"\xff\xfe\x00garbage\n\n",
        sse("NaN", "ticket.called", "[]"),
        wire(called(103, "A012")),
    )
    server.script("GET", EVENTS, Stream(pieces, hold=True))
    assert shape(take(server, 2)) == [100, 103]


def test_silence_counts_as_lost(server: ScriptedServer) -> None:
    server.script("GET", EVENTS, Stream(hold=True), Stream((wire(called(101, "A012")),), hold=True))
    assert shape(take(server, 4, silence=0.3)) == [100, "FeedLost", "FeedBack", 101]


def test_lost_is_said_once_however_often_it_fails(server: ScriptedServer) -> None:
    server.script(
        "GET",
        EVENTS,
        error_reply(500, "broken"),
        error_reply(503, "busy"),
        Reply(200, b"", cut=0),
        error_reply(401, "unauthorized"),
        Stream((wire(called(101, "A012")),), hold=True),
    )
    items = take(server, 4)
    assert shape(items)[0:2] == [100, "FeedLost"]
    assert [type(item) for item in items].count(FeedLost) <= 2
    assert resumed_after(server)[0] == "100"


def test_a_position_the_server_does_not_know_brings_a_new_snapshot(server: ScriptedServer) -> None:
    server.script(
        "GET", EVENTS, error_reply(410, "unknown_position"), Stream((wire(called(101, "A012")),), hold=True)
    )
    assert shape(take(server, 4, after=9000)) == ["FeedLost", "FeedBack", 100, 101]
    assert resumed_after(server) == ["9000", "100"]


def test_a_given_position_leaves_the_snapshot_out(server: ScriptedServer) -> None:
    server.script("GET", EVENTS, Stream((wire(called(101, "A012")),), hold=True))
    assert shape(take(server, 1, after=100)) == [101]


def test_a_server_that_is_not_there_yet_is_waited_for() -> None:
    with ScriptedServer() as early:
        port = early.port
    feed = EventFeed(QueueClient(early.url, "secret", timeout=0.3))
    follower = feed.follow(threading.Event())
    assert isinstance(next(follower), FeedLost)
    with ScriptedServer(port=port) as late:
        late.script("GET", SNAPSHOT, Reply(200, snapshot(100).model_dump(mode="json")))
        late.script("GET", EVENTS, Stream(hold=True))
        assert isinstance(next(follower), FeedBack)
        assert next(follower) == snapshot(100)


def test_a_stop_ends_a_waiting_follower_quickly(server: ScriptedServer) -> None:
    server.script("GET", EVENTS, Stream((HEARTBEAT,), hold=True))
    stop = threading.Event()
    feed = EventFeed(QueueClient(server.url, "secret"))
    seen: list[FeedItem] = []
    follower = threading.Thread(target=lambda: seen.extend(feed.follow(stop)))
    follower.start()
    time.sleep(0.1)
    began = time.monotonic()
    stop.set()
    follower.join(5)
    assert not follower.is_alive()
    assert time.monotonic() - began < 1.0
    assert shape(seen) == [100]
