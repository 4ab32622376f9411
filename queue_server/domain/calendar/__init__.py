"""The hall's calendar: business days, holidays, and when a service gives numbers.

Responsible for: rules over days and times of day in the hall's own zone. Not responsible for: reading a clock, the settings,
or knowing the holidays of a country (a ``Holidays`` does).
"""

from __future__ import annotations

from queue_server.domain.calendar.hall_days import HallDays
from queue_server.domain.calendar.holidays import DayKind, Holidays, HolidaysUnknown, NoHolidays
from queue_server.domain.calendar.instants import Stretch
from queue_server.domain.calendar.service_calendar import (
    HORIZON_DAYS,
    OpeningHours,
    OpenState,
    Period,
    ServiceCalendar,
    WhyClosed,
)
from queue_server.domain.calendar.today import business_day

__all__ = [
    "HORIZON_DAYS",
    "DayKind",
    "HallDays",
    "Holidays",
    "HolidaysUnknown",
    "NoHolidays",
    "OpenState",
    "OpeningHours",
    "Period",
    "ServiceCalendar",
    "Stretch",
    "WhyClosed",
    "business_day",
]
