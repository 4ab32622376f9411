"""Sessions recorded once and played back without the device that was recorded."""

from __future__ import annotations

import io
import json
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config import model
from drivers.card_reader.demo_cards import demo_id_cards
from drivers.card_reader.port import CardIdentity
from drivers.card_reader.samv import SamvReader
from drivers.card_reader.samv_device import CardData
from drivers.card_reader.samv_emulator import SamvEmulator
from drivers.cli.program import run
from drivers.emulators import build_emulator
from drivers.keypad.ff68 import Ff68Keypad
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.keypad.port import KeyAction
from drivers.link.capture import Capture, RecordingLink
from drivers.link.capture_replay import Matching, ReplayLink, ReplayMismatch
from drivers.link.pipe import pipe
from drivers.link.port import Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.registry import open_link
from drivers.rs485.line import SharedLine
from drivers.rs485.line_emulator import LineEmulator
from tests.fakes.polling import wait_until

CAPTURES = Path(__file__).parents[1] / "golden" / "captures"
READER = model.SamvReader(id="reader", kind="card_reader", driver="samv", link="x")
KEYPAD = model.Ff68Keypad(id="keypad", kind="keypad", driver="ff68", link="x", address=1)
ZHANG = demo_id_cards()[0].card


def first_card(link: Link) -> CardIdentity:
    reader = SamvReader(link, READER)
    reader.check()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        card = reader.read_card()
        if card is not None:
            return card
    raise AssertionError("no card")


@contextmanager
def emulated_reader() -> Iterator[Link]:
    host, end = pipe("/dev/ttyUSB1")
    with closing(SamvEmulator(end)) as reader:
        reader.start()
        assert isinstance(ZHANG, CardData)
        reader.present(ZHANG)
        yield host


# --- as a library --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matching", Matching)
def test_a_recorded_reader_needs_no_emulator(tmp_path: Path, matching: Matching) -> None:
    file = tmp_path / "reader.txt"
    with emulated_reader() as host, file.open("w", encoding="utf-8") as sink:
        read = first_card(RecordingLink(host, sink))
    link = ReplayLink(file, matching=matching)
    assert first_card(link) == read
    assert link.finished


def test_the_recording_of_a_card_reads_the_same_today() -> None:
    """The invented Zhang San, recorded on the emulated reader; no emulator takes part."""
    card = first_card(ReplayLink(CAPTURES / "samv-zhangsan.txt"))
    assert (card.number, card.name) == ("11010519491231002X", "张三测试")


def test_a_driver_that_asks_something_new_is_found_out() -> None:
    link = ReplayLink(CAPTURES / "samv-zhangsan.txt")
    with pytest.raises(ReplayMismatch, match=r"recorded .* heard"):
        link.write(bytes.fromhex("AAAAAA9669 0003 20FF DC"))


def test_a_recorded_keypad_is_acknowledged_byte_by_byte() -> None:
    host, end = pipe()
    device, sink = KeypadEmulator(1), io.StringIO()
    with closing(LineEmulator(end)) as far:
        far.add(device)
        far.start()
        with closing(SharedLine(RecordingLink(host, sink), baudrate=115200)) as line:
            keypad = Ff68Keypad(line, KEYPAD)
            device.press("0C")
            acknowledge(keypad)
            wait_until(lambda: device.state().echoes == 1)
    recorded = Capture.parse(sink.getvalue())
    later = Capture(tuple(replace(piece, at=piece.at + 0.3) for piece in recorded.pieces))
    # The keypad speaks by itself: not before the program has had time to register it on the line.
    link = ReplayLink(later, speed=1.0)
    with closing(SharedLine(link, baudrate=115200)) as line:
        acknowledge(Ff68Keypad(line, KEYPAD))
        assert link.finished


def acknowledge(keypad: Ff68Keypad) -> None:
    press = keypad.next_press(5.0)
    assert press is not None
    assert press.action is KeyAction.CALL_NEXT
    keypad.acknowledge(press)


# --- as commands ---------------------------------------------------------------------------------------------

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")


class Terminal:
    """A command line that runs beside the test."""

    def __init__(self, *arguments: str) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.code: int | None = None
        self._arguments = arguments
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Terminal:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join()

    def _run(self) -> None:
        self.code = run((*self._arguments, "--json"), links=open_link, words=(), out=self.out, err=self.err)

    def wait_ended(self) -> None:
        wait_until(lambda: self.code is not None)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.getvalue().splitlines()]

    def wait_started(self) -> dict[str, Any]:
        wait_until(lambda: self.events)
        return self.events[0]


