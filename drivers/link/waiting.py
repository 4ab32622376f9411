"""Waiting for a descriptor in a way that another thread can end at once.

Responsible for: telling readable, silent and closed apart. Not responsible for reading, writing or owning the descriptor.
"""

from __future__ import annotations

import select
import socket
import threading

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
