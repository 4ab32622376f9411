"""What every link promises, checked on each kind from each of its ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from drivers.errors import LinkLost
from drivers.link.file_link import open_file
from drivers.link.pipe import pipe
from drivers.link.port import DeviceEnd, Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.link.tcp_listener import TcpListener

Pair = tuple[Link, Link]
"""The link under test, and the end it talks to."""


@contextmanager
def pipe_ends() -> Iterator[Pair]:
    first, second = pipe()
    with closing(first), closing(second):
        yield first, second


@contextmanager
def serial_and_pty() -> Iterator[Pair]:
    with closing(open_pty()) as device, closing(open_serial(device.address, baudrate=9600)) as host:
        yield host, device


@contextmanager
def socket_and_listener() -> Iterator[Pair]:
    with closing(TcpListener()) as device, closing(open_serial(device.address, baudrate=9600)) as host:
        device.read(0.01)
        yield host, device


@contextmanager
def file_and_pty() -> Iterator[Pair]:
    with closing(open_pty()) as device, closing(open_file(f"file://{device.address}")) as host:
        yield host, device


@contextmanager
def swapped(pair: Callable[[], AbstractContextManager[Pair]]) -> Iterator[Pair]:
    with pair() as (one, other):
        yield other, one


ENDS: dict[str, Callable[[], AbstractContextManager[Pair]]] = {
    "pipe": pipe_ends,
    "serial port": serial_and_pty,
    "pty": lambda: swapped(serial_and_pty),
    "device file": file_and_pty,
    "socket": socket_and_listener,
    "listener": lambda: swapped(socket_and_listener),
}


@pytest.fixture(params=ENDS)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with ENDS[request.param]() as ends:
        yield ends


def read_exactly(link: Link, count: int, *, within: float = 5.0) -> bytes:
    """Collect ``count`` bytes in whatever pieces they come."""
    deadline = time.monotonic() + within
    data = b""
    while len(data) < count and time.monotonic() < deadline:
        data += link.read(0.1)
    return data


def reading_ends_with(link: Link) -> tuple[threading.Thread, list[BaseException]]:
    """A thread that reads for long, and what it ends with."""
    raised: list[BaseException] = []

    def read() -> None:
        try:
            link.read(30.0)
        except LinkLost as error:
            raised.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    return thread, raised


def test_is_a_link(pair: Pair) -> None:
    link, _ = pair
    assert isinstance(link, Link)
    assert link.name


def test_carries_bytes_both_ways(pair: Pair) -> None:
    link, other = pair
    link.write(b"\xff\x68 there")
    assert read_exactly(other, 8) == b"\xff\x68 there"
    other.write(b"back\x00\x16")
    assert read_exactly(link, 6) == b"back\x00\x16"


def test_carries_every_byte_value_unchanged(pair: Pair) -> None:
    link, other = pair
    every = bytes(range(256))
    link.write(every)
    assert read_exactly(other, 256) == every
    other.write(every)
    assert read_exactly(link, 256) == every


def test_carries_more_than_a_buffer_holds(pair: Pair) -> None:
    link, other = pair
    much = bytes(index % 251 for index in range(60_000))
    sender = threading.Thread(target=link.write, args=(much,))
    sender.start()
    received = read_exactly(other, len(much))
    sender.join(5)
    assert received == much


def test_silence_is_an_empty_read_after_the_timeout(pair: Pair) -> None:
    link, _ = pair
    started = time.monotonic()
    assert link.read(0.05) == b""
    assert time.monotonic() - started >= 0.045


def test_read_without_waiting_gives_what_is_there(pair: Pair) -> None:
    link, other = pair
    assert link.read(0) == b""
    other.write(b"x")
    assert read_exactly(link, 1) == b"x"


def test_read_returns_as_soon_as_bytes_come(pair: Pair) -> None:
    link, other = pair
    threading.Timer(0.05, other.write, args=(b"!",)).start()
    started = time.monotonic()
    assert link.read(10.0) == b"!"
    assert time.monotonic() - started < 5.0


def test_write_of_nothing_is_allowed(pair: Pair) -> None:
    link, other = pair
    link.write(b"")
    assert other.read(0.01) == b""


def test_close_ends_a_read_under_way(pair: Pair) -> None:
    link, _ = pair
    thread, raised = reading_ends_with(link)
    link.close()
    thread.join(5)
    assert not thread.is_alive()
    assert raised


def test_everything_on_a_closed_link_is_link_lost_but_close(pair: Pair) -> None:
    link, _ = pair
    link.close()
    link.close()
    with pytest.raises(LinkLost):
        link.read(0)
    with pytest.raises(LinkLost):
        link.write(b"x")


def test_write_works_while_another_thread_reads(pair: Pair) -> None:
    link, other = pair
    answers: list[bytes] = []
    thread = threading.Thread(target=lambda: answers.append(link.read(10.0)))
    thread.start()
    link.write(b"question")
    assert read_exactly(other, 8) == b"question"
    other.write(b"a")
    thread.join(5)
    assert answers == [b"a"]


# --- a device that goes away ---------------------------------------------------------------------------------

DEVICES: dict[str, Callable[[Path], DeviceEnd]] = {
    "pty": lambda folder: open_pty(folder / "tty-device"),
    "listener": lambda _folder: TcpListener(),
}


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DeviceEnd]:
    with closing(DEVICES[request.param](tmp_path)) as end:
        yield end


def until_lost(action: Callable[[], object]) -> str:
    """Repeat until LinkLost comes, and give its message."""
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            action()
        except LinkLost as error:
            return str(error)
    raise AssertionError("the link was never lost")


def test_device_end_is_one(device: DeviceEnd) -> None:
    assert isinstance(device, DeviceEnd)


def test_unplugging_is_link_lost_for_the_host_and_silence_for_the_device(device: DeviceEnd) -> None:
    with closing(open_serial(device.address, baudrate=9600)) as host:
        host.write(b"x")
        assert read_exactly(device, 1) == b"x"
        device.unplug()
        assert "gone" in until_lost(lambda: host.read(0.1)) or "closed" in until_lost(lambda: host.read(0.1))
        until_lost(lambda: host.write(b"x"))
    device.write(b"to nobody")
    assert device.read(0.01) == b""


def test_unplugging_wakes_a_host_that_reads(device: DeviceEnd) -> None:
    with closing(open_serial(device.address, baudrate=9600)) as host:
        thread, raised = reading_ends_with(host)
        device.read(0.05)
        device.unplug()
        thread.join(5)
        assert not thread.is_alive()
        assert raised


def test_after_plugging_in_the_same_address_works_again(device: DeviceEnd) -> None:
    for _ in range(2):
        device.unplug()
        device.unplug()
        device.plug_in()
        device.plug_in()
        with closing(open_serial(device.address, baudrate=9600)) as host:
            host.write(b"again")
            assert read_exactly(device, 5) == b"again"
            device.write(b"yes")
            assert read_exactly(host, 3) == b"yes"


def test_hosts_come_and_go_without_the_device_noticing(device: DeviceEnd) -> None:
    for number in range(3):
        with closing(open_serial(device.address, baudrate=9600)) as host:
            host.write(bytes([number]))
            assert read_exactly(device, 1) == bytes([number])
    assert device.read(0.01) == b""


def test_unplugging_does_not_wait_for_a_device_that_reads(device: DeviceEnd) -> None:
    thread, raised = reading_ends_with(device)
    started = time.monotonic()
    device.unplug()
    assert time.monotonic() - started < 5.0
    device.close()
    thread.join(5)
    assert not thread.is_alive()
    # Whether the read had begun before the cable was pulled is chance: it may have ended with silence instead.
    assert all(isinstance(error, LinkLost) for error in raised)
    with pytest.raises(LinkLost):
        device.read(0)


def test_close_wakes_a_device_that_reads_while_unplugged(device: DeviceEnd) -> None:
    device.unplug()
    thread, raised = reading_ends_with(device)
    device.close()
    thread.join(5)
    assert not thread.is_alive()
    assert raised
