"""Sending live streams to their listeners.

Responsible for: one thread that owns the sockets of all streams: it sends what their tails have, and signs of life, and
notices who went away. Not responsible for: what is in a stream (``stream``), or how a socket gets here (``handover``).

A thread for each stream would be simpler. But an event wakes all of them at once, and three hundred threads that fight
for one interpreter bring it to the last screen tens of milliseconds after the first.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Protocol

import structlog

HEARTBEAT_S = 3.0
"""Shorter than the time after which clients take a silent stream for dead."""

MOST_MISSED = 7
"""Signs of life that could not be sent, one after the other, before a connection is given up."""

_SIGNS_A_ROUND = 50
_CHUNKS_A_TURN = 4
_HEARD = 4096
_END_WITHIN_S = 0.5
_LAST_CHUNK = b"0\r\n\r\n"

_log = structlog.get_logger("queue_server.streamer")


class Tail(Protocol):
    """What is still to come of a stream. Nothing in it waits."""

    heartbeat: bytes
    """Sent when there was nothing else for a while."""

    def listen(self, wake: Callable[[], None]) -> None:
        """Call ``wake``, which is quick and may be called from any thread, whenever there may be more to take."""

    def take(self) -> bytes | None:
        """What has come since the last time, not without bound; empty when nothing has, None at the end."""

    def close(self) -> None:
        """The listener is gone; may be called again."""


class _Stream:
    """A listener's socket and what is on its way to it."""

    def __init__(self, connection: socket.socket, tail: Tail, chunked: bool) -> None:
        self.connection = connection
        self.tail = tail
        self.chunked = chunked
        self.rest = b""
        """What the socket would not take yet."""
        self.queued = False
        """It is the streamer's turn to look for more."""
        self.ending = False
        """What is in ``rest`` is the last."""
        self.over = False
        self.missed = 0
        """Signs of life since it last took anything."""


