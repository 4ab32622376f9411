"""A day hour by hour.

Responsible for: how many wait at a time of day, and how long those wait who come in an hour. Not responsible for: drawing them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queue_server.simulation.measures import rank
from queue_server.simulation.record import Run

STEP = 5
"""Minutes between two points of a curve."""


@dataclass(frozen=True, slots=True)
class HourBand:
    """Waits of those who came to wait in one hour of the day."""

    hour: int
    p50: float
    p90: float


def day_span(runs: Sequence[Run]) -> tuple[int, int]:
    """The first and the last hour in which anybody waits or is served; the second one is exclusive."""
    begins = [wait.since for run in runs for wait in run.waits]
    ends = [max(wait.until, wait.finished or 0.0) for run in runs for wait in run.waits]
    if not begins:
        return 8, 18
    return int(min(begins) // 60), int(max(ends) // 60) + 1


def waiting(runs: Sequence[Run], first_hour: int, last_hour: int) -> list[tuple[float, float]]:
    """Minute of the day and residents waiting then, on average over the days."""
    start, count = first_hour * 60, (last_hour - first_hour) * 60 // STEP + 1
    changes = [0] * (count + 1)
    for run in runs:
        for wait in run.waits:
            changes[_index(wait.since, start, count)] += 1
            changes[_index(wait.until, start, count)] -= 1
    points, level = [], 0
    for index in range(count):
        level += changes[index]
        points.append((float(start + index * STEP), level / len(runs)))
    return points


def hour_bands(runs: Sequence[Run]) -> list[HourBand]:
    """For each hour with calls."""
    by_hour: dict[int, list[float]] = {}
    for run in runs:
        for wait in run.waits:
            if wait.called:
                by_hour.setdefault(int(wait.since // 60), []).append(wait.minutes)
    bands = []
    for hour, minutes in sorted(by_hour.items()):
        ordered = sorted(minutes)
        bands.append(HourBand(hour, rank(ordered, 0.5), rank(ordered, 0.9)))
    return bands


def _index(minute: float, start: int, count: int) -> int:
    """The first point not before the minute."""
    return min(max(-int(-(minute - start) // STEP), 0), count)
