"""What kind of day a date is for the country.

Responsible for: the port to somebody who knows public holidays, and the answer of a hall that keeps none. Not responsible
for: the facts themselves, or the hall's own days (``hall_days``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

SATURDAY = 5
"""The first weekday of a weekend; Monday is 0."""


class DayKind(StrEnum):
    """What a date is for the country."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A public holiday, or a day off in exchange for one."""
    MAKE_UP = "make-up"
    """A day of a weekend that is worked in exchange for a day off (调休)."""


class Holidays(Protocol):
    """Knows the public holidays of a country."""

    def kind(self, day: date) -> DayKind:
        """What the day is; never raises, also for years it knows nothing of."""

    def knows(self, year: int) -> bool:
        """Whether the holidays of that year are known to it."""


@dataclass(frozen=True, slots=True)
class HolidaysUnknown:
    """A warning: days of that year are judged by weekends, days of fixed dates, and the hall file alone."""

    year: int

    @property
    def message(self) -> str:
        """For people who read logs."""
        return f"the public holidays of {self.year} are not known yet: update, or list them in the hall file"


class NoHolidays:
    """Implements ``Holidays`` for a hall that keeps none."""

    def kind(self, day: date) -> DayKind:
        """A workday or a weekend."""
        return plain_kind(day)

    def knows(self, year: int) -> bool:  # noqa: ARG002 # the port's
        """Always: there are none."""
        return True


def plain_kind(day: date) -> DayKind:
    """What a day is that no holiday touches."""
    return DayKind.WEEKEND if day.weekday() >= SATURDAY else DayKind.WORKDAY
