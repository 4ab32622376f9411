"""How today runs in each queue, compared with its past: the mean log ratio of the waits that have ended so far.

Responsible for: the running means. Not responsible for: the expectation they are compared with (``history``).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from queue_server.domain.forecast.history import RESIDUAL_LIMIT

CALM = 3.0
"""The past counts for as much as this many waits of today."""


class TodayPace:
    """Make one for each day. A pace of 0 is an ordinary day, +0.7 means that waits are twice as long as usual."""

    def __init__(self) -> None:
        self._sums: dict[str, float] = defaultdict(float)
        self._counts: dict[str, int] = defaultdict(int)

    def add(self, queue: str, log_ratio: float) -> None:
        """A wait has ended; ``log_ratio`` is log(minutes waited ÷ minutes expected when the number was taken)."""
        self._sums[queue] += min(max(log_ratio, -RESIDUAL_LIMIT), RESIDUAL_LIMIT)
        self._counts[queue] += 1

    def of(self, queue: str) -> float:
        """The pace of that queue so far; 0 before anybody was served."""
        return self._sums.get(queue, 0.0) / (self._counts.get(queue, 0) + CALM)


def paces_of_day(rows: Iterable[tuple[str, float, float, float]]) -> Sequence[float]:
    """The pace that was known at each row of one day: (queue, minute taken, minutes waited, log ratio).

    Rows come in any order and may be of many queues; a row counts for the others once its wait has ended, never before.
    """
    ordered = sorted(enumerate(rows), key=lambda item: item[1][1])
    paces = [0.0] * len(ordered)
    for index, pace in _walk(ordered):
        paces[index] = pace
    return paces


def _walk(ordered: list[tuple[int, tuple[str, float, float, float]]]) -> Iterator[tuple[int, float]]:
    pace = TodayPace()
    ending: list[tuple[float, int, str, float]] = []
    for index, (queue, minute, waited, log_ratio) in ordered:
        while ending and ending[0][0] <= minute:
            _, _, ended, ratio = heapq.heappop(ending)
            pace.add(ended, ratio)
        yield index, pace.of(queue)
        heapq.heappush(ending, (minute + waited, index, queue, log_ratio))
