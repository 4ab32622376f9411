"""The text format of server-sent events (HTML standard, section 9.2 "Server-sent events").

Responsible for: turning bytes, cut anywhere, into messages with bounded memory; noise never raises.
Not responsible for: what a message means.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_MESSAGE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SseMessage:
    """One dispatched message. ``id`` is the last one seen on the stream, empty when there was none."""

    id: str
    event: str
    data: str


class SseParser:
    """Feed it bytes, get messages. Not thread-safe."""

    def __init__(self) -> None:
        """Starts at the beginning of a stream."""
        self.retry_seconds: float | None = None
        """What the server last asked clients to wait before they connect again."""
        self._tail = b""
        self._ends_with_cr = False
        self._id = ""
        self._event = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, data: bytes) -> list[SseMessage]:
        """Messages completed by these bytes."""
        messages = []
        for line in self._lines(data):
            message = self._take_line(line)
            if message is not None:
                messages.append(message)
        return messages

    def _lines(self, data: bytes) -> list[bytes]:
        """Complete lines; CR, LF and CR LF all end one, and a CR LF may be cut in its middle."""
        ends_with_cr = data.endswith(b"\r") if data else self._ends_with_cr
        if self._ends_with_cr and data.startswith(b"\n"):
            data = data[1:]
        self._ends_with_cr = ends_with_cr
        text = (self._tail + data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, self._tail = text.split(b"\n")
        if len(self._tail) > MAX_MESSAGE_BYTES:
            self._tail = b""
            self._size = MAX_MESSAGE_BYTES + 1
        return lines

    def _take_line(self, line: bytes) -> SseMessage | None:
        if not line:
            return self._dispatch()
        name, _, raw = line.partition(b":")
        value = raw.removeprefix(b" ").decode("utf-8", "replace")
        self._set(name.removeprefix(b"\xef\xbb\xbf"), value)
        return None

    def _set(self, name: bytes, value: str) -> None:
        if name == b"data":
            self._size += len(value) + 1
            if self._size <= MAX_MESSAGE_BYTES:
                self._data.append(value)
        elif name == b"event":
            self._event = value
        elif name == b"id" and "\0" not in value:
            self._id = value
        elif name == b"retry" and value.isascii() and value.isdigit() and len(value) < 9:
            self.retry_seconds = int(value) / 1000

    def _dispatch(self) -> SseMessage | None:
        whole = bool(self._data) and self._size <= MAX_MESSAGE_BYTES
        message = SseMessage(self._id, self._event or "message", "\n".join(self._data)) if whole else None
        self._event, self._data, self._size = "", [], 0
        return message
