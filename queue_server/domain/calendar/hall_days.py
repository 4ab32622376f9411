"""The hall's days: which weekday's hours hold on a date, and which days count for deadlines.

Responsible for: holidays, make-up workdays, and the dates of the hall file, which win over both. Not responsible for: times
of day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from queue_server.domain.calendar.holidays import SATURDAY, DayKind, Holidays, HolidaysUnknown

FRIDAY = 4
_DAYS_KEPT = 512
_ONE_DAY = timedelta(days=1)


class HallDays:
    """Immutable; safe to share between threads."""

    def __init__(
        self,
        holidays: Holidays,
        *,
        closed: Iterable[date] = (),
        extra_open: Iterable[date] = (),
        make_up_like: int = FRIDAY,
    ) -> None:
        """``make_up_like`` is the weekday, 0 for Monday, whose hours hold when a weekend is worked.

        A date that is in both lists is closed.
        """
        self._holidays = holidays
        self._closed = frozenset(closed)
        self._extra_open = frozenset(extra_open) - self._closed
        self._make_up_like = make_up_like
        self._kind = lru_cache(maxsize=_DAYS_KEPT)(holidays.kind)

    def kind(self, day: date) -> DayKind:
        """What the day is for the country, whatever the hall makes of it."""
        return self._kind(day)

    def hours_like(self, day: date) -> int | None:
        """The weekday, 0 for Monday, whose hours hold on that day; None when the whole day is off."""
        kind = self._kind(day)
        if day in self._closed:
            return None
        if day in self._extra_open or kind is DayKind.MAKE_UP:
            return day.weekday() if day.weekday() < SATURDAY else self._make_up_like
        return None if kind is DayKind.HOLIDAY else day.weekday()

    def is_working_day(self, day: date) -> bool:
        """Whether the day counts for deadlines: no weekend and no day off, but a make-up or an extra open day."""
        if day in self._closed:
            return False
        return day in self._extra_open or self._kind(day) in (DayKind.WORKDAY, DayKind.MAKE_UP)

    def working_days_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself, whatever it is, does not count.

        Raises ValueError for a negative count; 0 gives ``day``.
        """
        if count < 0:
            raise ValueError("working days are counted forwards")
        while count:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def unknown(self, first: date, last: date) -> HolidaysUnknown | None:
        """A warning for the first year between the two days whose holidays are not known; None when all are."""
        years = range(first.year, last.year + 1)
        return next((HolidaysUnknown(year) for year in years if not self._holidays.knows(year)), None)
