"""Which weekday's hours hold on a date, and which days count for deadlines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.calendar import DayKind, HallDays, HolidaysUnknown, NoHolidays
from tests.fakes.hall_calendars import ListedHolidays

MON, TUE, FRI, SAT, SUN = 0, 1, 4, 5, 6
MONDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 3, day) for day in (2, 6, 7, 8))
NEAR = st.dates(date(2026, 1, 1), date(2026, 3, 31))


def test_an_ordinary_week_has_its_own_hours() -> None:
    days = HallDays(NoHolidays())
    assert [days.hours_like(MONDAY + timedelta(days=n)) for n in range(7)] == list(range(7))
    assert days.unknown(date(2020, 1, 1), date(2090, 1, 1)) is None


def test_a_holiday_is_off() -> None:
    days = HallDays(ListedHolidays({MONDAY: DayKind.HOLIDAY}))
    assert days.hours_like(MONDAY) is None
    assert not days.is_working_day(MONDAY)


def test_a_make_up_day_on_a_weekend_is_like_the_weekday_of_the_hall_file() -> None:
    kinds = {SATURDAY: DayKind.MAKE_UP, SUNDAY: DayKind.MAKE_UP}
    assert HallDays(ListedHolidays(kinds)).hours_like(SATURDAY) == FRI
    assert HallDays(ListedHolidays(kinds), make_up_like=TUE).hours_like(SUNDAY) == TUE


def test_the_dates_of_the_hall_file_win() -> None:
    kinds = {MONDAY: DayKind.HOLIDAY, SATURDAY: DayKind.MAKE_UP}
    days = HallDays(ListedHolidays(kinds), closed=[SATURDAY, FRIDAY], extra_open=[MONDAY, SUNDAY])
    assert days.hours_like(MONDAY) == MON
    assert days.hours_like(SUNDAY) == FRI
    assert days.hours_like(SATURDAY) is None
    assert days.hours_like(FRIDAY) is None
    counted = [day for day in (MONDAY, FRIDAY, SATURDAY, SUNDAY) if days.is_working_day(day)]
    assert counted == [MONDAY, SUNDAY]


def test_a_day_that_is_both_is_closed() -> None:
    days = HallDays(NoHolidays(), closed=[MONDAY], extra_open=[MONDAY])
    assert days.hours_like(MONDAY) is None
    assert not days.is_working_day(MONDAY)


def test_a_weekend_has_its_hours_but_does_not_count() -> None:
    days = HallDays(NoHolidays())
    assert days.hours_like(SATURDAY) == SAT
    assert not days.is_working_day(SATURDAY)


def test_five_working_days_over_the_spring_festival_of_2026() -> None:
    # Off from 15 to 23 February; worked on Saturday the 14th and Saturday the 28th.
    off = {date(2026, 2, day): DayKind.HOLIDAY for day in range(15, 24)}
    days = HallDays(
        ListedHolidays(off | {date(2026, 2, day): DayKind.MAKE_UP for day in (14, 28)}),
    )
    assert days.working_days_after(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert days.working_days_after(date(2026, 2, 13), 5) == date(2026, 2, 27)
    assert days.working_days_after(date(2026, 2, 13), 6) == date(2026, 2, 28)
    assert days.working_days_after(date(2026, 2, 18), 0) == date(2026, 2, 18)


def test_deadlines_do_not_go_back() -> None:
    with pytest.raises(ValueError, match="forwards"):
        HallDays(NoHolidays()).working_days_after(MONDAY, -1)


def test_the_first_unknown_year_is_told() -> None:
    days = HallDays(ListedHolidays(years=(2025, 2026)))
    assert days.unknown(date(2025, 5, 1), date(2026, 12, 31)) is None
    assert days.unknown(date(2026, 12, 1), date(2028, 1, 30)) == HolidaysUnknown(2027)
    assert "2027" in HolidaysUnknown(2027).message


def test_a_day_is_asked_for_once() -> None:
    holidays = ListedHolidays()
    days = HallDays(holidays)
    for _ in range(50):
        days.hours_like(MONDAY)
        days.is_working_day(MONDAY)
    assert holidays.asked == 1


@given(
    st.dictionaries(NEAR, st.sampled_from(DayKind), max_size=20),
    st.sets(NEAR, max_size=8),
    st.sets(NEAR, max_size=8),
    NEAR,
    st.integers(0, 30),
)
def test_working_days_against_a_plain_count(
    kinds: dict[date, DayKind], closed: set[date], extra: set[date], start: date, count: int
) -> None:
    listed = ListedHolidays(kinds)
    ahead = [start + timedelta(days=n) for n in range(1, 150)]
    works = [
        day
        for day in ahead
        if day not in closed and (day in extra or listed.kind(day) in {DayKind.WORKDAY, DayKind.MAKE_UP})
    ]
    days = HallDays(listed, closed=closed, extra_open=extra)
    assert days.working_days_after(start, count) == [start, *works][count]
