"""Serving the picture on a Unix socket, and taking touches from it.

Responsible for: the mirror's messages, many clients at once, and that a slow client only misses pictures. Not responsible
for: when there is a new picture (``loop``).

Each message is a 4-byte big-endian length, counting what follows it, one type byte and the payload. Out: ``F`` a JPEG at
half size, ``L`` the layout as JSON. In: ``P`` a JSON object with ``kind``, ``x`` and ``y`` in full-size pixels.
"""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from PIL import Image

from screen.screen_port import Layout, Touch, TouchKind
from screen.window import Picture

log = structlog.get_logger(__name__)

FRAMES_PER_SECOND = 10
_QUALITY = 82
_LONGEST_IN = 4096
_SEND_TIMEOUT = 5.0


class Mirror:
    """The listening socket and its clients. ``show`` and ``lay_out`` return at once."""

    def __init__(
        self, path: Path, *, on_touch: Callable[[Touch], None], on_client: Callable[[], None]
    ) -> None:
        """Listen at ``path``, replacing a socket left behind there. Both callbacks run on the mirror's threads.

        ``on_client`` is called when somebody has connected, so that a picture is made. Raises OSError.
        """
        self._on_touch = on_touch
        self._on_client = on_client
        self._path = path
        self._changed = threading.Condition()
        self._closed = False
        self._clients: set[socket.socket] = set()
        self._picture: Picture | None = None
        self._frame: tuple[int, bytes] = (0, b"")
        self._layout: tuple[int, bytes] = (0, b"")
        self._newcomer = False
        path.unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(path))
        self._listener.listen()
        for work in (self._accept, self._encode):
            threading.Thread(target=work, name=f"mirror{work.__name__}", daemon=True).start()

    @property
    def watched(self) -> bool:
        """True while somebody is connected."""
        return bool(self._clients)

    def take_newcomer(self) -> bool:
        """True once after somebody connected: a picture is wanted although nothing changed."""
        with self._changed:
            newcomer, self._newcomer = self._newcomer, False
            return newcomer

    def show(self, picture: Picture) -> None:
        """Send this picture to everybody connected; replaces one that is not encoded yet."""
        with self._changed:
            self._picture = picture
            self._changed.notify_all()

    def lay_out(self, layout: Layout) -> None:
        """Send this layout to everybody connected, now and later."""
        with self._changed:
            self._layout = (self._layout[0] + 1, _layout_message(layout))
            self._changed.notify_all()

    def close(self) -> None:
        """Hang up on everybody and remove the socket."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            clients = list(self._clients)
        for client in (*clients, self._listener):
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.settimeout(_SEND_TIMEOUT)
            with self._changed:
                self._clients.add(client)
                self._newcomer = True
                # A newcomer waits for a picture of now instead of taking the one kept from an earlier client.
                seen = self._frame[0]
            self._start(self._send, client, seen)
            self._start(self._receive, client)
            self._on_client()

    @staticmethod
    def _start(work: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=work, args=arguments, name=f"mirror{work.__name__}", daemon=True).start()

    def _encode(self) -> None:
        """One encoder for all clients, away from the loop's thread."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._picture is not None)
                picture, self._picture = self._picture, None
            if self._closed or picture is None:
                return
            content = _frame_message(picture)
            with self._changed:
                self._frame = (self._frame[0] + 1, content)
                self._changed.notify_all()

    def _send(self, client: socket.socket, frame_sent: int) -> None:
        layout_sent = 0
        try:
            while self._wait_news(client, frame_sent, layout_sent):
                frame, layout = self._frame, self._layout
                if layout[0] != layout_sent:
                    client.sendall(layout[1])
                if frame[0] != frame_sent:
                    client.sendall(frame[1])
                frame_sent, layout_sent = frame[0], layout[0]
        except OSError:
            log.debug("mirror client gone")
        finally:
            self._drop(client)

    def _wait_news(self, client: socket.socket, frame_sent: int, layout_sent: int) -> bool:
        """Wait for a newer frame or layout; False when there is nobody left to send it to."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._gone(client) or (self._frame[0], self._layout[0]) != (frame_sent, layout_sent)
            )
            return not self._gone(client)

    def _gone(self, client: socket.socket) -> bool:
        return self._closed or client not in self._clients

    def _receive(self, client: socket.socket) -> None:
        try:
            while True:
                (length,) = struct.unpack(">I", _exactly(client, 4))
                if not 1 <= length <= _LONGEST_IN:
                    raise ConnectionError("a message of no sensible length")
                self._take(_exactly(client, length))
        except OSError:
            log.debug("mirror client gone")
        finally:
            self._drop(client)

    def _take(self, message: bytes) -> None:
        touch = parse_touch(message)
        if touch is not None:
            self._on_touch(touch)

    def _drop(self, client: socket.socket) -> None:
        with self._changed:
            known = client in self._clients
            self._clients.discard(client)
            self._changed.notify_all()
        if known:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            client.close()


def parse_touch(message: bytes) -> Touch | None:
    """The touch in a message without its length; None for anything else."""
    if message[:1] != b"P":
        return None
    try:
        body = json.loads(message[1:])
        return Touch(TouchKind(body["kind"]), int(body["x"]), int(body["y"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _layout_message(layout: Layout) -> bytes:
    targets = [
        {"id": t.id, "x": t.box.x, "y": t.box.y, "w": t.box.width, "h": t.box.height} for t in layout.targets
    ]
    return _message(b"L", json.dumps({"screen": layout.screen, "targets": targets}).encode())


def _frame_message(picture: Picture) -> bytes:
    content = io.BytesIO()
    Image.frombytes("RGB", picture.size, picture.pixels).save(content, "JPEG", quality=_QUALITY)
    return _message(b"F", content.getvalue())


def _message(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 1 + len(payload)) + kind + payload


def _exactly(client: socket.socket, count: int) -> bytes:
    """Read that many bytes, however long the client keeps silent; raises OSError when it is gone."""
    content = bytearray()
    while len(content) < count:
        try:
            chunk = client.recv(count - len(content))
        except TimeoutError:
            continue
        if not chunk:
            raise ConnectionError("closed")
        content += chunk
    return bytes(content)
