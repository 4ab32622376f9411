"""The emulated keypad on a wire whose time the test moves."""

from __future__ import annotations

import pytest

from drivers.keypad.ff68_emulator import KeypadEmulator, KeypadState
from drivers.rs485.a090 import A090Acknowledgement
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.line_plug import Misbehaviour
from tests.fakes.manual_wire import ManualWire

CALL = bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16")


@pytest.fixture
def wire() -> ManualWire:
    return ManualWire()


@pytest.fixture
def keypad(wire: ManualWire) -> KeypadEmulator:
    keypad = KeypadEmulator(0x01)
    keypad.plug.connect(wire)
    return keypad


def hear(keypad: KeypadEmulator, raw: str) -> KeypadState:
    keypad.hear(Ff68Frame.from_bytes(bytes.fromhex(raw)))
    return keypad.state()


def test_keys_go_out_as_documented(wire: ManualWire, keypad: KeypadEmulator) -> None:
    keypad.press("0C")
    keypad.press("0F", "0")
    keypad.press("0c", "023")
    assert wire.said == [
        CALL,
        bytes.fromhex("FF 68 04 04 68 01 01 00 0F 11 16"),
        bytes.fromhex("FF 68 06 06 68 01 01 00 02 03 0C 13 16"),
    ]


def test_without_an_echo_a_press_is_repeated_three_times(wire: ManualWire, keypad: KeypadEmulator) -> None:
    keypad.press("0C")
    assert keypad.state().pending
    wire.advance(5)
    assert wire.said == [CALL] * 4
    assert not keypad.state().pending
    assert not keypad.acknowledged


def test_the_identical_frame_is_the_acknowledgement(wire: ManualWire, keypad: KeypadEmulator) -> None:
    keypad.press("0C")
    state = hear(keypad, CALL.hex())
    assert (state.acknowledged, state.pending, state.echoes) == (True, False, 1)
    wire.advance(5)
    assert wire.said == [CALL]


def test_the_echo_of_another_key_is_none(wire: ManualWire, keypad: KeypadEmulator) -> None:
    keypad.press("0D")
    assert not hear(keypad, CALL.hex()).acknowledged


def test_a_deaf_keypad_repeats_until_it_hears_again(wire: ManualWire, keypad: KeypadEmulator) -> None:
    keypad.misbehave(Misbehaviour(deaf=True))
    keypad.press("0C")
    assert not keypad.plug.hears
    wire.advance(0.3)
    assert wire.said == [CALL] * 2


def test_the_display_shows_waiting_and_ticket(keypad: KeypadEmulator) -> None:
    state = hear(keypad, "FF 68 08 08 68 01 02 00 00 05 00 02 03 0D 16")
    assert (state.waiting, state.ticket) == ("005", "023")
    state = hear(keypad, "FF 68 08 08 68 01 02 0A 0A 0A 0A 0A 07 3C 16")
    assert (state.waiting, state.ticket) == ("", "7")


def test_results_last_until_the_next_press(keypad: KeypadEmulator) -> None:
    assert hear(keypad, "FF 68 03 03 68 01 02 01 04 16").success is True
    assert hear(keypad, "FF 68 03 03 68 01 02 00 03 16").success is False
    keypad.press("0C")
    assert keypad.state().success is None


def test_beeps_are_counted(keypad: KeypadEmulator) -> None:
    hear(keypad, "FF 68 02 02 68 01 03 04 16")
    assert hear(keypad, "FF 68 02 02 68 01 03 04 16").beeps == 2


def test_what_it_does_not_know_changes_nothing(keypad: KeypadEmulator) -> None:
    before = keypad.state()
    keypad.hear(Ff68Frame(0x01, 0x7F))
    keypad.hear(Ff68Frame(0x01, 0x02, b"\x01\x02\x03"))
    keypad.hear(A090Acknowledgement(0x01))
    assert keypad.state() == before


def test_pages_hear_of_every_change(wire: ManualWire, keypad: KeypadEmulator) -> None:
    seen: list[KeypadState] = []
    keypad.on_change = lambda: seen.append(keypad.state())
    keypad.press("0C")
    wire.advance(5)
    assert [state.pending for state in seen] == [True, False]


def test_a_frame_that_changes_nothing_is_not_told(keypad: KeypadEmulator) -> None:
    told: list[KeypadState] = []
    keypad.on_change = lambda: told.append(keypad.state())
    before = keypad.state()
    for unknown in (Ff68Frame(1, 0x77, b"\x01"), Ff68Frame(1, 0x02, b"\x01\x02")):
        keypad.hear(unknown)
    assert (keypad.state(), told) == (before, [])
