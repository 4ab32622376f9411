"""The one shape of an open link: bytes out, bytes in, close; and the shape of a device's own end of one."""

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


@runtime_checkable
class OneWay(Protocol):
    """What a link says of itself that may be unable to bring anything back, such as a spool file."""

    @property
    def one_way(self) -> bool:
        """True when ``read`` is silence for ever."""


@runtime_checkable
class DeviceEnd(Link, Protocol):
    """The end of a link that an emulated device holds.

    A device cannot tell whether anybody listens: while nobody does, or while it is unplugged, ``read`` is silence
    and what is written is gone. Only ``close`` ends it with LinkLost.
    """

    @property
    def address(self) -> str:
        """What a hall file writes as ``link`` to reach this device."""

    def unplug(self) -> None:
        """Pull the cable: the host's reads and writes fail, and opening fails too."""

    def plug_in(self) -> None:
        """Put the cable back: the host can open the same address again; without effect while plugged in."""
