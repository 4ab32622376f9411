"""The keypad driver against raw bytes: what it sends, what it takes, and how it treats repeats."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import model
from drivers.keypad.ff68 import Ff68Keypad, display_frame
from drivers.keypad.port import KeyAction, KeyPress
from tests.fakes.raw_line import RawLine

CALL = bytes.fromhex("FF 68 03 03 68 01 01 0C 0E 16")
SETTINGS = model.Ff68Keypad(id="keypad-1", kind="keypad", driver="ff68", link="emulator:line", address=0x01)


@pytest.fixture
def raw() -> Iterator[RawLine]:
    raw = RawLine()
    yield raw
    raw.close()


@pytest.fixture
def keypad(raw: RawLine) -> Ff68Keypad:
    return Ff68Keypad(raw.line, SETTINGS)


def press(raw: RawLine, keypad: Ff68Keypad, frame: bytes = CALL) -> KeyPress | None:
    raw.device_says(frame)
    return keypad.next_press(0)


def test_the_call_key_is_echoed_byte_for_byte(raw: RawLine, keypad: Ff68Keypad) -> None:
    called = press(raw, keypad)
    assert called is not None
    assert called.action is KeyAction.CALL_NEXT
    keypad.acknowledge(called)
    assert raw.host_said(10) == CALL


@pytest.mark.parametrize(
    "call, expected",
    [
        ({"ticket": "A023", "waiting": 5}, "FF 68 08 08 68 01 02 00 00 05 00 02 03 0D 16"),
        ({"ticket": "A1023", "waiting": 1000}, "FF 68 08 08 68 01 02 09 09 09 00 02 03 23 16"),
        ({"ticket": "B7", "waiting": 12}, "FF 68 08 08 68 01 02 00 01 02 0A 0A 07 21 16"),
        ({"ticket": "", "waiting": 0}, "FF 68 08 08 68 01 02 00 00 00 0A 0A 0A 21 16"),
    ],
)
def test_the_display_takes_three_and_three_digits(
    raw: RawLine, keypad: Ff68Keypad, call: dict[str, object], expected: str
) -> None:
    keypad.show(ticket=str(call["ticket"]), waiting=int(str(call["waiting"])))
    assert raw.host_said(15) == bytes.fromhex(expected)


def test_documented_display_frames() -> None:
    ticket_alone = display_frame(1, ticket="023", waiting=None)
    waiting_alone = display_frame(1, ticket="", waiting=5)
    assert ticket_alone.to_bytes() == bytes.fromhex("FF 68 08 08 68 01 02 0A 0A 0A 00 02 03 26 16")
    assert waiting_alone.to_bytes() == bytes.fromhex("FF 68 08 08 68 01 02 00 00 05 0A 0A 0A 26 16")


def test_results_and_beeps(raw: RawLine, keypad: Ff68Keypad) -> None:
    keypad.show_result(success=True)
    keypad.show_result(success=False)
    keypad.beep()
    expected = "FF 68 03 03 68 01 02 01 04 16 FF 68 03 03 68 01 02 00 03 16 FF 68 02 02 68 01 03 04 16"
    assert raw.host_said(29) == bytes.fromhex(expected)


def test_a_repeat_before_the_acknowledgement_is_no_second_press(raw: RawLine, keypad: Ff68Keypad) -> None:
    assert press(raw, keypad) is not None
    raw.clock.advance(0.3)
    assert press(raw, keypad) is None
    assert raw.host_is_silent()


def test_a_keypad_that_missed_the_echo_gets_it_again(raw: RawLine, keypad: Ff68Keypad) -> None:
    called = press(raw, keypad)
    assert called is not None
    keypad.acknowledge(called)
    raw.host_said(10)
    raw.clock.advance(0.3)
    assert press(raw, keypad) is None
    assert raw.host_said(10) == CALL


def test_a_repeat_that_was_under_way_at_the_acknowledgement_gets_no_second_echo(
    raw: RawLine, keypad: Ff68Keypad
) -> None:
    called = press(raw, keypad)
    assert called is not None
    raw.clock.advance(0.3)
    raw.device_says(CALL)
    raw.clock.advance(0.1)
    keypad.acknowledge(called)
    raw.host_said(10)
    assert keypad.next_press(0) is None
    assert raw.host_is_silent()


def test_the_same_key_after_half_a_second_is_a_new_press(raw: RawLine, keypad: Ff68Keypad) -> None:
    assert press(raw, keypad) is not None
    raw.clock.advance(0.5)
    assert press(raw, keypad) is not None


@pytest.mark.parametrize("command", [0x00, 0x01, 0x02, 0x10, 0x12, 0xFF])
def test_any_command_byte_may_carry_a_key(raw: RawLine, keypad: Ff68Keypad, command: int) -> None:
    body = bytes((0x01, command, 0x0D))
    called = press(raw, keypad, b"\xff\x68\x03\x03\x68" + body + bytes((sum(body) & 0xFF, 0x16)))
    assert called is not None
    assert called.action is KeyAction.RECALL


@pytest.mark.parametrize(
    "frame",
    [
        "FF 68 03 03 68 01 11 0C 1E 16",  # an evaluator's command
        "FF 68 02 02 68 01 01 02 16",  # no key
        "FF 68 04 04 68 01 01 0C 0C 1A 16",  # a double press
        "FF 68 03 03 68 01 01 0C 0E 00",  # wrong end byte
        "FF 68 03 03 68 02 01 0C 0F 16",  # another keypad
    ],
)
def test_what_is_no_press_is_left_alone(raw: RawLine, keypad: Ff68Keypad, frame: str) -> None:
    raw.device_says(bytes.fromhex(frame), heard=False)
    assert keypad.next_press(0.1) is None
    assert raw.host_is_silent()


def test_keys_between_digits_have_no_meaning(raw: RawLine, keypad: Ff68Keypad) -> None:
    called = press(raw, keypad, bytes.fromhex("FF 68 05 05 68 01 01 02 0D 0C 1D 16"))
    assert called is not None
    assert (called.action, called.digits) == (None, "")


def test_a_prefix_of_the_key_map_is_part_of_the_key(raw: RawLine, keypad: Ff68Keypad) -> None:
    called = press(raw, keypad, bytes.fromhex("FF 68 04 04 68 01 01 00 0F 11 16"))
    assert called is not None
    assert (called.action, called.digits) == (KeyAction.PAUSE, "")


def test_an_adapter_that_hears_itself_starts_no_endless_echo(raw: RawLine, keypad: Ff68Keypad) -> None:
    called = press(raw, keypad)
    assert called is not None
    keypad.acknowledge(called)
    raw.host_said(10)
    raw.device_says(CALL, heard=False)
    assert keypad.next_press(0.1) is None
    assert raw.host_is_silent()


def test_an_unreadable_key_map_is_refused_before_the_address_is_taken(raw: RawLine) -> None:
    with pytest.raises(ValueError, match="not a key"):
        Ff68Keypad(raw.line, SETTINGS.model_copy(update={"keys": {"call": "start"}}))
    Ff68Keypad(raw.line, SETTINGS).close()
