"""What the past of each queue says about its pace: log(wait) as a line over log(residents ahead + 1).

Responsible for: learning that line for every queue with shrinkage, from the queue to its group to all, so that a queue with
few days or none still gets a sensible one. Not responsible for: the state of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from queue_server.domain.forecast.regression import solve
from queue_server.domain.forecast.state import QueueState, Sample

TYPICAL_LOG_LENGTH = 1.6
"""log(residents + 1) in the middle of what halls see; the slope turns around this point."""
QUEUE_SHRINKAGE = 10.0
GROUP_SHRINKAGE = 300.0
LINE_SHRINKAGE = 20.0
"""How many samples the wider experience counts for, at each step down."""
RESIDUAL_LIMIT = 1.5
"""Residuals of a log(wait) beyond this are accidents (a forgotten ticket) and count no more than this."""
UNKNOWN_MINUTES_EACH = 8.0
"""Minutes between two calls of a queue that nothing at all is known about."""


@dataclass(frozen=True, slots=True)
class Line:
    """log(minutes) = ``level`` + ``slope`` × log(residents ahead + 1)."""

    level: float
    slope: float

    def log_wait(self, waiting: int) -> float:
        """The logarithm of the expected minutes."""
        return self.level + self.slope * log(waiting + 1)


@dataclass(frozen=True, slots=True)
class History:
    """The learnt lines: by queue, by group for queues not seen, and for all."""

    queues: Mapping[str, Line]
    groups: Mapping[str, Line]
    overall: Line

    def line(self, state: QueueState) -> Line:
        """The closest line there is."""
        return self.queues.get(state.queue) or self.groups.get(state.group) or self.overall

    def log_wait(self, state: QueueState) -> float:
        """The logarithm of the minutes that the past lets expect for this queue and length."""
        return self.line(state).log_wait(state.waiting)


@dataclass(frozen=True, slots=True)
class _Row:
    log_length: float
    log_each: float
    """log(wait ÷ (residents ahead + 1))."""
    weight: float


class SampleIndex:
    """The samples arranged by queue and sorted once, so that histories without some days are learnt quickly."""

    def __init__(self, samples: Iterable[Sample], day_weight: Mapping[int, float]) -> None:
        self._groups: dict[str, str] = {}
        self._queues: dict[str, dict[int, list[_Row]]] = defaultdict(lambda: defaultdict(list))
        for sample in samples:
            state = sample.state
            length = log(state.waiting + 1)
            row = _Row(length, log(max(sample.actual_wait, 1.0)) - length, day_weight[sample.day])
            self._queues[state.queue][sample.day].append(row)
            self._groups[state.queue] = state.group

    def learn(self, days: Iterable[int]) -> History:
        """The history that the given days alone teach."""
        wanted = set(days)
        rows = dict(self._rows(wanted))
        by_group: dict[str, list[_Row]] = defaultdict(list)
        for queue, own in rows.items():
            by_group[self._groups[queue]].extend(own)
        centre = _median([row for own in by_group.values() for row in own], log(UNKNOWN_MINUTES_EACH))[0]
        group_each = {group: _shrunk_median(own, centre, GROUP_SHRINKAGE) for group, own in by_group.items()}
        each = {
            queue: _shrunk_median(own, group_each[self._groups[queue]], QUEUE_SHRINKAGE)
            for queue, own in rows.items()
        }
        moments = {queue: _Moments.of(own, each[queue]) for queue, own in rows.items()}
        general = _Moments.total(moments.values()).correction(0.0, 0.0)
        return History(
            queues={q: _line(each[q], moments[q].correction(*general)) for q in rows},
            groups={group: _line(value, general) for group, value in group_each.items()},
            overall=_line(centre, general),
        )

    def _rows(self, days: set[int]) -> Iterator[tuple[str, list[_Row]]]:
        for queue, by_day in self._queues.items():
            rows = [row for day, own in by_day.items() if day in days for row in own]
            if rows:
                yield queue, rows


@dataclass(frozen=True, slots=True)
class _Moments:
    """Weighted sums over rows of 1, x, x², r and x·r: x the centred log length, r the residual of log(minutes each)."""

    n: float
    x: float
    xx: float
    r: float
    xr: float

    @classmethod
    def of(cls, rows: Iterable[_Row], each: float) -> _Moments:
        n = x_sum = xx = r_sum = xr = 0.0
        for row in rows:
            x = row.log_length - TYPICAL_LOG_LENGTH
            residual = min(max(row.log_each - each, -RESIDUAL_LIMIT), RESIDUAL_LIMIT)
            n += row.weight
            x_sum += row.weight * x
            xx += row.weight * x * x
            r_sum += row.weight * residual
            xr += row.weight * x * residual
        return cls(n, x_sum, xx, r_sum, xr)

    @classmethod
    def total(cls, many: Iterable[_Moments]) -> _Moments:
        rows = list(many)
        return cls(
            sum(m.n for m in rows),
            sum(m.x for m in rows),
            sum(m.xx for m in rows),
            sum(m.r for m in rows),
            sum(m.xr for m in rows),
        )

    def correction(self, level: float, slope: float) -> tuple[float, float]:
        """Level and slope of the residuals, drawn towards the given ones."""
        k = LINE_SHRINKAGE
        found = solve([[self.n + k], [self.x, self.xx + k]], [self.r + k * level, self.xr + k * slope])
        return found[0], found[1]


def _line(each: float, correction: tuple[float, float]) -> Line:
    level, slope = correction
    return Line(level=each + level - slope * TYPICAL_LOG_LENGTH, slope=1.0 + slope)


def _shrunk_median(rows: list[_Row], prior: float, strength: float) -> float:
    median, weight = _median(rows, prior)
    return (median * weight + prior * strength) / (weight + strength)


def _median(rows: list[_Row], default: float) -> tuple[float, float]:
    """The weighted median of log(minutes each), and the weight behind it."""
    total = sum(row.weight for row in rows)
    passed = 0.0
    for value, weight in sorted((row.log_each, row.weight) for row in rows):
        passed += weight
        if passed * 2.0 >= total:
            return value, total
    return default, total
