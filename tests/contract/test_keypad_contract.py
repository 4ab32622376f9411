"""What every call keypad promises, checked on the double and on the driver over good and hostile lines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from config import model
from drivers.errors import LinkLost
from drivers.keypad.ff68 import Ff68Keypad
from drivers.keypad.ff68_emulator import KeypadEmulator
from drivers.keypad.port import KeyAction, Keypad, KeyPress
from drivers.keypad.simulated import SimulatedKeypad
from tests.fakes.lines import LINES, TestedLine
from tests.fakes.polling import wait_until

SETTINGS = model.Ff68Keypad(id="keypad-1", kind="keypad", driver="ff68", link="emulator:line", address=0x01)


@dataclass(frozen=True, slots=True)
class Display:
    """What the clerk sees, in words that both kinds of keypad have."""

    ticket: str
    waiting: int | None
    success: bool | None
    beeps: int


@dataclass(frozen=True, slots=True)
class Rig:
    """A keypad and the clerk in front of it."""

    keypad: Keypad
    press: Callable[[KeyAction | None, str], None]
    display: Callable[[], Display]
    acknowledgements: Callable[[], int]
    lose: Callable[[], None]


KEYS = {KeyAction.CALL_NEXT: "0C", KeyAction.RECALL: "0D", KeyAction.START: "0A", None: "11"}


@contextmanager
def double() -> Iterator[Rig]:
    keypad = SimulatedKeypad()

    def display() -> Display:
        shown = keypad.shown
        return Display(shown.ticket, shown.waiting, shown.success, shown.beeps)

    def press(action: KeyAction | None, digits: str) -> None:
        keypad.press(action, digits)

    def lose() -> None:
        keypad.fail_with(LinkLost("pulled"))

    yield Rig(keypad, press, display, lambda: len(keypad.acknowledged), lose)


@contextmanager
def on_line(open_line: Callable[[], AbstractContextManager[TestedLine]]) -> Iterator[Rig]:
    with open_line() as line:
        device = KeypadEmulator(SETTINGS.address)
        device.misbehave(line.habit)
        line.devices.add(device)

        def display() -> Display:
            state = device.state()
            waiting = int(state.waiting) if state.waiting else None
            return Display(state.ticket, waiting, state.success, state.beeps)

        def press(action: KeyAction | None, digits: str) -> None:
            device.press(KEYS[action], digits)

        yield Rig(Ff68Keypad(line.host, SETTINGS), press, display, lambda: device.state().echoes, line.unplug)


RIGS: dict[str, Callable[[], AbstractContextManager[Rig]]] = {
    "double": double,
    **{f"ff68, {name}": partial(on_line, open_line) for name, open_line in LINES.items()},
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with RIGS[request.param]() as rig:
        yield rig
        rig.keypad.close()


def pressed(rig: Rig) -> KeyPress:
    press = rig.keypad.next_press(5.0)
    assert press is not None
    return press


@pytest.mark.parametrize("action", KEYS)
def test_a_press_arrives_with_its_meaning(rig: Rig, action: KeyAction | None) -> None:
    rig.press(action, "")
    press = pressed(rig)
    assert (press.action, press.digits) == (action, "")


def test_typed_digits_arrive_with_the_key(rig: Rig) -> None:
    rig.press(KeyAction.CALL_NEXT, "023")
    press = pressed(rig)
    assert (press.action, press.digits) == (KeyAction.CALL_NEXT, "023")


def test_presses_arrive_in_order_and_once(rig: Rig) -> None:
    for action in (KeyAction.CALL_NEXT, KeyAction.START, KeyAction.RECALL):
        rig.press(action, "")
        press = pressed(rig)
        rig.keypad.acknowledge(press)
        assert press.action is action
    assert rig.keypad.next_press(0.01) is None


def test_without_a_press_there_is_none_after_the_time(rig: Rig) -> None:
    started = time.monotonic()
    assert rig.keypad.next_press(0.05) is None
    assert time.monotonic() - started >= 0.05


def test_the_keypad_learns_that_its_press_is_done_only_when_told(rig: Rig) -> None:
    rig.press(KeyAction.CALL_NEXT, "")
    press = pressed(rig)
    assert rig.acknowledgements() == 0
    rig.keypad.acknowledge(press)
    wait_until(lambda: rig.acknowledgements() == 1)


def test_the_ticket_and_the_waiting_are_shown(rig: Rig) -> None:
    rig.keypad.show(ticket="023", waiting=5)
    wait_until(lambda: rig.display() == Display("023", 5, None, 0))
    rig.keypad.show(ticket="", waiting=0)
    wait_until(lambda: rig.display() == Display("", 0, None, 0))


def test_results_are_shown_until_the_next_press(rig: Rig) -> None:
    for success in (True, False):
        rig.keypad.show_result(success=success)
        wait_until(lambda: rig.display().success is success)  # noqa: B023
    rig.press(KeyAction.CALL_NEXT, "")
    wait_until(lambda: rig.display().success is None)


def test_beeps_are_heard(rig: Rig) -> None:
    rig.keypad.beep()
    rig.keypad.beep()
    wait_until(lambda: rig.display().beeps == 2)


def test_a_waiting_clerk_program_learns_of_the_loss(rig: Rig) -> None:
    raised: list[BaseException] = []

    def wait() -> None:
        try:
            rig.keypad.next_press(30.0)
        except LinkLost as lost:
            raised.append(lost)

    waiting = threading.Thread(target=wait)
    waiting.start()
    rig.lose()
    waiting.join(5.0)
    assert len(raised) == 1


def test_after_the_loss_nothing_pretends_to_work(rig: Rig) -> None:
    rig.lose()
    with pytest.raises(LinkLost):
        rig.keypad.next_press(5.0)
    with pytest.raises(LinkLost):
        rig.keypad.show(ticket="023", waiting=1)
    with pytest.raises(LinkLost):
        rig.keypad.show_result(success=True)
    with pytest.raises(LinkLost):
        rig.keypad.beep()


def test_after_closing_there_are_no_presses(rig: Rig) -> None:
    rig.keypad.close()
    with pytest.raises(LinkLost):
        rig.keypad.next_press(5.0)
    rig.keypad.close()
