"""What the queue server says, brought to the blackboard.

Responsible for: following the event stream, the log's lines, and a snapshot taken again soon after something changed.
Not responsible for: sentences (``narration``) or acting on events (the listeners).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

import structlog

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.feed import EventFeed, FeedBack, FeedLost
from queue_server.client.http import QueueClient
from queue_server.wire.events import Event
from queue_server.wire.messages import Snapshot
from virtual_hall.blackboard import Blackboard
from virtual_hall.narration import Line, Narrator

LOG_LINES = 80
REPLAYED = 4 * LOG_LINES
"""Events looked at again after a restart; many of them are no line of the log."""
CALM = 0.15
"""Seconds that events may gather before one snapshot is taken for all of them."""
REFRESH_ANYWAY = 15.0
"""Expected waits grow old without any event."""
_log = structlog.get_logger(__name__)


class HallFeed:
    """Two threads: one follows the events, one refreshes the snapshot."""

    def __init__(
        self,
        client: QueueClient,
        board: Blackboard,
        narrator: Narrator,
        *,
        on_event: Callable[[Event], None],
    ) -> None:
        self._client, self._board, self._narrator, self._on_event = client, board, narrator, on_event
        self._lines: deque[Line] = deque(maxlen=LOG_LINES)
        self._snapshot: Snapshot | None = None
        self._live_from = 0
        self._stop = threading.Event()
        self._changed = threading.Event()
        self._threads = [
            threading.Thread(target=self._follow, name="hall-feed", daemon=True),
            threading.Thread(target=self._refresh, name="hall-snapshot", daemon=True),
        ]

    @property
    def snapshot(self) -> Snapshot | None:
        """The hall as of shortly ago; None before the server first answered."""
        return self._snapshot

    def start(self) -> None:
        """Begin to follow."""
        self._board.put("log", [])
        self._changed.set()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Stop following."""
        self._stop.set()
        self._changed.set()
        for thread in self._threads:
            thread.join(2.0)

    def _follow(self) -> None:
        after = self._first_sequence()
        if after is None:
            return
        for item in EventFeed(self._client, after=after).follow(self._stop):
            if isinstance(item, FeedLost | FeedBack):
                self._note_server(item)
            elif not isinstance(item, Snapshot):
                self._take(item)
            self._changed.set()

    def _first_sequence(self) -> int | None:
        """Where to begin: far enough back for a full log, so that a page after a restart is not empty."""
        while not self._stop.is_set():
            try:
                self._live_from = self._client.snapshot().seq
            except (ServerUnreachable, Refused):
                self._stop.wait(0.5)
                continue
            self._board.put("server", {"connected": True})
            return max(0, self._live_from - REPLAYED)
        return None

    def _take(self, event: Event) -> None:
        line = self._narrator.tell(event)
        if line is not None:
            self._add(line)
        if event.seq > self._live_from:
            self._on_event(event)

    def _note_server(self, item: FeedLost | FeedBack) -> None:
        back = isinstance(item, FeedBack)
        self._board.put("server", {"connected": back})
        self._add(self._narrator.server(back=back, at=item.at.isoformat()))

    def _add(self, line: Line) -> None:
        self._lines.append(line)
        self._board.put("log", [line.as_json() for line in self._lines])

    def _refresh(self) -> None:
        while not self._stop.is_set():
            self._changed.wait(REFRESH_ANYWAY)
            self._stop.wait(CALM)
            self._changed.clear()
            try:
                self._show(self._client.snapshot())
            except (ServerUnreachable, Refused) as error:
                _log.debug("snapshot_failed", why=str(error))

    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # Whole minutes are shown; the moment of the snapshot would make every one look new.
        self._board.put("queues", [queue.model_dump(mode="json") for queue in snapshot.services])
        self._board.put(
            "unprinted",
            [
                {"id": ticket.id, "number": ticket.number, "print_state": ticket.print_state.value}
                for ticket in snapshot.unprinted
            ],
        )
        self._board.put(
            "devices",
            [device.model_dump(mode="json", exclude={"since"}) for device in snapshot.devices],
        )
