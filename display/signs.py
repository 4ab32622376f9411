"""The window signs of one program: who should say what, as the hall's calls and its hours change.

Responsible for: telling every sign what to say when the hall changes or its hours do, because a window closes without any
event. Not responsible for: the state behind the signs (``hall``), the words (``sign_words``) or showing them (``window_sign``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from config.model import HallConfig
from display.hall import Hall
from display.hall_state import HallState
from display.sign_words import SignWords
from display.window_sign import SignAgent
from queue_server.client import FeedItem
from queue_server.wire.messages import Snapshot

CLOCK_SECONDS = 10.0
"""How late a sign may follow the hours."""


class Signs:
    """``take`` is a listener of the feed; a thread of its own looks at the clock from ``start`` to ``stop``."""

    def __init__(
        self,
        hall: HallConfig,
        now: Callable[[], datetime],
        *,
        fetch: Callable[[], Snapshot],
        clock_seconds: float = CLOCK_SECONDS,
    ) -> None:
        """``now`` is the server's time; the hours are looked at every ``clock_seconds``. ``fetch`` gets a snapshot
        (``QueueClient.snapshot``) for what events do not tell."""
        self._config = hall
        self._now = now
        self._clock_seconds = clock_seconds
        self._signs: dict[str, tuple[SignWords, SignAgent]] = {}
        self._state = HallState()
        self._hall = Hall(fetch, (self._show,))
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow_hours, name="sign-hours", daemon=True)

    def add(self, window: str, agent: SignAgent) -> None:
        """That agent runs the sign of that window; before ``start``."""
        self._signs[window] = (SignWords(self._config, window), agent)

    def start(self) -> None:
        """Begin to follow the hours."""
        self._hall.start()
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """End, within ``timeout`` seconds."""
        self._stop.set()
        self._thread.join(timeout / 2)
        self._hall.stop(timeout / 2)

    def take(self, item: FeedItem) -> None:
        """Tell every sign what it should say now. While the server is away that is what it said before, as far as the
        hours allow.
        """
        self._hall.take(item)

    def _show(self, state: HallState) -> None:
        with self._lock:
            self._state = state
            self._tell()

    def _follow_hours(self) -> None:
        while not self._stop.wait(self._clock_seconds):
            with self._lock:
                self._tell()

    def _tell(self) -> None:
        if not self._state.known:
            return
        now = self._now()
        for words, agent in self._signs.values():
            agent.want(words.wanted(self._state, now))
