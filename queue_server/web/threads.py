"""Threads for requests.

Responsible for: as many threads as are busy at once, up to a limit. Not responsible for: what they run.

Waitress starts all its threads at once and lets them take turns. With a limit of hundreds, for halls with hundreds of
displays, that costs a small hall a quarter of the server's memory for threads it never needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override
from waitress.task import ThreadedTaskDispatcher

if TYPE_CHECKING:
    from waitress.task import Task


class GrowingThreads(ThreadedTaskDispatcher):
    """Starts a thread when all others are busy; they stay for the life of the server."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
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
