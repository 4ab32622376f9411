"""Files as links: ``file:///dev/usb/lp0`` for a printer of the kernel's USB printer driver, or a spool file.

Responsible for: opening a device file or an ordinary file, reading only where something can come back, and telling a device
that is gone from silence. Not responsible for what is written.

A device file is opened for both ways if it lets itself be; a parallel port, a pipe and an ordinary file go one way. An ordinary
file is made if its folder exists, and grows. POSIX only.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import threading
import time
from pathlib import Path
from urllib.parse import unquote

from drivers.errors import LinkLost, LinkUnavailable
from drivers.link.waiting import Waiter

SCHEME = "file://"

_READ_SIZE = 4096
_EMPTY_PAUSE = 0.02
"""Some drivers say that there is something to read when there is not; they are asked again after this many seconds."""


def open_file(url: str, *, write_timeout: float = 2.0) -> FileLink:
    """Open ``file:///PATH``; raises LinkUnavailable."""
    path = Path(unquote(url.removeprefix(SCHEME)))
    if not path.is_absolute():
        raise LinkUnavailable(f"{url!r} is not a file's address; write it like file:///dev/usb/lp0.")
    try:
        descriptor, readable = _open(path)
    except OSError as error:
        raise LinkUnavailable(_why_not(path, error)) from error
    return FileLink(descriptor, url, one_way=not readable, write_timeout=write_timeout)


def _open(path: Path) -> tuple[int, bool]:
    """The descriptor, and whether it may be read from."""
    common = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    if not path.exists() or stat.S_ISREG(path.stat().st_mode):
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | common, 0o640), False
    if stat.S_ISCHR(path.stat().st_mode):
        try:
            return os.open(path, os.O_RDWR | common), True
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EPERM, errno.EINVAL, errno.EROFS}:
                raise
    return os.open(path, os.O_WRONLY | common), False


def _why_not(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOENT and not path.parent.exists():
        return f"There is no folder {path.parent}; is the printer plugged in and switched on?"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"No permission to open {path}."
    if error.errno == errno.EBUSY:
        return f"{path} is in use by another program."
    if error.errno in {errno.ENODEV, errno.ENXIO}:
        return f"Nobody is at the other end of {path}."
    return f"{path} cannot be opened: {error.strerror or error}."


class FileLink:
    """An open file as a link. ``write`` and ``read`` may run on two threads of its owner."""

    def __init__(self, descriptor: int, name: str, *, one_way: bool, write_timeout: float = 2.0) -> None:
        self._descriptor = descriptor
        self._name = name
        self._one_way = one_way
        self._write_timeout = write_timeout
        self._waiter = Waiter(descriptor, name)
        self._ended = threading.Event()
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._closed = False

    @property
    def name(self) -> str:
        """The address, as the hall file writes it."""
        return self._name

    @property
    def one_way(self) -> bool:
        """True when nothing can ever be read."""
        return self._one_way

    def write(self, data: bytes) -> None:
        """Write everything; raises LinkLost when it is not taken within the write time-out."""
        asked_at = time.monotonic()
        with self._writing:
            self._waiter.write_all(data, self._write_some, since=asked_at, timeout=self._write_timeout)

    def read(self, timeout: float) -> bytes:
        """What has arrived; empty after ``timeout`` seconds of silence; raises LinkLost when the device is gone."""
        deadline = time.monotonic() + timeout
        with self._reading:
            while True:
                if self._one_way:
                    self._rest(timeout)
                    return b""
                rest = deadline - time.monotonic()
                if not self._waiter.readable(rest):
                    return b""
                data = self._read_some()
                if data or rest <= 0:
                    return data
                self._rest(min(_EMPTY_PAUSE, max(0.0, rest)))

    def close(self) -> None:
        """Close the file; a read under way ends with LinkLost."""
        self._ended.set()
        self._waiter.end()
        with self._reading, self._writing:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)
                self._waiter.release()

    def _rest(self, seconds: float) -> None:
        if self._ended.wait(max(0.0, seconds)):
            raise LinkLost(f"{self._name} was closed.")

    def _write_some(self, data: memoryview) -> int:
        try:
            return os.write(self._descriptor, data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            raise self._gone(error) from error

    def _read_some(self) -> bytes:
        try:
            data = os.read(self._descriptor, _READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError as error:
            raise self._gone(error) from error
        if not data and self._hung_up():
            raise self._gone(None)
        return data

    def _hung_up(self) -> bool:
        """Nothing to read is silence for a printer, unless the other end has gone."""
        asked = select.poll()
        asked.register(self._descriptor, select.POLLIN)
        return any(state & select.POLLHUP for _, state in asked.poll(0))

    def _gone(self, error: OSError | None) -> LinkLost:
        if error is not None and error.errno == errno.ENOSPC:
            return LinkLost(f"{self._name} cannot grow: the disk is full.")
        return LinkLost(f"{self._name} is gone: it was unplugged or switched off.")
