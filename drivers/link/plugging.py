"""Pulling the cable of a device's end and putting it back, while other threads read and write.

Responsible for: one pull or plug at a time, readers that sleep while nothing is plugged in, and the end for good. Not
responsible for what is plugged in: each kind of link makes and undoes its own.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from drivers.errors import LinkLost

Plugged = TypeVar("Plugged")


class PluggableEnd(ABC, Generic[Plugged]):
    """The part of a ``DeviceEnd`` that all of them share; plugged in once it is built."""

    def __init__(self) -> None:
        """Raises OSError as ``_connect`` does."""
        self._reading = threading.Lock()
        """Held by whoever reads, and by ``_disconnect`` while it takes away what is read from."""
        self._plugged: Plugged | None = None
        self._plugging = threading.Lock()
        self._awake = threading.Event()
        self._closed = threading.Event()
        self.plug_in()

    @property
    @abstractmethod
    def address(self) -> str:
        """What a hall file writes as ``link`` to reach this device."""

    @property
    def name(self) -> str:
        """The address."""
        return self.address

    def unplug(self) -> None:
        """Pull the cable: the host loses it, and finds nothing to open."""
        with self._plugging:
            self._pull()

    def plug_in(self) -> None:
        """Put it back under the same address; without effect while it is plugged in or after ``close``. Raises OSError."""
        with self._plugging:
            if self._plugged is None and not self._closed.is_set():
                self._plugged = self._connect()
                self._awake.set()

    def close(self) -> None:
        """Unplug for good; whoever reads or writes at the time gets LinkLost."""
        self._closed.set()
        with self._plugging:
            self._pull()
            self._awake.set()

    @abstractmethod
    def _connect(self) -> Plugged:
        """Make what a host can open. Raises OSError and leaves nothing behind."""

    @abstractmethod
    def _disconnect(self, plugged: Plugged) -> None:
        """End every wait on it and take it away."""

    def _pull(self) -> None:
        plugged = self._plugged
        if plugged is not None:
            self._awake.clear()
            self._plugged = None
            self._disconnect(plugged)

    def _sleep_while_unplugged(self, timeout: float) -> None:
        """Return at once while plugged in or closed, else after ``timeout`` seconds at the latest."""
        if self._plugged is None:
            self._awake.wait(max(0.0, timeout))

    def _refuse_when_closed(self) -> None:
        if self._closed.is_set():
            raise LinkLost(f"{self.name} was closed.")
