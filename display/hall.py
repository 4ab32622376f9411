"""The hall's call state, shared between the threads of one program.

Responsible for: following the feed, telling listeners of every new state, and fetching a snapshot beside the feed when
events alone cannot know something: the next numbers of a long queue, a wait that changed with time, a service that closed
at noon. Not responsible for: what a state means (``call_state``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from display.call_state import apply, refresh
from display.hall_state import HallState
from queue_server.client import FeedItem, Refused, ServerUnreachable
from queue_server.wire.messages import Snapshot

log = structlog.get_logger(__name__)

REFRESH_SECONDS = 30.0
"""How old a wait may get that no event has changed."""
WANTED_REFRESH_SECONDS = 2.0
"""The shortest time between two snapshots, however much the boards want one."""

Listener = Callable[[HallState], None]


class Hall:
    """Keeps the newest state. ``take`` is a listener of the feed."""

    def __init__(self, fetch: Callable[[], Snapshot], listeners: tuple[Listener, ...] = ()) -> None:
        """``fetch`` gets a snapshot (``QueueClient.snapshot``). Listeners get every new state in order and must not block."""
        self._fetch = fetch
        self._listeners = listeners
        self._lock = threading.Lock()
        self._state = HallState()
        self._stop = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._refresh_often, name="hall-refresh", daemon=True)

    @property
    def state(self) -> HallState:
        """The hall as of now."""
        with self._lock:
            return self._state

    def take(self, item: FeedItem) -> None:
        """Take one item of the feed."""
        state = self._change(lambda state: apply(state, item))
        # What a snapshot leaves open another one leaves open too, until something happens.
        if state is not None and state.unsure and not isinstance(item, Snapshot):
            self._wanted.set()

    def start(self) -> None:
        """Begin to fetch snapshots beside the feed."""
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        """End."""
        self._stop.set()
        self._wanted.set()
        self._thread.join(timeout)

    def _change(self, step: Callable[[HallState], HallState]) -> HallState | None:
        """The new state; None when it is the old one."""
        with self._lock:
            before, self._state = self._state, step(self._state)
            if self._state == before:
                return None
            # Under the lock, so that nobody hears an older state after a newer one.
            for listener in self._listeners:
                listener(self._state)
            return self._state

    def _refresh_often(self) -> None:
        while not self._stop.is_set():
            self._wanted.wait(REFRESH_SECONDS)
            self._wanted.clear()
            if self._stop.is_set():
                return
            state = self.state
            if state.known and state.connection.online:
                self._refresh()
            self._stop.wait(WANTED_REFRESH_SECONDS)

    def _refresh(self) -> None:
        try:
            snapshot = self._fetch()
        except (ServerUnreachable, Refused) as error:
            log.info("no snapshot beside the feed", reason=str(error))
            return
        self._change(lambda state: refresh(state, snapshot))
