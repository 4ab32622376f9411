"""USB numeric keypad as a call keypad, on Linux.

Responsible for: presses of function keys with the digits typed before them. Not responsible for: the device file
(``usb_numeric_link``), key codes (``usb_numeric_keys``) or what a press does (the counter agent).

Such a keypad has no display and no sound. The one thing it can show is its Num Lock light, when the settings allow
that: lit while a resident is at the window, dark when a press did not succeed. docs/protocols/usb-keypad.md has more.
"""

from __future__ import annotations

import time
from collections import deque

from config import model
from drivers.errors import LinkLost
from drivers.keypad.port import KeyPress
from drivers.keypad.usb_numeric_keys import (
    EV_LED,
    EV_SYN,
    LED_NUM_LOCK,
    SYN_REPORT,
    EventDecoder,
    InputEvent,
    TypedKey,
    Typing,
    codes_of,
    key_map,
)
from drivers.link.port import Link

DOUBLE_PRESS_SECONDS = 0.3
"""The same function key twice within this time is one press by a heavy hand: nobody calls two residents at once."""


class UsbNumericKeypad:
    """Implements ``drivers.keypad.port.Keypad``. One thread at a time."""

    def __init__(self, link: Link, settings: model.UsbNumericKeypad) -> None:
        """Raises ValueError for a key map that cannot be read."""
        self._link = link
        self._keys = key_map(settings.keys)
        self._typing = Typing(codes_of(settings.keys))
        self._decoder = EventDecoder()
        self._waiting: deque[KeyPress] = deque()
        self._last: TypedKey | None = None
        self._has_light = settings.led
        self._is_lit: bool | None = None
        self._loss: LinkLost | None = None

    def next_press(self, timeout: float) -> KeyPress | None:
        """Wait up to ``timeout`` seconds for a press; raises LinkLost when the keypad is unplugged."""
        deadline = time.monotonic() + timeout
        while not self._waiting:
            self._read(max(0.0, deadline - time.monotonic()))
            if time.monotonic() >= deadline:
                break
        return self._waiting.popleft() if self._waiting else None

    def acknowledge(self, press: KeyPress) -> None:  # noqa: ARG002  the port's
        """Nothing to tell: this keypad never repeats a press. Raises LinkLost."""
        self._check()

    def show(self, *, ticket: str, waiting: int) -> None:  # noqa: ARG002  the port's
        """Light the lamp while there is a ticket; there is no display. Raises LinkLost."""
        self._light(on=bool(ticket))

    def show_result(self, *, success: bool) -> None:
        """Darken the lamp for a press that did not succeed, until the next ``show``. Raises LinkLost."""
        if success:
            self._check()
        else:
            self._light(on=False)

    def beep(self) -> None:
        """Nothing: there is no sound. Raises LinkLost."""
        self._check()

    def close(self) -> None:
        """Give the keypad back to the desktop."""
        self._loss = self._loss or LinkLost(f"{self._link.name} was closed.")
        self._link.close()

    def _read(self, timeout: float) -> None:
        self._check()
        try:
            data = self._link.read(timeout)
        except LinkLost as lost:
            self._loss = self._loss or lost
            raise
        for event in self._decoder.feed(data):
            key = self._typing.take(event)
            if key is not None and not self._is_double(key):
                self._waiting.append(self._press(key))

    def _press(self, key: TypedKey) -> KeyPress:
        meaning = self._keys.look_up(key.digits, key.code)
        return KeyPress(meaning.action, meaning.digits, key.token)

    def _is_double(self, key: TypedKey) -> bool:
        last, self._last = self._last, key
        return last is not None and last.code == key.code and 0 <= key.at - last.at < DOUBLE_PRESS_SECONDS

    def _light(self, *, on: bool) -> None:
        self._check()
        if not self._has_light or on == self._is_lit:
            return
        events = (InputEvent(EV_LED, LED_NUM_LOCK, on), InputEvent(EV_SYN, SYN_REPORT, 0))
        try:
            self._link.write(b"".join(event.to_bytes() for event in events))
        except LinkLost as lost:
            self._loss = self._loss or lost
            raise
        self._is_lit = on

    def _check(self) -> None:
        if self._loss is not None:
            raise LinkLost(str(self._loss)) from self._loss
