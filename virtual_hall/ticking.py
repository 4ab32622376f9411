"""A thread that does one thing again and again until it is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Ticking:
    """Calls ``action`` every ``seconds``, beginning after the first of them."""

    def __init__(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        self._seconds, self._action = seconds, action
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End, after the action that may be under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self._action()
