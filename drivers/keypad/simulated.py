"""Call keypad in memory.

Responsible for: keeping the port's promises without a wire, letting a test or a page press keys and see what
is shown, and failing on command. Not responsible for: bytes (``ff68_emulator``).
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace

from drivers.errors import DeviceError, LinkLost
from drivers.keypad.port import KeyAction, KeyPress


@dataclass(frozen=True, slots=True)
class ShownOnKeypad:
    """What the clerk sees and hears."""

    ticket: str = ""
    waiting: int | None = None
    success: bool | None = None
    """Result of the last press; None: nothing shown since."""
    beeps: int = 0


class SimulatedKeypad:
    """Implements ``drivers.keypad.port.Keypad``; may be used from several threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._presses: deque[KeyPress] = deque()
        self._pressed = 0
        self._acknowledged: list[KeyPress] = []
        self._shown = ShownOnKeypad()
        self._failure: DeviceError | None = None

    # --- the clerk's side ---

    def press(self, action: KeyAction | None, digits: str = "") -> KeyPress:
        """Press a key; the answer is what the driver's user will get."""
        with self._changed:
            self._pressed += 1
            press = KeyPress(action, digits, self._pressed.to_bytes(4, "big"))
            self._presses.append(press)
            self._shown = replace(self._shown, success=None)
            self._changed.notify_all()
            return press

    @property
    def shown(self) -> ShownOnKeypad:
        """What the keypad shows now."""
        with self._changed:
            return self._shown

    @property
    def acknowledged(self) -> tuple[KeyPress, ...]:
        """All presses acknowledged so far, in order."""
        with self._changed:
            return tuple(self._acknowledged)

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None; waiting callers get it at once."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    # --- the port ---

    def next_press(self, timeout: float) -> KeyPress | None:
        """Wait up to ``timeout`` seconds for a press."""
        with self._changed:
            self._changed.wait_for(lambda: self._presses or self._failure, timeout)
            self._check()
            return self._presses.popleft() if self._presses else None

    def acknowledge(self, press: KeyPress) -> None:
        """Note that the press has been done."""
        with self._changed:
            self._check()
            self._acknowledged.append(press)

    def show(self, *, ticket: str, waiting: int) -> None:
        """Show the ticket and how many wait."""
        with self._changed:
            self._check()
            self._shown = replace(self._shown, ticket=ticket, waiting=waiting)

    def show_result(self, *, success: bool) -> None:
        """Show that the press did or did not succeed."""
        with self._changed:
            self._check()
            self._shown = replace(self._shown, success=success)

    def beep(self) -> None:
        """Count a beep."""
        with self._changed:
            self._check()
            self._shown = replace(self._shown, beeps=self._shown.beeps + 1)

    def close(self) -> None:
        """Raise LinkLost from now on."""
        self.fail_with(LinkLost("this simulated keypad has been closed"))

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure
