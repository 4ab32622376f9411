"""The stream of one browser.

Responsible for: the bytes of ``GET /staff/events``: the whole state whenever something happened, and a sign of life in
between. Not responsible for: what the state is (``now``) or the request (``routes``).

The stream carries states, not events: a browser that was away needs no past, and every browser gets the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from queue import Empty

import structlog
from typing_extensions import override

from queue_server.service.ports import StoreUnavailable
from queue_server.web.hub import Hub, Listener
from queue_server.web.staff.now import FRESH_FOR_S, NowBoard

HEARTBEAT_S = 3.0
"""A page that hears nothing for three of these takes its stream for dead."""

PACE_S = 0.2
"""States of one stream are so far apart: a busy hall does not flood a slow tablet."""

_OPENING = b"retry: 1000\n\n"
_ALIVE = b"event: alive\ndata: {}\n\n"
_SIGNED_OUT = b"event: signed-out\ndata: {}\n\n"

_log = structlog.get_logger("queue_server.staff")


class StaffStream(Iterator[bytes]):
    """An iterator of chunks, with ``close``. ``signed_in`` tells whether the browser's session still holds good."""

    def __init__(self, hub: Hub, listener: Listener, board: NowBoard, signed_in: Callable[[], bool]) -> None:
        self._hub = hub
        self._listener = listener
        self._board = board
        self._signed_in = signed_in
        self._seq = listener.joined_at
        self._sent_at: float | None = None
        self._over = False

    @override
    def __next__(self) -> bytes:
        """The next chunk, at the latest after the heartbeat's time."""
        if self._over:
            raise StopIteration
        try:
            return self._chunk()
        except StoreUnavailable:
            # The browser comes back and is told by an ordinary answer what is wrong.
            _log.warning("staff_stream_ended", problem="storage")
            raise StopIteration from None

    def close(self) -> None:
        """Stop listening; the server calls it however the stream ended."""
        self._hub.leave(self._listener)

    def _chunk(self) -> bytes:
        if self._sent_at is None:
            return _OPENING + self._now()
        happened = self._wait(HEARTBEAT_S)
        if not self._signed_in():
            self._over = True
            return _SIGNED_OUT
        return self._now() if happened or self._aged() else _ALIVE

    def _wait(self, longest: float) -> bool:
        """True when something happened; what happens too soon after the last state is gathered until its time."""
        happened = self._take(longest)
        while happened and (rest := self._earliest() - time.monotonic()) > 0:
            self._take(rest)
        while happened and not self._listener.frames.empty():
            self._take(0)
        return happened

    def _take(self, longest: float) -> bool:
        try:
            item = (
                self._listener.frames.get(timeout=longest) if longest else self._listener.frames.get_nowait()
            )
        except Empty:
            return False
        if item is None:
            raise StopIteration
        self._seq = item[0]
        return True

    def _now(self) -> bytes:
        text = self._board.text(self._seq)
        self._sent_at = time.monotonic()
        return f"event: now\ndata: {text}\n\n".encode()

    def _earliest(self) -> float:
        return (self._sent_at or 0.0) + PACE_S

    def _aged(self) -> bool:
        return time.monotonic() - (self._sent_at or 0.0) >= FRESH_FOR_S
