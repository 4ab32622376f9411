"""How long a resident will probably wait, as it is told.

Responsible for: intervals, from the latest look at the hall or else from the queue's length. Not responsible for: looking, or
learning from the past (``forecast``).
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_server.domain.forecast import WaitCurve, interval

LOW_FACTOR = 0.8
HIGH_FACTOR = 1.3
STEP_MINUTES = 5


@dataclass(frozen=True, slots=True)
class WaitInterval:
    """Whole minutes, multiples of five; 0 to 0 means at once."""

    low: int
    high: int


def estimate_wait(
    people_ahead: int, minutes_each: float, open_windows: int, idle_window: bool
) -> WaitInterval | None:
    """People ahead × minutes ÷ windows, widened to an interval; None when no window is open for the service.

    ``idle_window`` tells whether one of the open windows has nobody: then the first in the queue waits for nothing.
    Otherwise even the first waits about as long as one resident takes.
    """
    if open_windows == 0:
        return None
    if people_ahead == 0 and idle_window:
        return WaitInterval(0, 0)
    expected = max(people_ahead, 1) * minutes_each / open_windows
    low, high = _rounded(expected * LOW_FACTOR), _rounded(expected * HIGH_FACTOR)
    return WaitInterval(low, max(high, STEP_MINUTES))


def told_wait(
    ahead: int, minutes_each: float, open_windows: int, idle_window: bool, curve: WaitCurve | None
) -> WaitInterval | None:
    """What is told to whom ``ahead`` others of the service are called before; None when no window will call.

    ``curve`` is what the latest look found for the service; without a fresh look the plain estimate holds.
    """
    if open_windows == 0:
        return None
    if ahead == 0 and idle_window:
        return WaitInterval(0, 0)
    if curve is None:
        return estimate_wait(ahead, minutes_each, open_windows, False)
    prediction = curve.at(ahead)
    return None if prediction is None else WaitInterval(*interval(prediction))


def _rounded(minutes: float) -> int:
    return int(minutes / STEP_MINUTES + 0.5) * STEP_MINUTES
