"""Event files as links, with a named pipe in the place of the device file."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.model import UsbNumericKeypad as Settings
from drivers.errors import DeviceUnusable, LinkLost, LinkUnavailable
from drivers.keypad.port import KeyAction
from drivers.keypad.usb_numeric import UsbNumericKeypad
from drivers.keypad.usb_numeric_keys import EV_KEY, InputEvent
from drivers.keypad.usb_numeric_link import InputDeviceLink, open_input_device

pytestmark = pytest.mark.skipif(os.name != "posix", reason="event files exist on Linux")

ENTER = InputEvent(EV_KEY, 96, 1, 1_770_000_000).to_bytes()


class Grabs:
    """Counts grabs, and refuses them with an errno."""

    def __init__(self, refusal: int | None = None) -> None:
        self.count = 0
        self._refusal = refusal

    def __call__(self, descriptor: int) -> None:
        self.count += 1
        if self._refusal is not None:
            raise OSError(self._refusal, os.strerror(self._refusal))


@pytest.fixture
def device_file(tmp_path: Path) -> Path:
    path = tmp_path / "event0"
    os.mkfifo(path)
    return path


@pytest.fixture
def opened(device_file: Path) -> Iterator[tuple[InputDeviceLink, int]]:
    """The link, and the descriptor into which a test presses keys."""
    link = open_input_device(str(device_file), grab=Grabs())
    keys = os.open(device_file, os.O_WRONLY)
    yield link, keys
    link.close()


def test_pressed_keys_arrive(opened: tuple[InputDeviceLink, int]) -> None:
    link, keys = opened
    assert link.read(0.01) == b""
    os.write(keys, ENTER)
    assert link.read(1.0) == ENTER
    os.close(keys)


def test_the_driver_hears_the_device_file(opened: tuple[InputDeviceLink, int], device_file: Path) -> None:
    link, keys = opened
    settings = Settings(id="k", kind="keypad", driver="usb-numeric", path=str(device_file))
    keypad = UsbNumericKeypad(link, settings)
    os.write(keys, ENTER)
    press = keypad.next_press(1.0)
    assert press is not None
    assert press.action is KeyAction.CALL_NEXT
    os.close(keys)
    with pytest.raises(LinkLost, match="unplugged"):
        keypad.next_press(1.0)


def test_an_unplugged_device_is_lost(opened: tuple[InputDeviceLink, int]) -> None:
    link, keys = opened
    os.close(keys)
    with pytest.raises(LinkLost, match="is gone: it was unplugged"):
        link.read(1.0)
    with pytest.raises(LinkLost):
        link.write(ENTER)


def test_closing_ends_a_read_under_way(opened: tuple[InputDeviceLink, int]) -> None:
    link, keys = opened
    lost: list[LinkLost] = []

    def read() -> None:
        try:
            link.read(30.0)
        except LinkLost as error:
            lost.append(error)

    reading = threading.Thread(target=read)
    reading.start()
    link.close()
    link.close()
    reading.join(5.0)
    assert len(lost) == 1
    uses: list[Callable[[], object]] = [lambda: link.read(0.0), lambda: link.write(ENTER)]
    for use in uses:
        with pytest.raises(LinkLost, match="was closed"):
            use()
    os.close(keys)


def test_the_keys_are_grabbed_once(device_file: Path) -> None:
    grabs = Grabs()
    open_input_device(str(device_file), grab=grabs).close()
    assert grabs.count == 1


def test_lights_are_written_to_the_same_file(device_file: Path) -> None:
    link = open_input_device(str(device_file), writable=True, grab=Grabs())
    link.write(ENTER)
    assert link.read(1.0) == ENTER
    link.close()


def test_a_keypad_that_another_program_keeps_is_unavailable(device_file: Path) -> None:
    with pytest.raises(LinkUnavailable, match="in use by another program"):
        open_input_device(str(device_file), grab=Grabs(errno.EBUSY))


def test_other_refusals_are_told_in_the_systems_words(device_file: Path) -> None:
    with pytest.raises(LinkUnavailable, match="cannot be kept from other programs: No such device"):
        open_input_device(str(device_file), grab=Grabs(errno.ENODEV))


def test_what_is_no_input_device_is_told_apart(device_file: Path) -> None:
    """With the kernel's own grab, which knows a pipe and a terminal from a keypad."""
    with pytest.raises(DeviceUnusable, match="is not an input device: it is no device file"):
        open_input_device(str(device_file))
    with pytest.raises(DeviceUnusable, match=r"/dev/null is not an input device\."):
        open_input_device("/dev/null")


def test_a_keypad_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(LinkUnavailable, match="There is no input device"):
        open_input_device(str(tmp_path / "event9"))
    with pytest.raises(LinkUnavailable, match="cannot be opened"):
        open_input_device(str(tmp_path / ("x" * 300)))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open everything")
def test_a_forbidden_keypad_names_the_group(device_file: Path) -> None:
    device_file.chmod(0)
    with pytest.raises(LinkUnavailable, match="group 'input'"):
        open_input_device(str(device_file))
