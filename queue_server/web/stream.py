"""The event stream of one client.

Responsible for: the bytes of ``GET /events``: what was missed, then what happens, and a sign of life in between. Not
responsible for: fan-out (``hub``) or the request (``app``).
"""

from __future__ import annotations

from collections.abc import Iterator
from queue import Empty

from typing_extensions import override

from queue_server.web.hub import Hub, Listener, ReadAfter, frame

HEARTBEAT_S = 3.0
"""Shorter than the time after which clients take a silent stream for dead."""

OPENING = b"retry: 1000\n\n: welcome\n\n"
"""Browsers come back one second after a loss."""

_HEARTBEAT = b": alive\n\n"
_BATCH = 200
_MOST_FRAMES = 100


class EventStream(Iterator[bytes]):
    """An iterator of chunks, with ``close``; not a generator, whose clean-up is skipped when it was never begun."""

    def __init__(self, hub: Hub, listener: Listener, read_after: ReadAfter, after: int | None) -> None:
        """``after`` is the last sequence the client has seen; None: begin with what happens from now on."""
        self._hub = hub
        self._listener = listener
        self._read_after = read_after
        self._seen = listener.joined_at if after is None else after
        self._opened = False

    @override
    def __next__(self) -> bytes:
        """The next chunk, at the latest after the heartbeat's time."""
        if not self._opened:
            self._opened = True
            return OPENING
        if self._seen < self._listener.joined_at:
            missed = self._missed()
            if missed:
                return missed
        return self._live()

    def close(self) -> None:
        """Stop listening; the server calls it however the stream ended."""
        self._hub.leave(self._listener)

    def _missed(self) -> bytes:
        # The connection is back in its pool before the chunk goes out, however slowly the client reads.
        events = self._read_after(self._seen, _BATCH)
        self._seen = events[-1].seq if events else self._listener.joined_at
        return b"".join(frame(event) for event in events)

    def _live(self) -> bytes:
        chunk: list[bytes] = []
        while not chunk:
            try:
                item = self._listener.frames.get(timeout=HEARTBEAT_S)
            except Empty:
                return _HEARTBEAT
            chunk = self._unseen(item)
        while len(chunk) < _MOST_FRAMES and not self._listener.frames.empty():
            item = self._listener.frames.get()
            if item is None:
                # Once more for the next call, which ends the stream.
                self._listener.frames.put(None)
                break
            chunk += self._unseen(item)
        return b"".join(chunk)

    def _unseen(self, item: tuple[int, bytes] | None) -> list[bytes]:
        if item is None:
            raise StopIteration
        seq, rendered = item
        if seq <= self._seen:
            return []
        self._seen = seq
        return [rendered]
