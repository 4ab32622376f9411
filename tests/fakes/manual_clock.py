"""A clock that moves only when a test says so."""

from __future__ import annotations


class ManualClock:
    """Seconds; call it to read it."""

    def __init__(self, now: float = 100.0) -> None:
        self._now = now

    def __call__(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
