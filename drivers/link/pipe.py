"""Two joined ends of a link in memory, with faults on request.

Responsible for: handing bytes from one end to the other as a line does, in the pieces and with the losses that
``faults`` asks for. Not responsible for wire time (``pacing``).
"""

from __future__ import annotations

import threading
import time
from collections import deque

from drivers.errors import LinkLost
from drivers.link.faults import NO_FAULTS, Disturbance, Faults

__all__ = ["NO_FAULTS", "Faults", "PipeEnd", "pipe"]


class _Cable:
    """What the two ends share: one lock, and whether the cable is plugged in."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.plugged = True


class _Direction:
    """Bytes under way from one end to the other. Its callers hold the cable's lock."""

    def __init__(self, cable: _Cable, faults: Faults) -> None:
        self._cable = cable
        self.sender_closed = False
        self._pieces: deque[tuple[float, bytes]] = deque()
        self.disturb(faults)

    def disturb(self, faults: Faults) -> None:
        self._faults = faults
        self._disturbance = Disturbance(faults)

    def push(self, data: bytes) -> None:
        piece = self._disturbance.pass_on(data)
        if piece:
            self._pieces.append((time.monotonic() + self._faults.delay, piece))
        if self._disturbance.unplugs:
            self._cable.plugged = False

    def ready_in(self) -> float | None:
        """Seconds until as many writes can be read as go into one piece; None while they are not there."""
        if len(self._pieces) < self._faults.glue:
            return None
        return max(0.0, self._pieces[self._faults.glue - 1][0] - time.monotonic())

    def pull(self) -> bytes:
        """What can be read now, in the pieces the faults ask for."""
        now = time.monotonic()
        pieces: list[bytes] = []
        while self._pieces and len(pieces) < self._faults.glue and self._pieces[0][0] <= now:
            pieces.append(self._pieces.popleft()[1])
        data = b"".join(pieces)
        if self._faults.one_byte_at_a_time and len(data) > 1:
            self._pieces.appendleft((now, data[1:]))
            data = data[:1]
        return data

    def drop(self) -> None:
        self._pieces.clear()


class PipeEnd:
    """One end of a pipe."""

    def __init__(self, name: str, cable: _Cable, outgoing: _Direction, incoming: _Direction) -> None:
        self._name = name
        self._cable = cable
        self._outgoing = outgoing
        self._incoming = incoming

    @property
    def name(self) -> str:
        """The name given to ``pipe``."""
        return self._name

    def write(self, data: bytes) -> None:
        """Send to the other end; raises LinkLost when the cable is pulled or either end is closed."""
        with self._cable.changed:
            self._refuse_when_gone()
            if self._incoming.sender_closed:
                raise LinkLost(f"The other end of {self._name} was closed.")
            self._outgoing.push(data)
            self._cable.changed.notify_all()

    def read(self, timeout: float) -> bytes:
        """What has arrived; empty after ``timeout`` seconds of silence; raises LinkLost."""
        deadline = time.monotonic() + timeout
        with self._cable.changed:
            while True:
                rest = deadline - time.monotonic()
                ready_in = self._incoming.ready_in()
                if ready_in == 0 or rest <= 0 or self._over():
                    return self._take()
                self._cable.changed.wait(rest if ready_in is None else min(rest, ready_in))

    def close(self) -> None:
        """Close this end for good; the other end still reads what is under way."""
        with self._cable.changed:
            self._outgoing.sender_closed = True
            self._cable.changed.notify_all()

    def disturb(self, faults: Faults) -> None:
        """From now on let what this end sends suffer ``faults``; counts and seed start anew."""
        with self._cable.changed:
            self._outgoing.disturb(faults)

    def unplug(self) -> None:
        """Pull the cable: both ends get LinkLost once they have read what was under way."""
        with self._cable.changed:
            self._cable.plugged = False
            self._cable.changed.notify_all()

    def replug(self) -> None:
        """Put the cable back: both ends work again."""
        with self._cable.changed:
            self._cable.plugged = True
            self._incoming.drop()
            self._outgoing.drop()

    def _over(self) -> bool:
        return self._outgoing.sender_closed or self._incoming.sender_closed or not self._cable.plugged

    def _take(self) -> bytes:
        if self._outgoing.sender_closed:
            raise LinkLost(f"{self._name} was closed.")
        data = self._incoming.pull()
        if not data:
            self._refuse_when_gone()
            if self._incoming.sender_closed:
                raise LinkLost(f"The other end of {self._name} was closed.")
        return data

    def _refuse_when_gone(self) -> None:
        if self._outgoing.sender_closed:
            raise LinkLost(f"{self._name} was closed.")
        if not self._cable.plugged:
            raise LinkLost(f"{self._name} is gone: the cable was pulled.")


def pipe(
    first_name: str = "pipe-host",
    second_name: str = "pipe-device",
    *,
    from_first: Faults = NO_FAULTS,
    from_second: Faults = NO_FAULTS,
) -> tuple[PipeEnd, PipeEnd]:
    """Two joined ends; ``from_first`` disturbs what the first end sends, ``from_second`` what the second sends."""
    cable = _Cable()
    there, back = _Direction(cable, from_first), _Direction(cable, from_second)
    return PipeEnd(first_name, cable, there, back), PipeEnd(second_name, cable, back, there)
