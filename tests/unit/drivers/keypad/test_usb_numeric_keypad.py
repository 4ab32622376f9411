"""The USB keypad's driver: real event bytes in, presses out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import wiring
from config.model import DEFAULT_USB_KEYS
from config.model import UsbNumericKeypad as Settings
from drivers.errors import LinkLost
from drivers.keypad.port import KeyAction, KeyPress
from drivers.keypad.usb_numeric import UsbNumericKeypad
from drivers.keypad.usb_numeric_keys import (
    DIGIT_KEYS,
    EV_KEY,
    EV_LED,
    EV_SYN,
    EVENT,
    FUNCTION_KEYS,
    PRESSED,
    RELEASED,
    REPEATED,
    SYN_DROPPED,
    SYN_REPORT,
    EventDecoder,
    InputEvent,
    Typing,
    key_map,
)
from drivers.link.pipe import PipeEnd, pipe

SETTINGS = Settings(id="keypad-1", kind="keypad", driver="usb-numeric", path="/dev/input/event0")
EV_MSC, MSC_SCAN = 0x04, 0x04
CODES = {**FUNCTION_KEYS, **{f"KP{digit}": code for code, digit in DIGIT_KEYS.items() if code > 11}}


class Clerk:
    """Hands on a keypad: every key makes the events that a real one makes."""

    def __init__(self, settings: Settings = SETTINGS) -> None:
        self.host: PipeEnd
        self.host, self.device = pipe("keypad", "clerk")
        self.keypad = UsbNumericKeypad(self.host, settings)
        self.now = 1_770_000_000.0

    def event(self, kind: int, code: int, value: int) -> bytes:
        seconds, rest = divmod(self.now, 1)
        return InputEvent(kind, code, value, int(seconds), int(rest * 1e6)).to_bytes()

    def strike(self, code: int, *, repeats: int = 0, after: float = 0.5) -> bytes:
        self.now += after
        values = [PRESSED, *[REPEATED] * repeats, RELEASED]
        return b"".join(
            self.event(EV_MSC, MSC_SCAN, 0x70058)
            + self.event(EV_KEY, code, value)
            + self.event(EV_SYN, SYN_REPORT, 0)
            for value in values
        )

    def type(self, *keys: str, after: float = 0.5) -> None:
        for key in keys:
            self.device.write(self.strike(CODES[key], after=after))

    def pressed(self) -> list[tuple[KeyAction | None, str]]:
        """Everything that has been pressed."""
        presses: list[KeyPress] = []
        while (press := self.keypad.next_press(0.05)) is not None:
            presses.append(press)
        return [(press.action, press.digits) for press in presses]


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    made = Clerk()
    yield made
    made.keypad.close()


@pytest.mark.parametrize("key, action", DEFAULT_USB_KEYS.items())
def test_every_function_key_has_its_action(clerk: Clerk, key: str, action: str) -> None:
    digits, _, name = key.rpartition("+")
    clerk.type(*(f"KP{digit}" for digit in digits), name)
    assert clerk.pressed() == [(KeyAction(action), "")]


def test_typed_digits_come_with_the_key(clerk: Clerk) -> None:
    clerk.type("KP0", "KP2", "KP3", "KPENTER", "KPPLUS")
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "023"), (KeyAction.RECALL, "")]


def test_the_top_row_of_an_ordinary_keyboard_types_digits_too(clerk: Clerk) -> None:
    for code in range(2, 12):
        clerk.device.write(clerk.strike(code))
    clerk.type("KPENTER")
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "34567890")]


def test_a_site_may_give_digits_and_other_keys_a_meaning() -> None:
    keys = {"6+KPENTER": "no-show", "KPENTER": "call-next", "NUMLOCK": "pause"}
    clerk = Clerk(SETTINGS.model_copy(update={"keys": keys}))
    clerk.type("KP6", "KPENTER", "NUMLOCK", "KPPLUS")
    assert clerk.pressed() == [(KeyAction.NO_SHOW, ""), (KeyAction.PAUSE, ""), (None, "")]


def test_backspace_forgets_the_digits(clerk: Clerk) -> None:
    clerk.type("KP6", "BACKSPACE", "KPENTER")
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "")]


def test_digits_typed_long_ago_are_forgotten(clerk: Clerk) -> None:
    clerk.type("KP6")
    clerk.type("KPENTER", after=5.1)
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "")]


def test_num_lock_that_a_keypad_presses_by_itself_is_not_heard(clerk: Clerk) -> None:
    clerk.type("NUMLOCK", "KP6", "NUMLOCK", "NUMLOCK", "KPENTER", after=0.001)
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "6")]


def test_a_key_that_is_held_counts_once(clerk: Clerk) -> None:
    clerk.device.write(clerk.strike(CODES["KPENTER"], repeats=20))
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "")]


def test_a_heavy_hand_calls_one_resident(clerk: Clerk) -> None:
    clerk.type("KPENTER")
    clerk.type("KPENTER", after=0.2)
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "")]
    clerk.type("KPENTER", after=0.4)
    clerk.type("KPPLUS", after=0.1)
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, ""), (KeyAction.RECALL, "")]


def test_presses_read_late_keep_their_own_time(clerk: Clerk) -> None:
    clerk.type("KPENTER", "KPENTER", "KPENTER")
    assert len(clerk.pressed()) == 3


def test_every_press_has_a_token_of_its_own(clerk: Clerk) -> None:
    clerk.type("KPENTER", "KPENTER")
    first, second = clerk.keypad.next_press(1.0), clerk.keypad.next_press(1.0)
    assert first is not None
    assert second is not None
    assert first.token != second.token


def test_after_lost_events_the_next_whole_report_counts(clerk: Clerk) -> None:
    clerk.type("KP6")
    torn = clerk.event(EV_SYN, SYN_DROPPED, 0) + clerk.event(EV_KEY, CODES["KPPLUS"], PRESSED)
    clerk.device.write(torn + clerk.event(EV_SYN, SYN_REPORT, 0))
    clerk.type("KPENTER")
    assert clerk.pressed() == [(KeyAction.CALL_NEXT, "")]


def test_without_a_press_there_is_none(clerk: Clerk) -> None:
    assert clerk.keypad.next_press(0.02) is None
    clerk.type("KP6")
    assert clerk.keypad.next_press(0.02) is None


def test_an_unplugged_keypad_is_lost_for_every_call(clerk: Clerk) -> None:
    lost: list[LinkLost] = []

    def wait() -> None:
        try:
            clerk.keypad.next_press(30.0)
        except LinkLost as error:
            lost.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    clerk.host.unplug()
    waiting.join(5.0)
    assert len(lost) == 1
    calls: list[Callable[[], object]] = [
        lambda: clerk.keypad.next_press(1.0),
        lambda: clerk.keypad.acknowledge(KeyPress(None, "", b"")),
        lambda: clerk.keypad.show(ticket="023", waiting=1),
        lambda: clerk.keypad.show_result(success=True),
        clerk.keypad.beep,
    ]
    for call in calls:
        with pytest.raises(LinkLost):
            call()


def test_a_closed_keypad_is_silent(clerk: Clerk) -> None:
    clerk.keypad.close()
    clerk.keypad.close()
    with pytest.raises(LinkLost, match="closed"):
        clerk.keypad.next_press(1.0)


# --- the lamp ------------------------------------------------------------------------------------------------


def lamps(data: bytes) -> list[int]:
    return [event.value for event in EventDecoder().feed(data) if (event.kind, event.code) == (EV_LED, 0)]


def test_without_permission_no_lamp_is_touched(clerk: Clerk) -> None:
    clerk.keypad.show(ticket="023", waiting=5)
    clerk.keypad.show_result(success=False)
    clerk.keypad.beep()
    assert clerk.device.read(0.02) == b""


def test_the_lamp_is_lit_while_a_resident_is_at_the_window() -> None:
    clerk = Clerk(SETTINGS.model_copy(update={"led": True}))
    clerk.keypad.show(ticket="", waiting=3)
    clerk.keypad.show_result(success=True)
    clerk.keypad.show(ticket="023", waiting=2)
    clerk.keypad.show(ticket="023", waiting=3)
    clerk.keypad.show_result(success=False)
    clerk.keypad.show(ticket="023", waiting=3)
    written = b"".join(iter(lambda: clerk.device.read(0.02), b""))
    assert lamps(written) == [0, 1, 0, 1]
    assert len(written) == 8 * EVENT.size


def test_a_lamp_that_cannot_be_lit_is_a_lost_keypad() -> None:
    clerk = Clerk(SETTINGS.model_copy(update={"led": True}))
    clerk.host.unplug()
    with pytest.raises(LinkLost):
        clerk.keypad.show(ticket="023", waiting=2)
    with pytest.raises(LinkLost):
        clerk.keypad.beep()


# --- events --------------------------------------------------------------------------------------------------

longs = st.integers(-(2**31), 2**31 - 1)
shorts = st.integers(0, 0xFFFF)
events = st.builds(InputEvent, shorts, shorts, longs, longs, longs)


@given(st.lists(events, max_size=6), st.lists(st.integers(1, 50), max_size=12))
def test_events_come_out_of_any_chunking(sent: list[InputEvent], cuts: list[int]) -> None:
    data = b"".join(event.to_bytes() for event in sent)
    decoder, found = EventDecoder(), []
    for cut in [*cuts, len(data)]:
        found += decoder.feed(data[:cut])
        data = data[cut:]
    assert found == sent


@pytest.mark.fuzz
@given(st.lists(events, max_size=40))
def test_no_event_upsets_the_typing(given_events: list[InputEvent]) -> None:
    typing = Typing(frozenset({96}))
    for event in given_events:
        key = typing.take(event)
        assert key is None or (event.kind, event.value) == (EV_KEY, PRESSED)


def test_the_hall_file_knows_the_same_keys_as_the_driver() -> None:
    assert set(wiring.USB_KEYS) == set(FUNCTION_KEYS)


def test_a_key_map_with_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'KP_ENTER' is not a key; its name must be one of KPENTER"):
        key_map({"KP_ENTER": "call-next"})
