"""The one thread of an emulated device: bytes from its link to a handler, until it is closed.

Responsible for: starting, ending, and telling the handler when the line has been silent. Not responsible for what the
bytes mean. Everything the handler does happens on this thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from drivers.errors import LinkLost
from drivers.link.port import Link

_JOIN_SECONDS = 2.0


class WireThread:
    """Feeds ``on_bytes`` with every chunk, and with ``b""`` after each ``silence`` seconds without one."""

    def __init__(self, link: Link, on_bytes: Callable[[bytes], None], *, silence: float = 0.1) -> None:
        self._link = link
        self._on_bytes = on_bytes
        self._silence = silence
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"emulator {link.name}", daemon=True)

    def start(self) -> None:
        """Begin to listen; once."""
        self._thread.start()

    def close(self) -> None:
        """Close the link and wait for the thread to end; a second call does nothing."""
        self._closing.set()
        self._link.close()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._on_bytes(self._link.read(self._silence))
            except LinkLost:
                # A pulled cable may come back; only close ends a device.
                self._closing.wait(self._silence)
