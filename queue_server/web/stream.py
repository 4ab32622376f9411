"""The event stream of one client.

Responsible for: the bytes of ``GET /events``: what was missed, then what happens. Not responsible for: fan-out (``hub``),
sending (``streamer``) or the request (``app``).

What was missed is the body of an ordinary answer, written by the request's own thread, which may wait for the database and
for a slow client. What happens from then on is the stream's tail, and the server sends it without a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from typing_extensions import override

from queue_server.web.hub import Hub, Listener, ReadAfter, frame
from queue_server.web.streamer import Tail

HAND_OVER = "paihao.hand_over"
"""Where a server that can go on with a body's tail puts a ``HandOver`` into the WSGI environment.

Under any other server a stream ends after what was missed, and clients come back for more, a second later each time.
"""

HandOver = Callable[[Tail], None]
"""To be called while the body is read, before its end: the tail follows on it and belongs to the server."""

OPENING = b"retry: 1000\n\n: welcome\n\n"
"""Browsers come back one second after a loss."""

_HEARTBEAT = b": alive\n\n"
_BATCH = 200
_MOST_FRAMES = 100


class LiveEvents:
    """What happens after sequence ``seen``; a ``Tail``."""

    heartbeat = _HEARTBEAT

    def __init__(self, hub: Hub, listener: Listener, seen: int) -> None:
        self._hub = hub
        self._listener = listener
        self._seen = seen

    def listen(self, wake: Callable[[], None]) -> None:
        """Have the hub call ``wake``."""
        self._listener.wake = wake

    def take(self) -> bytes | None:
        """Frames that have come and were not seen; None when the hub has ended the stream."""
        frames, chunk = self._listener.frames, list[bytes]()
        while len(chunk) < _MOST_FRAMES and not frames.empty():
            item = frames.get()
            if item is None:
                # Once more for the next call, if there is something to send before the end.
                frames.put(None)
                return b"".join(chunk) or None
            seq, rendered = item
            if seq > self._seen:
                self._seen = seq
                chunk.append(rendered)
        return b"".join(chunk)

    def close(self) -> None:
        """Stop listening."""
        self._hub.leave(self._listener)


class EventStream(Iterator[bytes]):
    """An iterator of chunks, with ``close``; not a generator, whose clean-up is skipped when it was never begun."""

    def __init__(self, hub: Hub, listener: Listener, read_after: ReadAfter, after: int | None) -> None:
        """``after`` is the last sequence the client has seen; None: begin with what happens from now on."""
        self._hub = hub
        self._listener = listener
        self._read_after = read_after
        self._seen = listener.joined_at if after is None else after
        self._opened = False
        self._hand_over: HandOver | None = None
        self._handed_over = False

    def then(self, hand_over: HandOver | None) -> EventStream:
        """This stream, which will give its tail to ``hand_over``."""
        self._hand_over = hand_over
        return self

    @override
    def __next__(self) -> bytes:
        """The next chunk of what was missed."""
        if not self._opened:
            self._opened = True
            return OPENING
        if self._seen < self._listener.joined_at:
            missed = self._missed()
            if missed:
                return missed
        self._pass_on()
        raise StopIteration

    def close(self) -> None:
        """Stop listening, unless the server goes on; the server calls it however the body ended."""
        if not self._handed_over:
            self._hub.leave(self._listener)

    def _missed(self) -> bytes:
        # The connection is back in its pool before the chunk goes out, however slowly the client reads.
        events = self._read_after(self._seen, _BATCH)
        self._seen = events[-1].seq if events else self._listener.joined_at
        return b"".join(frame(event) for event in events)

    def _pass_on(self) -> None:
        if self._hand_over is not None and not self._handed_over:
            self._handed_over = True
            self._hand_over(LiveEvents(self._hub, self._listener, self._seen))
