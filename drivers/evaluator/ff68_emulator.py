"""A window evaluator on an emulated line: the device's side of ``FF 68``.

Responsible for: pressing grades as the device sends them, repeating until the host thanks, and what the
device shows. Not responsible for: the wire (``drivers.rs485.line_emulator``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from drivers.rs485.decoder import LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line_plug import Insistence, LinePlug, Misbehaviour

COMMAND_PRESSED = 0x11
COMMAND_HOST = 0x01
COMMAND_STARS = 0x02
INVITE = 0x0B
MOST_STARS = 5
INVITE_SECONDS = 60.0
"""This device stops asking after a while, like the host, which then counts the service as not rated."""
THANKS_SECONDS = 3.0


class EvaluatorMode(StrEnum):
    """What the device shows."""

    IDLE = "idle"
    INVITING = "inviting"
    THANKED = "thanked"


@dataclass(frozen=True, slots=True)
class EvaluatorState:
    """What the resident sees, and how the last press went."""

    address: int
    mode: EvaluatorMode = EvaluatorMode.IDLE
    since: float = 0.0
    """When the mode was entered, in seconds of the wire's monotonic clock."""
    value: int | None = None
    """Value of the last press."""
    stars: int | None = None
    presses: int = 0
    pending: bool = False
    """The last press is still being repeated."""
    thanks: int = 0
    """Thanks heard, all presses together."""


class EvaluatorEmulator:
    """Hangs on a ``LineEmulator``; thread-safe. ``on_change`` is called without locks held."""

    protocol = LineProtocol.FF68

    def __init__(self, address: int, *, on_change: Callable[[], None] | None = None) -> None:
        self.address = address
        self.plug = LinePlug()
        self.on_change = on_change
        self._lock = threading.Lock()
        self._state = EvaluatorState(address)
        self._insistence = Insistence(self.plug, self._note_silence)

    def press(self, value: int) -> None:
        """Press the key with this value, 0 to 4."""
        with self._lock:
            presses = self._state.presses + 1
            self._state = replace(self._state, value=value, presses=presses, pending=True)
        self._insistence.say(Ff68Frame(self.address, COMMAND_PRESSED, bytes((value,))).to_bytes())
        self._tell()

    def state(self) -> EvaluatorState:
        """The device now."""
        with self._lock:
            return self._state

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on go wrong in this way; the default behaves well again."""
        self.plug.misbehave(misbehaviour)

    def hear(self, frame: LineFrame) -> None:
        """Obey one frame of the host; unknown ones are ignored."""
        if not isinstance(frame, Ff68Frame):
            return
        if frame.command == COMMAND_STARS and len(frame.data) == 1:
            self._show_stars(frame.data[0])
        elif frame.command == COMMAND_HOST and frame.data == bytes((INVITE,)):
            self._enter(EvaluatorMode.INVITING, INVITE_SECONDS)
        elif frame.command == COMMAND_HOST and self._is_thanks(frame.data):
            self._insistence.answered()
            self._enter(EvaluatorMode.THANKED, THANKS_SECONDS)

    def _is_thanks(self, data: bytes) -> bool:
        """The value pressed; other systems send none."""
        value = self.state().value
        return value is not None and data in {b"", bytes((value,))}

    def _show_stars(self, stars: int) -> None:
        if stars <= MOST_STARS:
            with self._lock:
                self._state = replace(self._state, stars=stars)
            self._tell()

    def _enter(self, mode: EvaluatorMode, seconds: float) -> None:
        thanked = mode is EvaluatorMode.THANKED
        with self._lock:
            entered = self._state = replace(
                self._state,
                mode=mode,
                since=self.plug.now(),
                pending=self._state.pending and not thanked,
                thanks=self._state.thanks + thanked,
            )
        self.plug.later(seconds, lambda: self._leave(entered))
        self._tell()

    def _leave(self, entered: EvaluatorState) -> None:
        with self._lock:
            if (self._state.mode, self._state.since) != (entered.mode, entered.since):
                return
            self._state = replace(self._state, mode=EvaluatorMode.IDLE, since=self.plug.now())
        self._tell()

    def _note_silence(self) -> None:
        with self._lock:
            self._state = replace(self._state, pending=self._insistence.waiting is not None)
        self._tell()

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
