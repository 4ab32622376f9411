"""How long bytes take on a serial wire.

Responsible for: the arithmetic. A pty and a socket have no wire time, so an emulated device that wants to be as slow as
a real one waits by itself. Not responsible for waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BITS_PER_BYTE = 10
"""8N1: a start bit, eight data bits, a stop bit."""

_SHORTEST_WAIT = 0.002
"""Seconds. Shorter waits cost more than they model; at fast rates several bytes share one."""


@dataclass(frozen=True, slots=True)
class LinePace:
    """The speed of a line in bits a second."""

    baudrate: int

    def seconds(self, count: int) -> float:
        """Wire time of ``count`` bytes."""
        return count * BITS_PER_BYTE / self.baudrate

    def pieces(self, data: bytes) -> Iterator[tuple[float, bytes]]:
        """``data`` in pieces, each with the seconds to wait before it has arrived."""
        size = max(1, int(_SHORTEST_WAIT * self.baudrate / BITS_PER_BYTE))
        for start in range(0, len(data), size):
            piece = data[start : start + size]
            yield self.seconds(len(piece)), piece
