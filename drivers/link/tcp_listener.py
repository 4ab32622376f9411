"""The device's end of ``socket://``: what an emulated network printer listens on.

Responsible for: one host at a time, hosts that come and go, and pulling the cable. Not responsible for what the device says.
"""

from __future__ import annotations

import socket
import threading
import time

from drivers.errors import LinkLost
from drivers.link.tcp import SCHEME, TcpLink
from drivers.link.waiting import Waiter


class TcpListener:
    """A listening socket as a device's end, see ``DeviceEnd``. A second host waits until the first one has gone."""

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Listen on ``port``; 0 takes a free one. Raises OSError when the port is taken."""
        self._host = host
        self._port = port
        self._closed = threading.Event()
        self._plugging = threading.Lock()
        self._awake = threading.Event()
        self._reading = threading.Lock()
        self._listening: tuple[socket.socket, Waiter] | None = None
        self._client: TcpLink | None = None
        self.plug_in()

    @property
    def address(self) -> str:
        """``socket://HOST:PORT``, the same through unplugging."""
        return f"{SCHEME}{self._host}:{self._port}"

    @property
    def name(self) -> str:
        """The address."""
        return self.address

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
            if self._listening is None:
                self._awake.wait(max(0.0, deadline - time.monotonic()))
            with self._reading:
                self._refuse_when_closed()
                data = self._receive(deadline - time.monotonic())
            if data or time.monotonic() >= deadline:
                return data

    def unplug(self) -> None:
        """Drop the host and refuse new ones."""
        with self._plugging:
            self._let_go()

    def plug_in(self) -> None:
        """Listen again on the same port; without effect while listening or after ``close``."""
        with self._plugging:
            if self._listening is None and not self._closed.is_set():
                listening = _listen(self._host, self._port)
                self._port = listening.getsockname()[1]
                self._listening = (listening, Waiter(listening.fileno(), self.address))
                self._awake.set()

    def close(self) -> None:
        """Stop listening and drop the host; whoever reads at the time gets LinkLost."""
        self._closed.set()
        with self._plugging:
            self._let_go()
            self._awake.set()

    def _receive(self, timeout: float) -> bytes:
        client, listening = self._client, self._listening
        try:
            if client is not None:
                return client.read(timeout)
            if listening is not None:
                self._accept(*listening, timeout)
        except LinkLost:
            self._refuse_when_closed()
            self._drop(client)
        return b""

    def _accept(self, listening: socket.socket, waiter: Waiter, timeout: float) -> None:
        if not waiter.readable(timeout):
            return
        try:
            connection, _ = listening.accept()
        except OSError:
            return  # The host has gone again before it was let in.
        self._client = TcpLink(connection, self.address)

    def _drop(self, client: TcpLink | None) -> None:
        if client is not None:
            client.close()
            if self._client is client:
                self._client = None

    def _let_go(self) -> None:
        listening = self._listening
        if listening is None:
            return
        self._listening = None
        self._awake.clear()
        listening[1].end()
        self._drop(self._client)
        with self._reading:
            # A host that was let in meanwhile goes as well.
            self._drop(self._client)
            listening[0].close()
            listening[1].release()

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise LinkLost(f"{self.name} was closed.")


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
