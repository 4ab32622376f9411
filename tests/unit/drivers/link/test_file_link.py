"""Files as links: spool files, pipes, and what goes wrong. What every link does is in the links' contract."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from drivers.errors import LinkLost, LinkUnavailable
from drivers.link.file_link import open_file
from drivers.link.port import OneWay
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from tests.fakes.polling import wait_until


def test_a_spool_file_is_made_and_grows(tmp_path: Path) -> None:
    spool = tmp_path / "slips.bin"
    for text in (b"one\n", b"two\n"):
        with closing(open_file(f"file://{spool}")) as link:
            link.write(text)
    assert spool.read_bytes() == b"one\ntwo\n"


def test_a_spool_file_goes_one_way_and_a_terminal_both(tmp_path: Path) -> None:
    with closing(open_serial(f"file://{tmp_path}/spool", baudrate=9600)) as link:
        assert isinstance(link, OneWay)
        assert link.one_way
    with closing(open_pty()) as device, closing(open_file(f"file://{device.address}")) as link:
        assert not link.one_way


def test_a_name_may_have_blanks(tmp_path: Path) -> None:
    with closing(open_file(f"file://{tmp_path}/my%20slips")) as link:
        link.write(b"x")
    assert (tmp_path / "my slips").read_bytes() == b"x"


def test_one_way_is_silent_for_as_long_as_it_was_asked(tmp_path: Path) -> None:
    with closing(open_file(f"file://{tmp_path}/spool")) as link:
        started = time.monotonic()
        assert link.read(0.05) == b""
        assert time.monotonic() - started >= 0.05
        assert link.read(0) == b""


def test_closing_ends_a_read_that_waits_one_way(tmp_path: Path) -> None:
    link = open_file(f"file://{tmp_path}/spool")
    ended: list[BaseException] = []

    def read() -> None:
        try:
            link.read(30.0)
        except LinkLost as error:
            ended.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.02)
    link.close()
    thread.join(2.0)
    assert not thread.is_alive()
    assert ended
    link.close()
    with pytest.raises(LinkLost):
        link.write(b"x")


def test_a_named_pipe_takes_what_somebody_reads_and_is_lost_with_him(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(LinkUnavailable, match="Nobody is at the other end"):
        open_file(f"file://{pipe}")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with closing(open_file(f"file://{pipe}", write_timeout=0.1)) as link:
        link.write(b"slip")
        assert os.read(reader, 10) == b"slip"
        with pytest.raises(LinkLost, match="took no data"):
            link.write(bytes(1_000_000))
        os.close(reader)
        with pytest.raises(LinkLost, match="is gone"):
            link.write(b"more")


def test_a_device_that_is_unplugged_is_lost() -> None:
    with closing(open_pty()) as device, closing(open_file(f"file://{device.address}")) as link:
        device.unplug()

        def lost() -> bool:
            try:
                link.read(0.01)
            except LinkLost:
                return True
            return False

        wait_until(lost)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_as_such() -> None:
    with closing(open_file("file:///dev/full")) as link, pytest.raises(LinkLost, match="the disk is full"):
        link.write(b"slip")


@pytest.mark.parametrize(
    "url, words",
    [
        ("file://spool", "write it like file:///dev/usb/lp0"),
        ("file:///nowhere/usb/lp0", "There is no folder /nowhere/usb"),
        ("file:///tmp", "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_told_in_words(url: str, words: str) -> None:
    with pytest.raises(LinkUnavailable, match=words):
        open_file(url)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_file_of_somebody_else_is_told_in_words(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"")
    theirs.chmod(0)
    with pytest.raises(LinkUnavailable, match="No permission"):
        open_file(f"file://{theirs}")
