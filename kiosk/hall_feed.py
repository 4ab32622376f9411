"""How the queues stand, kept fresh from the event feed.

Responsible for: following the feed, turning it into ``HallView`` values, passing each request for paper on exactly once, and a snapshot
now and then, because an expected wait changes without events. Not responsible for: showing or printing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

import structlog

from kiosk.bookmark import Bookmark
from kiosk.views import HallChanged, HallView
from queue_server.client import FeedBack, FeedItem, FeedLost, Refused, ServerUnreachable
from queue_server.wire.events import CardPrintRequested, DayClosed, DayOpened, ReprintRequested, TicketEvent
from queue_server.wire.messages import Snapshot, Unavailable

log = structlog.get_logger(__name__)

Asked = ReprintRequested | CardPrintRequested
"""Staff want something on paper."""

REFRESH_SECONDS = 20.0
FIRST_SECONDS = 1.0
"""Between tries while nothing is known yet."""


class Feed(Protocol):
    """What is followed."""

    def follow(self, stop: threading.Event) -> Iterator[FeedItem]:
        """Items until ``stop`` is set."""


def apply(view: HallView, item: FeedItem) -> HallView:
    """The view after one item of the feed."""
    if isinstance(item, Snapshot):
        return HallView(item.services, item.server_time, connected=True)
    if isinstance(item, FeedLost | FeedBack):
        return replace(view, connected=isinstance(item, FeedBack))
    queues = view.queues
    if isinstance(item, TicketEvent):
        told = {queue.service: queue for queue in item.queues}
        queues = tuple(told.get(each.service, each) for each in queues)
    elif isinstance(item, DayOpened):
        queues = tuple(each.model_copy(update={"waiting": 0}) for each in queues)
    elif isinstance(item, DayClosed):
        # When numbers are given again comes with the next snapshot.
        closed = {"open": False, "waiting": 0, "unavailable": Unavailable.DAY_CLOSED, "opens_at": None}
        queues = tuple(each.model_copy(update=closed) for each in queues)
    return HallView(queues, item.at if view.as_of else None, view.connected)


class HallFeed:
    """Follows the hall on two threads until closed."""

    def __init__(
        self,
        feed: Feed,
        fetch: Callable[[], Snapshot],
        post: Callable[[object], None],
        *,
        bookmark: Bookmark,
        on_request: Callable[[Asked], None],
        on_back: Callable[[], None] = lambda: None,
        refresh_seconds: float = REFRESH_SECONDS,
    ) -> None:
        """``feed`` resumes behind the bookmark; ``fetch`` takes a snapshot; ``post`` brings ``HallChanged`` to the screen.

        ``on_request`` is called once for everything that staff ask any kiosk to print, after it was noted as handled: a kiosk
        that loses power in between prints nothing, and staff see that it is missing. ``on_back`` is called
        when the server is there again.
        """
        self._feed = feed
        self._fetch = fetch
        self._post = post
        self._bookmark = bookmark
        self._on_request = on_request
        self._on_back = on_back
        self._refresh_seconds = refresh_seconds
        self._stop = threading.Event()
        self._changing = threading.Lock()
        self._view = HallView()
        self._seen = 0
        self._threads = [
            threading.Thread(target=self._follow, name="hall-feed", daemon=True),
            threading.Thread(target=self._refresh, name="hall-refresh", daemon=True),
        ]

    def start(self) -> None:
        """Begin to follow."""
        for thread in self._threads:
            thread.start()

    def close(self, timeout: float = 1.0) -> None:
        """Stop following."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout / len(self._threads))

    def _follow(self) -> None:
        for item in self._feed.follow(self._stop):
            self._take(item)
            if isinstance(item, Snapshot | Asked):
                self._bookmark.move(item.seq)
            if isinstance(item, Asked):
                self._on_request(item)
            if isinstance(item, FeedBack):
                self._on_back()

    def _take(self, item: FeedItem) -> None:
        with self._changing:
            seq = None if isinstance(item, FeedLost | FeedBack) else item.seq
            if seq is not None and not isinstance(item, Snapshot) and seq <= self._seen:
                # Followed again from the bookmark, but already in the snapshot that was fetched beside the feed.
                return
            self._seen = self._seen if seq is None else seq
            self._change(apply(self._view, item))

    def _refresh(self) -> None:
        while not self._stop.is_set():
            if self._bookmark.seq is not None or self._view.as_of is not None:
                self._refresh_once()
            known = self._view.as_of is not None
            self._stop.wait(self._refresh_seconds if known else min(FIRST_SECONDS, self._refresh_seconds))

    def _refresh_once(self) -> None:
        try:
            snapshot = self._fetch()
        except (ServerUnreachable, Refused) as error:
            log.debug("no snapshot", reason=str(error))
            return
        with self._changing:
            # One that is older than an event already applied would take that event back.
            if snapshot.seq >= self._seen:
                self._seen = snapshot.seq
                self._change(apply(self._view, snapshot))

    def _change(self, view: HallView) -> None:
        if view != self._view:
            self._view = view
            self._post(HallChanged(view))
