"""A web server on loopback that answers exactly what a test wrote down, faults included.

It knows nothing of queues: a test pushes replies for a path, or event-stream scripts, and reads back what was asked.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; names of headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Reply:
    """One answer. ``delay`` and ``drip`` in seconds; ``cut`` closes the line after that many bytes of the body."""

    status: int = 200
    body: Any = None
    delay: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        """Bytes as they are; everything else as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass(frozen=True)
class Stream:
    """An event stream: pieces are sent one after the other, then it ends or (``hold``) stays open in silence."""

    pieces: tuple[bytes, ...] = ()
    hold: bool = False
    chunked: bool = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, owner: ScriptedServer) -> None:
        self.owner = owner
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    @override
    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    @override
    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is an ordinary thing here."""

    def cut_connections(self) -> None:
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class ScriptedServer:
    """Serves until closed; ``fallback`` answers paths without a script."""

    def __init__(self, *, port: int = 0) -> None:
        self.asked: list[Asked] = []
        self.fallback: Callable[[Asked], Reply] = lambda _asked: error_reply(404, "not_found")
        self._scripts: dict[tuple[str, str], deque[Reply | Stream]] = defaultdict(deque)
        self._lock = threading.Lock()
        self.closing = threading.Event()
        self._server = _Server(port, self)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def script(self, method: str, path: str, *replies: Reply | Stream) -> None:
        """Answer the coming requests of that path with these, in order; the last one stays."""
        with self._lock:
            self._scripts[method, path] = deque(replies)

    def take(self, asked: Asked) -> Reply | Stream:
        with self._lock:
            self.asked.append(asked)
            script = self._scripts[asked.method, asked.path]
            if not script:
                return self.fallback(asked)
            return script.popleft() if len(script) > 1 else script[0]

    def bodies(self, path: str) -> list[Any]:
        """Bodies posted to that path so far."""
        with self._lock:
            return [asked.body for asked in self.asked if asked.path == path]

    def close(self) -> None:
        """Stop as a killed server does: every connection is cut."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.cut_connections()

    def __enter__(self) -> ScriptedServer:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()


def error_reply(status: int, code: str) -> Reply:
    """A refusal in the server's own form."""
    return Reply(status, {"error": {"code": code, "message": f"test says {code}"}})


def sse(seq: int | str, kind: str, data: str) -> bytes:
    """One server-sent event."""
    return f"id: {seq}\nevent: {kind}\ndata: {data}\n\n".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def owner(self) -> ScriptedServer:
        assert isinstance(self.server, _Server)
        return self.server.owner

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        return

    def _answer(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.loads(raw) if raw else None
        reply = self.owner.take(
            Asked(
                self.command,
                self.path,
                {name.lower(): value for name, value in self.headers.items()},
                body,
            )
        )
        try:
            if isinstance(reply, Stream):
                self._send_stream(reply)
            else:
                self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        self.owner.closing.wait(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.content)))
        self.end_headers()
        if reply.cut is not None:
            self.close_connection = True
        for byte in reply.content[: reply.cut] if reply.drip else ():
            self.wfile.write(bytes([byte]))
            time.sleep(reply.drip)
        if not reply.drip:
            self.wfile.write(reply.content[: reply.cut])

    def _send_stream(self, stream: Stream) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if stream.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        for piece in stream.pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if stream.chunked else piece)
            self.wfile.flush()
        if stream.hold:
            self.owner.closing.wait(30)
        elif stream.chunked:
            self.wfile.write(b"0\r\n\r\n")
