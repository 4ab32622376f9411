"""Connections on their way from waitress to the streamer: a small application behind the real server.

The way leans on what waitress does at the end of an answer. Should a newer waitress do something else, it shows here.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from queue_server.web.server import Server
from queue_server.web.stream import HAND_OVER, HandOver
from tests.fakes.polling import wait_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

THREADS = 2
PIECE = bytes(range(256)) * 200
PIECES = 100


class Channel:
    """A tail in which a test speaks."""

    heartbeat = b"."

    def __init__(self) -> None:
        self.closed = False
        self._said: list[bytes | None] = []
        self._wake: Callable[[], None] = lambda: None

    def listen(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def take(self) -> bytes | None:
        return self._said.pop(0) if self._said else b""

    def close(self) -> None:
        self.closed = True

    def say(self, *words: bytes | None) -> None:
        self._said += words
        self._wake()


class Studio:
    """The application: ``/live`` begins with a short part, ``/long`` with a long one, ``/broken`` fails within it; anything
    else is an ordinary answer."""

    def __init__(self) -> None:
        self.channels: list[Channel] = []
        self.threads: set[str] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.threads.add(threading.current_thread().name)
        if path in ("/live", "/long", "/broken"):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return self._broadcast(path, environ[HAND_OVER])
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def _broadcast(self, path: str, hand_over: HandOver) -> Iterator[bytes]:
        channel = Channel()
        channel.say(b"already said ")
        yield from [PIECE] * PIECES if path == "/long" else [b"beginning "]
        if path == "/broken":
            raise ZeroDivisionError
        hand_over(channel)
        self.channels.append(channel)


class Rig:
    """The server and the connections to it."""

    def __init__(self) -> None:
        self.studio = Studio()
        self.server = Server(self.studio, "127.0.0.1", 0, THREADS)
        self.ends = ExitStack()
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=5)
        self.ends.callback(connection.close)
        return connection

    def tune_in(self, path: str = "/live") -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        self.ends.callback(answer.close)
        return answer

    def raw(self, request: bytes) -> socket.socket:
        connection = self.ends.enter_context(
            socket.create_connection(("127.0.0.1", self.server.port), timeout=5)
        )
        connection.sendall(request)
        return connection

    def channel(self, number: int = 0) -> Channel:
        wait_until(lambda: len(self.studio.channels) > number)
        return self.studio.channels[number]

    def stop(self) -> None:
        if self._thread.is_alive():
            self.server.stop()
            self._thread.join(5)
        self.ends.close()


@pytest.fixture
def rig() -> Iterator[Rig]:
    one = Rig()
    yield one
    one.stop()


def read_all(connection: socket.socket) -> bytes:
    found = b""
    while data := connection.recv(65536):
        found += data
    return found


def test_the_tail_follows_on_the_body_in_one_answer(rig: Rig) -> None:
    answer = rig.tune_in()
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.read(23) == b"beginning already said "
    rig.channel().say(b"live")
    assert answer.read(4) == b"live"
    rig.channel().say(b"!", None)
    assert answer.read() == b"!"
    wait_until(lambda: rig.channel().closed)


def test_a_body_for_an_old_client_ends_with_the_connection(rig: Rig) -> None:
    connection = rig.raw(b"GET /live HTTP/1.0\r\n\r\n")
    rig.channel().say(b"live", None)
    head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert body == b"beginning already said live"


def test_live_streams_take_no_threads(rig: Rig) -> None:
    answers = [rig.tune_in() for _ in range(5 * THREADS)]
    for number, answer in enumerate(answers):
        rig.channel(number).say(b"live")
        assert answer.read(27) == b"beginning already said live"
    assert rig.tune_in("/other").read() == b"ok"
    assert len(rig.studio.threads) <= THREADS


def test_a_kept_connection_may_turn_into_a_stream(rig: Rig) -> None:
    connection = rig.connect()
    for _ in range(3):
        connection.request("GET", "/other")
        assert connection.getresponse().read() == b"ok"
    connection.request("GET", "/live")
    answer = connection.getresponse()
    rig.channel().say(b"live", None)
    assert answer.read() == b"beginning already said live"
    answer.close()


def test_a_short_answer_comes_in_one_piece(rig: Rig) -> None:
    connection = rig.raw(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
    piece = connection.recv(65536)
    assert piece.startswith(b"HTTP/1.1 200 OK\r\n")
    assert piece.endswith(b"\r\n\r\nok")


def test_an_answer_to_head_has_no_body(rig: Rig) -> None:
    connection = rig.raw(b"HEAD /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    head, _, _body = read_all(connection).partition(b"\r\n\r\n")
    assert b"Content-Length: 2" in head


def test_what_comes_after_the_request_is_not_answered(rig: Rig) -> None:
    live, other = b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n"
    connection = rig.raw(live + other)
    channel = rig.channel()
    connection.sendall(other)
    channel.say(b"live", None)
    assert read_all(connection).count(b"HTTP/1.1") == 1


def test_a_long_first_part_is_whole_before_the_tail_begins(rig: Rig) -> None:
    answer = rig.tune_in("/long")
    # The server's thread and the kernel's buffers are full; nothing of the tail may overtake.
    assert answer.read(1000) == PIECE[:1000]
    whole = PIECE * PIECES
    assert answer.read(len(whole) - 1000) == whole[1000:]
    rig.channel().say(b"live", None)
    assert answer.read() == b"already said live"


def test_a_listener_who_leaves_is_let_go(rig: Rig) -> None:
    connection = rig.raw(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
    channel = rig.channel()
    connection.close()
    wait_until(lambda: channel.closed)


def test_a_client_who_leaves_within_the_first_part_leaves_no_tail_behind(rig: Rig) -> None:
    for _ in range(20):
        connection = rig.raw(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1000)
        connection.close()
    wait_until(lambda: rig.tune_in("/other").read() == b"ok")
    wait_until(lambda: all(channel.closed for channel in rig.studio.channels))


def test_a_body_that_fails_is_cut_and_hands_nothing_over(rig: Rig) -> None:
    connection = rig.raw(b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
    assert not read_all(connection).endswith(b"0\r\n\r\n")
    assert rig.studio.channels == []


def test_stopping_cuts_live_streams_too(rig: Rig) -> None:
    answer = rig.tune_in()
    assert answer.read(23) == b"beginning already said "
    rig.server.stop()
    rig.server.stop()
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    assert rig.channel().closed
