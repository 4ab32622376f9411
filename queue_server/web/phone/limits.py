"""How often phones may ask.

Responsible for: a pace for each ticket, and a bound on how many phones are answered at once, so that however many there are the
queue goes on. Not responsible for: what is answered.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_TICKETS = 5000
BUSY_SECONDS = 2


class TooFast(Exception):
    """Come again after ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"come again after {seconds} s")
        self.seconds = seconds


class Pace:
    """So many requests of a ticket at once, and one more each ``seconds``; safe to share between threads."""

    def __init__(self, at_once: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._at_once = at_once
        self._seconds = seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        # Ticket to what it has left, and when that was counted; the latest asked last.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, ticket_id: str) -> None:
        """Count a request; raises TooFast."""
        now = self._monotonic()
        with self._lock:
            left, at = self._left.pop(ticket_id, (float(self._at_once), now))
            left = min(float(self._at_once), left + (now - at) / self._seconds)
            enough = left >= 1
            self._left[ticket_id] = (left - 1 if enough else left, now)
            while len(self._left) > _TICKETS:
                self._left.popitem(last=False)
        if not enough:
            raise TooFast(max(1, math.ceil((1 - left) * self._seconds)))


class Gate:
    """Lets a bounded number in at once, and sends the others away at once; safe to share between threads."""

    def __init__(self, at_once: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """For as long as a request is answered; raises TooFast when there are too many."""
        if not self._free.acquire(blocking=False):
            raise TooFast(BUSY_SECONDS)
        try:
            yield
        finally:
            self._free.release()
