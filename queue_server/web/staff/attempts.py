"""Failed log-ins, counted.

Responsible for: how often one address may try in a minute. Not responsible for: whether a token is right (``sessions``).
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable

MOST_FAILURES = 5
WINDOW_S = 60.0
_ADDRESSES = 1000


class TooManyAttempts(Exception):
    """The address must wait ``seconds`` before it may try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s before the next try")
        self.seconds = seconds


class Attempts:
    """The latest tries of each address; safe to share between threads.

    A try counts from its beginning, so that many at once are no way around the limit.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def begin(self, address: str) -> None:
        """Count a try; raises TooManyAttempts, also for a right token: a locked door says nothing."""
        now = self._monotonic()
        with self._lock:
            recent = [at for at in self._tries.pop(address, []) if now - at < WINDOW_S]
            self._tries[address] = recent
            if len(recent) >= MOST_FAILURES:
                raise TooManyAttempts(max(1, math.ceil(recent[0] + WINDOW_S - now)))
            recent.append(now)
            while len(self._tries) > _ADDRESSES:
                self._tries.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address that has logged in."""
        with self._lock:
            self._tries.pop(address, None)
