"""Ptys, listening sockets and wire time in particular; what all links share is in the contract."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.errors import LinkLost, LinkUnavailable
from drivers.link.pacing import LinePace
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial, present_ports
from drivers.link.tcp import TcpLink, open_tcp, parse_address
from drivers.link.tcp_listener import TcpListener

# --- pty -----------------------------------------------------------------------------------------------------


def test_a_symbolic_link_leads_to_the_pty_and_goes_with_it(tmp_path: Path) -> None:
    place = tmp_path / "tty-reader"
    place.symlink_to("/nowhere")
    with closing(open_pty(place)) as device:
        assert device.address == str(place) == device.name
        assert str(place.readlink()) == device.path
        device.unplug()
        assert not place.is_symlink()
        device.plug_in()
        assert str(place.readlink()) == device.path
    assert list(tmp_path.iterdir()) == []


def test_plugging_in_after_close_does_nothing(tmp_path: Path) -> None:
    device = open_pty(tmp_path / "tty")
    device.close()
    device.plug_in()
    assert list(tmp_path.iterdir()) == []


def test_while_unplugged_the_host_finds_no_port(tmp_path: Path) -> None:
    with closing(open_pty(tmp_path / "tty")) as device:
        device.unplug()
        with pytest.raises(LinkUnavailable, match="There is no port"):
            open_serial(device.address, baudrate=9600)


def test_what_the_device_says_before_anybody_listens_does_not_come_back_to_it() -> None:
    with closing(open_pty()) as device:
        device.write(b"hello?\r\n")
        assert device.read(0.05) == b""


def test_a_device_that_nobody_reads_is_not_blocked_for_ever() -> None:
    with closing(open_pty()) as device:
        device.write(bytes(100_000))
        assert device.read(0) == b""


def test_a_paced_device_waits_as_long_as_its_bytes_take() -> None:
    pauses: list[float] = []
    with (
        closing(open_pty(baudrate=9600, pause=pauses.append)) as device,
        closing(open_serial(device.address, baudrate=9600)) as host,
    ):
        device.write(bytes(96))
        assert sum(pauses) == pytest.approx(0.1)
        assert max(pauses) <= 0.003
        host.write(bytes(48))
        received = 0
        while received < 48:
            received += len(device.read(5.0))
        assert sum(pauses) == pytest.approx(0.15)


@given(st.sampled_from([1200, 9600, 115200]), st.binary(max_size=300))
def test_pace_keeps_bytes_and_time(baudrate: int, data: bytes) -> None:
    pieces = list(LinePace(baudrate).pieces(data))
    assert b"".join(piece for _, piece in pieces) == data
    assert sum(seconds for seconds, _ in pieces) == pytest.approx(len(data) * 10 / baudrate)


# --- opening serial ports ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link,words",
    [
        ("/dev/ttyUSB99", "There is no port /dev/ttyUSB99; this computer has"),
        ("COM99", "There is no port COM99"),
        ("/dev/null", "/dev/null is not a serial port"),
        ("/tmp", "/tmp is not a serial port"),
        ("emulator:reader", "only inside the virtual hall"),
        ("nonsense://x", "is not a link"),
        ("socket://127.0.0.1", "is not a network address"),
        ("socket://127.0.0.1:70000", "is not a network address"),
        ("socket://127.0.0.1:9100/x", "is not a network address"),
        ("socket://no.such.host.invalid:9100", "no computer or device named no.such.host.invalid"),
    ],
)
def test_a_link_that_cannot_be_opened_is_told_in_plain_words(link: str, words: str) -> None:
    with pytest.raises(LinkUnavailable) as caught:
        open_serial(link, baudrate=9600)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_port_is_opened_once() -> None:
    with closing(open_pty()) as device, closing(open_serial(device.address, baudrate=9600)):
        with pytest.raises(LinkUnavailable, match="in use by another program"):
            open_serial(device.address, baudrate=9600)
        open_serial(device.address, baudrate=9600, exclusive=False).close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every port")
def test_a_port_without_permission_names_the_group(tmp_path: Path) -> None:
    port = tmp_path / "tty"
    port.touch(mode=0o000)
    with pytest.raises(LinkUnavailable, match="it belongs to the group"):
        open_serial(str(port), baudrate=9600)


def test_any_speed_of_the_field_can_be_set_on_a_pty() -> None:
    with closing(open_pty()) as device:
        for baudrate in (1200, 9600, 115200):
            open_serial(device.address, baudrate=baudrate).close()


def test_present_ports_are_sorted() -> None:
    assert present_ports() == sorted(present_ports())


# --- sockets -------------------------------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(LinkUnavailable, match=f"refused the connection to port {port}"):
            open_tcp(f"socket://127.0.0.1:{port}")


def test_an_address_has_host_and_port() -> None:
    assert parse_address("socket://printer.example:9100") == ("printer.example", 9100)
    assert parse_address("socket://[::1]:9100") == ("::1", 9100)


def test_a_device_that_takes_nothing_is_lost() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        connection = socket.create_connection(server.getsockname())
        link = TcpLink(connection, "stuck", write_timeout=0.05)
        with closing(link), pytest.raises(LinkLost, match="took no data"):
            link.write(bytes(50_000_000))


def test_a_second_host_waits_for_the_first() -> None:
    with closing(TcpListener()) as device:
        first = open_tcp(device.address)
        first.write(b"1")
        assert device.read(5.0) == b"1"
        second = open_tcp(device.address)
        second.write(b"2")
        assert device.read(0.05) == b""
        first.close()
        received = b""
        while not received:
            received = device.read(1.0)
        assert received == b"2"
        second.close()


def test_a_port_that_is_taken_is_an_os_error() -> None:
    with closing(TcpListener()) as device, pytest.raises(OSError, match="in use"):
        TcpListener(int(device.address.rpartition(":")[2]))
