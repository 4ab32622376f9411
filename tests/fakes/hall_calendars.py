"""Holidays, hours and calendars that tests write in a line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from config.model import Bilingual, OpenPeriod, Season, ServiceSection
from queue_server.domain.calendar import DayKind, HallDays, ServiceCalendar
from tests.fakes.hall_clock import ZONE


@dataclass
class ListedHolidays:
    """Implements ``Holidays`` for the days in its list, and counts how often it was asked."""

    days: Mapping[date, DayKind] = field(default_factory=dict)
    years: Collection[int] = (2026,)
    asked: int = 0

    def kind(self, day: date) -> DayKind:
        self.asked += 1
        return self.days.get(day, DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY)

    def knows(self, year: int) -> bool:
        return year in self.years


def service(*hours: str, seasons: Mapping[tuple[str, str], tuple[str, ...]] | None = None) -> ServiceSection:
    """A service with these weekly hours, and others from one month and day to another."""
    return ServiceSection(
        id="civil",
        prefix="A",
        name=Bilingual(zh="民政", en="Civil affairs"),
        open=tuple(map(OpenPeriod.parse, hours)),
        seasons=tuple(
            Season(first=first, last=last, open=tuple(map(OpenPeriod.parse, other)))
            for (first, last), other in (seasons or {}).items()
        ),
    )


def calendar(
    hours: ServiceSection,
    kinds: Mapping[date, DayKind] | None = None,
    *,
    closed: Collection[date] = (),
    extra_open: Collection[date] = (),
    zone: tzinfo = ZONE,
) -> ServiceCalendar:
    """The calendar of a service in a hall with these holidays and dates."""
    days = HallDays(ListedHolidays(kinds or {}), closed=closed, extra_open=extra_open)
    return ServiceCalendar(hours, days, zone)
