"""Key events of a USB numeric keypad, as Linux hands them out: bytes to keys and digits.

Responsible for: ``struct input_event``, the kernel's codes of the keys that such a keypad has, and collecting the
digits typed before a function key. Not responsible for: the device file (``usb_numeric_link``) or what keys mean
(``key_map``).

Layout and codes are the kernel's own interface (linux/input.h, linux/input-event-codes.h) and never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from drivers.keypad.key_map import KeyMap

EVENT = Struct("@llHHi")
"""Seconds, microseconds, type, code, value; the two longs are as long as the computer's own."""
EV_SYN, EV_KEY, EV_LED = 0x00, 0x01, 0x11
SYN_REPORT, SYN_DROPPED = 0x00, 0x03
LED_NUM_LOCK = 0x00
RELEASED, PRESSED, REPEATED = 0, 1, 2
"""Values of a key event."""

FUNCTION_KEYS: dict[str, int] = {
    "KPENTER": 96,
    "KPPLUS": 78,
    "KPMINUS": 74,
    "KPASTERISK": 55,
    "KPSLASH": 98,
    "KPDOT": 83,
    "KPEQUAL": 117,
    "NUMLOCK": 69,
    "BACKSPACE": 14,
    "TAB": 15,
    "ESC": 1,
    "ENTER": 28,
}
"""Codes by the kernel's names; a hall file's key map uses the names."""
DIGIT_KEYS: dict[int, str] = dict(
    zip(
        (82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 11, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        2 * "0123456789",
        strict=True,
    )
)
"""The digits of the number block, and those of an ordinary keyboard's top row, which some keypads send."""

NUMLOCK, BACKSPACE = FUNCTION_KEYS["NUMLOCK"], FUNCTION_KEYS["BACKSPACE"]
MOST_DIGITS = 8
DIGITS_SECONDS = 5.0
"""Digits typed longer ago than this are forgotten: there is no display to see them on."""


@dataclass(frozen=True, slots=True)
class InputEvent:
    """One event of the device file."""

    kind: int
    code: int
    value: int
    seconds: int = 0
    microseconds: int = 0
    """When it happened, by the kernel's clock."""

    @property
    def at(self) -> float:
        """The same in seconds."""
        return self.seconds + self.microseconds / 1e6

    def to_bytes(self) -> bytes:
        """The event as it is in the device file."""
        return EVENT.pack(self.seconds, self.microseconds, self.kind, self.code, self.value)


class EventDecoder:
    """Bytes of a device file in, events out. The kernel hands out whole events; a torn one waits for its rest."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[InputEvent]:
        """The events that these bytes complete, in order."""
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return [
            InputEvent(kind, code, value, seconds, microseconds)
            for seconds, microseconds, kind, code, value in EVENT.iter_unpack(data[:whole])
        ]


@dataclass(frozen=True, slots=True)
class TypedKey:
    """A function key with the digits typed before it."""

    digits: str
    code: int
    at: float
    """Seconds, by the kernel's clock."""
    token: bytes
    """The moment of the press, which no other press shares."""


class Typing:
    """Key events in, function keys with their digits out."""

    def __init__(self, meaningful: frozenset[int]) -> None:
        """``meaningful``: the codes that the site's key map uses."""
        self._meaningful = meaningful
        self._digits = ""
        self._typed_at = 0.0
        self._is_skipping = False

    def take(self, event: InputEvent) -> TypedKey | None:
        """The function key that this event presses, if it does. Time is that of the events, however late they are read."""
        if event.kind == EV_SYN:
            self._synchronise(event.code)
            return None
        if event.kind != EV_KEY or event.value != PRESSED or self._is_skipping:
            return None
        if event.at - self._typed_at > DIGITS_SECONDS:
            self._digits = ""
        if event.code in DIGIT_KEYS:
            self._digits = (self._digits + DIGIT_KEYS[event.code])[-MOST_DIGITS:]
            self._typed_at = event.at
            return None
        return self._function(event)

    def _function(self, event: InputEvent) -> TypedKey | None:
        if event.code not in self._meaningful:
            if event.code == NUMLOCK:
                # Some keypads press Num Lock by themselves around each key.
                return None
            if event.code == BACKSPACE:
                self._digits = ""
                return None
        digits, self._digits = self._digits, ""
        token = event.seconds.to_bytes(8, "big", signed=True) + event.microseconds.to_bytes(4, "big")
        return TypedKey(digits, event.code, event.at, token)

    def _synchronise(self, code: int) -> None:
        """After a lost event nobody knows what was typed: everything up to the next whole report is left out."""
        if code == SYN_DROPPED:
            self._is_skipping = True
            self._digits = ""
        elif code == SYN_REPORT:
            self._is_skipping = False


def key_map(keys: dict[str, str]) -> KeyMap:
    """The site's key map by the kernel's names; raises ValueError with a sentence for a name that is none."""
    return KeyMap({_by_code(key): action for key, action in keys.items()})


def codes_of(keys: dict[str, str]) -> frozenset[int]:
    """The codes of the function keys that a key map uses."""
    return frozenset(FUNCTION_KEYS[key.rpartition("+")[2]] for key in keys)


def _by_code(key: str) -> str:
    """``"6+KPENTER"`` as ``"6+60"``, the code in hexadecimal as on other keypads."""
    digits, plus, name = key.rpartition("+")
    if name not in FUNCTION_KEYS:
        raise ValueError(f"{key!r} is not a key; its name must be one of {', '.join(FUNCTION_KEYS)}")
    return f"{digits}{plus}{FUNCTION_KEYS[name]:02X}"
