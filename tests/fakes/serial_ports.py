"""Serial ports of a computer on trial: emulated devices that have a speed, and ports that cannot be opened.

At another speed than the device's, every byte arrives damaged both ways, as on a real wire. Pseudo-terminals cannot
show that: they carry bytes at any speed.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from drivers.emulators import Switchable
from drivers.errors import LinkUnavailable
from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import PipeEnd, pipe
from drivers.link.port import Link

EVERY_BYTE_DAMAGED = Faults(corruption=1.0)


class SerialPorts:
    """A link factory; use it as a context, which switches its devices off."""

    def __init__(self) -> None:
        self._devices: dict[str, tuple[int, Callable[[Link], Switchable], bytes]] = {}
        self._failures: dict[str, Exception] = {}
        self._running: list[Switchable] = []
        self._ends: list[PipeEnd] = []
        self.speeds: list[int] = []
        """Of every opening, in order."""

    def plug_in(
        self, link: str, build: Callable[[Link], Switchable], *, speed: int = 9600, murmur: bytes = b""
    ) -> None:
        """Put a device there; it begins with ``murmur`` whenever the port is opened."""
        self._devices[link] = (speed, build, murmur)

    def fail(self, link: str, cause: Exception | int) -> None:
        """Opening fails from now on; a number is what the operating system says."""
        error = OSError(cause, os.strerror(cause)) if isinstance(cause, int) else cause
        self._failures[link] = error

    def __call__(self, link: str, baudrate: int) -> Link:
        self.speeds.append(baudrate)
        cause = self._failures.get(link)
        if cause is None and link not in self._devices:
            cause = FileNotFoundError(errno.ENOENT, "No such file")
        if cause is not None:
            raise LinkUnavailable(f"{link} cannot be opened.") from cause
        return self._open(link, baudrate)

    def __enter__(self) -> SerialPorts:
        return self

    def __exit__(self, *_: object) -> None:
        for device in self._running:
            device.close()
        for end in self._ends:
            end.close()

    def _open(self, link: str, baudrate: int) -> Link:
        speed, build, murmur = self._devices[link]
        faults = NO_FAULTS if speed == baudrate else EVERY_BYTE_DAMAGED
        host, device_end = pipe(link, from_first=faults, from_second=faults)
        self._ends += [host, device_end]
        if murmur:
            device_end.write(murmur)
        device = build(device_end)
        device.start()
        self._running.append(device)
        return host


class Mute:
    """A device that never says anything."""

    def __init__(self, _link: Link) -> None:
        """Leaves the link alone."""

    def start(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to close."""
