"""The leanest HTTP/1.1 client that can load a server, so that the measurement is of the server.

One keep-alive socket per client thread; it understands only answers with Content-Length. Loopback only.
"""

from __future__ import annotations

import json
import socket
from typing import Any


class LeanClient:
    """One keep-alive connection to ``127.0.0.1:port``."""

    def __init__(self, port: int, token: str = "") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._auth = f"Authorization: Bearer {token}\r\n" if token else ""

    def request(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """Status and decoded JSON body."""
        payload = b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{self._auth}"
            f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + payload)
        return self._answer()

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """POST a JSON body."""
        return self.request("POST", path, body)

    def get(self, path: str) -> tuple[int, Any]:
        """GET a JSON answer."""
        return self.request("GET", path)

    def close(self) -> None:
        """Let go of the connection."""
        self._socket.close()

    def _answer(self) -> tuple[int, Any]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, rest = data.partition(b"\r\n\r\n")
        length = _content_length(head)
        while len(rest) < length:
            rest += self._more()
        return int(head.split(b" ", 2)[1]), json.loads(rest) if rest else None

    def _more(self) -> bytes:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without Content-Length")
