"""Repeating a call while the server is away.

Responsible for: how long to wait between tries and when to give up. Not responsible for: making a repeat harmless;
that is the request id, which the caller makes once and puts into every try.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from queue_server.client.errors import ServerUnreachable

_Answer = TypeVar("_Answer")


class Backoff:
    """Waiting times that double from ``first`` to ``cap`` seconds and start again after ``reset``."""

    def __init__(self, first: float = 0.25, cap: float = 2.0) -> None:
        """Times in seconds."""
        self._first = first
        self._cap = cap
        self._next = first

    def next(self) -> float:
        """Seconds to wait before the coming try."""
        current = self._next
        self._next = min(current * 2, self._cap)
        return current

    def reset(self) -> None:
        """Say that a try went well."""
        self._next = self._first


def retrying(
    call: Callable[[], _Answer],
    *,
    seconds: float,
    pause: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> _Answer:
    """Call until there is an answer, at most for ``seconds``; the first try is always made.

    ``pause`` may be the ``wait`` of an event: when it returns something true the program is ending and no further
    try is made. Raises the last ServerUnreachable; Refused passes through at once.
    """
    deadline = clock() + seconds
    backoff = Backoff(first=0.1, cap=1.0)
    while True:
        try:
            return call()
        except ServerUnreachable:
            wait = backoff.next()
            if clock() + wait >= deadline or pause(wait):
                raise
