"""A hall's clock that moves only when a test says so."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_MORNING = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)


class HallClock:
    """Implements ``service.ports.Clock``."""

    def __init__(self, now: datetime = MONDAY_MORNING) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def advance(self, **step: float) -> None:
        """Let time pass; ``advance(hours=2)``."""
        self.time += timedelta(**step)
