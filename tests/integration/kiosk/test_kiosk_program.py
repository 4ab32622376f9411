"""The kiosk program as a process: played over its mirror, against the real server, with devices in memory."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from config.loader import parse_hall
from queue_server.client import new_request_id
from queue_server.wire.messages import IssuedTicket, PrintState, ReprintRequest
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server
from tests.fakes.scripted_server import Reply, ScriptedServer

ENDS_WITHIN_S = 5
"""Two seconds are meant; a busy machine has a few more, and a server that hangs would hold it up for thirty."""
HALL = """
[hall]
id = "test-hall"
name = { zh = "测试大厅", en = "Test hall" }

[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }

[[services]]
id = "household"
prefix = "B"
name = { zh = "户籍", en = "Household" }
card = "required"

[[windows]]
id = "1"
number = 1
services = ["civil", "household"]

[[kiosks]]
id = "kiosk-1"
card_readers = ["reader-1"]
printer = "printer-1"

[[devices]]
id = "reader-1"
kind = "card_reader"
driver = "simulated"

[[devices]]
id = "printer-1"
kind = "ticket_printer"
driver = "simulated"
"""


class Finger:
    """A client of the mirror: the newest layout, how many pictures came, and touches."""

    def __init__(self, path: Path) -> None:
        wait_until(path.exists, seconds=20)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self.layout: dict[str, Any] = {"screen": "", "targets": []}
        self.pictures = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._socket.makefile("rb") as stream:
            while len(head := stream.read(4)) == 4:
                (length,) = struct.unpack(">I", head)
                body = stream.read(length)
                if body[:1] == b"L":
                    self.layout = json.loads(body[1:])
                else:
                    self.pictures += 1

    def wait_for(self, screen: str) -> None:
        wait_until(lambda: self.layout["screen"] == screen, seconds=15)

    def touch(self, wanted: str) -> None:
        wait_until(lambda: any(target["id"] == wanted for target in self.layout["targets"]), seconds=10)
        target = next(target for target in self.layout["targets"] if target["id"] == wanted)
        for kind in ("down", "up"):
            point = {"kind": kind, "x": target["x"] + target["w"] // 2, "y": target["y"] + target["h"] // 2}
            content = b"P" + json.dumps(point).encode()
            self._socket.sendall(struct.pack(">I", len(content)) + content)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(2)
        self._socket.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path, parse_hall(HALL)) as running:
        yield running


@contextmanager
def kiosk(
    server: RunningServer, folder: Path, *more: str, display: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """The program, off the screen unless an X ``display`` is given."""
    (folder / "hall.toml").write_text(HALL, encoding="utf-8")
    (folder / "token").write_text(server.token)
    command = [sys.executable, "-m", "kiosk", "--hall", str(folder / "hall.toml"), "--kiosk", "kiosk-1"]
    command += ["--server", server.url, "--token-file", str(folder / "token")]
    command += ["--state", str(folder / "state"), "--mirror", str(folder / "kiosk.sock"), *more]
    environment = dict(os.environ)
    if display:
        del environment["SDL_VIDEODRIVER"]
        environment |= {"DISPLAY": display, "SDL_VIDEO_DRIVER": "x11"}
    else:
        command.append("--offscreen")
    with (
        (folder / "kiosk.log").open("a", encoding="utf-8") as log,
        subprocess.Popen(command, stderr=log, text=True, env=environment) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(5)


def ticket_now(server: RunningServer, ticket: IssuedTicket) -> PrintState:
    return server.client.ticket(ticket.ticket.id).ticket.print_state


def last_ticket(server: RunningServer) -> IssuedTicket:
    wait_until(lambda: server.client.snapshot().next_tickets, seconds=10)
    return server.client.ticket(server.client.snapshot().next_tickets[-1].id)


def test_a_number_is_taken_printed_and_printed_again(server: RunningServer, tmp_path: Path) -> None:
    with kiosk(server, tmp_path) as process:
        finger = Finger(tmp_path / "kiosk.sock")
        finger.wait_for("home")
        wait_until(lambda: server.device("printer-1") == ("online", ""), seconds=10)
        assert server.device("reader-1") == ("online", "")
        finger.touch("start")
        finger.touch("service:civil")
        finger.wait_for("ticket")
        ticket = last_ticket(server)
        assert (ticket.ticket.number, ticket.ticket.kiosk) == ("A001", "kiosk-1")
        wait_until(lambda: ticket_now(server, ticket) is PrintState.PRINTED, seconds=10)
        server.client.request_reprint(ticket.ticket.id, ReprintRequest(request_id=new_request_id()))
        wait_until(lambda: ticket_now(server, ticket) is PrintState.REPRINTED, seconds=10)
        finger.touch("done")
        finger.wait_for("home")
        # The first picture and one of a later screen: how many come between depends on how fast the visit is.
        wait_until(lambda: finger.pictures >= 2, seconds=5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(ENDS_WITHIN_S) == 0
        finger.close()
    assert server.device("printer-1") == ("unknown", "kiosk-stopped")
    for line in (tmp_path / "kiosk.log").read_text(encoding="utf-8").splitlines():
        assert isinstance(json.loads(line), dict)


def test_a_server_that_is_away_is_apologised_for_and_comes_back(
    server: RunningServer, tmp_path: Path
) -> None:
    with kiosk(server, tmp_path):
        finger = Finger(tmp_path / "kiosk.sock")
        finger.touch("start")
        server.stop()
        finger.touch("service:civil")
        finger.wait_for("error")
        finger.touch("done")
        server.start()
        finger.touch("start")
        finger.touch("service:civil")
        finger.wait_for("ticket")
        assert last_ticket(server).ticket.number == "A001"
        finger.close()


def test_a_kiosk_may_start_before_the_server(server: RunningServer, tmp_path: Path) -> None:
    server.stop()
    with kiosk(server, tmp_path):
        finger = Finger(tmp_path / "kiosk.sock")
        finger.wait_for("home")
        server.start()
        finger.touch("start")
        finger.touch("service:household")
        finger.wait_for("card")
        finger.touch("cancel")
        finger.wait_for("home")
        finger.close()


def test_a_kiosk_that_the_hall_does_not_have_is_told_in_a_sentence(
    server: RunningServer, tmp_path: Path
) -> None:
    with kiosk(server, tmp_path, "--kiosk", "kiosk-9") as process:
        assert process.wait(20) == 2
    said = (tmp_path / "kiosk.log").read_text(encoding="utf-8")
    assert "the hall has no kiosk 'kiosk-9'; it has: kiosk-1" in said
    assert "Traceback" not in said


def test_a_server_that_hangs_does_not_hold_up_the_end(server: RunningServer, tmp_path: Path) -> None:
    with ScriptedServer() as hanging:
        hanging.fallback = lambda _asked: Reply(delay=30)
        with kiosk(server, tmp_path, "--server", hanging.url) as process:
            finger = Finger(tmp_path / "kiosk.sock")
            finger.touch("start")
            finger.touch("service:civil")
            finger.wait_for("wait")
            wait_until(lambda: len(hanging.asked) >= 3, seconds=20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(ENDS_WITHIN_S) == 0
            finger.close()


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb to open a window on")
def test_in_a_real_window_a_click_reaches_the_right_place(server: RunningServer, tmp_path: Path) -> None:
    with x_display() as display, kiosk(server, tmp_path, display=display):
        finger = Finger(tmp_path / "kiosk.sock")
        finger.wait_for("home")
        finger.touch("start")
        finger.wait_for("services")
        finger.touch("service:civil")
        finger.wait_for("ticket")
        finger.close()


@contextmanager
def x_display() -> Iterator[str]:
    """An X server of its own on a free display number."""
    reader, writer = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1200x1000x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    ) as process:
        os.close(writer)
        with os.fdopen(reader) as said:
            number = said.readline().strip()
        try:
            yield f":{number}"
        finally:
            process.terminate()


def test_without_a_screen_the_kiosk_says_so(server: RunningServer, tmp_path: Path) -> None:
    with kiosk(server, tmp_path, display=":99999") as process:
        assert process.wait(20) == 2
    said = (tmp_path / "kiosk.log").read_text(encoding="utf-8")
    assert "no window can be opened" in said
    assert "Traceback" not in said
