"""The keypad in memory: what a test can ask of it beyond the port."""

from __future__ import annotations

import threading

import pytest

from drivers.errors import NoAnswer
from drivers.keypad.port import KeyAction
from drivers.keypad.simulated import SimulatedKeypad


def test_a_press_is_the_one_that_arrives_and_is_acknowledged() -> None:
    keypad = SimulatedKeypad()
    press = keypad.press(KeyAction.CALL_NEXT, "023")
    assert keypad.next_press(0) is press
    keypad.acknowledge(press)
    assert keypad.acknowledged == (press,)


def test_two_presses_of_one_key_are_told_apart() -> None:
    keypad = SimulatedKeypad()
    assert keypad.press(KeyAction.RECALL) != keypad.press(KeyAction.RECALL)


def test_it_fails_on_command_and_recovers() -> None:
    keypad = SimulatedKeypad()
    press = keypad.press(KeyAction.START)
    keypad.fail_with(NoAnswer("on command"))
    with pytest.raises(NoAnswer, match="on command"):
        keypad.acknowledge(press)
    keypad.fail_with(None)
    assert keypad.next_press(0) is press


def test_a_press_wakes_the_one_who_waits() -> None:
    keypad = SimulatedKeypad()
    threading.Timer(0.02, keypad.press, args=(KeyAction.PAUSE,)).start()
    press = keypad.next_press(5.0)
    assert press is not None
    assert press.action is KeyAction.PAUSE
