"""Serving the application with waitress.

Responsible for: one process of many threads, its limits, and an end at once. Not responsible for: the application, or
live streams (``streamer``), whose connections waitress gives away (``handover``).
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, cast

from waitress import wasyncore
from waitress.server import create_server

from queue_server.web.handover import channel_class
from queue_server.web.streamer import Streamer
from queue_server.web.threads import GrowingThreads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.server import TcpWSGIServer
    from waitress.wasyncore import _SocketMap

STALLED_CLIENT_MS = 20_000
"""A client that takes nothing for so long is cut off by the kernel; its thread is free again."""

_SEND_BUFFER = 128 * 1024
_UNSENT_LIMIT = 256 * 1024
_LONGEST_REQUEST = 16 * 1024 * 1024
_SPARE_CONNECTIONS = 1000
_IDLE_CONNECTION_S = 120
_BACKLOG = 1024
_END_WITHIN_S = 1


class Server:
    """The application behind a listening socket."""

    def __init__(self, app: WSGIApplication, host: str, port: int, threads: int) -> None:
        """Listen at once; port 0 takes a free one. Raises OSError when the address is taken."""
        self._socket = _listen(host, port)
        self._connections: _SocketMap = {}
        server = create_server(
            app,
            map=self._connections,
            _dispatcher=GrowingThreads(threads),
            sockets=[self._socket],
            connection_limit=threads + _SPARE_CONNECTIONS,
            asyncore_use_poll=True,
            channel_timeout=_IDLE_CONNECTION_S,
            max_request_body_size=_LONGEST_REQUEST,
            outbuf_high_watermark=_UNSENT_LIMIT,
            ident=None,
            # Clients that go away are no errors.
            log_socket_errors=False,
        )
        # It is one: there is one socket.
        self._server = cast("TcpWSGIServer", server)
        self._streamer = Streamer()
        self._stopping = threading.Event()
        # Nobody is let in before ``run``.
        self._server.channel_class = channel_class(self._streamer)
        self.host: str = host
        self.port: int = self._socket.getsockname()[1]

    @property
    def address(self) -> str:
        """Where clients find it."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    def run(self) -> None:
        """Serve until a signal handler raises SystemExit, or until ``stop``."""
        try:
            self._server.run()
        finally:
            self._streamer.close()

    def stop(self) -> None:
        """Cut every connection and stop serving; from another thread than ``run``'s. Once is enough, twice does no harm."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._streamer.close()
        if self._connections:
            # By the loop's own thread, which otherwise went on waiting for what is closed.
            close = partial(wasyncore.close_all, self._connections)
            # The loop may wake by itself in between, close everything, and leave no pipe to wake it with.
            with suppress(OSError):
                self._server.trigger.pull_trigger(close)  # type: ignore[attr-defined] # not a number, whatever the stubs say
        self._server.task_dispatcher.shutdown(timeout=_END_WITHIN_S)


def end_on_signals(before: Callable[[], None]) -> None:
    """On SIGTERM and SIGINT call ``before``, which ends streams, and leave; at the latest after one second."""

    def end(_number: int, _frame: FrameType | None) -> None:
        # A client that stands still may hold a thread; what is committed is safe, so nobody waits for it.
        watchdog = threading.Timer(_END_WITHIN_S, os._exit, args=[0])
        watchdog.daemon = True
        watchdog.start()
        before()
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    # Connections inherit these.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_CLIENT_MS)
    return listening
