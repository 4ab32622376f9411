"""Serving the page over HTTP on a thread of its own.

Responsible for: waitress with enough threads for the event streams, and its end. Not responsible for: the pages
(``web``).
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress.server import create_server

from virtual_hall.web import MAX_STREAMS

SHORT_REQUEST_THREADS = 12


class PageServer:
    """Listens from the moment it is made; raises OSError when it cannot."""

    def __init__(self, app: Flask, bind: str, port: int) -> None:
        self._server: Any = create_server(
            app,
            host=bind,
            port=port,
            threads=MAX_STREAMS + SHORT_REQUEST_THREADS,
            ident=None,
            # A page that was closed is noticed at the next heartbeat.
            channel_timeout=60,
        )
        self._thread = threading.Thread(target=self._run, name="page-server", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens at; tells what port 0 became."""
        return int(self._server.effective_port)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop listening; streams end with the blackboard."""
        self._server.close()
        self._server.task_dispatcher.shutdown(timeout=0.5)

    def _run(self) -> None:
        # Closing from another thread takes the sockets from under the loop, which says so as an OSError.
        with suppress(OSError):
            self._server.run()
