"""What emulated devices with keys have in common on an ``FF 68`` line.

Responsible for: the device's state under its lock, saying a press until it is answered, and telling of changes. Not
responsible for what keys and frames mean (the emulators) or for the wire (``line_emulator``).
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from drivers.rs485.decoder import LineFrame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line_plug import Insistence, LinePlug, Misbehaviour


@dataclass(frozen=True, slots=True)
class PressState:
    """How the last press went."""

    address: int
    presses: int = 0
    pending: bool = False
    """The last press is still being repeated."""


State = TypeVar("State", bound=PressState)


class PressedDevice(ABC, Generic[State]):
    """Hangs on a ``LineEmulator``; thread-safe. ``on_change`` is called without locks held."""

    protocol = LineProtocol.FF68

    def __init__(self, state: State, on_change: Callable[[], None] | None) -> None:
        self.address = state.address
        self.plug = LinePlug()
        self.on_change = on_change
        self._lock = threading.Lock()
        self._state = state
        self._insistence = Insistence(self.plug, self._note_silence)

    def state(self) -> State:
        """The device now."""
        with self._lock:
            return self._state

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on go wrong in this way; the default behaves well again."""
        self.plug.misbehave(misbehaviour)

    def hear(self, frame: LineFrame) -> None:
        """Obey one frame of the host; unknown ones are ignored."""
        if isinstance(frame, Ff68Frame):
            self._obey(frame)

    @abstractmethod
    def _obey(self, frame: Ff68Frame) -> None:
        """Do what the host says."""

    def _become(self, change: Callable[[State], State]) -> State:
        """The state after ``change``, which gets the one before."""
        with self._lock:
            before, self._state = self._state, change(self._state)
            after = self._state
        if after is not before and self.on_change is not None:
            self.on_change()
        return after

    def _note_silence(self) -> None:
        self._become(lambda state: replace(state, pending=self._insistence.waiting is not None))
