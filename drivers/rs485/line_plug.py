"""How an emulated device hangs on its emulated line, and how it misbehaves there.

Responsible for: what leaves the device and what reaches it, spoiled on request, and saying a frame again
until it is answered. Not responsible for: frames' meanings (the emulators) or the link (``line_emulator``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

REPEAT_SECONDS = 0.3
"""Pace at which an emulated device repeats an unanswered frame; real ones differ and no source gives a figure."""
REPEATS = 3


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What a device does wrong; the default is a good device."""

    mute: bool = False
    """Hears and obeys, never speaks."""
    deaf: bool = False
    """Speaks, hears nothing: neither echo nor anything else."""
    unplugged: bool = False
    """Neither."""
    garbage_first: bytes = b""
    """Goes out before each frame."""
    corrupt_checksum: bool = False
    """The last byte but one of each frame is wrong."""
    delay: float = 0.0
    """Seconds each frame leaves late."""


class DeviceWire(Protocol):
    """The wire as a device sees it."""

    def now(self) -> float:
        """Seconds of a monotonic clock."""

    def say(self, raw: bytes) -> None:
        """Put bytes on the wire, after those already waiting; returns at once."""

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run ``action`` after that time on the wire's thread."""


class LinePlug:
    """One device's plug; without a wire what is said is gone. May be used from several threads."""

    def __init__(self) -> None:
        self._wire: DeviceWire | None = None
        self._misbehaviour = Misbehaviour()

    @property
    def misbehaviour(self) -> Misbehaviour:
        """What is wrong with the device now."""
        return self._misbehaviour

    @property
    def hears(self) -> bool:
        """True when frames reach the device."""
        return not (self._misbehaviour.deaf or self._misbehaviour.unplugged)

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """From now on go wrong in this way."""
        self._misbehaviour = misbehaviour

    def connect(self, wire: DeviceWire) -> None:
        """Hang on this wire."""
        self._wire = wire

    def now(self) -> float:
        """The wire's clock; 0 without a wire."""
        return self._wire.now() if self._wire is not None else 0.0

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run ``action`` after that time; never without a wire."""
        if self._wire is not None:
            self._wire.later(seconds, action)

    def say(self, raw: bytes) -> None:
        """Send one frame, as well as the device can."""
        wrong = self._misbehaviour
        if self._wire is None or wrong.mute or wrong.unplugged:
            return
        if wrong.corrupt_checksum:
            raw = raw[:-2] + bytes((raw[-2] ^ 0xFF,)) + raw[-1:]
        wire, spoiled = self._wire, wrong.garbage_first + raw
        if wrong.delay > 0:
            wire.later(wrong.delay, lambda: wire.say(spoiled))
        else:
            wire.say(spoiled)


class Insistence:
    """Says the device's latest frame, and again every ``REPEAT_SECONDS`` up to ``REPEATS`` times until answered."""

    def __init__(self, plug: LinePlug, gave_up: Callable[[], None]) -> None:
        self._plug = plug
        self._gave_up = gave_up
        self._lock = threading.Lock()
        self._turn = 0
        self._waiting: bytes | None = None

    @property
    def waiting(self) -> bytes | None:
        """The frame that is still unanswered."""
        with self._lock:
            return self._waiting

    def say(self, raw: bytes) -> None:
        """Send a new frame; the one before is forgotten."""
        with self._lock:
            self._turn += 1
            self._waiting = raw
            turn = self._turn
        self._plug.say(raw)
        self._plug.later(REPEAT_SECONDS, lambda: self._again(turn, REPEATS))

    def answered(self) -> None:
        """Fall silent."""
        with self._lock:
            self._waiting = None

    def _again(self, turn: int, left: int) -> None:
        with self._lock:
            raw = self._waiting if turn == self._turn else None
            if raw is not None and left == 0:
                self._waiting = None
        if raw is None:
            return
        if left == 0:
            self._gave_up()
            return
        self._plug.say(raw)
        self._plug.later(REPEAT_SECONDS, lambda: self._again(turn, left - 1))
