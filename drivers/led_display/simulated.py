"""LED sign in memory.

Responsible for: keeping the port's promises without a wire, telling what the sign shows, and failing on
command. Not responsible for: bytes (``a090_emulator``).
"""

from __future__ import annotations

import threading

from drivers.errors import DeviceError, LinkLost
from drivers.led_display.port import SignText


class SimulatedSign:
    """Implements ``drivers.led_display.port.WindowSign``; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._history: list[SignText] = []
        self._failure: DeviceError | None = None

    @property
    def shown(self) -> SignText | None:
        """What the sign shows; None: nothing since it was switched on."""
        with self._lock:
            return self._history[-1] if self._history else None

    @property
    def history(self) -> tuple[SignText, ...]:
        """Everything it was told to show, in order."""
        with self._lock:
            return tuple(self._history)

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None; what the sign shows stays."""
        with self._lock:
            self._failure = failure

    def show(self, content: SignText) -> None:
        """Show the text."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            self._history.append(content)

    def pages(self, content: SignText) -> tuple[SignText, ...]:
        """The content: this sign is as wide as any text."""
        return (content,)

    def close(self) -> None:
        """Raise LinkLost from now on."""
        self.fail_with(LinkLost("this simulated sign has been closed"))
