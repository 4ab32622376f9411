"""A thread that follows the feed and hands every item to its listeners.

Responsible for: starting, ending, and going on when a listener makes a mistake. Listeners run one after the other on
this thread and must not block.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from queue_server.client.feed import EventFeed, FeedItem

log = structlog.get_logger(__name__)


class FeedThread:
    """Follows one feed from ``start`` to ``stop``."""

    def __init__(
        self, feed: EventFeed, listeners: Sequence[Callable[[FeedItem], None]], *, name: str = "feed"
    ) -> None:
        self._feed = feed
        self._listeners = tuple(listeners)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def stop(self, timeout: float = 1.5) -> bool:
        """End: True when the thread has ended within ``timeout`` seconds, or never began."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        for item in self._feed.follow(self._stop):
            for listener in self._listeners:
                try:
                    listener(item)
                except Exception:
                    # Thread boundary: one item that a listener cannot take must not cost it all later ones.
                    log.exception("feed item not taken", item=type(item).__name__)
