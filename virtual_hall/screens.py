"""The mirrored screens: each one's newest picture and layout, and a finger that touches it.

Responsible for: one thread per screen that keeps a connection to its mirror, with capped back-off. Not responsible
for: drawing anything; a screen that is not there is said not to be there.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from virtual_hall.mirror import Framing, Layout, PointerKind, encode_pointer

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 1.0
SEND_TIMEOUT = 1.0


@dataclass(frozen=True, slots=True)
class ScreenView:
    """What is known of a screen. ``frame`` counts pictures since the start of this process."""

    connected: bool = False
    frame: int = 0
    jpeg: bytes = b""
    layout: Layout | None = None


class Screen:
    """One screen behind a mirror socket."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        self._view = ScreenView()
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mirror-{name}", daemon=True)

    def start(self) -> None:
        """Begin to look for the screen."""
        self._thread.start()

    def close(self) -> None:
        """Let go of the screen and end the thread."""
        self._stop.set()
        with self._lock:
            if self._socket is not None:
                # Wakes the thread out of its read; the thread itself closes the socket.
                with contextlib.suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(2.0)

    @property
    def view(self) -> ScreenView:
        """The screen as it was last heard of."""
        return self._view

    def point(self, kind: PointerKind, x: int, y: int) -> bool:
        """Move the finger, in full-size pixels; False when the screen is not there to be touched."""
        with self._lock:
            if self._socket is None:
                return False
            try:
                self._socket.sendall(encode_pointer(kind, x, y))
            except OSError:
                return False
        return True

    def tap(self, x: int, y: int) -> bool:
        """Put the finger down and lift it at once."""
        return self.point("down", x, y) and self.point("up", x, y)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                with self._connect() as connection:
                    pause = FIRST_PAUSE
                    try:
                        self._follow(connection)
                    finally:
                        self._forget()
            except (OSError, ValueError):
                # ValueError: bytes that no mirror sends. Both end the connection; the page says that it is away.
                pass
            self._stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _connect(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(SEND_TIMEOUT)
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            raise
        with self._lock:
            self._socket = connection
        return connection

    def _follow(self, connection: socket.socket) -> None:
        framing = Framing()
        while not self._stop.is_set():
            try:
                data = connection.recv(65536)
            except TimeoutError:
                continue
            if not data:
                return
            for kind, payload in framing.feed(data):
                self._take(kind, payload)

    def _take(self, kind: bytes, payload: bytes) -> None:
        """Keep the newest of each; message types of later versions are passed over."""
        if kind == b"F":
            self._view = replace(self._view, connected=True, frame=self._view.frame + 1, jpeg=payload)
        elif kind == b"L":
            try:
                layout = Layout.model_validate_json(payload)
            except ValidationError as error:
                raise ValueError("a layout that is none") from error
            self._view = replace(self._view, connected=True, layout=layout)

    def _forget(self) -> None:
        with self._lock:
            self._socket = None
        self._view = replace(self._view, connected=False, layout=None)
