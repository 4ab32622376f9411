"""One device's place on a shared line.

Responsible for: keeping what the device sent until it is fetched, sending, and question and answer in one
turn. Not responsible for: the wire itself (``line``).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from drivers.errors import LinkLost
from drivers.rs485.decoder import LineFrame
from drivers.rs485.framing import LineProtocol

T = TypeVar("T")

INBOX = 64
"""Frames kept for a device nobody asks; later ones are dropped and counted."""


@dataclass(frozen=True, slots=True)
class Received:
    """A frame and when it was complete, in seconds of the line's clock."""

    frame: LineFrame
    at: float


class Wire(Protocol):
    """What an endpoint needs of its line."""

    turn: threading.Lock
    """Held by whoever speaks."""

    @property
    def name(self) -> str:
        """What a technician calls it."""

    @property
    def lost(self) -> bool:
        """True when nothing will ever come any more."""

    def now(self) -> float:
        """The line's clock, in seconds."""

    def check(self) -> None:
        """Raises LinkLost when the line is gone."""

    def transmit(self, raw: bytes) -> None:
        """Put bytes on the wire while holding ``turn``; returns when the last one should be out. Raises LinkLost."""

    def detach(self, endpoint: Endpoint) -> None:
        """Forget the endpoint."""


class Endpoint:
    """Made by ``SharedLine.attach``. May be used from several threads."""

    def __init__(self, wire: Wire, protocol: LineProtocol, address: int) -> None:
        self.protocol = protocol
        self.address = address
        self._wire = wire
        self._inbox: deque[Received] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def send(self, frame: LineFrame) -> None:
        """Put one frame on the wire and return when its last byte should be out. Raises LinkLost."""
        with self._wire.turn:
            self._wire.transmit(frame.to_bytes())

    def exchange(self, frame: LineFrame, timeout: float) -> Received | None:
        """Send, and wait up to ``timeout`` seconds after the last byte for the device's next frame.

        The line is kept for the whole exchange, because the device answers at once. Frames that came before
        are late answers to a former question and are dropped. None: silence. Raises LinkLost.
        """
        with self._wire.turn:
            with self._changed:
                self._inbox.clear()
            self._wire.transmit(frame.to_bytes())
            return self.receive(timeout)

    def receive(self, timeout: float) -> Received | None:
        """The next frame of the device, None after ``timeout`` seconds; raises LinkLost when there will be no more."""
        with self._changed:
            self._changed.wait_for(self._has_news, timeout)
            if self._inbox:
                return self._inbox.popleft()
            if self._closed:
                raise LinkLost(f"{self._wire.name}: this device has been let go")
        self._wire.check()
        return None

    def first(self, understand: Callable[[Received], T | None], timeout: float) -> T | None:
        """The first thing that ``understand`` makes of a frame of the device; None and LinkLost as ``receive``."""
        deadline = time.monotonic() + timeout
        while True:
            received = self.receive(max(0.0, deadline - time.monotonic()))
            found = None if received is None else understand(received)
            if found is not None or time.monotonic() >= deadline:
                return found

    def now(self) -> float:
        """The line's clock, which also stamps what is received."""
        return self._wire.now()

    def close(self) -> None:
        """Leave the line, which stays open for the others. A second call does nothing."""
        self._wire.detach(self)
        self._closed = True
        self.wake()

    def deliver(self, received: Received) -> bool:
        """For the line alone: keep a frame for the device; False when there is no room for it."""
        with self._changed:
            if len(self._inbox) >= INBOX:
                return False
            self._inbox.append(received)
            self._changed.notify_all()
            return True

    def wake(self) -> None:
        """For the line alone: let waiting threads see that the line is gone."""
        with self._changed:
            self._changed.notify_all()

    def _has_news(self) -> bool:
        return bool(self._inbox) or self._closed or self._wire.lost
