from __future__ import annotations

import threading
from datetime import timedelta

from queue_server.client import EventFeed, FeedItem, FeedLost, FeedThread, QueueClient, ServerClock
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until
from tests.fakes.scripted_server import Reply, ScriptedServer, Stream, sse
from tests.fakes.wire_samples import NINE, at, called, snapshot


def test_without_any_word_it_is_the_computers_own() -> None:
    clock = ServerClock(wall=lambda: at(-7200))
    clock.observe(FeedLost(at(5), "away"))
    assert clock.now() == at(-7200)


def test_a_wrong_computers_clock_does_not_matter_after_a_snapshot() -> None:
    monotonic = ManualClock()
    clock = ServerClock(monotonic=monotonic, wall=lambda: NINE - timedelta(days=400))
    clock.observe(snapshot(time=at(10)))
    monotonic.advance(2.5)
    assert clock.now() == at(12.5)


def test_it_is_never_behind_an_event() -> None:
    monotonic = ManualClock()
    clock = ServerClock(monotonic=monotonic)
    clock.observe(snapshot(time=at(10)))
    clock.observe(called(101, "A012", when=at(30)))
    assert clock.now() == at(30)
    clock.observe(called(102, "A013", when=at(20)))
    assert clock.now() == at(30)


def test_a_listener_that_fails_costs_nobody_the_rest() -> None:
    taken: list[FeedItem] = []

    def choke(_item: FeedItem) -> None:
        raise ZeroDivisionError

    with ScriptedServer() as server:
        event = called(101, "A012")
        server.script("GET", "/api/v1/snapshot", Reply(200, snapshot(100).model_dump(mode="json")))
        stream = Stream((sse(101, event.type, event.model_dump_json()),), hold=True)
        server.script("GET", "/api/v1/events", stream)
        feed = EventFeed(QueueClient(server.url, "secret"))
        thread = FeedThread(feed, [choke, taken.append])
        thread.start()
        wait_until(lambda: taken == [snapshot(100), event])
        assert thread.stop()


def test_a_thread_that_never_began_may_be_stopped() -> None:
    feed = EventFeed(QueueClient("http://127.0.0.1:9", "secret"))
    before = threading.active_count()
    assert FeedThread(feed, []).stop()
    assert threading.active_count() == before
