"""The patience of a screen: how long until it goes home when nobody touches it.

Responsible for: the time left, and when to say so. Not responsible for: showing it or going home.
"""

from __future__ import annotations

from screen.timing import Clock

WARNING_SECONDS = 20
"""WCAG 2.2, 2.2.1: at least 20 seconds' notice, which one simple action extends."""


class Countdown:
    """Starts full; ``restart`` fills it again."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        # A screen that was given less time than that spends two thirds of it warning.
        self._warning = min(WARNING_SECONDS, seconds * 2 / 3)
        self._ends = clock.monotonic() + seconds

    def restart(self) -> None:
        """Somebody is there."""
        self._ends = self._clock.monotonic() + self._seconds

    @property
    def left(self) -> float:
        """Seconds until the end; negative after it."""
        return self._ends - self._clock.monotonic()

    @property
    def over(self) -> bool:
        """True from the end on."""
        return self.left <= 0

    @property
    def warning(self) -> int | None:
        """Whole seconds to show; None while there is time enough."""
        left = self.left
        return max(0, -int(-left // 1)) if left <= self._warning else None

    @property
    def next_change(self) -> float:
        """Seconds until ``over`` or ``warning`` changes."""
        left = self.left
        if left > self._warning:
            return left - self._warning
        return max(0.0, left % 1.0) or 1.0
