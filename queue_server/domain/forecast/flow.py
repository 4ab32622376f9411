"""The look ahead: who is called when, if sessions take what they usually take and windows open and close as planned.

Responsible for: playing the hall's rules of calling forward from its present state, and how far off that can be by chance.
Not responsible for: what the past of the queue taught (``estimator``), or those who come later.

Windows call as they become free: by arrival or by their list, and for services they help with. Priorities within a service are
in the order of its queue already. Each session takes its mean, so one pass gives every place of a queue, and a place further
back is never called earlier. The first calls are played one by one; beyond those a window takes several residents at a time,
always more, so that ten thousand cost little more than five hundred.

Several windows whose sessions scatter finish more of them early than windows in lockstep would: by renewal theory each is ahead
by half the squared variation of a session. That lead is taken off, growing over the length of one session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from math import ceil, exp, inf, sqrt

from queue_server.domain.forecast.outset import UNKNOWN, WindowAhead, windows_ahead
from queue_server.domain.forecast.residual import SHORTEST_MINUTES
from queue_server.domain.forecast.state import HallLoad, QueueLoad

EXACT_CALLS = 150
"""Calls played one by one."""
BATCH_SHARE = 0.08
"""Beyond those a window takes this share of its part of all calls so far at a time."""
UNLISTED_MINUTES = 60.0
"""Residents of whom nothing is known came evenly over so long."""
LARGEST_LEAD = 0.5
"""In sessions."""


@dataclass(frozen=True, slots=True)
class CallTime:
    """Minutes from now until a call, and their standard deviation by chance alone."""

    minutes: float
    deviation: float


def call_times(hall: HallLoad, service: str, places: Sequence[int]) -> list[CallTime | None]:
    """When the residents are called who have so many of their service ahead; ``places`` are ascending, from 0.

    Places beyond the queue's end are of residents who come now. None: by plan no window will call them.
    """
    found: list[CallTime | None] = []
    run = _Run(hall, service)
    for first, after, time, step in run.calls():
        while len(found) < len(places) and places[len(found)] < after:
            minutes = time.minutes + (places[len(found)] - first) * step
            found.append(CallTime(run.with_lead(minutes), time.deviation))
        if len(found) == len(places):
            return found
    return found + [None] * (len(places) - len(found))


def call_time(hall: HallLoad, service: str, ahead: int) -> CallTime | None:
    """The same for one place."""
    return call_times(hall, service, [ahead])[0]


@dataclass(slots=True)
class _Line:
    """One service's queue while it is being called."""

    load: QueueLoad
    now: float
    mean: float
    variance: float
    endless: bool
    """Residents who come now stand behind the queue, as many as are asked for."""
    called: int = 0

    @property
    def waiting(self) -> int:
        """Those who are really there and not called yet."""
        return max(self.load.waiting - self.called, 0)

    @property
    def left(self) -> bool:
        """Whether there is anybody to call."""
        return self.endless or self.called < self.load.waiting

    @property
    def since(self) -> float:
        """When its first resident took a number; infinite for those who come now, behind everybody."""
        taken, total = self.load.taken, self.load.waiting
        if self.called >= total:
            return inf
        if self.called < len(taken):
            return taken[self.called]
        listed = max(len(taken) - 1, 0)
        begun = taken[-1] if taken else self.now - UNLISTED_MINUTES
        return begun + (self.called - listed) / (total - listed) * (self.now - begun)


class _Run:
    """One pass through the coming hours, on behalf of one service."""

    def __init__(self, hall: HallLoad, service: str) -> None:
        self._now = hall.minute
        self._service = service
        self._lines: dict[str, _Line] = {}
        for name in {service, *hall.queues}:
            handling = hall.handling.get(name, UNKNOWN)
            load = hall.queues.get(name, QueueLoad(0))
            if name == service or load.waiting:
                mean = max(handling.mean, SHORTEST_MINUTES)
                self._lines[name] = _Line(load, hall.minute, mean, handling.deviation**2, name == service)
        windows = windows_ahead(hall, service)
        self._takers = sum(window.load.takes(service) for window in windows)
        self._order = count(len(windows))
        self._batch_share = BATCH_SHARE / max(len(windows), 1)
        self._heap = [(window.free_at, index, window) for index, window in enumerate(windows)]
        heapify(self._heap)
        self._variance = 0.0
        self._calls = 0
        self._mean = self._lines[service].mean
        scatter = self._lines[service].variance / (2.0 * self._mean**2)
        self._lead = self._mean * min(scatter, LARGEST_LEAD) * (1.0 - 1.0 / max(self._takers, 1))

    def with_lead(self, minutes: float) -> float:
        """A call's minutes less the lead; later ones stay later, because the lead is at most half a session."""
        return minutes - self._lead * (1.0 - exp(-((minutes / self._mean) ** 2)))

    def calls(self) -> Iterator[tuple[int, int, CallTime, float]]:
        """The calls of the service: first place, place after the last, time of the first, minutes from place to place."""
        latest = 0.0
        while self._heap and self._takers:
            time, rank, window = heappop(self._heap)
            line = self._choose(time, window)
            if line is None:
                continue
            size = self._batch(time, window, line)
            place, mean = line.called, line.mean
            self._take(time, rank, window, line, size)
            if line.endless:
                step = mean / self._takers if size > 1 else 0.0
                begun = max(latest, time - self._now)
                latest = begun + (size - 1) * step
                yield place, place + size, CallTime(begun, sqrt(self._variance) / self._takers), step

    def _choose(self, time: float, window: WindowAhead) -> _Line | None:
        """The queue the window calls from; None when it is closed or has nobody to call, and was seen to."""
        takes = window.load.takes(self._service)
        if takes:
            self._variance += window.variance
        window.variance = 0.0
        if time >= window.closes:
            window.free_at = time
            if window.reopen():
                heappush(self._heap, (window.free_at, next(self._order), window))
            else:
                self._takers -= takes
            return None
        line = _next_line(time, window, self._lines)
        if line is None:
            self._takers -= takes
        return line

    def _batch(self, time: float, window: WindowAhead, line: _Line) -> int:
        """How many the window takes at a time: not beyond the end of the queue or of its shift."""
        if self._calls < EXACT_CALLS:
            return 1
        size = max(int(self._calls * self._batch_share), 1)
        if not line.endless:
            size = min(size, line.waiting)
        if window.closes < inf:
            size = min(size, max(ceil((window.closes - time) / line.mean), 1))
        return size

    def _take(self, time: float, rank: int, window: WindowAhead, line: _Line, size: int) -> None:
        line.called += size
        self._calls += size
        window.variance = line.variance * size
        heappush(self._heap, (time + line.mean * size, rank, window))


def _next_line(time: float, window: WindowAhead, lines: dict[str, _Line]) -> _Line | None:
    load = window.load
    chosen: _Line | None = None
    earliest = inf
    for service in load.services:
        line = lines.get(service)
        if line is None or not line.left:
            continue
        since = line.since
        if chosen is None or since < earliest:
            chosen, earliest = line, since
        if load.listed:
            break
    own = chosen is not None
    for rule in load.helps:
        line = lines.get(rule.service)
        if line is None or not line.left:
            continue
        since = line.since
        needed = not own or line.waiting >= rule.when_waiting or time - since >= rule.when_minutes
        if needed and (chosen is None or since < earliest):
            chosen, earliest = line, since
    return chosen
