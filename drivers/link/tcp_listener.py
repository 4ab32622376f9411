"""The device's end of ``socket://``: what an emulated network printer listens on.

Responsible for: one host at a time, hosts that come and go, and pulling the cable. Not responsible for what the device says.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

from typing_extensions import override

from drivers.errors import LinkLost
from drivers.link.plugging import PluggableEnd
from drivers.link.tcp import SCHEME, TcpLink
from drivers.link.waiting import Waiter


@dataclass(frozen=True, slots=True)
class _Listening:
    """A listening socket, and the wait for a host."""

    socket: socket.socket
    waiter: Waiter


class TcpListener(PluggableEnd[_Listening]):
    """A listening socket as a device's end, see ``DeviceEnd``. A second host waits until the first one has gone."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen on ``port``; 0 takes a free one. Raises OSError when the port is taken."""
        self._host = host
        self._port = port
        self._client: TcpLink | None = None
        super().__init__()

    @property
    @override
    def address(self) -> str:
        """``socket://HOST:PORT``, the same through unplugging."""
        return f"{SCHEME}{self._host}:{self._port}"

    def write(self, data: bytes) -> None:
        """Send to the host that is connected; gone when none is."""
        self._refuse_when_closed()
        client = self._client
        if client is None:
            return
        try:
            client.write(data)
        except LinkLost:
            self._refuse_when_closed()
            self._drop(client)

    def read(self, timeout: float) -> bytes:
        """What the host has sent; empty after ``timeout`` seconds of silence or without a host."""
        deadline = time.monotonic() + timeout
        while True:
            self._sleep_while_unplugged(deadline - time.monotonic())
            with self._reading:
                self._refuse_when_closed()
                data = self._receive(deadline - time.monotonic())
            if data or time.monotonic() >= deadline:
                return data

    @override
    def _connect(self) -> _Listening:
        """Listen, from the second time on at the same port."""
        listening = _listen(self._host, self._port)
        self._port = listening.getsockname()[1]
        return _Listening(listening, Waiter(listening.fileno(), self.address))

    @override
    def _disconnect(self, plugged: _Listening) -> None:
        """Drop the host and refuse new ones."""
        plugged.waiter.end()
        self._drop(self._client)
        with self._reading:
            # A host that was let in meanwhile goes as well.
            self._drop(self._client)
            plugged.socket.close()
            plugged.waiter.release()

    def _receive(self, timeout: float) -> bytes:
        client, listening = self._client, self._plugged
        try:
            if client is not None:
                return client.read(timeout)
            if listening is not None:
                self._accept(listening, timeout)
        except LinkLost:
            self._refuse_when_closed()
            self._drop(client)
        return b""

    def _accept(self, listening: _Listening, timeout: float) -> None:
        if not listening.waiter.readable(timeout):
            return
        try:
            connection, _ = listening.socket.accept()
        except OSError:
            return  # The host has gone again before it was let in.
        self._client = TcpLink(connection, self.address)

    def _drop(self, client: TcpLink | None) -> None:
        if client is not None:
            client.close()
            if self._client is client:
                self._client = None


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(1)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
