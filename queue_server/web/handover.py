"""Taking connections over from waitress.

Responsible for: the way of a connection from waitress, which has answered with the head and the first part of an event
stream, to the ``streamer``. Not responsible for: either of them.

Waitress ends every answer of unknown length by closing the connection once everything is flushed. That is the moment: all
of the first part is with the kernel, no thread of waitress has the channel in hand, and the end of the body has not been
written yet. So the channel closes as always, and only its socket survives.

Leans on these parts of waitress, all without an underscore and made to be overridden or read: ``channel_class``,
``task_class``, ``get_environment``, ``finish``, ``service``, ``handle_close``, ``chunked_response``, ``total_outbufs_len``,
``connected`` and ``socket``.
"""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

from typing_extensions import override
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from queue_server.web.stream import HAND_OVER
from queue_server.web.streamer import Streamer, Tail

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class _Task(WSGITask):
    """One request; leaves the tail of its answer, if it has one, to the channel."""

    channel: _Channel

    def __init__(self, channel: HTTPChannel, request: Any) -> None:
        super().__init__(channel, request)
        self._tail: Tail | None = None

    @override
    def get_environment(self) -> WSGIEnvironment:
        """With the way to hand a tail over."""
        environ = super().get_environment()
        environ[HAND_OVER] = self._keep
        return environ

    @override
    def service(self) -> None:
        """Answer; a tail that could not be left to the channel is closed."""
        try:
            super().service()
        finally:
            if self._tail is not None:
                self._tail.close()

    @override
    def write(self, data: bytes) -> None:
        """Write part of the body; head and body of a short answer go out together, and wake their client once."""
        if self.wrote_header or not self.complete or len(data) != self.content_length:
            super().write(data)
            return
        self.wrote_header = True
        self.content_bytes_written = len(data)
        self.channel.write_soon(self.build_response_header() + data)

    @override
    def finish(self) -> None:
        """End the body, or leave it open for the tail."""
        if self._tail is None:
            super().finish()
            return
        tail, self._tail = self._tail, None
        self.channel.follow_with(tail, self.chunked_response)

    def _keep(self, tail: Tail) -> None:
        self._tail = tail


class _Channel(HTTPChannel):
    """A client's connection; its last answer may be followed by a tail."""

    task_class = _Task
    streamer: Streamer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Before anything can be called: waitress knows the channel as soon as it is made.
        self._handing = threading.Lock()
        self._tail: tuple[Tail, bool] | None = None
        self._gone = False
        super().__init__(*args, **kwargs)

    def follow_with(self, tail: Tail, chunked: bool) -> None:
        """Have ``tail`` sent after what was written; the connection is the streamer's from then on."""
        with self._handing:
            if not self._gone:
                self._tail = tail, chunked
                return
        tail.close()

    @override
    def handle_close(self) -> None:
        """The end of the channel, in the thread of waitress's loop: everything is flushed, or the client is gone."""
        with self._handing:
            self._gone = True
            following, self._tail = self._tail, None
        alive = self.connected and not self.total_outbufs_len
        connection = self._detach() if following and alive else None
        super().handle_close()
        if following is None:
            return
        tail, chunked = following
        if connection is None:
            tail.close()
        else:
            self.streamer.adopt(connection, tail, chunked=chunked)

    def _detach(self) -> socket.socket | None:
        # The channel keeps an object without a descriptor, and closes that.
        return None if self.socket is None else socket.socket(fileno=self.socket.detach())


def channel_class(streamer: Streamer) -> type[HTTPChannel]:
    """What a waitress server is to use as its ``channel_class``."""
    return type("Channel", (_Channel,), {"streamer": streamer})
