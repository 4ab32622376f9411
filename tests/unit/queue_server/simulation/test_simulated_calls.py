"""One simulated day, event by event: who is called when, by which window, and what becomes of everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queue_server.domain.admission import AdmissionRules
from queue_server.domain.dispatch import Help
from queue_server.domain.numbering import NumberRange
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import Limit, Offer, Passing
from queue_server.simulation.record import End, Run
from queue_server.simulation.residents import Resident
from tests.unit.queue_server.simulation.small_halls import (
    ALL_DAY,
    day_of,
    desk,
    hall_of,
    offer,
    resident,
)


def calls(run: Run) -> list[tuple[int, str, float]]:
    """Resident, window and minute of every session, in the order of the calls."""
    return sorted(((s.resident, s.window, s.called) for s in run.sessions), key=lambda call: call[2])


def ends(run: Run) -> dict[int, End]:
    return {wait.resident: wait.end for wait in run.waits}


def test_who_finds_an_idle_window_is_called_at_once_and_others_wait_in_turn() -> None:
    crowd = [resident(1, 600), resident(2, 601), resident(3, 602)]
    run = simulate(hall_of(desk("1", "a")), day_of(crowd))
    assert calls(run) == [(1, "1", 600.0), (2, "1", 610.0), (3, "1", 620.0)]
    assert [wait.minutes for wait in run.waits] == [0.0, 9.0, 18.0]
    assert run.finished == 630.0
    assert run.windows[0].busy == 30.0
    assert run.windows[0].utilisation == pytest.approx(30.0 / 480.0)


def test_the_way_to_the_window_keeps_it_busy() -> None:
    run = simulate(hall_of(desk("1", "a")), day_of([resident(1, 600, walk=2.0), resident(2, 600)]))
    assert calls(run) == [(1, "1", 600.0), (2, "1", 612.0)]


def test_the_window_that_has_been_idle_longest_calls() -> None:
    crowd = [resident(1, 600, handling=1), resident(2, 610, handling=1), resident(3, 620, handling=1)]
    run = simulate(hall_of(desk("1", "a"), desk("2", "a")), day_of(crowd))
    assert [window for _, window, _ in calls(run)] == ["1", "2", "1"]


def test_a_window_calls_for_its_own_services_before_one_that_merely_helps() -> None:
    helping = desk("1", "b", helps=(Help("a", 10, timedelta(minutes=20)),))
    run = simulate(hall_of(helping, desk("2", "a")), day_of([resident(1, 600), resident(2, 601)]))
    assert calls(run) == [(1, "2", 600.0), (2, "1", 601.0)]


def test_a_package_goes_from_window_to_window_by_its_time_of_arrival() -> None:
    package = Resident(1, 600.0, "both", (10.0, 5.0))
    crowd = [package, resident(2, 605, "b", 20), resident(3, 606, "b", 1)]
    hall = hall_of(desk("1", "a"), desk("2", "b"), offers={"both": offer("a", "b")})
    run = simulate(hall, day_of(crowd))
    assert calls(run) == [(1, "1", 600.0), (2, "2", 605.0), (1, "2", 625.0), (3, "2", 630.0)]
    assert [(wait.service, wait.minutes) for wait in run.waits if wait.resident == 1] == [
        ("a", 0.0),
        ("b", 15.0),
    ]
    assert run.issued == 3


def test_nobody_comes_three_calls_are_made_and_the_next_one_is_called() -> None:
    crowd = [resident(1, 600, absences=1), resident(2, 600)]
    run = simulate(hall_of(desk("1", "a"), passing=Passing(gap=0.5, calls=3)), day_of(crowd))
    assert calls(run) == [(1, "1", 600.0), (2, "1", 601.5)]
    assert ends(run) == {1: End.NO_SHOW, 2: End.SERVED}
    assert [wait.calls_in_vain for wait in run.waits] == [1, 0]


def test_who_comes_back_is_let_in_after_as_many_as_the_rule_says() -> None:
    late = resident(1, 600, absences=1, returns_after=1.0)
    crowd = [late, *(resident(number, 600) for number in range(2, 7))]
    run = simulate(hall_of(desk("1", "a"), passing=Passing(places=(3, 0))), day_of(crowd))
    assert [who for who, _, _ in calls(run)] == [1, 2, 3, 4, 5, 1, 6]
    assert ends(run)[1] is End.SERVED


def test_who_is_passed_more_often_than_there_are_places_is_out() -> None:
    late = resident(1, 600, absences=5, returns_after=1.0)
    run = simulate(hall_of(desk("1", "a"), passing=Passing(places=(3, 0))), day_of([late]))
    assert len(run.sessions) == 3
    assert ends(run) == {1: End.NO_SHOW}


def test_who_comes_back_too_late_is_out() -> None:
    late = resident(1, 600, absences=1, returns_after=31.0)
    run = simulate(hall_of(desk("1", "a"), passing=Passing(within=timedelta(minutes=30))), day_of([late]))
    assert ends(run) == {1: End.NO_SHOW}


def test_whoever_runs_out_of_patience_leaves_and_is_not_called() -> None:
    crowd = [resident(1, 600), resident(2, 601, patience=5.0, tells=True), resident(3, 602, patience=30.0)]
    run = simulate(hall_of(desk("1", "a")), day_of(crowd))
    assert calls(run) == [(1, "1", 600.0), (3, "1", 610.0)]
    gone = next(wait for wait in run.waits if wait.resident == 2)
    assert (gone.end, gone.minutes, gone.called) == (End.ABANDONED, 5.0, False)


def test_a_number_nobody_gave_back_is_called_in_vain() -> None:
    crowd = [resident(1, 600), resident(2, 601, patience=5.0, tells=False), resident(3, 602)]
    run = simulate(hall_of(desk("1", "a"), passing=Passing(gap=1.0, calls=2)), day_of(crowd))
    assert calls(run) == [(1, "1", 600.0), (2, "1", 610.0), (3, "1", 612.0)]
    gone = next(wait for wait in run.waits if wait.resident == 2)
    assert (gone.end, gone.minutes, gone.calls_in_vain) == (End.ABANDONED, 5.0, 1)


def test_everybody_with_a_number_is_served_after_closing_and_that_is_overtime() -> None:
    crowd = [resident(number, 1010.0, handling=20) for number in range(3)]
    run = simulate(hall_of(desk("1", "a")), day_of(crowd))
    assert set(ends(run).values()) == {End.SERVED}
    assert run.finished == 1070.0
    assert run.windows[0].overtime == 50.0
    assert run.windows[0].utilisation <= 1.0


def test_a_window_that_goes_at_noon_serves_whom_it_holds_and_no_more() -> None:
    crowd = [resident(1, 715, handling=20), resident(2, 716), resident(3, 800)]
    short = desk("1", "a", spans=((540.0, 720.0),), late=False)
    run = simulate(hall_of(short, offers={"a": offer("a")}), day_of(crowd))
    assert ends(run) == {1: End.SERVED, 2: End.UNSERVED, 3: End.UNSERVED}
    assert run.windows[0].overtime == 15.0


def test_a_break_interrupts_calls_but_not_a_session() -> None:
    crowd = [resident(1, 715, handling=20), resident(2, 716)]
    run = simulate(hall_of(desk("1", "a", spans=((540.0, 720.0), (780.0, 1020.0)))), day_of(crowd))
    assert calls(run) == [(1, "1", 715.0), (2, "1", 780.0)]
    assert run.windows[0].overtime == 15.0


def test_a_package_is_served_to_its_end_after_hours() -> None:
    package = Resident(1, 1019.0, "both", (30.0, 5.0))
    hall = hall_of(desk("1", "a"), desk("2", "b"), offers={"both": offer("a", "b")})
    run = simulate(hall, day_of([package]))
    assert calls(run) == [(1, "1", 1019.0), (1, "2", 1049.0)]
    assert [window.overtime for window in run.windows] == [29.0, 34.0]


def test_no_number_outside_the_hours() -> None:
    run = simulate(hall_of(desk("1", "a")), day_of([resident(1, 539.9), resident(2, 540), resident(3, 1020)]))
    assert (run.issued, dict(run.turned_away)) == (1, {"hours": 2})


def test_no_number_beyond_the_limits_of_queue_interval_and_range() -> None:
    numbers = NumberRange("A", 1, 5)
    full = Offer(("a",), numbers, ALL_DAY, AdmissionRules(max_waiting=2))
    few = Offer(("b",), numbers, ALL_DAY, limits=(Limit((540.0, 660.0), 1),))
    crowd = [resident(number, 600.0, "a", 100) for number in range(4)]
    crowd += [resident(number, 600.0, "b", 1) for number in range(4, 6)]
    crowd += [resident(number, 700.0 + number, "b", 1) for number in range(6, 12)]
    crowd.append(resident(12, 600.0, "nothing"))
    run = simulate(hall_of(desk("1", "a"), desk("2", "b"), offers={"a": full, "b": few}), day_of(crowd))
    assert dict(run.turned_away) == {
        "queue-full": 1,
        "interval-full": 1,
        "numbers-exhausted": 2,
        "unknown-service": 1,
    }
    assert run.issued == 8


def test_a_hall_with_nobody_has_a_day_too() -> None:
    run = simulate(hall_of(desk("1", "a")), day_of([]))
    assert (run.issued, run.waits, run.finished, run.windows[0].utilisation) == (0, (), 0.0, 0.0)
