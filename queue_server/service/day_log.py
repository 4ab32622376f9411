"""The latest business day in the event log.

Responsible for: finding where the day begins, and handing over each of its events once. Not responsible for: what anybody makes of
them, or for being read by two threads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from queue_server.service.ports import StoredEvent

_BATCH = 1000

ReadAfter = Callable[[int, int], Sequence[StoredEvent]]


class DayLog:
    """Reads the log from the day's beginning, and afterwards only what is new."""

    def __init__(self, read_after: ReadAfter, last_seq: Callable[[], int]) -> None:
        self._read_after = read_after
        self._last_seq = last_seq
        self._seen: int | None = None

    def fresh(self) -> Iterator[StoredEvent]:
        """The events that were not handed over yet, in order; may raise StoreUnavailable.

        The first ones are those since the latest ``day.opened``, that one included; days that begin later follow.
        """
        if self._seen is None:
            self._seen = self._before_opening()
        while batch := self._read_after(self._seen, _BATCH):
            for event in batch:
                yield event
                self._seen = event.seq

    def _before_opening(self) -> int:
        """The sequence after which the latest day lies; looks from the log's end backwards."""
        start = self._last_seq()
        while start > 0:
            start = max(0, start - _BATCH)
            opened = [e.seq for e in self._read_after(start, _BATCH) if e.type == "day.opened"]
            if opened:
                return opened[-1] - 1
        return 0
