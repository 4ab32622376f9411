"""A thread for calls that may never return.

Responsible for: running calls one after another on a thread of their own, with a deadline for whoever waits. Not
responsible for what is called. Python cannot end a thread that is stuck in a library: such a thread is given up, and
tidies up by itself should its call return one day.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class DeadlineExceeded(Exception):
    """The call has not returned in time; it still runs, and its thread takes no other one."""


class DeadlineWorker:
    """One thread; its owner calls from one thread at a time."""

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, function: Callable[[], T], seconds: float) -> T:
        """What ``function`` gives or raises; raises DeadlineExceeded when it has not returned after ``seconds``."""
        future: Future[T] = Future()
        self._calls.put(lambda: _settle(future, function))
        try:
            return future.result(seconds)
        except TimeoutError:
            if future.done():
                return future.result()  # it returned just now, or raised a TimeoutError of its own
            raise DeadlineExceeded(f"no return within {seconds:g} s") from None

    def end(self, tidy_up: Callable[[], object], *, wait: float = 0.0) -> bool:
        """Take no more calls; ``tidy_up`` runs on the thread after the call under way. True: it ended in ``wait`` s."""
        self._calls.put(tidy_up)
        self._calls.put(None)
        self._thread.join(wait)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _settle(future: Future[T], function: Callable[[], T]) -> None:
    try:
        future.set_result(function())
    except BaseException as error:  # noqa: BLE001  thread boundary: whoever waits gets it
        future.set_exception(error)
