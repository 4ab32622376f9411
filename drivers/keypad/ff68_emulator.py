"""A call keypad on an emulated line: the device's side of ``FF 68``.

Responsible for: pressing keys as the device sends them, repeating until the host echoes, and what its display
shows. Not responsible for: the wire (``drivers.rs485.line_emulator``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from typing_extensions import override

from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.pressed_device import PressedDevice, PressState

COMMAND_KEY = 0x01
"""What this keypad sends; no source fixes the command byte."""
PLACES = 3


@dataclass(frozen=True, slots=True)
class KeypadState(PressState):
    """What the clerk sees and hears, and how the last press went."""

    waiting: str = ""
    """The waiting count's digits as displayed; empty: blank."""
    ticket: str = ""
    """The ticket's digits as displayed; empty: blank."""
    success: bool | None = None
    """Result shown for the last press; None: none yet."""
    beeps: int = 0
    acknowledged: bool = False
    """The host has echoed the last press."""
    echoes: int = 0
    """Echoes heard, all presses together."""


class KeypadEmulator(PressedDevice[KeypadState]):
    """One keypad."""

    def __init__(self, address: int, *, on_change: Callable[[], None] | None = None) -> None:
        super().__init__(KeypadState(address), on_change)
        self._pressed = b""

    def press(self, key: str, digits: str = "") -> None:
        """Type ``digits`` and press the function key ``key``, written in hex such as ``"0C"``."""
        data = bytes(map(int, digits)) + bytes.fromhex(key)
        raw = self._pressed = Ff68Frame(self.address, COMMAND_KEY, data).to_bytes()
        self._become(
            lambda state: replace(
                state, presses=state.presses + 1, pending=True, acknowledged=False, success=None
            )
        )
        self._insistence.say(raw)

    @property
    def acknowledged(self) -> bool:
        """True when the host has echoed the last press."""
        return self.state().acknowledged

    @override
    def _obey(self, frame: Ff68Frame) -> None:
        if frame.to_bytes() == self._pressed:
            self._insistence.answered()
            self._become(_after_echo)
        else:
            self._become(lambda state: _after(state, frame))


def _after_echo(state: KeypadState) -> KeypadState:
    return replace(state, pending=False, acknowledged=True, echoes=state.echoes + 1)


def _after(state: KeypadState, frame: Ff68Frame) -> KeypadState:
    match frame.command, len(frame.data):
        case (0x02, 6):
            waiting, ticket = _digits(frame.data[:PLACES]), _digits(frame.data[PLACES:])
            return replace(state, waiting=waiting, ticket=ticket)
        case (0x02, 1):
            return replace(state, success=frame.data == b"\x01")
        case (0x03, 0):
            return replace(state, beeps=state.beeps + 1)
    return state


def _digits(places: bytes) -> str:
    """``0A``, like any byte that is no digit, leaves its place blank."""
    return "".join(str(place) for place in places if place <= 9)
