"""The event log as a database has it, in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from queue_server.service.ports import StoredEvent


class EventLog:
    """Events 1, 2, 3 …; safe to share between threads."""

    def __init__(self, events: int = 0) -> None:
        self.events: list[StoredEvent] = []
        self._lock = threading.Lock()
        self.commit(events)

    def read_after(self, seq: int, limit: int) -> Sequence[StoredEvent]:
        with self._lock:
            return self.events[seq : seq + limit]

    def commit(self, count: int = 1) -> list[StoredEvent]:
        """That many new events."""
        with self._lock:
            first = len(self.events) + 1
            fresh = [
                StoredEvent(seq, "ticket.issued", f'{{"seq":{seq}}}') for seq in range(first, first + count)
            ]
            self.events += fresh
            return fresh
