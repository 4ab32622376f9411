"""What the page shows, by topic, with a version on each change.

Responsible for: keeping the newest value of every topic and telling many listeners what changed since they last
looked. A slow listener skips values in between and costs no memory. Not responsible for: HTTP (``web``).
"""

from __future__ import annotations

import threading
from typing import Any


class Blackboard:
    """Thread-safe map of topic to a JSON value that must not be changed after it was put."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._version = 0
        self._topics: dict[str, tuple[int, Any]] = {}
        self._closed = False

    def put(self, topic: str, value: Any) -> None:
        """Write the topic; nothing happens when the value is what it was."""
        with self._changed:
            known = self._topics.get(topic)
            if known is not None and known[1] == value:
                return
            self._version += 1
            self._topics[topic] = (self._version, value)
            self._changed.notify_all()

    def get(self, topic: str) -> Any:
        """The newest value, None when the topic was never written."""
        with self._changed:
            known = self._topics.get(topic)
            return None if known is None else known[1]

    def changes(self, after: int, timeout: float) -> tuple[int, dict[str, Any]]:
        """The version now and every topic that changed after ``after``; empty when nothing did in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._version > after, timeout)
            fresh = {topic: value for topic, (version, value) in self._topics.items() if version > after}
            return self._version, fresh

    def close(self) -> None:
        """Wake every listener for the last time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """True when the hall is closing down."""
        return self._closed
