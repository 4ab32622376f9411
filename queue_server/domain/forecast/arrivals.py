"""How many residents come in each quarter of an hour, by weekday.

Responsible for: means and upper quantiles from past days, drawn towards wider experience while days are few, and the day of
a typical hall before there are any. Not responsible for: counting, or the calendar: the caller says which days are special.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log

QUARTERS = 96
WEEKDAYS = 7
PROFILE_DAYS = 2.0
FACTOR_DAYS = 2.0
WEEKDAY_DAYS = 4.0
"""How many days the wider experience counts for: the typical hall, an average weekday, the hall's own average day."""
UNKNOWN_DISPERSION = 2.0
"""Variance ÷ mean of a quarter hour's count before it was measured; 1 would be pure chance, halls vary more."""
SMALLEST_MEAN = 0.05
"""Quarters with fewer expected arrivals say nothing about the dispersion."""
LOG_NEGLIGIBLE = -40.0


@dataclass(frozen=True, slots=True)
class DayCounts:
    """One past day: ``counts`` by quarter of an hour (0 is midnight to 00:15), absent quarters are 0.

    ``weekday`` is 0 for Monday; ``special`` marks days unlike their weekday: make-up working days, the day after a holiday.
    """

    weekday: int
    counts: Mapping[int, int]
    special: bool = False


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Expected arrivals of one quarter of an hour, and a count that is exceeded only as rarely as was asked for."""

    mean: float
    upper: int


@dataclass(frozen=True, slots=True)
class ArrivalForecast:
    """Means by weekday and quarter; special days are the average day times ``special_factor``."""

    weekdays: tuple[tuple[float, ...], ...]
    average: tuple[float, ...]
    special_factor: float
    dispersion: float

    def quarter(self, weekday: int, quarter: int, *, special: bool = False, share: float = 0.9) -> Arrivals:
        """The forecast for one quarter of an hour."""
        mean = self._mean(weekday, quarter, special)
        return Arrivals(mean, upper_count(mean, self.dispersion, share))

    def day(self, weekday: int, *, special: bool = False) -> tuple[float, ...]:
        """Expected arrivals of every quarter of an hour of a day, from midnight."""
        return tuple(self._mean(weekday, quarter, special) for quarter in range(QUARTERS))

    def day_total(self, weekday: int, *, special: bool = False) -> float:
        """Expected arrivals of a whole day."""
        return sum(self.day(weekday, special=special))

    def _mean(self, weekday: int, quarter: int, special: bool) -> float:
        if special:
            return self.average[quarter] * self.special_factor
        return self.weekdays[weekday][quarter]


def learn_arrivals(
    days: Iterable[DayCounts], *, profile: Sequence[float], expected_total: float
) -> ArrivalForecast:
    """The forecast after those days. ``profile`` are shares by quarter (``typical_profile``), for the cold start.

    Three steps, each drawn towards the one before: the hall's average day, the weekday's size, the weekday's own shape.
    """
    past = list(days)
    ordinary = [day for day in past if not day.special]
    prior = [share * expected_total for share in profile]
    average = _shrunk_means(ordinary, prior, PROFILE_DAYS)
    by_weekday = [[day for day in ordinary if day.weekday == weekday] for weekday in range(WEEKDAYS)]
    weekdays = [
        _shrunk_means(own, [_factor(own, average) * mean for mean in average], WEEKDAY_DAYS)
        for own in by_weekday
    ]
    return ArrivalForecast(
        weekdays=tuple(tuple(means) for means in weekdays),
        average=tuple(average),
        special_factor=_factor([day for day in past if day.special], average),
        dispersion=_dispersion(ordinary, weekdays),
    )


def typical_profile(opening: Sequence[tuple[int, int]]) -> list[float]:
    """Shares of a day's arrivals by quarter in a service hall open for those spans (minutes after midnight, from and to).

    Most come in the middle of the morning, fewer in the afternoon, the first a quarter before the doors open and hardly
    anybody in the last half hour. Raises ValueError when the hall is never open.
    """
    weights = [_liveliness(quarter * 15 + 7.5, opening) for quarter in range(QUARTERS)]
    total = sum(weights)
    if total == 0.0:
        raise ValueError("a hall that is never open has no arrivals")
    return [weight / total for weight in weights]


def upper_count(mean: float, dispersion: float, share: float) -> int:
    """The smallest count that at least ``share`` of quarters with that mean do not exceed (negative binomial)."""
    if not 0.0 < share < 1.0:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    spread = max(dispersion, 1.0 + 1e-6)
    size = mean / (spread - 1.0)
    odds = 1.0 - 1.0 / spread
    # In logarithms: no arrivals at all may be too unlikely for a float when hundreds are expected.
    log_probability, below, count = -size * log(spread), 0.0, 0
    while True:
        below += exp(log_probability)
        if below >= share or size == 0.0 or (count > mean and log_probability < LOG_NEGLIGIBLE):
            return count
        log_probability += log(odds * (size + count) / (count + 1))
        count += 1


def _liveliness(minute: float, opening: Sequence[tuple[int, int]]) -> float:
    def open_at(moment: float) -> bool:
        return any(start <= moment < end for start, end in opening)

    if not open_at(minute) and not open_at(minute + 15.0):
        return 0.0
    morning = exp(-(((minute - 590.0) / 75.0) ** 2) / 2.0)
    afternoon = 0.65 * exp(-(((minute - 880.0) / 75.0) ** 2) / 2.0)
    last_half_hour = minute + 30.0 > max((end for _, end in opening), default=inf)
    return (0.1 + morning + afternoon) * (0.3 if last_half_hour else 1.0)


def _shrunk_means(days: Sequence[DayCounts], prior: Sequence[float], strength: float) -> list[float]:
    sums: dict[int, int] = defaultdict(int)
    for day in days:
        for quarter, count in day.counts.items():
            sums[quarter] += count
    return [(sums[q] + strength * prior[q]) / (len(days) + strength) for q in range(QUARTERS)]


def _factor(days: Sequence[DayCounts], average: Sequence[float]) -> float:
    """How much larger those days are than the average one."""
    expected = sum(average)
    if expected == 0.0:
        return 1.0
    seen = sum(sum(day.counts.values()) for day in days)
    return (seen + FACTOR_DAYS * expected) / ((len(days) + FACTOR_DAYS) * expected)


def _dispersion(days: Sequence[DayCounts], weekdays: Sequence[Sequence[float]]) -> float:
    """Pearson's statistic per degree of freedom, drawn towards ``UNKNOWN_DISPERSION`` as one day would."""
    statistic = freedom = 0.0
    for day in days:
        for quarter, mean in enumerate(weekdays[day.weekday]):
            if mean >= SMALLEST_MEAN:
                statistic += (day.counts.get(quarter, 0) - mean) ** 2 / mean
                freedom += 1.0
    quarters_of_a_day = 32.0
    drawn = (statistic + UNKNOWN_DISPERSION * quarters_of_a_day) / (freedom + quarters_of_a_day)
    return max(drawn, 1.0)
