"""The public holidays of mainland China.

Responsible for: answering ``Holidays`` from the library ``chinesecalendar``, whose tables follow the State Council's notice of
each year, and from the law alone for years beyond them. Not responsible for: a hall's own days.
"""

from __future__ import annotations

from datetime import date

import chinese_calendar  # type: ignore[import-untyped] # the library has no types

from queue_server.domain.calendar import DayKind
from queue_server.domain.calendar.holidays import plain_kind

_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the public holidays that fall on the same date every year: New Year, Labour Day, National Day
(全国年节及纪念日放假办法, as in force since 1 January 2025). The others follow the lunar calendar or the sun, and which days are
off or worked in exchange is decided anew each year."""


class ChinaHolidays:
    """Implements ``Holidays``. Stateless; safe to share between threads."""

    def kind(self, day: date) -> DayKind:
        """What the day is; beyond the library's tables only weekends and holidays of fixed dates are known."""
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return DayKind.HOLIDAY if (day.month, day.day) in _FIXED else plain_kind(day)
        if name is None:
            return plain_kind(day)
        return DayKind.HOLIDAY if off else DayKind.MAKE_UP

    def knows(self, year: int) -> bool:
        """Whether the library has the tables of that year."""
        try:
            chinese_calendar.is_holiday(date(year, 1, 1))
        except NotImplementedError:
            return False
        return True
