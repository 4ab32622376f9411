"""Pushing committed events to the streams that listen.

Responsible for: bringing events into the order of their sequence, one bounded queue per listener, and events that another
process committed. Not responsible for: HTTP (``stream``), or what events mean.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import structlog

from queue_server.service.ports import StoredEvent, StoreUnavailable
from queue_server.web.errors import WebCode, WebError

BEHIND_LIMIT = 1000
"""Events a listener may be behind before it is dropped; it comes back and resumes from the log."""

FOLLOW_EVERY_S = 1.0
RETRY_AFTER_S = 5
_BATCH = 500

ReadAfter = Callable[[int, int], Sequence[StoredEvent]]

_log = structlog.get_logger("queue_server.hub")


def frame(event: StoredEvent) -> bytes:
    """The event as one server-sent event."""
    return f"id: {event.seq}\nevent: {event.type}\ndata: {event.data}\n\n".encode()


def _nobody_waits() -> None:
    """Whoever listens looks into the queue himself."""


class Listener:
    """One stream's queue of frames; None in the queue is the end."""

    def __init__(self, joined_at: int) -> None:
        self.joined_at = joined_at
        """Events after this one come through the queue; those up to it are in the log."""
        self.frames: SimpleQueue[tuple[int, bytes] | None] = SimpleQueue()
        self.wake: Callable[[], None] = _nobody_waits
        """Called after something was put into the queue, by the thread that put it there; must be quick."""

    def put(self, item: tuple[int, bytes] | None) -> None:
        """For the hub."""
        self.frames.put(item)
        self.wake()


class Hub:
    """Fans events out; safe to share between threads. Publishing never blocks on a listener."""

    def __init__(self, read_after: ReadAfter, latest: int, capacity: int) -> None:
        """``latest`` is the newest sequence there is; ``capacity`` the most listeners at a time."""
        self._read_after = read_after
        self._latest = latest
        self._capacity = capacity
        # Reentrant: a signal may end the streams while its thread lets one of them go.
        self._lock = threading.RLock()
        self._catching_up = threading.Lock()
        self._early: dict[int, StoredEvent] = {}
        self._listeners: set[Listener] = set()
        self._stopped = threading.Event()

    def publish(self, events: Sequence[StoredEvent]) -> None:
        """Take events that were just committed. Threads may come in another order than they committed in."""
        with self._lock:
            for event in events:
                if event.seq > self._latest:
                    self._early[event.seq] = event
            while (following := self._early.pop(self._latest + 1, None)) is not None:
                self._latest = following.seq
                self._send(following)

    def join(self) -> Listener:
        """Listen from now on; raises WebError ``too_many_listeners``."""
        self.catch_up()
        with self._lock:
            if self._stopped.is_set() or len(self._listeners) >= self._capacity:
                raise WebError(
                    WebCode.TOO_MANY_LISTENERS,
                    f"{self._capacity} streams are open, which is all there can be",
                    headers={"Retry-After": str(RETRY_AFTER_S)},
                )
            listener = Listener(self._latest)
            self._listeners.add(listener)
            return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening; may be called again."""
        with self._lock:
            self._listeners.discard(listener)

    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def catch_up(self) -> None:
        """Fetch what other processes committed; may raise StoreUnavailable."""
        with self._catching_up:
            while batch := self._read_after(self._latest, _BATCH):
                self.publish(batch)

    def follow(self) -> None:
        """Catch up every second until closed; for a thread of its own."""
        lost = False
        while not self._stopped.wait(FOLLOW_EVERY_S):
            if not self._listeners and not self._early:
                continue
            try:
                self.catch_up()
                lost = False
            except StoreUnavailable:
                if not lost:
                    _log.warning("events_unreadable")
                lost = True

    def close(self) -> None:
        """End every stream at once and let nobody in any more."""
        self._stopped.set()
        with self._lock:
            for listener in self._listeners:
                listener.put(None)
            self._listeners.clear()

    def _send(self, event: StoredEvent) -> None:
        if not self._listeners:
            return
        rendered = (event.seq, frame(event))
        slow = [listener for listener in self._listeners if listener.frames.qsize() >= BEHIND_LIMIT]
        for listener in slow:
            self._listeners.discard(listener)
            listener.put(None)
            _log.info("listener_dropped", behind=BEHIND_LIMIT)
        for listener in self._listeners:
            listener.put(rendered)
