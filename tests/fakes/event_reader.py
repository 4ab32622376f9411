"""Reads an event stream from a socket, byte by byte as it was sent."""

from __future__ import annotations

import json
import socket
from typing import Any


class EventReader:
    """One ``GET /api/v1/events``; times out after ten seconds of silence."""

    def __init__(self, port: int, token: str, *, query: str = "", last_event_id: int | None = None) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        lines = [f"GET /api/v1/events{query} HTTP/1.1", "Host: test", f"Authorization: Bearer {token}"]
        if last_event_id is not None:
            lines.append(f"Last-Event-ID: {last_event_id}")
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self._file = self._socket.makefile("rb")
        self.status = int(self._file.readline().split()[1])
        self.headers: dict[str, str] = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode().partition(": ")
            self.headers[name.lower()] = value

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def line(self) -> str:
        """The next line of the stream that is not empty, the chunks' own lines left out; empty at the end."""
        while raw := self._file.readline():
            text = raw.decode().strip()
            if text and ":" in text:
                return text
        return ""

    def event(self) -> Any:
        """The next event's data, as JSON; None at the end. Its id is checked."""
        seq = None
        while line := self.line():
            if line.startswith("id: "):
                seq = int(line[4:])
            elif line.startswith("data: "):
                event = json.loads(line[6:])
                assert event["seq"] == seq
                return event
        return None
