"""A device's end of a pseudo-terminal that can be made to fail in every way a device fails on a wire.

The device behind it stays healthy: what goes wrong is what leaves it and what reaches it.
"""

from __future__ import annotations

import random
import time
from enum import StrEnum

from drivers.link.pty_link import PtyLink

SLOW_SECONDS = 0.12
"""Later than any healthy device, and within every protocol's time."""


class Mood(StrEnum):
    """What becomes of the bytes that the device says."""

    GOOD = "good"
    GARBAGE = "garbage"
    SILENT = "silent"
    SLOW = "slow"


class FaultyEnd:
    """Wraps a ``PtyLink``; moods and cuts are set from the test's thread."""

    def __init__(self, link: PtyLink) -> None:
        self._link = link
        self._random = random.Random(20261121)
        self._cut_at: int | None = None
        self._cut_after: int | None = None
        self.mood = Mood.GOOD

    @property
    def name(self) -> str:
        return self._link.name

    def cut_in_writing(self, at_least: int) -> None:
        """Pull the cable in the middle of the first thing the device says that is so long, in bytes."""
        self._cut_at = at_least

    def cut_in_reading(self, after: int) -> None:
        """Pull the cable when the host has sent so many bytes more."""
        self._cut_after = after

    def unplug(self) -> None:
        """Pull the cable."""
        self._link.unplug()

    def mend(self) -> None:
        """Everything is well from now on."""
        self.mood, self._cut_at, self._cut_after = Mood.GOOD, None, None
        self._link.plug_in()

    def write(self, data: bytes) -> None:
        if self._cut_at is not None and len(data) >= self._cut_at:
            self._cut_at = None
            self._link.write(data[: len(data) // 2])
            self._link.unplug()
            return
        match self.mood:
            case Mood.GARBAGE:
                # No byte that begins a frame or a short length of any protocol, so that it stays garbage.
                self._link.write(bytes(self._random.randrange(0xE0, 0xF0) for _ in data))
            case Mood.SLOW:
                time.sleep(SLOW_SECONDS)
                self._link.write(data)
            case Mood.GOOD:
                self._link.write(data)
            case Mood.SILENT:
                pass

    def read(self, timeout: float) -> bytes:
        data = self._link.read(timeout)
        if self._cut_after is not None and data:
            self._cut_after -= len(data)
            if self._cut_after <= 0:
                self._cut_after = None
                self._link.unplug()
                return b""
        return data

    def close(self) -> None:
        self._link.close()
