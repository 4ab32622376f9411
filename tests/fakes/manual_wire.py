"""The wire of an emulated device with time that moves only when a test says so."""

from __future__ import annotations

from collections.abc import Callable


class ManualWire:
    """Keeps what devices say, and runs their timers in order."""

    def __init__(self) -> None:
        self.said: list[bytes] = []
        self._now = 0.0
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> float:
        return self._now

    def say(self, raw: bytes) -> None:
        self.said.append(raw)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        self._timers.append((self._now + seconds, action))

    def advance(self, seconds: float) -> None:
        """Let time pass, step by step from timer to timer."""
        end = self._now + seconds
        while self._timers:
            timer = min(self._timers, key=lambda timer: timer[0])
            if timer[0] > end:
                break
            self._timers.remove(timer)
            self._now = timer[0]
            timer[1]()
        self._now = end
