"""From a hall file to opening times and limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from config.loader import parse_hall
from queue_server.domain.admission import AdmissionRules, Interval
from queue_server.domain.calendar import HolidaysUnknown, WhyClosed
from queue_server.service.opening import HallOpening
from tests.fakes.hall_clock import ZONE

RULES = "tickets_per_person = 2"
SERVICES = """
[[services]]
id = "civil"
prefix = "A"
name = { zh = "民政", en = "Civil affairs" }
open = ["mon-fri 09:00-12:00", "mon-fri 13:30-17:00"]
limits = [
    { hours = "mon-thu 09:00-12:00", tickets = 40, warn = 30 },
    { hours = "fri 09:00-11:00", tickets = 20 },
]
max_waiting = 30
warn_waiting = 20
one_per_person = false

[[services]]
id = "clinic"
prefix = "B"
name = { zh = "采血", en = "Blood tests" }
open = ["daily 07:30-11:30"]

[[services.seasons]]
from = "04-10"
to = "09-15"
open = ["daily 07:00-11:30"]
"""


def opening(calendar: str = "", rules: str = RULES) -> HallOpening:
    """The opening of a hall with two services."""
    windows = '[[windows]]\nid = "w1"\nnumber = 1\nservices = ["civil", "clinic"]\n'
    hall = '[hall]\nid = "test"\nname = { zh = "测试大厅", en = "Test hall" }\n'
    text = f"{hall}\n[rules]\n{rules}\n{SERVICES}\n{windows}\n[calendar]\n{calendar}\n"
    return HallOpening.of(parse_hall(text))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def test_each_service_has_its_hours_and_seasons() -> None:
    calendars = opening().calendars
    assert calendars["civil"].next_opening(at(4, 11, 0)) == at(4, 13, 9)
    assert calendars["clinic"].next_opening(at(4, 9, 0)) == at(4, 9, 7, 30)
    assert calendars["clinic"].next_opening(at(4, 10, 0)) == at(4, 10, 7)


def test_a_hall_that_keeps_no_holidays_is_open_on_national_day() -> None:
    assert opening().calendars["civil"].state(at(10, 1, 10)).open


def test_a_hall_that_keeps_them_opens_after_the_holidays_and_on_make_up_days() -> None:
    civil = opening('holidays = "china"').calendars["civil"]
    state = civil.state(at(10, 1, 10))
    assert (state.open, state.reason, state.opens_at) == (False, WhyClosed.HOLIDAY, at(10, 8, 9))
    assert civil.state(at(10, 10, 10)).open
    assert not civil.state(at(10, 11, 10)).open


def test_the_dates_of_the_hall_file_win() -> None:
    days = 'holidays = "china"\nclosed = [2026-10-10]\nextra_open = [2026-10-02, 2026-10-17]'
    civil = opening(days).calendars["civil"]
    assert civil.state(at(10, 2, 10)).open
    assert civil.state(at(10, 17, 10)).open
    assert civil.state(at(10, 10, 10)).reason is WhyClosed.HOLIDAY


def test_a_make_up_day_is_like_the_weekday_of_the_hall_file() -> None:
    friday = opening('holidays = "china"')
    assert friday.interval("civil", at(10, 10, 9)) == Interval(at(10, 10, 9), at(10, 10, 11), 20)
    monday = opening('holidays = "china"\nmake_up_like = "mon"')
    assert monday.interval("civil", at(10, 10, 9)) == Interval(at(10, 10, 9), at(10, 10, 12), 40, 30)


@pytest.mark.parametrize(
    "now, limited",
    [
        (at(3, 2, 8, 59), False),
        (at(3, 2, 9), True),
        (at(3, 2, 11, 59), True),
        (at(3, 2, 12), False),
        (at(3, 6, 10, 59), True),
        (at(3, 6, 11), False),
        (at(3, 7, 10), False),
    ],
)
def test_a_limit_holds_in_its_hours(now: datetime, limited: bool) -> None:
    hall = opening()
    assert (hall.interval("civil", now) is not None) is limited
    assert hall.interval("civil", now.astimezone(UTC)) == hall.interval("civil", now)


def test_no_limit_without_one_or_on_a_day_off() -> None:
    assert opening().interval("clinic", at(3, 2, 10)) is None
    assert opening("closed = [2026-03-02]").interval("civil", at(3, 2, 10)) is None


def test_rules_of_admission() -> None:
    rules = opening().rules
    assert rules["civil"] == AdmissionRules(
        max_waiting=30, warn_waiting=20, one_per_person=False, tickets_per_person=2
    )
    assert rules["clinic"] == AdmissionRules(tickets_per_person=2)
    cut = opening(rules='cut_off = "forecast"\novertime_minutes = 45').rules
    assert cut["clinic"].overtime == timedelta(minutes=45)


def test_years_without_holidays_are_told_sixty_days_before() -> None:
    hall = opening('holidays = "china"')
    assert hall.warning(date(2026, 6, 1)) is None
    told = {hall.warning(date(2040, 3, 1) + timedelta(days=n)) for n in range(200)}
    assert told == {HolidaysUnknown(2040)}
    assert opening().warning(date(2040, 3, 1)) is None


def test_an_unknown_year_is_kept_by_what_is_known_and_by_the_hall_file() -> None:
    civil = opening('holidays = "china"\nclosed = [2040-02-13]\nextra_open = [2040-02-18]').calendars["civil"]
    monday, saturday = (datetime(2040, 2, day, 10, tzinfo=ZONE) for day in (13, 18))
    assert civil.state(monday).reason is WhyClosed.HOLIDAY
    assert civil.state(saturday).open
    assert civil.state(datetime(2040, 10, 2, 10, tzinfo=ZONE)).reason is WhyClosed.HOLIDAY


def test_services_close_last_at_their_minute_of_the_day() -> None:
    assert opening().closings(date(2026, 3, 4)) == {"civil": 1020.0, "clinic": 690.0}
    assert opening().closings(date(2026, 3, 7)) == {"clinic": 690.0}
    assert opening("closed = [2026-03-04]").closings(date(2026, 3, 4)) == {}
