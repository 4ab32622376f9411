"""The device's end of a pseudo-terminal: what an emulated serial device is plugged into.

Responsible for: a path that a host opens like a serial port, and pulling the cable. POSIX only.
Not responsible for what the device says.
"""

from __future__ import annotations

import errno
import os
import pty
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

from typing_extensions import override

from drivers.errors import LinkLost
from drivers.link.pacing import LinePace
from drivers.link.plugging import PluggableEnd
from drivers.link.waiting import Waiter

_READ_SIZE = 4096
_TAKE_TIMEOUT = 1.0
"""Seconds that a full buffer may stay full before bytes go where they go on a wire without a listener."""


def open_pty(
    link_path: Path | None = None,
    *,
    baudrate: int | None = None,
    pause: Callable[[float], object] = time.sleep,
) -> PtyLink:
    """A new pty. ``link_path`` becomes a symbolic link to it; ``baudrate`` gives it real wire time through ``pause``.

    Raises OSError when the symbolic link cannot be made.
    """
    return PtyLink(link_path, LinePace(baudrate) if baudrate else None, pause)


class _Terminal:
    """One pty: both descriptors, and the wait for the device's one."""

    def __init__(self) -> None:
        self.device, self._host = pty.openpty()
        # The host's side stays open here as well: with nobody on it a read of ours would fail instead of waiting.
        tty.setraw(self._host)
        os.set_blocking(self.device, False)
        self.path = os.ttyname(self._host)
        self.waiter = Waiter(self.device, self.path)

    def close(self) -> None:
        os.close(self.device)
        os.close(self._host)
        self.waiter.release()


class PtyLink(PluggableEnd[_Terminal]):
    """The device's end of a pty, see ``DeviceEnd``. ``write`` and ``read`` may run on two threads."""

    def __init__(
        self, link_path: Path | None, pace: LinePace | None, pause: Callable[[float], object]
    ) -> None:
        self._link_path = link_path
        self._pace = pace
        self._pause = pause
        self._writing = threading.Lock()
        self._path = ""
        super().__init__()

    @property
    def path(self) -> str:
        """The terminal itself, such as ``/dev/pts/4``; another one after each ``plug_in``."""
        return self._path

    @property
    @override
    def address(self) -> str:
        """The symbolic link when there is one, else the terminal."""
        return str(self._link_path) if self._link_path else self._path

    def write(self, data: bytes) -> None:
        """Send to the host; gone when nobody reads. Takes the line's time when it has a speed."""
        with self._writing:
            self._refuse_when_closed()
            if self._pace is None:
                self._send(data)
                return
            for seconds, piece in self._pace.pieces(data):
                self._pause(seconds)
                self._send(piece)

    def read(self, timeout: float) -> bytes:
        """What the host has written; empty after ``timeout`` seconds of silence, or earlier when plugged in or out."""
        self._sleep_while_unplugged(timeout)
        with self._reading:
            self._refuse_when_closed()
            data = self._receive(timeout)
        if data and self._pace is not None:
            self._pause(self._pace.seconds(len(data)))
        return data

    @override
    def _connect(self) -> _Terminal:
        """A terminal, and the symbolic link pointed at it."""
        terminal = _Terminal()
        try:
            if self._link_path:
                _point(self._link_path, terminal.path)
        except OSError:
            terminal.close()
            raise
        self._path = terminal.path
        return terminal

    @override
    def _disconnect(self, plugged: _Terminal) -> None:
        """The host's terminal hangs up and the symbolic link is gone."""
        plugged.waiter.end()
        with self._reading, self._writing:
            plugged.close()
        if self._link_path:
            self._link_path.unlink(missing_ok=True)

    def _receive(self, timeout: float) -> bytes:
        terminal = self._plugged
        try:
            if terminal is not None and terminal.waiter.readable(timeout):
                return os.read(terminal.device, _READ_SIZE)
        except LinkLost:
            self._refuse_when_closed()
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EIO}:
                raise
        return b""

    def _send(self, data: bytes) -> None:
        terminal = self._plugged
        rest = memoryview(data)
        try:
            while rest and terminal is not None and terminal.waiter.writable(_TAKE_TIMEOUT):
                rest = rest[os.write(terminal.device, rest) :]
        except LinkLost:
            self._refuse_when_closed()
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EIO}:
                raise


def _point(link_path: Path, target: str) -> None:
    """Replace the symbolic link in one step, so that a host never finds a half-made one."""
    fresh = link_path.with_name(f".{link_path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link_path)
