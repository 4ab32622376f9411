"""The stream of events, over real sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.web import hub as hubs
from queue_server.web.streamer import HEARTBEAT_S
from tests.fakes.event_reader import EventReader
from tests.fakes.polling import wait_until
from tests.fakes.running_server import THREADS, RunningServer, running_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path) as running:
        yield running


def test_events_come_as_they_happen(server: RunningServer) -> None:
    reader = EventReader(server.port, server.token)
    assert (reader.status, reader.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert [reader.line(), reader.line()] == ["retry: 1000", ": welcome"]
    server.issue()
    assert [reader.event()["type"], reader.event()["type"]] == ["day.opened", "ticket.issued"]
    reader.close()


def test_a_client_that_was_away_catches_up_and_goes_on(server: RunningServer) -> None:
    issued = server.issue(450)
    reader = EventReader(server.port, server.token, last_event_id=1)
    server.issue()
    events = [reader.event() for _ in range(451)]
    assert [event["seq"] for event in events] == list(range(2, 453))
    assert events[0]["ticket"]["id"] == issued[0].ticket.id
    reader.close()


def test_the_query_says_the_same_as_the_header(server: RunningServer) -> None:
    server.issue(3)
    reader = EventReader(server.port, server.token, query="?after=2")
    assert [reader.event()["seq"] for _ in range(2)] == [3, 4]
    reader.close()
    both = EventReader(server.port, server.token, query="?after=0", last_event_id=3)
    assert both.event()["seq"] == 4
    both.close()


def test_a_log_that_does_not_reach_so_far(server: RunningServer) -> None:
    server.issue()
    reader = EventReader(server.port, server.token, last_event_id=3)
    assert reader.status == 409
    reader.close()


def test_silence_is_broken_by_a_sign_of_life(server: RunningServer) -> None:
    reader = EventReader(server.port, server.token)
    reader.line(), reader.line()
    began = time.monotonic()
    assert reader.line() == ": alive"
    assert time.monotonic() - began < HEARTBEAT_S + 2
    reader.close()


def test_streams_never_take_the_last_threads(server: RunningServer) -> None:
    room = THREADS - 32
    readers = [EventReader(server.port, server.token) for _ in range(room)]
    one_more = EventReader(server.port, server.token)
    assert (one_more.status, one_more.headers["retry-after"]) == (503, str(hubs.RETRY_AFTER_S))
    server.issue()
    for reader in readers:
        assert reader.event()["type"] == "day.opened"
        reader.close()
    one_more.close()
    wait_until(lambda: _opens(server), seconds=20)


def _opens(server: RunningServer) -> bool:
    reader = EventReader(server.port, server.token)
    reader.close()
    return reader.status == 200


def test_a_client_that_stops_reading_holds_nobody_up(server: RunningServer) -> None:
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stalled.connect(("127.0.0.1", server.port))
    stalled.sendall(
        f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n\r\n".encode()
    )
    reader = EventReader(server.port, server.token)
    server.issue(900)
    assert [reader.event()["seq"] for _ in range(901)][-1] == 901
    stalled.close()
    reader.close()
