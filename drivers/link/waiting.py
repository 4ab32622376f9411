"""Waiting for a descriptor in a way that another thread can end at once.

Responsible for: telling readable, silent and closed apart, and a deadline for a whole write. Not responsible for how bytes are
read and written, or for owning the descriptor.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable

from drivers.errors import LinkLost


class Waiter:
    """Waits until one descriptor can be read or written, or until ``end`` is called."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name
        self._ended = threading.Event()
        self._ending = threading.Lock()
        # A pair of sockets, not a pipe: select on Windows takes sockets only.
        self._wake_receiver, self._wake_sender = socket.socketpair()

    @property
    def ended(self) -> bool:
        """True once ``end`` was called."""
        return self._ended.is_set()

    def readable(self, timeout: float) -> bool:
        """True when there is something to read, False after ``timeout`` seconds; raises LinkLost once ended."""
        self._refuse_when_ended()
        watched = [self._descriptor, self._wake_receiver.fileno()]
        ready, _, _ = select.select(watched, [], [], max(timeout, 0.0))
        self._refuse_when_ended()
        return self._descriptor in ready

    def writable(self, timeout: float) -> bool:
        """True when bytes are taken, False after ``timeout`` seconds; raises LinkLost once ended."""
        self._refuse_when_ended()
        _, ready, _ = select.select([self._wake_receiver], [self._descriptor], [], max(timeout, 0.0))
        self._refuse_when_ended()
        return bool(ready)

    def write_all(
        self, data: bytes, send: Callable[[memoryview], int], *, since: float, timeout: float
    ) -> None:
        """Hand everything to ``send``, which gives how many bytes it took.

        Raises LinkLost when that is not done ``timeout`` seconds after ``since`` (monotonic), or once ended.
        """
        rest = memoryview(data)
        while rest:
            if not self.writable(since + timeout - time.monotonic()):
                raise LinkLost(f"{self._name} took no data for {timeout:g} s.")
            rest = rest[send(rest) :]

    def end(self) -> None:
        """Make every wait, under way or to come, raise LinkLost."""
        with self._ending:
            if not self._ended.is_set():
                self._ended.set()
                self._wake_sender.send(b"\0")

    def release(self) -> None:
        """Give back the waiter's own descriptors; call it when no wait is under way any more."""
        self._wake_sender.close()
        self._wake_receiver.close()

    def _refuse_when_ended(self) -> None:
        if self._ended.is_set():
            raise LinkLost(f"{self._name} was closed.")
