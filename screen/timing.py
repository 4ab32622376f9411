"""What time it is, as a parameter."""

from __future__ import annotations

import time
from datetime import datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """The two clocks a screen needs."""

    def monotonic(self) -> float:
        """Seconds that only grow; for time-outs and motion."""

    def now(self) -> datetime:
        """The time on the wall, in the hall's zone."""


class SystemClock:
    """The computer's own clocks."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def now(self) -> datetime:
        """The time on the wall, in the zone given."""
        return datetime.now(self._zone)
