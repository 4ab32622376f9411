"""The stream of events, over real sockets."""

from __future__ import annotations

import http.client
import socket
import threading
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


def test_listeners_hold_no_threads(server: RunningServer) -> None:
    readers = [EventReader(server.port, server.token) for _ in range(THREADS - 32)]
    server.issue()
    for reader in readers:
        assert [reader.event()["seq"], reader.event()["seq"]] == [1, 2]
    assert sum(thread.name.startswith("waitress") for thread in threading.enumerate()) < len(readers) / 2
    for reader in readers:
        reader.close()


def test_whoever_comes_while_the_hall_is_busy_misses_nothing(server: RunningServer) -> None:
    server.issue(30)
    busy = [threading.Thread(target=server.issue, args=[40]) for _ in range(3)]
    for thread in busy:
        thread.start()
    readers = [EventReader(server.port, server.token, last_event_id=2 * place) for place in range(12)]
    for place, reader in enumerate(readers):
        assert [reader.event()["seq"] for _ in range(151 - 2 * place)] == list(range(2 * place + 1, 152))
        reader.close()
    for thread in busy:
        thread.join()


def test_a_proxy_of_the_old_protocol_is_served_without_chunks(server: RunningServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as proxy:
        request = f"GET /api/v1/events?after=0 HTTP/1.0\r\nAuthorization: Bearer {server.token}\r\n\r\n"
        proxy.sendall(request.encode())
        heard = b""
        server.issue()
        while b"id: 2" not in heard:
            heard += proxy.recv(4096)
        server.stop(gently=True)
        while data := proxy.recv(4096):
            heard += data
    body = heard.partition(b"\r\n\r\n")[2].split(b"\n\n")
    assert [part.partition(b"\n")[0] for part in body] == [
        b"retry: 1000",
        b": welcome",
        b"id: 1",
        b"id: 2",
        b"",
    ]


def test_the_end_of_the_server_is_the_end_of_the_body(server: RunningServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {server.token}"})
    answer = connection.getresponse()
    server.issue()
    while not answer.readline().startswith(b"id: 2"):
        pass
    server.stop(gently=True)
    # A body that was cut off is an error here.
    assert answer.read().endswith(b"\n\n")
    answer.close()
    connection.close()


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
