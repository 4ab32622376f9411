"""The picture on a socket."""

from __future__ import annotations

import io
import json
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from screen.geometry import Box
from screen.mirror import Mirror, parse_touch
from screen.screen_port import Layout, Target, Touch, TouchKind
from screen.window import Picture
from tests.fakes.polling import wait_until


class Watched:
    """A mirror with what it told its program."""

    def __init__(self, path: Path) -> None:
        self.touches: list[Touch] = []
        self.clients = 0
        self.path = path
        self.mirror = Mirror(path, on_touch=self.touches.append, on_client=self._count)

    def _count(self) -> None:
        self.clients += 1

    def connect(self) -> socket.socket:
        before = self.clients
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(5)
        client.connect(str(self.path))
        wait_until(lambda: self.clients > before)
        return client


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path / "mirror.sock")
    yield made
    made.mirror.close()


def picture(shade: int) -> Picture:
    return Picture((40, 20), bytes([shade, 0, 0]) * 800)


def receive(client: socket.socket) -> tuple[str, bytes]:
    """The next message: its type and payload."""

    def exactly(count: int) -> bytes:
        content = b""
        while len(content) < count:
            chunk = client.recv(count - len(content))
            assert chunk, "the mirror hung up"
            content += chunk
        return content

    (length,) = struct.unpack(">I", exactly(4))
    body = exactly(length)
    return chr(body[0]), body[1:]


def send(client: socket.socket, payload: bytes, kind: bytes = b"P") -> None:
    client.sendall(struct.pack(">I", 1 + len(payload)) + kind + payload)


def test_a_picture_arrives_as_jpeg(watched: Watched) -> None:
    with watched.connect() as client:
        watched.mirror.show(picture(200))
        kind, content = receive(client)
        assert kind == "F"
        shown = Image.open(io.BytesIO(content))
        assert (shown.format, shown.size) == ("JPEG", (40, 20))
        red, green, _ = shown.getpixel((5, 5))  # type: ignore[misc]
        assert abs(red - 200) < 12
        assert green < 12


def test_the_layout_comes_first_to_a_newcomer_and_again_when_it_changes(watched: Watched) -> None:
    watched.mirror.lay_out(Layout("home", (Target("start", Box(1, 2, 30, 40)),)))
    with watched.connect() as client:
        kind, content = receive(client)
        assert kind == "L"
        assert json.loads(content) == {
            "screen": "home",
            "targets": [{"id": "start", "x": 1, "y": 2, "w": 30, "h": 40}],
        }
        watched.mirror.lay_out(Layout("services"))
        assert json.loads(receive(client)[1]) == {"screen": "services", "targets": []}


def test_touches_reach_the_program_and_nonsense_does_not(watched: Watched) -> None:
    with watched.connect() as client:
        send(client, b"not json")
        send(client, b'{"kind": "dance", "x": 1, "y": 2}')
        send(client, b"{}", kind=b"Q")
        for kind in ("down", "move", "up"):
            send(client, json.dumps({"kind": kind, "x": 540, "y": 960}).encode())
        wait_until(lambda: len(watched.touches) == 3)
    assert watched.touches == [Touch(kind, 540, 960) for kind in TouchKind]


def test_a_message_of_impossible_length_ends_that_client_only(watched: Watched) -> None:
    with watched.connect() as bad, watched.connect() as good:
        bad.sendall(struct.pack(">I", 1 << 30))
        assert bad.recv(1) == b""
        send(good, b'{"kind": "down", "x": 1, "y": 2}')
        wait_until(lambda: watched.touches)


def test_many_clients_see_the_same_and_one_that_does_not_read_holds_nobody_up(watched: Watched) -> None:
    with watched.connect() as lazy, watched.connect() as one, watched.connect() as two:
        for shade in range(0, 250, 50):
            watched.mirror.show(picture(shade))
            assert receive(one)[0] == "F"
        assert receive(two)[0] == "F"
        assert lazy.fileno() >= 0


def test_a_newcomer_asks_for_a_picture_once(watched: Watched) -> None:
    mirror = watched.mirror
    assert not mirror.take_newcomer()
    with watched.connect():
        wait_until(lambda: mirror.watched)
        assert [mirror.take_newcomer() for _ in range(2)] == [True, False]
    wait_until(lambda: not mirror.watched)


def test_a_socket_left_behind_is_replaced_and_removed_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "left.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    made = Watched(path)
    with made.connect():
        began = time.monotonic()
        made.mirror.close()
        assert time.monotonic() - began < 1
    assert not path.exists()


@given(st.binary(max_size=80))
def test_no_bytes_make_the_parser_fail(content: bytes) -> None:
    assert parse_touch(content) is None or content.startswith(b"P")
    assert parse_touch(b"P" + content) is None or b"kind" in content
