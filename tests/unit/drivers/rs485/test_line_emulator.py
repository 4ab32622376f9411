"""The devices' side of a shared line over a pipe."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from drivers.evaluator.ff68_emulator import EvaluatorEmulator
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.faults import Faults
from drivers.link.pipe import PipeEnd, pipe
from drivers.rs485.a090 import A090Acknowledgement, A090Frame, Function
from drivers.rs485.a090_text import Colour, encode
from drivers.rs485.decoder import LineDecoder, LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.line_emulator import LineEmulator
from drivers.rs485.line_plug import Misbehaviour
from tests.fakes.polling import wait_until

TEXT = A090Frame(0x03, Function.SHOW_TEXT, encode("请A023号", Colour.RED))


class Hall:
    """A keypad, an evaluator and a sign on one line, and the host's end of it."""

    def __init__(self, baudrate: int | None = None) -> None:
        self.host, self.link = pipe()
        self.line = LineEmulator(self.link, baudrate=baudrate)
        self.keypad, self.evaluator, self.sign = (
            KeypadEmulator(0x01),
            EvaluatorEmulator(0x81),
            SignEmulator(0x03),
        )
        for device in (self.keypad, self.evaluator, self.sign):
            self.line.add(device)
        self.line.start()

    def hear(self, count: int, host: PipeEnd | None = None) -> list[LineFrame]:
        """The next frames the devices send."""
        decoder, frames = LineDecoder(), list[LineFrame]()
        deadline = time.monotonic() + 5
        while len(frames) < count and time.monotonic() < deadline:
            frames += decoder.feed((host or self.host).read(0.1))
        return frames


@pytest.fixture
def hall() -> Iterator[Hall]:
    hall = Hall()
    yield hall
    hall.line.close()
    hall.host.close()


def test_all_kinds_of_device_share_the_line(hall: Hall) -> None:
    hall.keypad.press("0C")
    hall.evaluator.press(2)
    hall.host.write(TEXT.to_bytes())
    frames = hall.hear(3)
    assert set(frames) == {
        Ff68Frame(0x01, 0x01, b"\x0c"),
        Ff68Frame(0x81, 0x11, b"\x02"),
        A090Acknowledgement(0x03),
    }
    assert hall.sign.state().text == "请A023号"


def test_each_frame_reaches_only_the_device_it_is_for(hall: Hall) -> None:
    hall.line.add(other := KeypadEmulator(0x02))
    hall.host.write(Ff68Frame(0x02, 0x03).to_bytes() + Ff68Frame(0x7F, 0x03).to_bytes())
    wait_until(lambda: other.state().beeps == 1)
    assert hall.keypad.state().beeps == 0


def test_an_address_is_given_once(hall: Hall) -> None:
    with pytest.raises(ValueError, match="two FF68 devices share address 0x01"):
        hall.line.add(KeypadEmulator(0x01))
    assert hall.line.devices == (hall.keypad, hall.evaluator, hall.sign)


def test_a_frame_with_a_wrong_end_byte_is_not_obeyed(hall: Hall) -> None:
    beep = Ff68Frame(0x01, 0x03).to_bytes()
    hall.host.write(beep[:-1] + b"\x00" + beep)
    wait_until(lambda: hall.keypad.state().beeps == 1)
    assert hall.line.noise_bytes == len(beep)


def test_a_stray_head_of_the_host_is_given_up_after_a_silence(hall: Hall) -> None:
    hall.host.write(bytes.fromhex("A0 90 03 A5 00 F0") + TEXT.to_bytes())
    assert hall.hear(1) == [A090Acknowledgement(0x03)]


def test_frames_that_come_byte_by_byte_are_obeyed(hall: Hall) -> None:
    hall.host.disturb(Faults(one_byte_at_a_time=True, leading_garbage=b"\xa0\xff"))
    hall.host.write(TEXT.to_bytes())
    assert hall.hear(1) == [A090Acknowledgement(0x03)]


def test_a_deaf_device_does_not_obey(hall: Hall) -> None:
    hall.keypad.misbehave(Misbehaviour(deaf=True))
    hall.host.write(Ff68Frame(0x01, 0x03).to_bytes() + TEXT.to_bytes())
    assert hall.hear(1) == [A090Acknowledgement(0x03)]
    assert hall.keypad.state().beeps == 0


def test_a_paced_line_takes_the_time_of_a_real_one() -> None:
    hall = Hall(baudrate=1200)
    started = time.monotonic()
    hall.keypad.press("0C")
    assert hall.hear(1) == [Ff68Frame(0x01, 0x01, b"\x0c")]
    assert time.monotonic() - started >= 10 * 10 / 1200
    started = time.monotonic()
    hall.host.write(Ff68Frame(0x01, 0x03).to_bytes())
    wait_until(lambda: hall.keypad.state().beeps)
    assert time.monotonic() - started >= 9 * 10 / 1200
    hall.line.close()


def test_devices_survive_a_pulled_cable(hall: Hall) -> None:
    hall.host.unplug()
    hall.keypad.press("0D")
    hall.host.replug()
    wait_until(lambda: hall.keypad.state().presses == 1)
    assert hall.hear(1) == [Ff68Frame(0x01, 0x01, b"\x0d")]


def test_pages_hear_of_changes_and_may_look_at_once(hall: Hall) -> None:
    seen: list[int] = []
    beeped = threading.Event()

    def look() -> None:
        seen.append(hall.keypad.state().beeps)
        beeped.set()

    hall.keypad.on_change = look
    hall.host.write(Ff68Frame(0x01, 0x03).to_bytes())
    assert beeped.wait(5.0)
    assert seen == [1]


def test_closing_twice_is_once() -> None:
    hall = Hall()
    hall.line.close()
    hall.line.close()
