"""When each window is free for the first time, as one service's residents see it.

Responsible for: windows that are idle, busy, paused or planned, and how busy windows of one service become free one after the
other. Not responsible for: who is called then (``flow``).

Of ten busy windows, each busy for eight minutes more on average, the first is free long before eight minutes have passed. So
the means of busy windows are spread like the expected order of as many random times, as far as their sessions scatter; the
sum of the means stays what it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from queue_server.domain.forecast.residual import Handling, Remaining
from queue_server.domain.forecast.state import HallLoad, WindowLoad

UNKNOWN = Handling()
"""Sessions of a service that nothing is known about."""


@dataclass(slots=True)
class WindowAhead:
    """A window on its way through the coming hours. All times are minutes of the day."""

    load: WindowLoad
    free_at: float
    closes: float
    variance: float = 0.0
    """Of the session that ends at ``free_at``."""
    shifts: list[tuple[float, float]] = field(default_factory=list)
    """Those still to come."""

    def reopen(self) -> bool:
        """Go on to the next shift that is not over by then; False when there is none."""
        while self.shifts:
            start, self.closes = self.shifts.pop(0)
            self.free_at, self.variance = max(self.free_at, start), 0.0
            if self.free_at < self.closes:
                return True
        return False


def windows_ahead(hall: HallLoad, service: str) -> list[WindowAhead]:
    """All windows that will call somebody; those busy with or for ``service`` are spread."""
    ahead, busy = [], []
    for load in hall.windows:
        window = _at_outset(hall.minute, load)
        if window is None:
            continue
        ahead.append(window)
        if load.open and load.held_service is not None:
            left = _remaining(hall, load, load.held_service)
            window.free_at, window.variance = hall.minute + left.mean, left.deviation**2
            if load.takes(service):
                busy.append((window, left))
    _spread(hall.minute, busy)
    return ahead


def first_change(hall: HallLoad, service: str) -> float:
    """Minutes until a window that takes the service opens or closes by plan; infinite when none will."""
    found = inf
    for load in hall.windows:
        window = _at_outset(hall.minute, load) if load.takes(service) else None
        if window is not None:
            found = min(found, (window.closes if load.open else window.free_at) - hall.minute)
    return found


def _at_outset(now: float, load: WindowLoad) -> WindowAhead | None:
    if not load.open:
        window = WindowAhead(load, now, now, shifts=[shift for shift in load.shifts if shift[0] > now])
        return window if window.reopen() else None
    # Also one that works outside its shifts works until a shift ends.
    coming = [shift for shift in load.shifts if shift[1] > now]
    return WindowAhead(load, now, coming[0][1] if coming else inf, shifts=coming[1:])


def _remaining(hall: HallLoad, load: WindowLoad, service: str) -> Remaining:
    handling = hall.handling.get(service, UNKNOWN)
    return handling.remaining(0.0 if load.held_since is None else hall.minute - load.held_since)


def _spread(now: float, busy: list[tuple[WindowAhead, Remaining]]) -> None:
    """Replace equal means by the expected order of the times: for exponential ones the sums of 1/n, 1/(n-1) and so on."""
    total = spread_total = rank = 0.0
    moved: list[tuple[WindowAhead, float]] = []
    for index, (window, left) in enumerate(sorted(busy, key=lambda item: item[1].mean)):
        rank += 1.0 / (len(busy) - index)
        scatter = min(left.deviation / left.mean, 1.0) if left.mean > 0.0 else 0.0
        minutes = left.mean * (1.0 + scatter * (rank - 1.0))
        moved.append((window, minutes))
        total, spread_total = total + left.mean, spread_total + minutes
    for window, minutes in moved:
        window.free_at = now + (minutes * total / spread_total if spread_total > 0.0 else minutes)
