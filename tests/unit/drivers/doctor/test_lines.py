"""What the doctor says of a shared line and the devices on it."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.model import A090Sign, BusDevice, Ff68Evaluator, Ff68Keypad
from drivers.doctor.catalogue import LANGUAGES, words
from drivers.doctor.finding import Code, Finding, Verdict
from drivers.doctor.lines import look_at_line
from drivers.doctor.surroundings import Surroundings
from drivers.emulators import Switchable
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.led_display.a090_emulator import SignEmulator
from drivers.link.port import Link
from drivers.rs485.line_emulator import EmulatedDevice, LineEmulator
from tests.fakes.serial_ports import Mute, SerialPorts

PORT = "/dev/ttyUSB0"
FAST = 115200


def on_line(model: type[BusDevice], name: str, kind: str, driver: str, address: int) -> BusDevice:
    wiring = {"link": PORT, "baudrate": FAST, "address": address}
    return model.model_validate({"id": f"{name}-{address}", "kind": kind, "driver": driver, **wiring})


def sign(address: int) -> BusDevice:
    return on_line(A090Sign, "sign", "led_display", "a090", address)


def keypad(address: int) -> BusDevice:
    return on_line(Ff68Keypad, "keypad", "keypad", "ff68", address)


def evaluator(address: int) -> BusDevice:
    return on_line(Ff68Evaluator, "evaluator", "evaluator", "ff68", address)


@pytest.fixture
def ports() -> Iterator[SerialPorts]:
    with SerialPorts() as ports:
        yield ports


def look(ports: SerialPorts, tmp_path: Path, *devices: BusDevice, listen: float = 0.01) -> dict[str, Finding]:
    around = Surroundings(
        tmp_path, links=ports, listen_seconds=listen, scanned_addresses=range(1, 9), ports=list
    )
    findings = {found.device.id: found for found in look_at_line(devices, around)}
    assert list(findings) == [device.id for device in devices]
    for found in findings.values():
        assert all(words(language, found.code, found.facts).what for language in LANGUAGES)
    return findings


def a_line_of(*devices: EmulatedDevice) -> Callable[[Link], Switchable]:
    def build(link: Link) -> Switchable:
        line = LineEmulator(link)
        for device in devices:
            line.add(device)
        return line

    return build


def test_signs_answer_and_show_their_address(ports: SerialPorts, tmp_path: Path) -> None:
    emulated = SignEmulator(3)
    ports.plug_in(PORT, a_line_of(emulated), speed=FAST)
    found = look(ports, tmp_path, sign(3), keypad(1))
    assert found["sign-3"].verdict is Verdict.WORKS
    assert emulated.state().text == "3"
    assert (found["keypad-1"].verdict, found["keypad-1"].code) == (Verdict.UNKNOWN, Code.LINE_OPEN)
    assert ports.speeds == [FAST]


def test_a_sign_with_another_address_is_found_and_shows_it(ports: SerialPorts, tmp_path: Path) -> None:
    stray = SignEmulator(7)
    ports.plug_in(PORT, a_line_of(SignEmulator(1), stray), speed=FAST)
    found = look(ports, tmp_path, sign(1), sign(2))
    assert found["sign-1"].verdict is Verdict.WORKS
    assert (found["sign-2"].code, found["sign-2"].facts["seen"]) == (Code.WRONG_ADDRESS, "7")
    assert stray.state().text == "7"


def test_one_dead_sign_among_others_is_told_alone(ports: SerialPorts, tmp_path: Path) -> None:
    ports.plug_in(PORT, a_line_of(SignEmulator(1)), speed=FAST)
    found = look(ports, tmp_path, sign(1), sign(2))
    assert found["sign-2"].code is Code.SIGN_SILENT
    assert ports.speeds == [FAST]


def test_a_line_at_another_speed_is_found_for_all_its_devices(ports: SerialPorts, tmp_path: Path) -> None:
    ports.plug_in(PORT, a_line_of(SignEmulator(1), KeypadEmulator(1)), speed=9600)
    found = look(ports, tmp_path, sign(1), keypad(1), evaluator(0x81))
    assert {finding.code for finding in found.values()} == {Code.WRONG_SPEED}
    assert found["keypad-1"].facts["answers_at"] == "9600"


def test_a_dead_line_blames_the_signs_that_could_have_answered(ports: SerialPorts, tmp_path: Path) -> None:
    ports.plug_in(PORT, Mute, speed=FAST)
    found = look(ports, tmp_path, sign(1), keypad(1))
    assert found["sign-1"].code is Code.SIGN_SILENT
    assert found["keypad-1"].verdict is Verdict.UNKNOWN


def test_noise_points_at_the_wires(ports: SerialPorts, tmp_path: Path) -> None:
    ports.plug_in(PORT, Mute, speed=FAST, murmur=bytes(range(1, 20)))
    found = look(ports, tmp_path, keypad(1), evaluator(0x81), listen=0.1)
    assert {finding.code for finding in found.values()} == {Code.LINE_NOISE}
    assert "Exchange A and B" in words("en", Code.LINE_NOISE, found["keypad-1"].facts).todo


class PressedKeypads:
    """A line on which people press keys from the moment it is opened."""

    def __init__(self, *addresses: int) -> None:
        self._keypads = [KeypadEmulator(address) for address in addresses]
        self._over = threading.Event()

    def build(self, link: Link) -> Switchable:
        line = a_line_of(*self._keypads)(link)
        threading.Thread(target=self._press, daemon=True).start()
        return line

    def _press(self) -> None:
        while not self._over.wait(0.05):
            for pressed in self._keypads:
                pressed.press("0C")

    def stop(self) -> None:
        self._over.set()


@pytest.mark.parametrize(
    "pressed, codes", [((1, 2), {Code.PRESS_HEARD}), ((1,), {Code.PRESS_HEARD, Code.LINE_OPEN})]
)
def test_keys_pressed_meanwhile_prove_their_keypads(
    pressed: tuple[int, ...], codes: set[Code], ports: SerialPorts, tmp_path: Path
) -> None:
    people = PressedKeypads(*pressed)
    ports.plug_in(PORT, people.build, speed=FAST)
    found = look(ports, tmp_path, keypad(1), keypad(2), listen=0.5)
    people.stop()
    assert {finding.code for finding in found.values()} == codes
    assert found["keypad-1"].verdict is Verdict.WORKS


def test_an_address_that_nobody_has_is_told_to_those_not_heard(ports: SerialPorts, tmp_path: Path) -> None:
    people = PressedKeypads(1, 9)
    ports.plug_in(PORT, people.build, speed=FAST)
    found = look(ports, tmp_path, keypad(1), keypad(2), evaluator(0x81), listen=0.5)
    people.stop()
    assert found["keypad-1"].code is Code.PRESS_HEARD
    assert (found["keypad-2"].code, found["keypad-2"].facts["seen"]) == (Code.STRANGER_HEARD, "9")
    assert found["evaluator-129"].code is Code.LINE_OPEN
    assert found["evaluator-129"].facts["address"] == "0x81"


def test_a_line_that_cannot_be_opened_is_the_fault_of_all_its_devices(
    ports: SerialPorts, tmp_path: Path
) -> None:
    ports.fail(PORT, errno.EACCES)
    found = look(ports, tmp_path, sign(1), keypad(1))
    assert {(finding.verdict, finding.code) for finding in found.values()} == {
        (Verdict.FAULT, Code.NO_PERMISSION)
    }
