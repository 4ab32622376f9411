"""Today's calls of every queue, and the state they make of it at any moment.

Responsible for: rates, LES and the mean of the last ten waits, kept up call by call. Not responsible for: who waits now, which
the caller knows, or the pace of the day (``pace``). For one thread.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass, field

from queue_server.domain.forecast.state import CallRecord, QueueState

FEWEST_MINUTES = 5.0
"""Right after the day's beginning rates are calls over this many minutes, so that the first call is no stampede."""


@dataclass(slots=True)
class _Calls:
    begun: float
    times: list[float] = field(default_factory=list)
    """Minutes of the calls, ascending."""
    last_issued: float = 0.0
    waits: deque[float] = field(default_factory=lambda: deque(maxlen=10))
    """Of the last ten calls."""


@dataclass(frozen=True, slots=True)
class QueueNow:
    """What only the live hall knows of a queue: who waits, since when, and for how many windows."""

    waiting: int
    open_counters: int
    service_minutes: float
    """Configured minutes of one resident."""
    head_issued: float | None = None
    """When the first in line took a number; None while nobody waits."""


class DayRecord:
    """Make one for each day. Adding a call is cheap, and so is a state: it takes time only with the logarithm of the calls."""

    def __init__(self, opened: float | None = None, group: str = "") -> None:
        """``opened`` is the minute the hall opened at, from which rates are counted; None: each queue's first number."""
        self._opened = opened
        self._group = group
        self._queues: dict[str, _Calls] = {}

    def add(self, call: CallRecord) -> None:
        """A resident was called for the first time."""
        calls = self._queues.get(call.queue)
        if calls is None:
            begun = call.issued_minute if self._opened is None else self._opened
            calls = self._queues[call.queue] = _Calls(min(begun, call.issued_minute))
        insort(calls.times, call.called_minute)
        calls.last_issued = call.issued_minute
        calls.waits.append(max(call.called_minute - call.issued_minute, 0.0))

    def state(self, queue: str, minute: float, now: QueueNow) -> QueueState:
        """The queue as the resident finds it who takes a number at that minute."""
        calls = self._queues.get(queue)
        return QueueState(
            queue=queue,
            group=self._group,
            minute=minute,
            waiting=now.waiting,
            open_counters=now.open_counters,
            service_minutes=now.service_minutes,
            rate_30=0.0 if calls is None else _rate(calls, minute, 30.0),
            rate_60=0.0 if calls is None else _rate(calls, minute, 60.0),
            les=None if calls is None else max(minute - calls.last_issued, 0.0),
            hol=None if now.head_issued is None else max(minute - now.head_issued, 0.0),
            mean_last_10=None if calls is None else sum(calls.waits) / len(calls.waits),
        )


def _rate(calls: _Calls, minute: float, span: float) -> float:
    counted = len(calls.times) - bisect_left(calls.times, minute - span)
    return counted / min(max(minute - calls.begun, FEWEST_MINUTES), span)
