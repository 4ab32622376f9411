"""When a service gives numbers: examples of breaks, seasons, sessions and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from queue_server.domain.calendar import (
    HORIZON_DAYS,
    DayKind,
    HallDays,
    OpenState,
    ServiceCalendar,
    WhyClosed,
)
from tests.fakes.hall_calendars import ListedHolidays, calendar, service
from tests.fakes.hall_clock import ZONE

OFFICE = service("mon-fri 09:00-12:00", "mon-fri 13:30-17:00")
MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)


def at(day: int, clock: str, month: int = 3) -> datetime:
    """An instant in 2026."""
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=ZONE)


def test_open_until_the_break_and_then_until_the_evening() -> None:
    office = calendar(OFFICE)
    assert office.state(at(2, "09:00")) == OpenState(
        True, closes_at=at(2, "12:00"), day_ends_at=at(2, "17:00")
    )
    assert office.state(at(2, "16:59")) == OpenState(
        True, closes_at=at(2, "17:00"), day_ends_at=at(2, "17:00")
    )


@pytest.mark.parametrize(
    "now, opens",
    [
        (at(2, "08:59"), at(2, "09:00")),
        (at(2, "12:00"), at(2, "13:30")),
        (at(2, "17:00"), at(3, "09:00")),
        (at(6, "23:59"), at(9, "09:00")),
        (at(7, "10:00"), at(9, "09:00")),
    ],
)
def test_closed_outside_of_the_hours(now: datetime, opens: datetime) -> None:
    office = calendar(OFFICE)
    assert office.state(now) == OpenState(False, WhyClosed.HOURS, opens_at=opens)
    assert office.state(now.astimezone(UTC)) == office.state(now)
    assert office.next_opening(now) == opens


def test_the_next_opening_of_an_open_service_is_now() -> None:
    now = at(2, "10:07") + timedelta(seconds=31)
    assert calendar(OFFICE).next_opening(now) == now


def test_times_are_told_in_the_halls_zone() -> None:
    state = calendar(OFFICE).state(at(2, "12:30").astimezone(UTC))
    assert state.opens_at is not None
    assert state.opens_at.isoformat() == "2026-03-02T13:30:00+08:00"


def test_periods_of_a_day_are_in_order_and_joined_where_they_touch() -> None:
    mixed = calendar(
        service("mon-fri 13:30-17:00", "daily 09:00-10:00", "mon 10:00-11:00", "mon 09:30-10:30")
    )
    spans = [(p.opens_at, p.closes_at) for p in mixed.periods(MONDAY)]
    assert spans == [(at(2, "09:00"), at(2, "11:00")), (at(2, "13:30"), at(2, "17:00"))]
    assert [(p.opens_at, p.closes_at) for p in mixed.periods(SATURDAY)] == [(at(7, "09:00"), at(7, "10:00"))]


def test_a_weekly_session() -> None:
    session = calendar(service("tue 13:30-17:00"))
    assert session.next_opening(at(2, "10:00")) == at(3, "13:30")
    assert session.next_opening(at(3, "17:00")) == at(10, "13:30")


def test_a_session_that_a_holiday_takes_is_a_week_later() -> None:
    session = calendar(service("tue 13:30-17:00"), {date(2026, 3, 3): DayKind.HOLIDAY})
    state = session.state(at(3, "14:00"))
    assert state == OpenState(False, WhyClosed.HOLIDAY, opens_at=at(10, "13:30"))


def test_a_season_takes_the_place_of_the_usual_hours() -> None:
    summer = {("04-10", "09-15"): ("daily 07:00-11:30",)}
    clinic = calendar(service("daily 07:30-11:30", seasons=summer))
    assert clinic.next_opening(at(9, "00:00", month=4)) == at(9, "07:30", month=4)
    assert clinic.next_opening(at(10, "00:00", month=4)) == at(10, "07:00", month=4)
    assert clinic.next_opening(at(15, "00:00", month=9)) == at(15, "07:00", month=9)
    assert clinic.next_opening(at(16, "00:00", month=9)) == at(16, "07:30", month=9)


def test_a_season_over_the_new_year() -> None:
    winter = {("11-01", "02-28"): ("daily 10:00-15:00",)}
    mountain = calendar(service("daily 08:00-18:00", seasons=winter))
    opening = {month: mountain.periods(date(2026, month, 28))[0].opens_at.hour for month in (1, 2, 3, 10, 12)}
    assert opening == {1: 10, 2: 10, 3: 8, 10: 8, 12: 10}


def test_a_make_up_saturday_has_the_hours_of_a_friday() -> None:
    hours = service("mon-thu 09:00-17:00", "fri 09:00-15:00")
    worked = calendar(hours, {SATURDAY: DayKind.MAKE_UP})
    assert worked.state(at(7, "10:00")) == OpenState(
        True, closes_at=at(7, "15:00"), day_ends_at=at(7, "15:00")
    )


def test_the_hall_files_dates_win() -> None:
    kinds = {MONDAY: DayKind.HOLIDAY}
    own = calendar(OFFICE, kinds, closed=[date(2026, 3, 3)], extra_open=[MONDAY, SATURDAY])
    assert own.state(at(2, "10:00")).open
    assert own.state(at(3, "10:00")) == OpenState(False, WhyClosed.HOLIDAY, opens_at=at(4, "09:00"))
    assert own.state(at(7, "10:00")).open


def test_an_evening_that_goes_on_after_midnight_is_one_stretch() -> None:
    late = calendar(service("sat 20:00-24:00", "sun 00:00-02:00"))
    assert late.state(at(7, "23:00")) == OpenState(True, closes_at=at(8, "02:00"), day_ends_at=at(8, "02:00"))
    assert late.state(at(8, "02:00")).opens_at == at(14, "20:00")


def test_what_never_closes_tells_no_closing() -> None:
    always = calendar(service("daily 00:00-24:00"))
    assert always.state(at(2, "03:00")) == OpenState(True)
    holiday = calendar(service("daily 00:00-24:00"), {date(2026, 3, 20): DayKind.HOLIDAY})
    assert holiday.state(at(2, "03:00")).closes_at == at(20, "00:00")
    assert holiday.state(at(20, "03:00")).opens_at == at(21, "00:00")


def test_the_next_opening_is_looked_for_in_a_bounded_time() -> None:
    today = at(2, "10:00")
    closed = [MONDAY + timedelta(days=n) for n in range(HORIZON_DAYS)]
    hours = service("daily 09:00-12:00")
    assert calendar(hours, closed=closed).next_opening(today) == at(1, "09:00", month=5)
    longer = calendar(hours, closed=[*closed, MONDAY + timedelta(days=HORIZON_DAYS)])
    assert longer.next_opening(today) is None
    assert longer.state(today) == OpenState(False, WhyClosed.HOLIDAY)


def test_deadlines_are_counted_by_the_halls_days() -> None:
    office = calendar(OFFICE, {SATURDAY: DayKind.MAKE_UP})
    assert office.working_days_after(MONDAY, 5) == SATURDAY


def test_a_day_is_worked_out_once() -> None:
    holidays = ListedHolidays()
    office = ServiceCalendar(OFFICE, HallDays(holidays), ZONE)
    office.state(at(2, "00:00"))
    asked = holidays.asked
    assert all(office.state(at(2, f"{hour:02}:15")).reason is not WhyClosed.HOLIDAY for hour in range(24))
    assert holidays.asked == asked
