"""A card reader in memory, for demonstrations and for tests that need no wire."""

from __future__ import annotations

import threading

from drivers.card_reader.port import CardIdentity
from drivers.errors import DeviceError, DeviceRefused


class SimulatedReader:
    """Behaves as the port says; the card and the failure are set from outside, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._card: CardIdentity | None = None
        self._readable = True
        self._reported = False
        self._failure: DeviceError | None = None
        self.closed = False

    def present(self, card: CardIdentity, *, readable: bool = True) -> None:
        """Lay a card on the reader."""
        with self._lock:
            self._card, self._readable, self._reported = card, readable, False

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._card, self._reported = None, False

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None."""
        with self._lock:
            self._failure = failure

    def read_card(self) -> CardIdentity | None:
        """The card that lies there, once."""
        with self._lock:
            self._raise_failure()
            if self._card is None or self._reported:
                return None
            if not self._readable:
                raise DeviceRefused("The card could not be read: lift it and present it again.")
            self._reported = True
            return self._card

    def check(self) -> None:
        """Raises the failure that was set."""
        with self._lock:
            self._raise_failure()

    def close(self) -> None:
        """Nothing to let go of."""
        self.closed = True

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
