"""No numbers when the forecast passes the closing: by the rule of the hall, over what the hall would have told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from queue_server.domain.admission import AdmissionRules
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import Ticket
from queue_server.simulation.comparison import compare
from queue_server.simulation.engine import simulate
from queue_server.simulation.foresight import Foresight
from queue_server.simulation.hall_day import HallDay, Limit, hall_day
from queue_server.simulation.plan import Plan
from queue_server.simulation.plan_file import parse_plan
from queue_server.simulation.seat import Seat
from queue_server.simulation.synthetic import synthetic_day
from tests.fakes.hall_clock import MONDAY_MORNING
from tests.unit.queue_server.simulation.small_halls import (
    WEDNESDAY,
    day_of,
    desk,
    hall_of,
    offer,
    resident,
    small_hall,
)

CUT_OFF = '[rules]\ncut_off = "forecast"\novertime_minutes = {minutes}\n'


def closing_hall(overtime: int | None, *, windows: int = 1, handling: float = 10.0) -> HallDay:
    rules = AdmissionRules(overtime=None if overtime is None else timedelta(minutes=overtime))
    desks = [desk(str(number), "a") for number in range(windows)]
    offers = {"a": replace(offer("a"), admission=rules)}
    return replace(hall_of(*desks, offers=offers), minutes={"a": handling})


def crowd_before_closing(count: int, minute: float = 990.0) -> list[float]:
    return [minute + number * 0.1 for number in range(count)]


@pytest.mark.parametrize("overtime, issued", [(None, 20), (0, 2), (60, 7), (240, 20)])
def test_numbers_end_when_those_who_wait_fill_the_rest_of_the_day(overtime: int | None, issued: int) -> None:
    """Half an hour is left, and ten minutes are taken by everybody; what is told has a margin for chance."""
    crowd = [resident(number, minute) for number, minute in enumerate(crowd_before_closing(20))]
    run = simulate(closing_hall(overtime), day_of(crowd))
    assert abs(run.issued - issued) <= 1
    assert run.turned_away == ({"no-time-left": 20 - run.issued} if run.issued < 20 else {})
    if overtime is not None:
        assert run.finished <= 1020.0 + overtime


def test_more_windows_let_more_in() -> None:
    crowd = [resident(number, minute) for number, minute in enumerate(crowd_before_closing(30))]
    one, three = (
        simulate(closing_hall(0, windows=count), day_of(crowd)).turned_away["no-time-left"]
        for count in (1, 3)
    )
    assert three < one


def test_the_forecast_learns_from_the_sessions_of_the_day() -> None:
    """The hall file says a minute, the day says twenty."""
    begun = [resident(number, 540.0 + 20 * number, handling=20) for number in range(10)]
    late = [
        resident(100 + number, minute, handling=20) for number, minute in enumerate(crowd_before_closing(30))
    ]
    learnt = simulate(closing_hall(0, handling=1.0), day_of([*begun, *late])).turned_away["no-time-left"]
    unlearnt = simulate(closing_hall(0, handling=1.0), day_of(late)).turned_away.get("no-time-left", 0)
    assert learnt > unlearnt


def seated(*plans: str) -> list[Seat]:
    seats = [Seat(desk(str(number), plan), number) for number, plan in enumerate(plans)]
    for seat in seats:
        seat.sit(seat.desk.plan)
    return seats


def test_what_is_told_is_nothing_without_a_window_and_at_once_for_an_idle_one() -> None:
    seats, lines = seated("a", "b"), Lines()
    foresight = Foresight(seats, lines, {"a": 8.0})
    assert foresight.told("c", 600.0) is None
    wait = foresight.told("a", 600.0)
    assert wait is not None
    assert (wait.low, wait.high) == (0, 0)
    seats[0].resting = True
    assert foresight.told("a", 600.0) is None


def test_a_look_holds_for_half_a_minute_and_counts_who_lines_up_meanwhile() -> None:
    seats, lines = seated("a"), Lines()
    foresight = Foresight(seats, lines, {"a": 8.0})
    seats[0].take("0", "a", 600.0)
    told = []
    for number in range(1, 8):
        lines.add(Ticket(str(number), f"A{number}", "a", WEDNESDAY, number, MONDAY_MORNING, turn=number))
        foresight.arrived(str(number), 600.0)
        wait = foresight.told("a", 600.0 + 0.05 * number)
        assert wait is not None
        told.append(wait.high)
    assert told == sorted(told)
    assert told[-1] > told[0]


def test_a_hall_file_or_a_plan_turns_the_cut_off_on() -> None:
    hall = small_hall()
    late = parse_plan(CUT_OFF.format(minutes=0), hall, "cut-off")
    assert not hall_day(hall, day_of([])).cuts_off
    assert hall_day(late.hall, day_of([])).cuts_off
    comparison = compare(hall, [synthetic_day(hall, WEDNESDAY, 130, seed) for seed in range(2)], [late])
    base, cut = (result.figures for result in comparison.results)
    assert cut.turned_away["no-time-left"] > 0
    assert "no-time-left" not in base.turned_away
    assert cut.asides.after_closing < base.asides.after_closing
    assert cut.overtime < base.overtime
    assert cut.finished < base.finished


def test_windows_that_are_planned_to_the_closing_stay_in_the_forecast() -> None:
    planned = '[[windows]]\nid = "2"\nplanned = ["mon-fri 09:00-17:00"]\nbreaks = ["daily 12:00-12:30"]\n'
    plan = parse_plan(CUT_OFF.format(minutes=0) + planned, small_hall(), "planned")
    first, second = hall_day(plan.hall, day_of([]), plan.breaks).desks
    assert first.planned == ((0.0, 1440.0),)
    assert second.planned == ((540.0, 720.0), (750.0, 1440.0))
    morning = Plan.base(small_hall())
    assert hall_day(morning.hall, day_of([])).desks[1].planned == ((540.0, 780.0),)


def test_a_packages_numbers_are_bound_by_its_first_service_and_do_not_count_there() -> None:
    limited = replace(offer("a"), limits=(Limit((540.0, 600.0), 1),))
    package = replace(limited, services=("a", "b"))
    hall = hall_of(desk("1", "a", "b"), offers={"a": limited, "both": package})
    crowd = [resident(1, 541, "both", 1), resident(2, 542, "a", 1), resident(3, 543, "both", 1)]
    run = simulate(hall, day_of([replace(one, handling=(1.0, 1.0)) for one in crowd]))
    assert (run.issued, run.turned_away) == (2, {"interval-full": 1})
