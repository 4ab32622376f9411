"""The event file of a Linux input device as a link.

Responsible for: opening it, keeping its keys from everybody else, plain words for what went wrong, and one exception
for a device that is gone. Not responsible for what its bytes mean (``usb_numeric_keys``) or for trying again.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.errors import DeviceUnusable, LinkLost, LinkUnavailable
from drivers.link.waiting import Waiter

EVIOCGRAB = 0x40044590
"""Hands all events to this program alone until it closes the file (linux/input.h)."""
_READ_SIZE = 64 * 24
_KEYBOARDS = "*-event-kbd"

Grab = Callable[[int], None]
"""Keeps an open descriptor's events from everybody else; raises OSError."""


def grab_events(descriptor: int) -> None:
    """The kernel's own grab."""
    if sys.platform == "linux":
        import fcntl

        fcntl.ioctl(descriptor, EVIOCGRAB, 1)


def open_input_device(path: str, *, writable: bool = False, grab: Grab = grab_events) -> InputDeviceLink:
    """Open and grab an event file; ``writable`` for its lights.

    Raises LinkUnavailable when it is absent, forbidden or grabbed by another program, DeviceUnusable when it is no
    input device at all.
    """
    if sys.platform == "win32":
        raise LinkUnavailable("Input devices can be opened on Linux only.")
    mode = os.O_RDWR if writable else os.O_RDONLY
    try:
        descriptor = os.open(path, mode | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError as error:
        raise LinkUnavailable(_why_not(path, error)) from error
    try:
        grab(descriptor)
    except OSError as error:
        os.close(descriptor)
        raise _why_not_grabbed(path, error) from error
    return InputDeviceLink(descriptor, path)


class InputDeviceLink:
    """An open event file as a link; ``write`` sets lights."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name
        self._waiter = Waiter(descriptor, name)
        self._using = threading.Lock()
        self._is_closed = False

    @property
    def name(self) -> str:
        """The path, as the hall file writes it."""
        return self._name

    def write(self, data: bytes) -> None:
        """Hand events to the device; raises LinkLost when it is gone."""
        with self._using:
            self._refuse_when_closed()
            try:
                os.write(self._descriptor, data)
            except OSError as error:
                raise LinkLost(self._gone()) from error

    def read(self, timeout: float) -> bytes:
        """Events as soon as there are any; empty after ``timeout`` seconds without one; raises LinkLost."""
        with self._using:
            self._refuse_when_closed()
            if not self._waiter.readable(timeout):
                return b""
            try:
                data = os.read(self._descriptor, _READ_SIZE)
            except BlockingIOError:
                return b""
            except OSError as error:
                raise LinkLost(self._gone()) from error
        if not data:
            raise LinkLost(self._gone())
        return data

    def close(self) -> None:
        """Give the keys back to everybody; whoever reads at the time gets LinkLost. A second call does nothing."""
        if self._is_closed:
            return
        self._waiter.end()
        with self._using:
            if not self._is_closed:
                self._is_closed = True
                os.close(self._descriptor)
                self._waiter.release()

    def _refuse_when_closed(self) -> None:
        if self._is_closed or self._waiter.ended:
            raise LinkLost(f"{self._name} was closed.")

    def _gone(self) -> str:
        return f"{self._name} is gone: it was unplugged."


def _why_not(path: str, error: OSError) -> str:
    if error.errno in {errno.ENOENT, errno.ENODEV, errno.ENXIO}:
        return f"There is no input device {path}; this computer has {', '.join(_present()) or 'no keyboard'}."
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"No permission to open {path}: this user is probably not in the group 'input'."
    return f"{path} cannot be opened: {error.strerror}."


def _why_not_grabbed(path: str, error: OSError) -> LinkUnavailable | DeviceUnusable:
    if error.errno == errno.EBUSY:
        return LinkUnavailable(f"{path} is in use by another program, which keeps its keys for itself.")
    if error.errno in {errno.ENOTTY, errno.EINVAL, errno.ENOSYS}:
        kind = "" if _is_device(path) else ": it is no device file"
        return DeviceUnusable(f"{path} is not an input device{kind}.")
    return LinkUnavailable(f"{path} cannot be kept from other programs: {error.strerror}.")


def _is_device(path: str) -> bool:
    return stat.S_ISCHR(Path(path).stat().st_mode)


def _present() -> list[str]:
    """Stable names of the keyboards there are."""
    return sorted(str(found) for found in Path("/dev/input").glob(f"by-*/{_KEYBOARDS}"))
