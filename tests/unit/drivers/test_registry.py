"""The registry opens every device that a hall file can name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from config import model
from config.model import DEVICE_MODELS, BusDevice, DeviceSection, SimulatedDevice
from drivers.errors import LinkLost, LinkUnavailable
from drivers.link.pipe import PipeEnd, pipe
from drivers.link.port import Link
from drivers.registry import (
    lines_of,
    open_card_reader,
    open_evaluator,
    open_keypad,
    open_line,
    open_link,
    open_sign,
    open_speech,
    open_ticket_printer,
)
from drivers.rs485.line import SharedLine
from drivers.supervisor import Closable
from tests.fakes.voice_packs import toned_pack


def settings(kind: str, driver: str, **values: object) -> DeviceSection:
    chosen = DEVICE_MODELS[kind, driver]
    needed: dict[str, object] = {
        "link": "emulator:x",
        "path": "/dev/input/event0",
        "reader": "x",
        "address": 0x81 if kind == "evaluator" else 1,
    }
    given = {key: value for key, value in (needed | values).items() if key in chosen.model_fields}
    return chosen.model_validate({"id": "device-1", "kind": kind, "driver": driver, **given})


class Links:
    """A link factory that remembers what it opened."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, int]] = []
        self.ends: list[tuple[PipeEnd, PipeEnd]] = []

    def input(self, keypad: model.UsbNumericKeypad) -> Link:
        self.ends.append(pipe())
        return self.ends[-1][0]

    def __call__(self, link: str, baudrate: int) -> Link:
        self.opened.append((link, baudrate))
        self.ends.append(pipe())
        return self.ends[-1][0]


def no_links(link: str, baudrate: int) -> Link:
    raise LinkUnavailable(f"no link {link} at {baudrate}")


@pytest.mark.parametrize("kind,driver", DEVICE_MODELS)
def test_every_device_that_a_hall_file_can_name_opens_and_closes(
    kind: str, driver: str, tmp_path: Path
) -> None:
    device, links = settings(kind, driver, folder=str(toned_pack(tmp_path / "pack"))), Links()
    line = open_line([device], links) if isinstance(device, BusDevice) else None
    openers: dict[str, Callable[[], Closable]] = {
        "card_reader": lambda: open_card_reader(device, links),
        "ticket_printer": lambda: open_ticket_printer(device, links),
        "speech": lambda: open_speech(device, tmp_path),
        "keypad": lambda: open_keypad(device, line, links.input),
        "evaluator": lambda: open_evaluator(device, line),
        "led_display": lambda: open_sign(device, line, links),
    }
    openers[kind]().close()
    if line is not None:
        line.close()
    assert bool(links.opened) == ("link" in type(device).model_fields)
    for host, _ in links.ends:
        with pytest.raises(LinkLost):
            host.write(b"closed with its device")


def test_a_driver_gets_its_link_at_its_speed() -> None:
    links = Links()
    with closing(open_card_reader(settings("card_reader", "samv", baudrate=9600), links)):
        pass
    with closing(open_ticket_printer(settings("ticket_printer", "escpos", link="COM3"), links)):
        pass
    assert links.opened == [("emulator:x", 9600), ("COM3", 115200)]


@pytest.mark.parametrize("driver", ["samv", "vpcd"])
def test_a_link_that_does_not_open_is_told(driver: str) -> None:
    with pytest.raises(LinkUnavailable, match="no link emulator:x"):
        open_card_reader(settings("card_reader", driver), no_links)


def test_settings_of_another_kind_are_refused() -> None:
    printer, reader = settings("ticket_printer", "simulated"), settings("card_reader", "simulated")
    with pytest.raises(TypeError, match="is not a card reader"):
        open_card_reader(printer, no_links)
    with pytest.raises(TypeError, match="is not a ticket printer"):
        open_ticket_printer(reader, no_links)
    with pytest.raises(TypeError, match="is not a voice"):
        open_speech(reader, Path())
    for open_on_line in (open_keypad, open_evaluator, open_sign):
        with pytest.raises(TypeError, match="device-1"):
            open_on_line(reader, None)


def test_a_line_is_opened_once_for_all_its_devices() -> None:
    devices = [settings("keypad", "ff68"), settings("evaluator", "ff68"), settings("led_display", "a090")]
    on_line = [device for device in devices if isinstance(device, BusDevice)]
    links = Links()
    with closing(open_line(on_line, links)) as line:
        assert isinstance(line, SharedLine)
        open_keypad(on_line[0], line).close()
        open_evaluator(on_line[1], line).close()
        open_sign(on_line[2], line).close()
    assert links.opened == [("emulator:x", 9600)]


def test_devices_of_two_lines_are_no_line() -> None:
    devices = [settings("keypad", "ff68"), settings("keypad", "ff68", link="COM4")]
    with pytest.raises(ValueError, match="one link"):
        open_line([device for device in devices if isinstance(device, BusDevice)], Links())


def test_a_real_device_needs_its_line() -> None:
    with pytest.raises(ValueError, match="hangs on a line"):
        open_keypad(settings("keypad", "ff68"), None)


def test_two_devices_at_one_address_are_refused() -> None:
    keypad = settings("keypad", "ff68")
    assert isinstance(keypad, model.Ff68Keypad)
    with closing(open_line([keypad], Links())) as line:
        open_keypad(keypad, line)
        with pytest.raises(ValueError, match="address"):
            open_keypad(keypad, line)


def test_lines_group_the_devices_of_a_hall_by_link() -> None:
    devices = [
        settings("keypad", "ff68", id="a"),
        settings("card_reader", "samv"),
        settings("keypad", "ff68", link="COM4"),
        settings("led_display", "a090"),
    ]
    lines = lines_of(devices)
    assert {link: [device.kind for device in on_line] for link, on_line in lines.items()} == {
        "emulator:x": ["keypad", "led_display"],
        "COM4": ["keypad"],
    }


def test_the_ordinary_links_tell_what_is_wrong() -> None:
    with pytest.raises(LinkUnavailable, match="virtual hall"):
        open_link("emulator:x", 9600)


def test_simulated_devices_are_of_their_port() -> None:
    reader = open_card_reader(settings("card_reader", "simulated"), no_links)
    assert reader.read_card() is None
    assert all(issubclass(DEVICE_MODELS[kind, "simulated"], SimulatedDevice) for kind, _ in DEVICE_MODELS)


def test_no_driver_is_loaded_before_it_is_needed() -> None:
    """A hall without a printer needs no printer library, one without serial devices no pyserial."""
    program = (
        "import sys, drivers.registry\n"
        "loaded = [name for name in ('serial', 'escpos', 'pyttsx3', 'drivers.rs485.line') if name in sys.modules]\n"
        "sys.exit(', '.join(loaded) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
