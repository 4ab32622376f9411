"""Threads for requests.

Responsible for: as many threads as are busy at once, up to a limit. Not responsible for: what they run.

Waitress starts all its threads at once and lets them take turns. With a limit of hundreds, for halls with hundreds of
displays, that costs a small hall a quarter of the server's memory for threads it never needs. And whoever has just worked does the next
piece: of threads that take turns each begins with cold caches, a tenth of what a request costs.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from typing_extensions import override
from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from waitress.task import Task


class LastComeFirstServed(threading.Condition):
    """Wakes whoever began to wait last."""

    def __init__(self, lock: threading.Lock) -> None:
        super().__init__(lock)
        self._idle: list[threading.Lock] = []

    @override
    def wait(self, timeout: float | None = None) -> bool:
        """Wait until notified; False when ``timeout`` seconds have passed without."""
        called = threading.Lock()
        called.acquire()
        self._idle.append(called)
        self.release()
        try:
            called.acquire(timeout=-1 if timeout is None else timeout)
        finally:
            self.acquire()
        if called not in self._idle:
            return True
        self._idle.remove(called)
        return False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._idle)

    @override
    def notify(self, n: int = 1) -> None:
        """Wake up to ``n`` of those who wait."""
        for _ in range(min(n, len(self._idle))):
            self._idle.pop().release()

    @override
    def notify_all(self) -> None:
        """Wake everybody."""
        self.notify(len(self._idle))


class GrowingThreads(ThreadedTaskDispatcher):
    """Starts a thread when all others are busy; they stay for the life of the server."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.queue_cv = LastComeFirstServed(self.lock)
        self._started = 0

    @override
    def add_task(self, task: Task) -> None:
        """Have ``task`` run as soon as a thread is free."""
        with self.lock:
            self.queue.append(task)
            self.queue_cv.notify()
            if self.active_count + len(self.queue) > len(self.threads) < self._limit:
                self._started += 1
                self.threads.add(self._started)
                self.active_count += 1
                self.start_new_thread(self.handler_thread, self._started)