class Streamer:
    """The thread and its sockets. ``adopt`` and ``close`` may be called from any thread."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Starts the thread with the first stream."""
        self._monotonic = monotonic
        self._selector = selectors.DefaultSelector()
        self._doorbell, self._bell = socket.socketpair()
        self._rung = False
        self._ready: deque[_Stream] = deque()
        self._due: OrderedDict[_Stream, float] = OrderedDict()
        """Every stream, with the time of its next sign of life; the earliest first."""
        self._framed = (b"", b"")
        self._lock = threading.Lock()
        self._closed = False
        self._thread: threading.Thread | None = None

    def adopt(self, connection: socket.socket, tail: Tail, *, chunked: bool) -> None:
        """Own ``connection``, whose head is sent, and ``tail``, and close both in the end.

        ``chunked``: the head has announced chunks (RFC 9112, section 7.1); otherwise the body ends with the connection.
        """
        connection.setblocking(False)
        stream = _Stream(connection, tail, chunked)
        with self._lock:
            if not self._closed:
                self._begin()
                tail.listen(partial(self._wake, stream))
                self._wake(stream)
                return
        self._let_go(stream)

    def close(self) -> None:
        """Send what can be sent at once, and cut every connection."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._ring()
        if self._thread is None:
            self._release()
        else:
            self._thread.join(_END_WITHIN_S)

    def _begin(self) -> None:
        if self._thread is None:
            self._doorbell.setblocking(False)
            self._bell.setblocking(False)
            self._selector.register(self._doorbell, selectors.EVENT_READ)
            self._thread = threading.Thread(target=self._run, name="streamer", daemon=True)
            self._thread.start()

    def _wake(self, stream: _Stream) -> None:
        self._queue(stream)
        if not self._rung:
            self._rung = True
            self._ring()

    def _queue(self, stream: _Stream) -> None:
        if not stream.queued:
            stream.queued = True
            self._ready.append(stream)

    def _ring(self) -> None:
        try:
            self._bell.send(b"\0")
        except OSError:
            # Full: it rings already. Closed: nobody is at home.
            return

    def _run(self) -> None:
        try:
            while not self._closed:
                self._wait()
                self._send_ready()
                self._send_signs_of_life()
            self._send_ready()
        finally:
            self._release()

    def _wait(self) -> None:
        for key, mask in self._selector.select(self._patience()):
            stream: _Stream | None = key.data
            if stream is None:
                self._doorbell.recv(_HEARD)
                # Before anything is looked for: whatever is queued from now on rings again.
                self._rung = False
            elif mask & selectors.EVENT_READ and self._is_gone(stream):
                self._drop(stream)
            elif mask & selectors.EVENT_WRITE:
                self._queue(stream)

    def _patience(self) -> float | None:
        if self._ready:
            return 0.0
        return max(0.0, next(iter(self._due.values())) - self._monotonic()) if self._due else None

    def _is_gone(self, stream: _Stream) -> bool:
        # Whatever else a listener says has no meaning here.
        try:
            return not stream.connection.recv(_HEARD)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _send_ready(self) -> None:
        for _ in range(len(self._ready)):
            stream = self._ready.popleft()
            # Before looking for what there is: whatever comes later queues it again.
            stream.queued = False
            if not stream.over:
                self._guarded(self._send, stream)

    def _send_signs_of_life(self) -> None:
        now = self._monotonic()
        # A few at a time: what happens meanwhile need not wait for all of them.
        for stream, due in list(islice(self._due.items(), _SIGNS_A_ROUND)):
            if due > now:
                return
            self._guarded(self._send_sign, stream)

    def _send_sign(self, stream: _Stream) -> None:
        self._put_off(stream, self._monotonic())
        if not stream.rest:
            stream.rest = self._frame(stream, stream.tail.heartbeat)
            self._send(stream)
            return
        stream.missed += 1
        if stream.missed >= MOST_MISSED:
            _log.info("listener_stalled", seconds=MOST_MISSED * HEARTBEAT_S)
            self._drop(stream)

    def _guarded(self, send: Callable[[_Stream], None], stream: _Stream) -> None:
        try:
            send(stream)
        except OSError:
            self._drop(stream)
        except Exception:  # noqa: BLE001 # boundary of a stream: what is wrong with one must not end the others
            _log.exception("stream_failed")
            self._drop(stream)

    def _send(self, stream: _Stream) -> None:
        now = self._monotonic()
        if stream not in self._due:
            self._selector.register(stream.connection, selectors.EVENT_READ, stream)
            self._put_off(stream, now)
        for _ in range(_CHUNKS_A_TURN):
            if not stream.rest and not self._refill(stream):
                return
            try:
                sent = stream.connection.send(stream.rest)
            except BlockingIOError:
                self._watch(stream, selectors.EVENT_READ | selectors.EVENT_WRITE)
                return
            stream.rest = stream.rest[sent:]
            stream.missed = 0
            self._put_off(stream, now)
        # Once more, after the others.
        self._queue(stream)

    def _refill(self, stream: _Stream) -> bool:
        """Get the next thing to send; False when there is none."""
        if stream.ending:
            # What a listener has said and nobody read would make the kernel throw our last words away.
            self._is_gone(stream)
            self._drop(stream)
            return False
        chunk = stream.tail.take()
        if chunk is None:
            stream.ending = True
            stream.rest = _LAST_CHUNK if stream.chunked else b""
            return self._refill(stream) if not stream.rest else True
        stream.rest = self._frame(stream, chunk)
        if not chunk:
            self._watch(stream, selectors.EVENT_READ)
        return bool(chunk)

    def _frame(self, stream: _Stream, chunk: bytes) -> bytes:
        if not chunk or not stream.chunked:
            return chunk
        # Nearly always what the stream before had: one copy serves all, however long a slow one keeps it.
        if chunk is not self._framed[0]:
            self._framed = (chunk, b"%x\r\n%b\r\n" % (len(chunk), chunk))
        return self._framed[1]

    def _watch(self, stream: _Stream, events: int) -> None:
        if self._selector.get_key(stream.connection).events != events:
            self._selector.modify(stream.connection, events, stream)

    def _put_off(self, stream: _Stream, now: float) -> None:
        self._due[stream] = now + HEARTBEAT_S
        self._due.move_to_end(stream)

    def _drop(self, stream: _Stream) -> None:
        if self._due.pop(stream, None) is not None:
            self._selector.unregister(stream.connection)
        self._let_go(stream)

    def _let_go(self, stream: _Stream) -> None:
        stream.over = True
        stream.tail.close()
        stream.connection.close()

    def _release(self) -> None:
        for stream in (*self._due, *self._ready):
            self._let_go(stream)
        self._due.clear()
        self._selector.close()
        self._doorbell.close()
        self._bell.close()
