"""Who may take a number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.admission import (
    AdmissionRules,
    Denial,
    HeldTicket,
    Hindrance,
    Interval,
    Line,
    Override,
    Person,
    admit,
    is_long,
)
from queue_server.domain.calendar import OpenState, WhyClosed
from queue_server.domain.refusal import Code
from queue_server.domain.ticket import Status, Ticket
from queue_server.wire.messages import Unavailable
from tests.fakes.hall_calendars import calendar, service
from tests.fakes.hall_clock import MONDAY_MORNING, ZONE

NOW = MONDAY_MORNING
NOON = NOW.replace(hour=12)
EVENING = NOW.replace(hour=17)
OPEN = OpenState(True, closes_at=NOON, day_ends_at=EVENING)
TOMORROW = NOW + timedelta(hours=23)
SHUT = OpenState(False, WhyClosed.HOURS, opens_at=TOMORROW)
MORNING = Interval(NOW.replace(hour=9), NOON, tickets=40, warn=30)
HELD = HeldTicket("t-1", "A007")


def hindrance(
    rules: AdmissionRules,
    line: Line,
    opening: OpenState = OPEN,
    person: Person | None = None,
    override: Override | None = None,
) -> Hindrance | None:
    denial = admit(rules, line, opening, NOW, person=person, override=override)
    return None if denial is None else denial.hindrance


def test_without_bounds_everybody_gets_a_number() -> None:
    assert admit(AdmissionRules(), Line(waiting=9999), OPEN, NOW, person=Person(tickets_today=99)) is None


def test_a_closed_service_tells_when_it_opens() -> None:
    assert admit(AdmissionRules(), Line(0), SHUT, NOW) == Denial(Hindrance.HOURS, again_at=TOMORROW)
    holiday = replace(SHUT, reason=WhyClosed.HOLIDAY)
    assert admit(AdmissionRules(), Line(0), holiday, NOW) == Denial(Hindrance.HOLIDAY, again_at=TOMORROW)


def test_a_closed_day_comes_before_everything_and_no_override_opens_it() -> None:
    for opening in (OPEN, SHUT):
        for override in (None, Override(), Override(hours=True)):
            denial = admit(AdmissionRules(), Line(0), opening, NOW, day_closed=True, override=override)
            assert denial == Denial(Hindrance.DAY_CLOSED)


@pytest.mark.parametrize(
    "waiting, expected", [(19, None), (20, Hindrance.QUEUE_FULL), (21, Hindrance.QUEUE_FULL)]
)
def test_a_queue_is_full_when_as_many_wait_as_may(waiting: int, expected: Hindrance | None) -> None:
    assert hindrance(AdmissionRules(max_waiting=20), Line(waiting)) is expected


def test_an_interval_is_full_until_it_ends() -> None:
    assert admit(AdmissionRules(), Line(0, MORNING, 39), OPEN, NOW) is None
    denial = admit(AdmissionRules(), Line(0, MORNING, 40), OPEN, NOW)
    assert denial == Denial(Hindrance.INTERVAL_FULL, again_at=NOON)


@pytest.mark.parametrize(
    "wait, handling, expected",
    [
        (timedelta(hours=7, minutes=50), timedelta(minutes=10), None),
        (timedelta(hours=7, minutes=50), timedelta(minutes=11), Hindrance.NO_TIME_LEFT),
        (timedelta(hours=2, minutes=30), timedelta(minutes=10), None),
        (None, timedelta(hours=100), None),
    ],
)
def test_the_forecast_cuts_off_after_the_last_closing_and_the_overtime(
    wait: timedelta | None, handling: timedelta, expected: Hindrance | None
) -> None:
    line = Line(30, longest_wait=wait, handling=handling)
    assert hindrance(AdmissionRules(overtime=timedelta(hours=1)), line) is expected
    assert hindrance(AdmissionRules(overtime=None), line) is None


def test_the_forecast_does_not_cut_off_what_never_closes() -> None:
    line = Line(30, longest_wait=timedelta(days=9))
    assert hindrance(AdmissionRules(overtime=timedelta(0)), line, OpenState(True)) is None


def test_time_that_is_left_is_real_time_where_clocks_are_changed() -> None:
    # From 01:00 to 05:00 in Berlin there are three hours on 29 March 2026.
    zone = ZoneInfo("Europe/Berlin")
    now = datetime(2026, 3, 29, 1, 0, tzinfo=zone)
    state = calendar(service("daily 00:00-05:00"), zone=zone).state(now)
    rules = AdmissionRules(overtime=timedelta(0))
    assert admit(rules, Line(9, longest_wait=timedelta(hours=3)), state, now) is None
    too_long = admit(rules, Line(9, longest_wait=timedelta(hours=3, minutes=1)), state, now)
    assert too_long == Denial(Hindrance.NO_TIME_LEFT)


def test_who_waits_already_is_told_of_the_number_before_anything_about_the_queue() -> None:
    rules = AdmissionRules(max_waiting=1, tickets_per_person=1)
    denial = admit(rules, Line(5), OPEN, NOW, person=Person(HELD, tickets_today=4))
    assert denial == Denial(Hindrance.ALREADY_WAITING, ticket=HELD)
    refusal = denial.refusal()
    assert refusal.code is Code.ALREADY_WAITING
    assert refusal.facts == {"ticket": "t-1", "number": "A007"}


def test_a_second_number_where_the_service_allows_it() -> None:
    rules = AdmissionRules(one_per_person=False, tickets_per_person=3)
    assert hindrance(rules, Line(5), person=Person(HELD, tickets_today=2)) is None
    assert hindrance(rules, Line(5), person=Person(HELD, tickets_today=3)) is Hindrance.TOO_MANY_TODAY


def test_staff_answer_for_exceptions_but_not_for_the_hours() -> None:
    rules = AdmissionRules(max_waiting=1, tickets_per_person=1, overtime=timedelta(0))
    line = Line(50, MORNING, 400, longest_wait=timedelta(hours=20))
    person = Person(HELD, tickets_today=9)
    assert hindrance(rules, line, person=person, override=Override()) is None
    assert hindrance(rules, line, SHUT, person=person, override=Override()) is Hindrance.HOURS
    assert hindrance(rules, line, SHUT, person=person, override=Override(hours=True)) is None


@pytest.mark.parametrize(
    "line, long",
    [
        (Line(14), False),
        (Line(15), True),
        (Line(0, MORNING, 29), False),
        (Line(0, MORNING, 30), True),
        (Line(0, replace(MORNING, warn=None), 40), False),
    ],
)
def test_long_queues_and_few_numbers_are_told_before(line: Line, long: bool) -> None:
    assert is_long(AdmissionRules(warn_waiting=15), line) is long


def test_no_bound_no_warning() -> None:
    assert not is_long(AdmissionRules(), Line(5000))


@pytest.mark.parametrize("hindrance", list(Hindrance))
def test_every_hindrance_is_a_refusal_of_its_own_code(hindrance: Hindrance) -> None:
    code = Denial(hindrance).refusal().code
    closed = {Hindrance.HOURS, Hindrance.HOLIDAY}
    assert code == ("service_closed" if hindrance in closed else hindrance.replace("-", "_"))


def test_what_a_service_may_say_is_what_the_api_may_say() -> None:
    of_persons = {Hindrance.ALREADY_WAITING, Hindrance.TOO_MANY_TODAY}
    assert {str(word) for word in Unavailable} == {str(word) for word in set(Hindrance) - of_persons}


COUNT = st.integers(0, 60)
RULES = st.builds(
    AdmissionRules,
    max_waiting=st.none() | st.integers(1, 60),
    warn_waiting=st.none() | st.integers(1, 60),
    one_per_person=st.booleans(),
    tickets_per_person=st.none() | st.integers(1, 5),
    overtime=st.none() | st.integers(0, 240).map(lambda minutes: timedelta(minutes=minutes)),
)
LINES = st.builds(
    Line,
    waiting=COUNT,
    interval=st.none() | st.builds(Interval, st.just(NOW), st.just(NOON), tickets=st.integers(1, 60)),
    issued_in_interval=COUNT,
    longest_wait=st.none() | st.integers(0, 900).map(lambda minutes: timedelta(minutes=minutes)),
)
PERSONS = st.none() | st.builds(Person, st.none() | st.just(HELD), st.integers(0, 6))


@given(RULES, LINES, PERSONS)
def test_what_the_service_refuses_to_all_it_refuses_to_each(
    rules: AdmissionRules, line: Line, person: Person | None
) -> None:
    if hindrance(rules, line) is not None:
        assert hindrance(rules, line, person=person) is not None
    assert hindrance(rules, line, person=person, override=Override()) is None


@given(RULES, LINES, st.integers(1, 30))
def test_a_longer_queue_helps_nobody(rules: AdmissionRules, line: Line, more: int) -> None:
    longer = replace(line, waiting=line.waiting + more, issued_in_interval=line.issued_in_interval + more)
    if hindrance(rules, line) is not None:
        assert hindrance(rules, longer) is not None
    assert is_long(rules, longer) >= is_long(rules, line)


@given(RULES, LINES, PERSONS)
def test_the_zone_of_the_clock_does_not_matter(
    rules: AdmissionRules, line: Line, person: Person | None
) -> None:
    told = admit(rules, line, OPEN, NOW.astimezone(UTC), person=person)
    assert told == admit(rules, line, OPEN, NOW.astimezone(ZONE), person=person)


def test_a_person_holds_what_waits_for_the_same_service_or_comes_to_it_later() -> None:
    def ticket(id_: str, status: Status, service: str, *steps: str) -> Ticket:
        day = NOW.date()
        return Ticket(id_, id_.upper(), service, day, 1, NOW, status, package="both", steps=steps)

    today = [ticket("t1", Status.FINISHED, "a"), ticket("t2", Status.PARKED, "b", "c")]
    assert Person.of(today, "a") == Person(None, 2)
    for wish in ("b", "c", "both"):
        assert Person.of(today, wish) == Person(HeldTicket("t2", "T2"), 2)
