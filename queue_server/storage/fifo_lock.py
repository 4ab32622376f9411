"""A lock that is served in the order of arrival.

Under load SQLite's own waiting lets one writer starve for seconds, and ``threading.Lock`` promises no order either. Behind this
lock every thread waits for those before it and for nobody else.
"""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class FifoLock:
    """A context manager; not reentrant. Whoever leaves hands the lock over to the longest-waiting thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._taken = False

    def acquire(self) -> None:
        """Wait for those before this thread."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Hand the lock over to the next thread."""
        with self._guard:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._taken = False

    def awaited(self) -> bool:
        """Whether a thread waits for it; asked by its holder, a True stays true until it is released."""
        return bool(self._queue)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
