"""A shared line whose far side is the test itself, byte by byte, on a clock that the test moves."""

from __future__ import annotations

import time

from drivers.link.pipe import pipe
from drivers.rs485.line import SharedLine
from tests.fakes.manual_clock import ManualClock
from tests.fakes.polling import wait_until


class RawLine:
    """A line in memory and the wire's other end."""

    def __init__(self) -> None:
        link, self.device = pipe()
        self.clock = ManualClock()
        self.line = SharedLine(link, baudrate=115_200, clock=self.clock)

    def device_says(self, raw: bytes, *, heard: bool = True) -> None:
        """Send bytes to the host; with ``heard`` wait until a device of the line has got their frame."""
        before = self.line.statistics().received
        self.device.write(raw)
        if heard:
            wait_until(lambda: self.line.statistics().received > before)

    def host_said(self, count: int) -> bytes:
        """The next ``count`` bytes of the host, fewer when they do not come."""
        data = b""
        deadline = time.monotonic() + 5
        while len(data) < count and time.monotonic() < deadline:
            data += self.device.read(0.1)
        return data

    def host_is_silent(self) -> bool:
        """True when the host says nothing for a moment."""
        return self.device.read(0.03) == b""

    def close(self) -> None:
        """Both ends."""
        self.line.close()
        self.device.close()
