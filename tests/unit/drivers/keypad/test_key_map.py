"""What a site's keys mean."""

from __future__ import annotations

import pytest

from config.model import DEFAULT_KEYS
from drivers.keypad.key_map import KeyMap, Meaning
from drivers.keypad.port import KeyAction


@pytest.mark.parametrize(
    "digits, key, expected",
    [
        ("", 0x0C, Meaning(KeyAction.CALL_NEXT, "")),
        ("023", 0x0C, Meaning(KeyAction.CALL_NEXT, "023")),
        ("", 0x0D, Meaning(KeyAction.RECALL, "")),
        ("", 0x0A, Meaning(KeyAction.START, "")),
        ("", 0x0B, Meaning(KeyAction.FINISH, "")),
        ("", 0x0E, Meaning(KeyAction.NO_SHOW, "")),
        ("6", 0x0F, Meaning(KeyAction.NO_SHOW, "")),
        ("0", 0x0F, Meaning(KeyAction.PAUSE, "")),
        ("", 0x12, Meaning(KeyAction.PAUSE, "")),
        ("4", 0x0F, Meaning(KeyAction.LOG_OUT, "")),
        ("5", 0x0F, Meaning(KeyAction.UNDO, "")),
        ("2", 0x0F, Meaning(KeyAction.PARK, "")),
        ("3", 0x0F, Meaning(KeyAction.RESUME_PARKED, "")),
        ("7", 0x0F, Meaning(KeyAction.RESTORE, "")),
        ("12", 0x13, Meaning(KeyAction.TRANSFER, "12")),
        ("3", 0x12, Meaning(KeyAction.PAUSE, "3")),
        ("", 0x0F, Meaning(KeyAction.LOG_IN, "")),
        ("16", 0x0F, Meaning(KeyAction.LOG_IN, "16")),  # a clerk's number, not the prefix 6
        ("1024", 0x0F, Meaning(KeyAction.LOG_IN, "1024")),
        ("", 0x11, Meaning(None, "")),
    ],
)
def test_the_default_map(digits: str, key: int, expected: Meaning) -> None:
    assert KeyMap(DEFAULT_KEYS).look_up(digits, key) == expected


def test_a_key_with_its_digits_comes_before_the_bare_key() -> None:
    keys = KeyMap({"0C": "call-next", "9+0C": "recall", "99+0C": "pause"})
    assert keys.look_up("9", 0x0C) == Meaning(KeyAction.RECALL, "")
    assert keys.look_up("99", 0x0C) == Meaning(KeyAction.PAUSE, "")
    assert keys.look_up("999", 0x0C) == Meaning(KeyAction.CALL_NEXT, "999")


def test_keys_may_be_written_in_small_letters() -> None:
    assert KeyMap({"0c": "start"}).look_up("", 0x0C).action is KeyAction.START


@pytest.mark.parametrize("key", ["", "C", "0C+6", "6+", "+0F", "x+0F", "100", "6 + 0F", "１+0F"])
def test_an_unreadable_key_is_refused_with_an_example(key: str) -> None:
    with pytest.raises(ValueError, match='write it like "0C"'):
        KeyMap({key: "start"})


def test_an_unknown_action_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'dance' is not one of call-next, recall"):
        KeyMap({"0C": "dance"})
