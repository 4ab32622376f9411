"""Which day and which weekly period an instant belongs to.

Responsible for: the business day, and plain weekly hours in the hall's own zone. Not responsible for: holidays and seasons
(``service_calendar``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Protocol


class WeeklyPeriod(Protocol):
    """A weekly opening period."""

    def covers(self, weekday: int, minute: int) -> bool:
        """True when it is open on that weekday (0 is Monday) at that minute of the day."""


def business_day(now: datetime, zone: tzinfo, latest: date | None = None) -> date:
    """The hall's date at ``now``; never earlier than ``latest``, the last day the hall has opened.

    A clock that was set back therefore goes on with the numbers of the later day instead of giving numbers twice.
    """
    today = now.astimezone(zone).date()
    return today if latest is None else max(today, latest)


def is_open(periods: Iterable[WeeklyPeriod], now: datetime, zone: tzinfo) -> bool:
    """True when one of the periods covers ``now``."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return any(period.covers(local.weekday(), minute) for period in periods)
