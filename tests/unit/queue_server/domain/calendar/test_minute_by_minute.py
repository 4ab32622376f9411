"""Calendars against a plain model that looks at every minute, also where clocks are changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.model import OpenPeriod, Season, ServiceSection
from queue_server.domain.calendar import HORIZON_DAYS, DayKind, HallDays, ServiceCalendar
from tests.fakes.hall_calendars import ListedHolidays, calendar, service
from tests.fakes.hall_clock import ZONE

MINUTE = timedelta(minutes=1)
SCANNED = 2 * 24 * 60
"""Minutes that the model looks at."""

# A zone and the day before its clocks are changed: forwards, back, by half an hour, at midnight, and by a whole day.
CHANGES = (
    ("Asia/Shanghai", date(2026, 2, 27)),
    ("Asia/Shanghai", date(1991, 4, 13)),
    ("Europe/Berlin", date(2026, 3, 28)),
    ("Europe/Berlin", date(2026, 10, 24)),
    ("America/New_York", date(2026, 10, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("Australia/Lord_Howe", date(2026, 10, 3)),
    ("Asia/Beirut", date(2026, 3, 28)),
    ("America/Havana", date(2026, 10, 31)),
    ("Pacific/Apia", date(2011, 12, 29)),
)


@dataclass(frozen=True)
class Case:
    """A service in a hall on some days."""

    zone: tzinfo
    first: date
    hours: ServiceSection
    kinds: Mapping[date, DayKind]
    closed: frozenset[date]
    extra_open: frozenset[date]

    @property
    def start(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=self.zone).astimezone(UTC)

    def calendar(self) -> ServiceCalendar:
        days = HallDays(ListedHolidays(self.kinds), closed=self.closed, extra_open=self.extra_open)
        return ServiceCalendar(self.hours, days, self.zone)

    def is_open(self, instant: datetime) -> bool:
        """The model: what the clock on the wall says, looked up in the lists."""
        local = instant.astimezone(self.zone)
        day, minute = local.date(), local.hour * 60 + local.minute
        kind = ListedHolidays(self.kinds).kind(day)
        weekday = day.weekday()
        extra = day in self.extra_open
        if day in self.closed or (kind is DayKind.HOLIDAY and not extra):
            return False
        if weekday >= 5 and (extra or kind is DayKind.MAKE_UP):
            weekday = 4
        return any(period.covers(weekday, minute) for period in self._hours_on(day))

    def _hours_on(self, day: date) -> tuple[OpenPeriod, ...]:
        for season in self.hours.seasons:
            if f"{day:%m-%d}" in days_between(season.first, season.last):
                return season.open
        return self.hours.open


@cache
def days_between(first: str, last: str) -> set[str]:
    """Every month and day from one to the other, found by turning the leaves of a calendar."""
    day = date.fromisoformat(f"2000-{first}")
    found = {first}
    while f"{day:%m-%d}" != last:
        day += timedelta(days=1)
        found.add(f"{day:%m-%d}")
    return found


def in_utc(instant: datetime | None) -> datetime | None:
    """For comparing: Python finds a time that clocks show twice unequal to the same instant in another zone."""
    return None if instant is None else instant.astimezone(UTC)


def periods(step: int = 1) -> st.SearchStrategy[tuple[OpenPeriod, ...]]:
    times = st.tuples(st.integers(0, 1440 // step), st.integers(0, 1440 // step)).filter(
        lambda t: t[0] != t[1]
    )
    weekdays = st.frozensets(st.integers(0, 6), min_size=1)
    return st.lists(
        st.builds(
            lambda days, ends: OpenPeriod(weekdays=days, start=min(ends) * step, end=max(ends) * step),
            weekdays,
            times,
        ),
        min_size=1,
        max_size=4,
    ).map(tuple)


MONTH_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: f"{day:%m-%d}")


@st.composite
def seasonal(draw: st.DrawFn, step: int = 1) -> ServiceSection:
    plain = service("daily 00:00-24:00")
    season = Season(first=draw(MONTH_DAYS), last=draw(MONTH_DAYS), open=draw(periods(step)))
    seasons = (season,) if draw(st.booleans()) else ()
    return plain.model_copy(update={"open": draw(periods(step)), "seasons": seasons})


@st.composite
def cases(draw: st.DrawFn) -> Case:
    zone, first = draw(st.sampled_from(CHANGES))
    near = st.integers(0, 6).map(lambda n: first + timedelta(days=n))
    return Case(
        zone=ZoneInfo(zone),
        first=first,
        hours=draw(seasonal()),
        kinds=draw(st.dictionaries(near, st.sampled_from(DayKind), max_size=3)),
        closed=draw(st.frozensets(near, max_size=2)),
        extra_open=draw(st.frozensets(near, max_size=2)),
    )


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_minute_is_as_the_model_says(case: Case) -> None:
    opening = case.calendar()
    minutes = [case.start + MINUTE * n for n in range(SCANNED)]
    truth = [case.is_open(minute) for minute in minutes]
    changed: datetime | None = None
    opened: datetime | None = None
    # From the end, so that the next change is known when a minute is looked at.
    for index in range(SCANNED - 1, -1, -1):
        minute, is_open = minutes[index], truth[index]
        if index + 1 < SCANNED and truth[index + 1] is not is_open:
            changed = minutes[index + 1]
        opened = minute if is_open else opened
        state = opening.state(minute)
        assert state.open is is_open
        assert (state.reason is None) is is_open
        if changed is not None:
            assert in_utc(state.closes_at if is_open else state.opens_at) == changed
        # Every so often, with a step that meets all minutes of an hour.
        if opened is not None and index % 7 == 0:
            assert in_utc(opening.next_opening(minute)) == opened


@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_periods_of_a_day_hold_its_open_minutes(case: Case) -> None:
    opening, day = case.calendar(), case.first + timedelta(days=1)
    held = set()
    for stretch in opening.periods(day):
        minute = stretch.opens_at.astimezone(UTC)
        while minute < stretch.closes_at.astimezone(UTC):
            held.add(minute)
            minute += MINUTE
    minutes = [case.start + MINUTE * n for n in range(SCANNED + 12 * 60)]
    on_the_day = {m for m in minutes if m.astimezone(case.zone).date() == day and case.is_open(m)}
    assert held == on_the_day


@settings(max_examples=40, deadline=None)
@given(seasonal(step=15), st.sets(st.integers(0, HORIZON_DAYS + 5)), st.integers(0, 7 * 96))
def test_the_next_opening_is_the_first_open_quarter(
    hours: ServiceSection, closed: set[int], quarter: int
) -> None:
    first = date(2026, 12, 1)
    case = Case(ZONE, first, hours, {}, frozenset(first + timedelta(days=n) for n in closed), frozenset())
    now = case.start + timedelta(minutes=15) * quarter
    last_day = now.astimezone(ZONE).date() + timedelta(days=HORIZON_DAYS)
    expected, instant = None, now
    while expected is None and instant.astimezone(ZONE).date() <= last_day:
        expected = instant if case.is_open(instant) else None
        instant += timedelta(minutes=15)
    assert case.calendar().next_opening(now) == expected


@pytest.mark.parametrize(
    "hours, spans",
    [
        # On 29 March 2026 the clocks of Berlin go from 02:00 to 03:00.
        ("daily 02:15-02:45", []),
        ("daily 02:30-04:00", [("01:00", "02:00")]),
        ("daily 01:30-03:30", [("00:30", "01:30")]),
    ],
)
def test_times_that_the_clocks_skip(hours: str, spans: list[tuple[str, str]]) -> None:
    berlin = calendar(service(hours), zone=ZoneInfo("Europe/Berlin"))
    told = [
        (s.opens_at.astimezone(UTC), s.closes_at.astimezone(UTC)) for s in berlin.periods(date(2026, 3, 29))
    ]
    assert [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in told] == spans


def test_times_that_the_clocks_show_twice() -> None:
    # On 25 October 2026 the clocks of Berlin go from 03:00 back to 02:00.
    berlin = calendar(service("daily 02:15-02:45"), zone=ZoneInfo("Europe/Berlin"))
    told = [s.opens_at.isoformat() for s in berlin.periods(date(2026, 10, 25))]
    assert told == ["2026-10-25T02:15:00+02:00", "2026-10-25T02:15:00+01:00"]
