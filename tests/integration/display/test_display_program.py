"""The display program: announcers over the real server, and the whole program as a process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.model import DeviceSection
from display.bootstrap import DisplayProgram, Options, UnknownDisplay, chosen_displays
from drivers.speech.simulated import SimulatedSpeech
from queue_server.client import new_request_id
from queue_server.wire.messages import WindowCommand
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, hall_text, running_server
from tests.fakes.scripted_server import Reply, ScriptedServer

ENDS_WITHIN_S = 5
"""Two seconds are meant; a busy machine has a few more, and a server that hangs would hold it up for thirty."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path) as running:
        yield running


def call_next(server: RunningServer) -> None:
    server.client.window("1", "call-next", WindowCommand(request_id=new_request_id()))


class Loudspeaker:
    """Announcers of one state folder, program after program."""

    def __init__(self, server: RunningServer, state: Path) -> None:
        self.server = server
        self.state = state
        self.speech = SimulatedSpeech()

    @contextmanager
    def program(self) -> Iterator[None]:
        stop = threading.Event()
        program = DisplayProgram(
            self.server.hall,
            self.server.new_client(),
            Options(("voice-1",), self.state),
            speech=self.open_speech,
        )
        thread = threading.Thread(target=program.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(5)
            assert not thread.is_alive()

    def open_speech(self, _settings: DeviceSection, _folder: Path) -> SimulatedSpeech:
        return self.speech

    def spoken(self) -> list[str]:
        """Captions, in order."""
        path = self.state / "announcements.jsonl"
        if not path.exists():
            return []
        return [json.loads(line)["text"] for line in path.read_text().splitlines()]

    def wait_for(self, *numbers: str) -> None:
        expected = [f"请 {number}号 到 1号窗口办理" for number in numbers]
        wait_until(lambda: self.spoken() == expected, seconds=10)


@pytest.fixture
def speaker(server: RunningServer, tmp_path: Path) -> Loudspeaker:
    return Loudspeaker(server, tmp_path / "display")


def test_calls_are_spoken_once_across_restarts_of_both(speaker: Loudspeaker) -> None:
    speaker.server.issue(5)
    with speaker.program():
        call_next(speaker.server)
        speaker.wait_for("A001")
        speaker.server.stop()
        speaker.server.start()
        call_next(speaker.server)
        speaker.wait_for("A001", "A002")
    # Called while no announcer was there: still news when it comes back.
    call_next(speaker.server)
    with speaker.program():
        speaker.wait_for("A001", "A002", "A003")
        call_next(speaker.server)
        speaker.wait_for("A001", "A002", "A003", "A004")
    assert len(speaker.speech.said) == 4


def test_a_first_start_speaks_what_was_called_just_now(speaker: Loudspeaker) -> None:
    speaker.server.issue(2)
    call_next(speaker.server)
    with speaker.program():
        speaker.wait_for("A001")
        call_next(speaker.server)
        speaker.wait_for("A001", "A002")


def test_a_program_may_start_before_the_server(speaker: Loudspeaker) -> None:
    speaker.server.stop()
    with speaker.program():
        time.sleep(0.2)
        speaker.server.start()
        speaker.server.issue()
        call_next(speaker.server)
        speaker.wait_for("A001")
        wait_until(lambda: speaker.server.device("loudspeaker-1") == ("online", ""), seconds=10)
    assert speaker.server.device("loudspeaker-1") == ("unknown", "display-stopped")


def test_displays_are_chosen_by_name(server: RunningServer) -> None:
    board, announcers = chosen_displays(server.hall, ["voice-1", "board-1", "voice-1"])
    assert board is not None
    assert [section.id for section in announcers] == ["voice-1"]
    with pytest.raises(UnknownDisplay, match="board-1"):
        chosen_displays(server.hall, ["wall"])


@pytest.fixture
def command(server: RunningServer, tmp_path: Path) -> list[str]:
    """The options every edge program takes."""
    hall, token = tmp_path / "hall.toml", tmp_path / "token"
    hall.write_text(hall_text())
    token.write_text(server.token)
    common = ["--hall", str(hall), "--server", server.url, "--token-file", str(token)]
    return [*common, "--state", str(tmp_path / "state")]


@pytest.mark.parametrize(
    "program",
    [
        ["display", "--display", "board-1", "--display", "voice-1", "--offscreen"],
        ["display", "--display", "voice-1"],
        ["counter"],
    ],
    ids=["board and voice", "voice", "counter"],
)
def test_a_program_ends_on_a_signal_within_two_seconds(command: list[str], program: list[str]) -> None:
    started = '"event": "' + program[0] + ' started"'
    with subprocess.Popen(
        [sys.executable, "-m", program[0], *command, *program[1:]],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SDL_VIDEODRIVER": "dummy"},
    ) as process:
        assert process.stderr is not None
        lines: list[str] = []
        while not lines or started not in lines[-1]:
            lines.append(process.stderr.readline())
            assert lines[-1], lines
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(ENDS_WITHIN_S) == 0
    for line in [*lines, *rest.splitlines()]:
        assert isinstance(json.loads(line), dict)


@pytest.mark.parametrize("program", [["display", "--display", "voice-1"], ["counter"]])
def test_a_server_that_hangs_does_not_hold_up_the_end(tmp_path: Path, program: list[str]) -> None:
    (tmp_path / "hall.toml").write_text(hall_text())
    (tmp_path / "token").write_text("token")
    with ScriptedServer() as hanging:
        hanging.fallback = lambda _asked: Reply(delay=30)
        options = ["--hall", str(tmp_path / "hall.toml"), "--server", hanging.url]
        options += ["--token-file", str(tmp_path / "token"), "--state", str(tmp_path / "state")]
        with subprocess.Popen(
            [sys.executable, "-m", program[0], *options, *program[1:]], stderr=subprocess.DEVNULL
        ) as process:
            wait_until(lambda: len(hanging.asked) >= 2, seconds=20)
            process.send_signal(signal.SIGTERM)
            assert process.wait(ENDS_WITHIN_S) == 0


@pytest.mark.parametrize("program", [["display", "--display", "wall"], ["counter", "--link", "/dev/none"]])
def test_options_that_fit_no_hall_are_told_in_a_sentence(command: list[str], program: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", program[0], *command, *program[1:]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert program[-1] in ended.stderr
    assert "Traceback" not in ended.stderr
