"""Serial ports as links: ``/dev/ttyUSB0``, ``COM3``, ``rfc2217://…``; the only importer of pyserial.

Responsible for: opening what a hall file calls ``link`` (a ``socket://`` address goes to ``drivers.link.tcp``, a ``file://``
address to ``drivers.link.file_link``), plain words for what went wrong, and one exception for a port that is gone. Not responsible for trying again.
"""

from __future__ import annotations

import errno
import sys
import threading
import time
from pathlib import Path

import serial
from serial.tools import list_ports

from drivers.errors import LinkLost, LinkUnavailable
from drivers.link import file_link, tcp
from drivers.link.port import Link

# pyserial cannot end the read of every kind of port, so a long wait is cut into pieces of this many seconds.
_SLICE = 0.1

if sys.platform == "win32":
    _SET_UP_REFUSED: tuple[type[Exception], ...] = ()
else:
    import termios

    # pyserial lets this one through when a port vanishes while it is set up.
    _SET_UP_REFUSED = (termios.error,)
_PORT_FAILURES: tuple[type[Exception], ...] = (OSError, *_SET_UP_REFUSED)


def open_serial(url: str, *, baudrate: int, write_timeout: float = 2.0, exclusive: bool = True) -> Link:
    """Open a device path, COM port or URL with 8 data bits, no parity, 1 stop bit; raises LinkUnavailable.

    ``baudrate`` means nothing to ``socket://`` and ``file://``. ``exclusive`` keeps other programs off the port.
    """
    if url.startswith(tcp.SCHEME):
        return tcp.open_tcp(url, write_timeout=write_timeout)
    if url.startswith(file_link.SCHEME):
        return file_link.open_file(url, write_timeout=write_timeout)
    if url.startswith("emulator:"):
        raise LinkUnavailable(f"{url} exists only inside the virtual hall (python -m virtual_hall).")
    try:
        port = serial.serial_for_url(url, do_not_open=True)
        port.baudrate, port.timeout, port.write_timeout = baudrate, _SLICE, write_timeout
        port.exclusive = exclusive if "://" not in url else None
        port.open()
    except ValueError as error:
        raise LinkUnavailable(f"{url!r} is not a link: {error}.") from error
    except _PORT_FAILURES as error:
        raise LinkUnavailable(_why_not(url, error)) from error
    return SerialLink(port, url)


def present_ports() -> list[str]:
    """Paths of the serial ports this computer has now, sorted."""
    return sorted(port.device for port in list_ports.comports())


class SerialLink:
    """An open pyserial port as a link."""

    def __init__(self, port: serial.Serial, name: str) -> None:
        self._port = port
        self._name = name
        self._closed = threading.Event()
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    @property
    def name(self) -> str:
        """The path, as the hall file writes it."""
        return self._name

    def write(self, data: bytes) -> None:
        """Hand everything to the port; raises LinkLost when it is gone or takes nothing within the time-out."""
        with self._writing:
            self._refuse_when_closed()
            try:
                self._port.write(data)
            except serial.SerialTimeoutException as error:
                raise LinkLost(f"{self._name} took no data for {self._port.write_timeout:g} s.") from error
            except _PORT_FAILURES as error:
                raise LinkLost(f"{self._name} is gone: it was unplugged or switched off.") from error

    def read(self, timeout: float) -> bytes:
        """What has arrived; empty after ``timeout`` seconds of silence; raises LinkLost when the port is gone."""
        deadline = time.monotonic() + timeout
        while True:
            rest = deadline - time.monotonic()
            with self._reading:
                self._refuse_when_closed()
                data = self._read_slice(min(max(rest, 0.0), _SLICE))
            if data or rest <= _SLICE:
                return data

    def close(self) -> None:
        """Close the port; a read under way ends with LinkLost within a tenth of a second."""
        self._closed.set()
        with self._reading, self._writing:
            self._port.close()

    def _read_slice(self, seconds: float) -> bytes:
        try:
            self._wait_at_most(seconds)
            first = self._port.read(1)
        except _PORT_FAILURES as error:
            raise LinkLost(f"{self._name} is gone: it was unplugged or switched off.") from error
        return first + self._read_rest() if first else b""

    def _read_rest(self) -> bytes:
        """The bytes that came with the first one. A loss now is left for the next read: what came is not lost."""
        try:
            waiting: int = self._port.in_waiting
            return bytes(self._port.read(waiting)) if waiting else b""
        except _PORT_FAILURES:
            return b""

    def _wait_at_most(self, seconds: float) -> None:
        if self._port.timeout != seconds:
            self._port.timeout = seconds

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise LinkLost(f"{self._name} was closed.")


def _why_not(url: str, error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        present = present_ports()
        return f"There is no port {url}; this computer has {', '.join(present) if present else 'none'}."
    if number in {errno.EACCES, errno.EPERM}:
        return f"No permission to open {url}{_owner_hint(url)}."
    if number in {errno.EBUSY, errno.EAGAIN}:
        return f"{url} is in use by another program."
    if "://" not in url and (
        number in {errno.ENOTTY, errno.EISDIR} or isinstance(error.__context__, _SET_UP_REFUSED)
    ):
        return f"{url} is not a serial port."
    return f"{url} cannot be opened: {error}"


def _owner_hint(path: str) -> str:
    """Which group may open the port, as a part of a sentence; empty where files have no groups."""
    try:
        group = Path(path).group()
    except (OSError, KeyError, NotImplementedError):
        return ""
    return f": it belongs to the group {group!r}, and this user is not in it"