def ran(*arguments: str) -> Terminal:
    with Terminal(*arguments) as terminal:
        pass
    return terminal


@contextmanager
def reader_on_a_pty() -> Iterator[str]:
    with closing(open_pty()) as end:
        device = build_emulator("samv", end)
        device.emulator.start()
        device.do("present id-zhangsan")
        with closing(device.emulator):
            yield end.address


def test_record_between_a_program_and_its_device_then_replay(tmp_path: Path) -> None:
    file, program = tmp_path / "reader.txt", tmp_path / "tty"
    with (
        reader_on_a_pty() as device,
        Terminal(
            *("record", "--link", device, "--to", str(file), "--program", str(program), "--timeout", "2")
        ) as recording,
    ):
        assert recording.wait_started()["program"] == str(program)
        with closing(open_serial(str(program), baudrate=115200)) as link:
            read = first_card(link)
    assert recording.code == 0
    assert recording.events[-1]["from_device"] > 1000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    words = ("replay", str(file), "--link", str(program), "--speed", "0", "--strict", "--timeout", "20")
    with Terminal(*words) as replaying:
        link_path = replaying.wait_started()["link"]
        with closing(open_serial(link_path, baudrate=115200)) as link:
            assert first_card(link) == read
    assert (replaying.code, replaying.events[-1]["event"]) == (0, "finished")


def test_record_by_listening_alone(tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    with closing(open_pty()) as line:
        with Terminal(
            "record", "--link", line.address, "--to", str(file), "--listen", "--timeout", "1"
        ) as recording:
            recording.wait_started()
            line.write(bytes.fromhex("FF6803036801010C0E16"))
        assert recording.code == 0
        assert recording.events[-1] == {"event": "recorded", "to_device": 0, "from_device": 10}
    assert "< FF 68 03 03 68 01 01 0C 0E 16" in file.read_text("utf-8")


def test_a_device_that_goes_ends_the_recording_and_leaves_the_file(tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    with (
        closing(open_pty()) as line,
        Terminal("record", "--link", line.address, "--to", str(file)) as recording,
    ):
        recording.wait_started()
        line.unplug()
    assert recording.code == 1
    assert [found["event"] for found in recording.events] == ["started", "recorded", "error"]
    assert "is gone" in file.read_text("utf-8")


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    file.write_text("precious", "utf-8")
    with closing(open_pty()) as line:
        recording = ran("record", "--link", line.address, "--to", str(file), "--listen")
    assert (recording.code, file.read_text("utf-8")) == (2, "precious")
    assert "cannot be written" in recording.events[0]["reason"]


def test_without_a_device_there_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "line.txt"
    assert ran("record", "--link", "/dev/ttyUSB99", "--to", str(file)).code == 1
    assert not file.exists()


@pytest.mark.parametrize(
    "words, say, event",
    [(("--strict",), b"\x07", "mismatch"), (("--timeout", "0.3"), b"", "unfinished")],
)
def test_a_replay_that_did_not_go_as_recorded_fails(
    tmp_path: Path, words: tuple[str, ...], say: bytes, event: str
) -> None:
    file = tmp_path / "line.txt"
    file.write_text("0 > 01\n0 < A1", "utf-8")
    with (
        Terminal("replay", str(file), *words) as replaying,
        closing(open_serial(replaying.wait_started()["link"], baudrate=9600)) as link,
    ):
        link.write(say)
        replaying.wait_ended()
    assert (replaying.code, replaying.events[-1]["event"]) == (1, event)


@pytest.mark.parametrize("text", [None, "no recording"])
def test_what_is_no_recording_is_wrong_use(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "line.txt"
    if text is not None:
        file.write_text(text, "utf-8")
    replaying = ran("replay", str(file))
    assert replaying.code == 2
    assert "cannot be played" in replaying.events[0]["reason"]


@pytest.mark.parametrize("speed", ["-1", "fast", "1001"])
def test_a_speed_is_a_number(speed: str) -> None:
    words = ("replay", "x", "--speed", speed)
    with pytest.raises(SystemExit):
        run(words, links=open_link, words=(), out=io.StringIO(), err=io.StringIO())
