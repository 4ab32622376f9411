"""The public holidays of China, and the years nobody has decided on yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from queue_server.domain.calendar import DayKind, HallDays
from queue_server.service.china_holidays import ChinaHolidays

CHINA = ChinaHolidays()
MAKE_UP_2026 = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).year == year]


def test_the_year_2026_as_it_was_decided() -> None:
    kinds = {day: CHINA.kind(day) for day in days_of(2026)}
    make_up = {(day.month, day.day) for day, kind in kinds.items() if kind is DayKind.MAKE_UP}
    assert make_up == MAKE_UP_2026
    assert list(kinds.values()).count(DayKind.HOLIDAY) == 33


@pytest.mark.parametrize(
    "day, kind",
    [
        (date(2026, 2, 14), DayKind.MAKE_UP),
        (date(2026, 2, 15), DayKind.HOLIDAY),
        (date(2026, 2, 23), DayKind.HOLIDAY),
        (date(2026, 2, 24), DayKind.WORKDAY),
        (date(2026, 3, 7), DayKind.WEEKEND),
        (date(2026, 10, 7), DayKind.HOLIDAY),
        (date(2026, 10, 8), DayKind.WORKDAY),
        (date(2026, 10, 10), DayKind.MAKE_UP),
    ],
)
def test_days_around_holidays(day: date, kind: DayKind) -> None:
    assert CHINA.kind(day) is kind


def test_only_weekends_are_made_up_for() -> None:
    known = [day for year in range(2020, 2027) for day in days_of(year)]
    assert all(day.weekday() >= 5 for day in known if CHINA.kind(day) is DayKind.MAKE_UP)


@pytest.mark.parametrize("year", [1999, 2003, 2040, 9999])
def test_years_beyond_the_tables_have_weekends_and_fixed_holidays(year: int) -> None:
    assert not CHINA.knows(year)
    days = days_of(year) if year < 9999 else [date(9999, 12, n) for n in range(1, 31)]
    kinds = {day: CHINA.kind(day) for day in days}
    fixed = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    for day, kind in kinds.items():
        if (day.month, day.day) in fixed:
            assert kind is DayKind.HOLIDAY
        else:
            assert kind is (DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WORKDAY)


def test_the_years_of_the_tables_are_known() -> None:
    assert all(CHINA.knows(year) for year in range(2004, 2027))


def test_a_deadline_over_the_national_day_of_2026() -> None:
    # 1 to 7 October are off; Saturday the 10th is worked.
    days = HallDays(CHINA)
    assert days.working_days_after(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert days.working_days_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert days.working_days_after(date(2026, 9, 30), 5) == date(2026, 10, 13)
