"""The hall as the screen follows it: every item of the feed, and a snapshot now and then.

Responsible for: bringing both to the screen's thread, and the server's clock. A snapshot is fetched beside the feed because hours
begin and end without an event. Not responsible for: what any of it means (``flow``, ``window_facts``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from queue_server.client import (
    EventFeed,
    FeedBack,
    FeedItem,
    FeedThread,
    Refused,
    ServerClock,
    ServerUnreachable,
)
from queue_server.wire.messages import Snapshot

log = structlog.get_logger(__name__)

REFRESH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Followed:
    """The feed has said something."""

    item: FeedItem


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A snapshot was fetched beside the feed."""

    snapshot: Snapshot


class HallFeed:
    """Two threads, from ``start`` to ``close``."""

    def __init__(
        self,
        feed: EventFeed,
        fetch: Callable[[], Snapshot],
        post: Callable[[object], None],
        *,
        clock: ServerClock,
        on_back: Callable[[], None],
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        """``post`` brings ``Followed`` and ``Refreshed`` to the screen; ``on_back`` is called when the server is there again."""
        self._fetch = fetch
        self._post = post
        self._clock = clock
        self._on_back = on_back
        self._refresh_seconds = refresh_seconds
        self._stop = threading.Event()
        self._feed = FeedThread(feed, [self._take], name="hall-feed")
        self._refresher = threading.Thread(target=self._refresh, name="hall-refresh", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._feed.start()
        self._refresher.start()

    def close(self, timeout: float = 1.0) -> None:
        """Stop following."""
        self._stop.set()
        self._feed.stop(timeout)

    def _take(self, item: FeedItem) -> None:
        self._clock.observe(item)
        self._post(Followed(item))
        if isinstance(item, FeedBack):
            self._on_back()

    def _refresh(self) -> None:
        while not self._stop.wait(self._refresh_seconds):
            try:
                snapshot = self._fetch()
            except (ServerUnreachable, Refused) as error:
                log.debug("no snapshot", reason=str(error))
                continue
            self._post(Refreshed(snapshot))
