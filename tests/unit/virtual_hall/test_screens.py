"""The mirror's messages and the thread that follows one screen, against a real Unix socket."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtual_hall.mirror import MAX_MESSAGE, Framing, Layout, encode_pointer
from virtual_hall.screens import Screen


def message(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 1 + len(payload)) + kind + payload


LAYOUT = {"screen": "home", "targets": [{"id": "start", "x": 10, "y": 20, "w": 100, "h": 50}]}


@given(
    messages=st.lists(st.tuples(st.sampled_from([b"F", b"L", b"X"]), st.binary(max_size=300)), max_size=8),
    cuts=st.lists(st.integers(1, 40), min_size=1, max_size=20),
)
def test_framing_takes_any_chunking(messages: list[tuple[bytes, bytes]], cuts: list[int]) -> None:
    stream = b"".join(message(kind, payload) for kind, payload in messages)
    framing, got, position, turn = Framing(), [], 0, 0
    while position < len(stream):
        step = cuts[turn % len(cuts)]
        got += list(framing.feed(stream[position : position + step]))
        position, turn = position + step, turn + 1
    assert got == messages


@pytest.mark.parametrize("length", [0, MAX_MESSAGE + 1, 0xFFFFFFFF])
def test_senseless_lengths_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="mirror"):
        list(Framing().feed(struct.pack(">I", length)))


def test_pointer_message_is_framed_json() -> None:
    ((kind, payload),) = Framing().feed(encode_pointer("down", 3, 4))
    assert kind == b"P"
    assert json.loads(payload) == {"kind": "down", "x": 3, "y": 4}


def test_layout_finds_targets_and_their_middle() -> None:
    layout = Layout.model_validate(LAYOUT)
    start = layout.target("start")
    assert start is not None
    assert start.centre == (60, 45)
    assert layout.target("other") is None


class FakeProgram:
    """The program's end of a mirror."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(path))
        self.listener.listen()
        self.listener.settimeout(5)

    def accept(self) -> socket.socket:
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        return connection

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.sock"


@pytest.fixture
def screen(path: Path) -> Iterator[Screen]:
    one = Screen("kiosk-1", path)
    one.start()
    yield one
    one.close()


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_absent_screen_is_said_to_be_absent(screen: Screen) -> None:
    assert not screen.view.connected
    assert not screen.tap(1, 1)


def test_picture_layout_and_touch(screen: Screen, path: Path) -> None:
    program = FakeProgram(path)
    with program.accept() as connection:
        connection.sendall(message(b"L", json.dumps(LAYOUT).encode()) + message(b"F", b"jpeg one"))
        assert eventually(lambda: screen.view.jpeg == b"jpeg one")
        assert screen.view.layout is not None
        assert screen.view.layout.screen == "home"
        connection.sendall(message(b"?", b"of a later version") + message(b"F", b"jpeg two"))
        assert eventually(lambda: screen.view.frame == 2)
        assert screen.tap(60, 45)
        assert connection.recv(4096) == encode_pointer("down", 60, 45) + encode_pointer("up", 60, 45)
    assert eventually(lambda: not screen.view.connected)
    assert eventually(lambda: screen.view.layout is None)
    assert screen.view.jpeg == b"jpeg two"
    program.close()


def test_screen_that_comes_back_is_found_again(screen: Screen, path: Path) -> None:
    for _ in range(2):
        program = FakeProgram(path)
        with program.accept() as connection:
            connection.sendall(message(b"F", b"x"))
            assert eventually(lambda: screen.view.connected)
        program.close()
        assert eventually(lambda: not screen.view.connected)


@pytest.mark.parametrize("nonsense", [b"\xff\xff\xff\xff", message(b"L", b"no json")])
def test_nonsense_ends_the_connection_and_nothing_else(screen: Screen, path: Path, nonsense: bytes) -> None:
    program = FakeProgram(path)
    with program.accept() as connection:
        connection.sendall(nonsense)
        assert connection.recv(10) == b""
    with program.accept() as connection:
        connection.sendall(message(b"F", b"good"))
        assert eventually(lambda: screen.view.jpeg == b"good")
    program.close()
