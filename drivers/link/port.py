"""The one shape of an open link: bytes out, bytes in, close."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Link(Protocol):
    """An open pipe to a device. One owner uses it; ``write`` and ``read`` may run on two threads of that owner."""

    @property
    def name(self) -> str:
        """What a technician calls it, such as ``/dev/ttyUSB0``."""

    def write(self, data: bytes) -> None:
        """Hand all bytes to the line; raises LinkLost when the device is gone or does not take them in time."""

    def read(self, timeout: float) -> bytes:
        """Bytes as soon as there are any; empty after ``timeout`` seconds of silence; raises LinkLost."""

    def close(self) -> None:
        """Let go of the link; a second call does nothing; a ``read`` under way ends with LinkLost."""
