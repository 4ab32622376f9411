"""A call keypad on an emulated line: the device's side of ``FF 68``.

Responsible for: pressing keys as the device sends them, repeating until the host echoes, and what its display
shows. Not responsible for: the wire (``drivers.rs485.line_emulator``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from drivers.rs485.decoder import LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line_plug import Insistence, LinePlug, Misbehaviour

COMMAND_KEY = 0x01
"""What this keypad sends; no source fixes the command byte."""
PLACES = 3


@dataclass(frozen=True, slots=True)
class KeypadState:
    """What the clerk sees and hears, and how the last press went."""

    address: int
    waiting: str = ""
    """The waiting count's digits as displayed; empty: blank."""
    ticket: str = ""
    """The ticket's digits as displayed; empty: blank."""
    success: bool | None = None
    """Result shown for the last press; None: none yet."""
    beeps: int = 0
    presses: int = 0
    pending: bool = False
    """The last press is still being repeated."""
    acknowledged: bool = False
    """The host has echoed the last press."""
    echoes: int = 0
    """Echoes heard, all presses together."""


class KeypadEmulator:
    """Hangs on a ``LineEmulator``; thread-safe. ``on_change`` is called without locks held."""

    protocol = LineProtocol.FF68

    def __init__(self, address: int, *, on_change: Callable[[], None] | None = None) -> None:
        self.address = address
        self.plug = LinePlug()
        self.on_change = on_change
        self._lock = threading.Lock()
        self._state = KeypadState(address)
        self._pressed = b""
        self._insistence = Insistence(self.plug, self._note_silence)

    def press(self, key: str, digits: str = "") -> None:
        """Type ``digits`` and press the function key ``key``, written in hex such as ``"0C"``."""
        data = bytes(map(int, digits)) + bytes.fromhex(key)
        raw = Ff68Frame(self.address, COMMAND_KEY, data).to_bytes()
        with self._lock:
            self._pressed = raw
            self._state = replace(
                self._state, presses=self._state.presses + 1, pending=True, acknowledged=False, success=None
            )
        self._insistence.say(raw)
        self._tell()

    @property
    def acknowledged(self) -> bool:
        """True when the host has echoed the last press."""
        return self.state().acknowledged

    def state(self) -> KeypadState:
        """The keypad now."""
        with self._lock:
            return self._state

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on go wrong in this way; the default behaves well again."""
        self.plug.misbehave(misbehaviour)

    def hear(self, frame: LineFrame) -> None:
        """Obey one frame of the host; unknown ones are ignored."""
        if not isinstance(frame, Ff68Frame):
            return
        echo = frame.to_bytes() == self._pressed
        if echo:
            self._insistence.answered()
        with self._lock:
            self._state = self._after_echo() if echo else self._after(frame)
        self._tell()

    def _after_echo(self) -> KeypadState:
        return replace(self._state, pending=False, acknowledged=True, echoes=self._state.echoes + 1)

    def _after(self, frame: Ff68Frame) -> KeypadState:
        match frame.command, len(frame.data):
            case (0x02, 6):
                waiting, ticket = _digits(frame.data[:PLACES]), _digits(frame.data[PLACES:])
                return replace(self._state, waiting=waiting, ticket=ticket)
            case (0x02, 1):
                return replace(self._state, success=frame.data == b"\x01")
            case (0x03, 0):
                return replace(self._state, beeps=self._state.beeps + 1)
        return self._state

    def _note_silence(self) -> None:
        with self._lock:
            self._state = replace(self._state, pending=self._insistence.waiting is not None)
        self._tell()

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()


def _digits(places: bytes) -> str:
    """``0A``, like any byte that is no digit, leaves its place blank."""
    return "".join(str(place) for place in places if place <= 9)
