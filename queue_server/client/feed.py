"""Following the hall: a snapshot first, then every event once and in order, across broken connections.

Responsible for: connecting, resuming by sequence, leaving out repeats and unknown events, and saying when the
server was lost and is back. Not responsible for: what the events mean to a screen or a device.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from pydantic import ValidationError

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.retry import Backoff
from queue_server.client.sse import SseMessage, SseParser
from queue_server.client.transport import ByteStream
from queue_server.wire.events import EVENT_ADAPTER, Event
from queue_server.wire.messages import Snapshot

log = structlog.get_logger(__name__)

_STOP_CHECK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class FeedLost:
    """The server is away since ``at`` (this computer's clock); what is known is getting old."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FeedBack:
    """The server is there again; what was missed follows."""

    at: datetime


FeedItem = Snapshot | Event | FeedLost | FeedBack


def utc_now() -> datetime:
    """The computer's clock, zone-aware."""
    return datetime.now(UTC)


class EventFeed:
    """One follower of the event stream; one thread iterates it."""

    def __init__(
        self,
        client: QueueClient,
        *,
        after: int | None = None,
        silence: float = 10.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``after``: resume behind that event and leave the first snapshot out. ``silence`` in seconds: see the client."""
        self._client = client
        self._after = after
        self._silence = silence
        self._now = now
        self._lost = False
        self._backoff = Backoff()

    def follow(self, stop: threading.Event) -> Iterator[FeedItem]:
        """Yield until ``stop`` is set; never raises for anything the network or the server does.

        ``FeedLost`` comes once when the server is away, also before the first snapshot, and ``FeedBack`` once when it
        is back. A new snapshot may come at any time, when the server no longer knows where this feed was.
        """
        while not stop.is_set():
            try:
                if self._after is None:
                    yield from self._fetch_snapshot()
                yield from self._read_stream(stop)
                reason = "the server ended the stream"
            except ServerUnreachable as error:
                reason = str(error)
            except Refused as error:
                reason = str(error)
                if not error.concerns_access:
                    log.warning("event position refused, taking a new snapshot", code=error.code)
                    self._after = None
            if stop.is_set():
                return
            yield from self._note_lost(reason)
            stop.wait(self._backoff.next())

    def _fetch_snapshot(self) -> Iterator[FeedItem]:
        snapshot = self._client.snapshot()
        yield from self._note_back()
        self._after = snapshot.seq
        yield snapshot

    def _read_stream(self, stop: threading.Event) -> Iterator[FeedItem]:
        after = self._after if self._after is not None else 0
        parser = SseParser()
        with self._client.open_events(after, silence=self._silence) as stream, _hung_up_on(stop, stream):
            yield from self._note_back()
            while data := stream.read():
                self._backoff = Backoff(first=min(parser.retry_seconds or 0.25, 2.0))
                for message in parser.feed(data):
                    if stop.is_set():
                        return
                    yield from self._take(message)

    def _take(self, message: SseMessage) -> Iterator[FeedItem]:
        """The event in a message, unless it was seen before or this version does not know it."""
        try:
            event = EVENT_ADAPTER.validate_json(message.data)
        except ValidationError:
            log.warning("event skipped", type=message.event[:64], seq=message.id[:20])
            return
        if self._after is None or event.seq > self._after:
            self._after = event.seq
            yield event

    def _note_lost(self, reason: str) -> Iterator[FeedItem]:
        if not self._lost:
            self._lost = True
            log.warning("queue server lost", reason=reason)
            yield FeedLost(self._now(), reason)

    def _note_back(self) -> Iterator[FeedItem]:
        if self._lost:
            self._lost = False
            log.info("queue server back")
            yield FeedBack(self._now())


@contextmanager
def _hung_up_on(stop: threading.Event, stream: ByteStream) -> Iterator[None]:
    """While inside, a stop ends the read that the following thread is waiting in."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_STOP_CHECK_SECONDS):
            if stop.is_set():
                stream.hang_up()
                return

    watcher = threading.Thread(target=watch, name="feed-stop", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
