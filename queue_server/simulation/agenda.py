"""Virtual time: what is going to happen, and when.

Responsible for: the order of happenings, the same in every run, and a clock that never goes back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from heapq import heappop, heappush

Action = Callable[[], None]


class Turn(IntEnum):
    """What comes first of things at the same moment: free windows before new residents, who leave last."""

    WINDOW = 0
    RETURN = 1
    ARRIVAL = 2
    LEAVING = 3


class Agenda:
    """An event list. Minutes count from midnight of the day, which has neither zone nor summer time."""

    def __init__(self, day: date) -> None:
        self._midnight = datetime.combine(day, time(), UTC)
        self._heap: list[tuple[float, int, int, Action]] = []
        self._count = 0
        self.minute = 0.0
        self.now = self._midnight
        """The same as an instant, for the domain's rules."""

    def at(self, minute: float, turn: Turn, action: Action) -> None:
        """Let something happen at that minute, or now when that has passed."""
        self._count += 1
        heappush(self._heap, (max(minute, self.minute), turn, self._count, action))

    def run(self) -> None:
        """Live until nothing is left to happen."""
        while self._heap:
            minute, _, _, action = heappop(self._heap)
            if minute != self.minute:
                self.minute = minute
                self.now = self._midnight + timedelta(minutes=minute)
            action()
