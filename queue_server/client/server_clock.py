"""The server's time, estimated at the edge.

Computers at the edge may have wrong clocks; ratings and announcements are judged by the server's. Responsible for: an
estimate that is never behind what the server was heard to say. Without any word of the server it is the computer's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from queue_server.client.feed import FeedItem, utc_now
from queue_server.wire.events import EventBase
from queue_server.wire.messages import Snapshot


class ServerClock:
    """One writer calls ``observe``; any thread reads ``now``."""

    def __init__(
        self, *, monotonic: Callable[[], float] = time.monotonic, wall: Callable[[], datetime] = utc_now
    ) -> None:
        """``monotonic`` carries the estimate on, so that a computer's clock set right at noon changes nothing."""
        self._monotonic = monotonic
        self._wall = wall
        self._heard: tuple[datetime, float] | None = None

    def observe(self, item: FeedItem) -> None:
        """Learn from a feed item: a snapshot is the server's now, an event happened at the latest now."""
        if isinstance(item, Snapshot):
            self._heard = (item.server_time, self._monotonic())
        elif isinstance(item, EventBase) and item.at > self.now():
            self._heard = (item.at, self._monotonic())

    def now(self) -> datetime:
        """The server's time of now, zone-aware."""
        heard = self._heard
        if heard is None:
            return self._wall()
        return heard[0] + timedelta(seconds=self._monotonic() - heard[1])
