from __future__ import annotations

import threading

from display.hall import WANTED_REFRESH_SECONDS, Hall
from display.hall_state import HallState
from queue_server.client import FeedBack, FeedItem, FeedLost, ServerUnreachable
from queue_server.wire.messages import Snapshot
from tests.fakes.polling import wait_until
from tests.fakes.wire_samples import at, called, issued, queue, snapshot, ticket

CROWD = (queue(30),)


class Server:
    """Answers snapshots."""

    def __init__(self) -> None:
        self.answer: Snapshot | None = None
        self.asked = threading.Semaphore(0)

    def snapshot(self) -> Snapshot:
        self.asked.release()
        if self.answer is None:
            raise ServerUnreachable("away")
        return self.answer


def test_listeners_hear_every_new_state_in_order() -> None:
    heard: list[HallState] = []
    hall = Hall(Server().snapshot, (heard.append,))
    items: list[FeedItem] = [snapshot(100), called(101, "A012"), called(101, "A012"), issued(102, "A014")]
    for item in items:
        hall.take(item)
    assert [state.seq for state in heard] == [100, 101, 102]
    assert hall.state == heard[-1]


def test_a_snapshot_is_fetched_when_the_next_numbers_run_out() -> None:
    server = Server()
    server.answer = snapshot(
        101, services=CROWD, upcoming=tuple(ticket(f"A{turn:03}") for turn in range(13, 21))
    )
    hall = Hall(server.snapshot)
    hall.start()
    hall.take(snapshot(100, services=CROWD, upcoming=(ticket("A012"),)))
    hall.take(called(101, "A012", waiting=29))
    wait_until(lambda: len(hall.state.upcoming) == 8)
    hall.stop()


def test_what_a_snapshot_leaves_open_is_not_asked_again_before_something_happens() -> None:
    server = Server()
    server.answer = snapshot(101, services=CROWD)
    hall = Hall(server.snapshot)
    hall.start()
    hall.take(snapshot(100, services=CROWD))
    assert not server.asked.acquire(timeout=0.2)
    hall.take(issued(101, "A044", waiting=30))
    assert server.asked.acquire(timeout=5)
    assert not server.asked.acquire(timeout=WANTED_REFRESH_SECONDS + 0.3)
    hall.stop()


def test_an_older_snapshot_beside_the_feed_is_ignored() -> None:
    server = Server()
    server.answer = snapshot(99, services=CROWD)
    hall = Hall(server.snapshot)
    hall.take(snapshot(100))
    hall.take(called(101, "A012"))
    hall.start()
    hall.take(issued(102, "A050", waiting=30))
    assert server.asked.acquire(timeout=5)
    assert hall.state.seq == 102
    hall.stop()


def test_nobody_asks_a_server_that_is_away() -> None:
    server = Server()
    hall = Hall(server.snapshot)
    hall.take(snapshot(100, services=CROWD))
    hall.take(FeedLost(at(1), "away"))
    hall.start()
    assert not server.asked.acquire(timeout=0.2)
    hall.stop()


def test_a_failing_fetch_is_tried_again_later() -> None:
    server = Server()
    hall = Hall(server.snapshot)
    hall.take(snapshot(100, services=CROWD))
    hall.start()
    hall.take(issued(101, "A044", waiting=31))
    assert server.asked.acquire(timeout=5)
    hall.take(FeedBack(at(1)))
    server.answer = snapshot(101, services=CROWD, upcoming=tuple(ticket(f"A{turn:03}") for turn in range(5)))
    wait_until(lambda: len(hall.state.upcoming) == 5)
    hall.stop()
