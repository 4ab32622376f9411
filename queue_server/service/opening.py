"""From the hall's settings to the domain's calendar and rules of admission.

Responsible for: building one calendar per service, and reading what bounds the numbers of a service. Not responsible for: the
rules themselves (``domain.calendar``, ``domain.admission``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from config.model import WEEKDAYS, CalendarSection, HallConfig, RulesSection, ServiceSection
from queue_server.domain.admission import AdmissionRules, Interval
from queue_server.domain.calendar import (
    HORIZON_DAYS,
    HallDays,
    Holidays,
    HolidaysUnknown,
    NoHolidays,
    ServiceCalendar,
)
from queue_server.domain.calendar.instants import instants
from queue_server.service.china_holidays import ChinaHolidays


@dataclass(frozen=True)
class HallOpening:
    """When the services of a hall give numbers, and how many. Immutable; safe to share between threads."""

    zone: ZoneInfo
    days: HallDays
    calendars: dict[str, ServiceCalendar]
    """By service."""
    rules: dict[str, AdmissionRules]
    """By service."""
    services: dict[str, ServiceSection]

    @classmethod
    def of(cls, config: HallConfig) -> HallOpening:
        """The opening of the hall that the settings describe."""
        zone, days = ZoneInfo(config.hall.timezone), hall_days(config.calendar)
        return cls(
            zone=zone,
            days=days,
            calendars={service.id: ServiceCalendar(service, days, zone) for service in config.services},
            rules={service.id: admission_rules(service, config.rules) for service in config.services},
            services={service.id: service for service in config.services},
        )

    def interval(self, service_id: str, now: datetime) -> Interval | None:
        """The limited part of the day that ``now`` is in, in the hall's zone; None where no limit holds.

        On a make-up day it is that of the weekday whose hours hold.
        """
        local = now.astimezone(self.zone)
        weekday = self.days.hours_like(local.date())
        limits = self.services[service_id].limits
        if weekday is None or not limits:
            return None
        limit = self.services[service_id].limit_at(weekday, local.hour * 60 + local.minute)
        if limit is None:
            return None
        shown = instants(local.date(), [(limit.hours.start, limit.hours.end)], self.zone)
        starts, ends = shown[0].opens_at, shown[-1].closes_at
        return Interval(starts.astimezone(self.zone), ends.astimezone(self.zone), limit.tickets, limit.warn)

    def closings(self, day: date) -> dict[str, float]:
        """When the services that open on that day close last, in minutes after its midnight."""
        midnight = datetime.combine(day, time(), self.zone)
        periods = {id_: calendar.periods(day) for id_, calendar in self.calendars.items()}
        return {
            id_: (stretches[-1].closes_at - midnight).total_seconds() / 60.0
            for id_, stretches in periods.items()
            if stretches
        }

    def warning(self, today: date) -> HolidaysUnknown | None:
        """A warning when holidays are not known for all of the next days that openings are looked for in.

        It is the same value until the year that it names is over: to say it once, say it when it is another one.
        """
        return self.days.unknown(today, today + timedelta(days=HORIZON_DAYS))


def hall_days(section: CalendarSection) -> HallDays:
    """The hall's days, by the holidays that it keeps and its own dates."""
    holidays: Holidays = ChinaHolidays() if section.holidays == "china" else NoHolidays()
    return HallDays(
        holidays,
        closed=section.closed,
        extra_open=section.extra_open,
        make_up_like=WEEKDAYS.index(section.make_up_like),
    )


def admission_rules(service: ServiceSection, rules: RulesSection) -> AdmissionRules:
    """What bounds the numbers of a service."""
    return AdmissionRules(
        max_waiting=service.max_waiting,
        warn_waiting=service.warn_waiting,
        one_per_person=service.one_per_person,
        tickets_per_person=rules.tickets_per_person,
        overtime=rules.served_after_closing,
    )
