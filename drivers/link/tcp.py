"""TCP connections as links, for printers on the network and serial servers: ``socket://HOST:PORT``.

Responsible for: connecting, plain words for what went wrong, and telling silence from a closed connection.
Not responsible for listening (``tcp_listener``).

pyserial can open ``socket://`` too, but it throws away what arrives while it connects, reads byte by byte and sleeps
0.3 s in ``close``; a connection of our own does neither.
"""

from __future__ import annotations

import socket
import threading
import time
from urllib.parse import urlsplit

from drivers.errors import LinkLost, LinkUnavailable
from drivers.link.waiting import Waiter

SCHEME = "socket://"
CONNECT_TIMEOUT = 3.0
READ_SIZE = 65536

# A printer that loses power sends no goodbye: ask an idle connection for a sign of life, and give up after 15 s.
_KEEPALIVE = (("TCP_KEEPIDLE", 6), ("TCP_KEEPINTVL", 3), ("TCP_KEEPCNT", 3))


def parse_address(url: str) -> tuple[str, int]:
    """Host and port of ``socket://HOST:PORT``; raises ValueError with a sentence when it is not one."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme != "socket" or not parts.hostname or not port or parts.path or parts.query:
        raise ValueError(f"{url!r} is not a network address; write it like socket://192.0.2.10:9100")
    return parts.hostname, port


def open_tcp(url: str, *, write_timeout: float = 2.0, connect_timeout: float = CONNECT_TIMEOUT) -> TcpLink:
    """Connect to ``socket://HOST:PORT``; raises LinkUnavailable."""
    try:
        host, port = parse_address(url)
    except ValueError as error:
        raise LinkUnavailable(f"{error}.") from None
    try:
        connection = socket.create_connection((host, port), timeout=connect_timeout)
    except OSError as error:
        raise LinkUnavailable(_why_not(error, host, port, connect_timeout)) from error
    return TcpLink(connection, url, write_timeout=write_timeout)


def _why_not(error: OSError, host: str, port: int, connect_timeout: float) -> str:
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refused the connection to port {port}: the device's service is not running there."
    if isinstance(error, TimeoutError):
        return f"{host}:{port} did not answer within {connect_timeout:g} s: is it switched on and on this network?"
    if isinstance(error, socket.gaierror):
        return f"There is no computer or device named {host}."
    return f"{host}:{port} cannot be reached: {error.strerror or error}."


class TcpLink:
    """A connected socket as a link."""

    def __init__(self, connection: socket.socket, name: str, *, write_timeout: float = 2.0) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _keep_alive(connection)
        self._connection = connection
        self._name = name
        self._write_timeout = write_timeout
        self._waiter = Waiter(connection.fileno(), name)
        self._reading = threading.Lock()
        self._writing = threading.Lock()

    @property
    def name(self) -> str:
        """The address, as the hall file writes it."""
        return self._name

    def write(self, data: bytes) -> None:
        """Send everything; raises LinkLost when it is not taken within the write time-out."""
        asked_at = time.monotonic()
        with self._writing:
            self._waiter.write_all(data, self._send, since=asked_at, timeout=self._write_timeout)

    def read(self, timeout: float) -> bytes:
        """What has arrived; empty after ``timeout`` seconds of silence; raises LinkLost at the connection's end."""
        with self._reading:
            if not self._waiter.readable(timeout):
                return b""
            try:
                data = self._connection.recv(READ_SIZE)
            except (BlockingIOError, InterruptedError):
                return b""
            except OSError as error:
                raise LinkLost(f"The connection to {self._name} broke: {error.strerror or error}.") from error
        if not data:
            raise LinkLost(f"{self._name} closed the connection.")
        return data

    def close(self) -> None:
        """Close the connection; whoever reads or writes at the time gets LinkLost."""
        self._waiter.end()
        with self._reading, self._writing:
            self._connection.close()
            self._waiter.release()

    def _send(self, data: memoryview) -> int:
        try:
            return self._connection.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError as error:
            raise LinkLost(f"The connection to {self._name} broke: {error.strerror or error}.") from error


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, seconds in _KEEPALIVE:
        # Not every system has all three; without them its own, longer times hold.
        number = getattr(socket, option, None)
        if number is not None:
            connection.setsockopt(socket.IPPROTO_TCP, number, seconds)
