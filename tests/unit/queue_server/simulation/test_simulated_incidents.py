"""What clerks and residents do beside the ordinary, event by event: numbers sent on, put aside and broken off, pauses, persons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queue_server.domain.admission import AdmissionRules
from queue_server.simulation.engine import simulate
from queue_server.simulation.hall_day import HallDay, Passing
from queue_server.simulation.record import End, Outcome, Run
from queue_server.simulation.residents import Day, Interrupt, Leg, Park, Pause, Resident, Send
from tests.unit.queue_server.simulation.small_halls import ALL_DAY, day_of, desk, hall_of, offer, resident

MORNING = ((540.0, 720.0),)


def sessions(run: Run) -> list[tuple[int, str, float, float, Outcome]]:
    """Resident, window, minutes and end of every session, in the order of the calls."""
    found = [(s.resident, s.window, s.called, s.ended, s.outcome) for s in run.sessions]
    return sorted(found, key=lambda session: session[2])


def ends(run: Run) -> list[tuple[int, str, End]]:
    return [(wait.resident, wait.service, wait.end) for wait in run.waits]


def on_course(number: int, minute: float, *legs: Leg) -> Resident:
    return resident(number, minute, course=legs)


def paused(day: Day, *pauses: Pause) -> Day:
    return replace(day, pauses=pauses)


# --- sent on ----------------------------------------------------------------------------------------------------


def test_who_is_sent_on_keeps_the_time_of_arrival() -> None:
    sent = on_course(1, 600, Leg(3.0, Send("b")), Leg(5.0))
    crowd = [resident(2, 599, "b", 20), sent, resident(3, 601, "b", 4), resident(4, 601, "a", 1)]
    run = simulate(hall_of(desk("1", "a"), desk("2", "b")), day_of(crowd))
    assert sessions(run) == [
        (2, "2", 599.0, 619.0, Outcome.SERVED),
        (1, "1", 600.0, 603.0, Outcome.TRANSFERRED),
        (4, "1", 603.0, 604.0, Outcome.SERVED),
        (1, "2", 619.0, 624.0, Outcome.SERVED),
        (3, "2", 624.0, 628.0, Outcome.SERVED),
    ]
    assert [(wait.service, wait.since, wait.until, wait.end) for wait in run.waits if wait.resident == 1] == [
        ("a", 600.0, 600.0, End.TRANSFERRED),
        ("b", 603.0, 619.0, End.SERVED),
    ]
    assert [window.served for window in run.windows] == [1, 3]


def test_only_the_window_that_somebody_was_sent_to_calls() -> None:
    sent = on_course(1, 600, Leg(2.0, Send(window="3")), Leg(5.0))
    crowd = [sent, resident(2, 600, "a", 30), resident(3, 600, "a", 10)]
    run = simulate(hall_of(*(desk(number, "a") for number in "123")), day_of(crowd))
    assert sessions(run)[-1] == (1, "3", 610.0, 615.0, Outcome.SERVED)


@pytest.mark.parametrize("send", [Send("a"), Send("c"), Send(window="1"), Send("b", "1"), Send(window="9")])
def test_where_nobody_takes_it_the_window_goes_on(send: Send) -> None:
    """Two windows; ``b`` is served by the second alone, ``c`` by nobody, and nobody is sent to where the number is."""
    run = simulate(
        hall_of(desk("1", "a"), desk("2", "b")), day_of([on_course(1, 600, Leg(3.0, send), Leg(5.0))])
    )
    assert [(s.window, s.called, s.ended) for s in run.sessions] == [("1", 600.0, 608.0)]
    assert ends(run) == [(1, "a", End.SERVED)]


def test_nobody_is_sent_to_a_window_that_has_ended_its_day() -> None:
    hall = hall_of(
        desk("1", "a"), desk("2", "a", "b", spans=MORNING, late=False), desk("3", "b", spans=ALL_DAY)
    )
    run = simulate(hall, day_of([on_course(1, 800, Leg(3.0, Send("b", "2")), Leg(5.0))]))
    assert sessions(run)[-1] == (1, "3", 803.0, 808.0, Outcome.SERVED)


def test_who_waits_for_a_window_that_ends_its_day_is_sent_to_the_others() -> None:
    hall = hall_of(desk("1", "a"), desk("2", "b", spans=MORNING, late=False), desk("3", "b"))
    crowd = [resident(1, 700, "b", 30), resident(2, 700, "b", 30)]
    crowd.append(on_course(3, 705, Leg(1.0, Send("b", "2")), Leg(5.0)))
    run = simulate(hall, day_of(crowd))
    assert sessions(run)[-1] == (3, "3", 730.0, 735.0, Outcome.SERVED)


def test_a_package_goes_on_after_a_transfer() -> None:
    course = (Leg(2.0, Send("c")), Leg(4.0), Leg(6.0))
    hall = hall_of(desk("1", "a"), desk("2", "b"), desk("3", "c"), offers={"both": offer("a", "b")})
    run = simulate(hall, day_of([Resident(1, 600.0, "both", (9.0, 9.0), course=course)]))
    assert ends(run) == [(1, "a", End.TRANSFERRED), (1, "c", End.SERVED), (1, "b", End.SERVED)]
    assert run.finished == 612.0


# --- put aside --------------------------------------------------------------------------------------------------


def test_others_are_called_while_a_number_is_aside_and_it_comes_before_them_once_ready() -> None:
    aside = on_course(1, 600, Leg(2.0, Park(5.0)), Leg(3.0))
    run = simulate(hall_of(desk("1", "a")), day_of([aside, resident(2, 600), resident(3, 600)]))
    assert sessions(run) == [
        (1, "1", 600.0, 602.0, Outcome.PARKED),
        (2, "1", 602.0, 612.0, Outcome.SERVED),
        (1, "1", 612.0, 615.0, Outcome.SERVED),
        (3, "1", 615.0, 625.0, Outcome.SERVED),
    ]
    (once,) = run.asides
    assert (once.since, once.ready, once.until, once.minutes) == (602.0, 607.0, 612.0, 5.0)
    assert [wait.minutes for wait in run.waits if wait.resident == 1] == [0.0]


def test_a_window_stays_for_whom_it_put_aside_and_that_is_overtime() -> None:
    late = on_course(1, 1018, Leg(1.0, Park(30.0)), Leg(2.0))
    run = simulate(hall_of(desk("1", "a", late=False)), day_of([late]))
    assert sessions(run)[-1] == (1, "1", 1049.0, 1051.0, Outcome.SERVED)
    assert run.windows[0].overtime == pytest.approx(31.0)


def test_who_is_ready_in_a_break_is_called_back_after_it() -> None:
    spans = ((540.0, 610.0), (640.0, 1020.0))
    aside = on_course(1, 600, Leg(5.0, Park(10.0)), Leg(2.0))
    run = simulate(hall_of(desk("1", "a", spans=spans)), day_of([aside]))
    assert [aside.until for aside in run.asides] == [640.0]


# --- broken off, and cards --------------------------------------------------------------------------------------


def test_who_was_interrupted_comes_again_with_a_card_before_others() -> None:
    broken = on_course(1, 600, Leg(4.0, Interrupt(20.0)), Leg(6.0))
    crowd = [broken, resident(2, 610, handling=30), resident(3, 611), resident(4, 612)]
    hall = replace(hall_of(desk("1", "a")), card_class="senior")
    run = simulate(hall, day_of(crowd))
    assert [(s.called, s.ended, s.priority) for s in run.sessions if s.resident % (1 << 32) == 1] == [
        (600.0, 604.0, "ordinary"),
        (640.0, 646.0, "senior"),
    ]
    assert (run.issued, run.cards) == (5, 1)
    assert ends(run)[0] == (1, "a", End.INTERRUPTED)


def test_who_comes_again_after_closing_gets_no_number() -> None:
    run = simulate(hall_of(desk("1", "a")), day_of([on_course(1, 600, Leg(4.0, Interrupt(900.0)), Leg(6.0))]))
    assert run.turned_away == {"hours": 1}
    run = simulate(hall_of(desk("1", "a")), day_of([on_course(1, 600, Leg(4.0, Interrupt()))]))
    assert (run.turned_away, ends(run)) == ({}, [(1, "a", End.INTERRUPTED)])


# --- pauses -----------------------------------------------------------------------------------------------------


def test_a_pause_begins_when_the_window_is_free_and_lasts_its_time() -> None:
    crowd = [resident(1, 600), resident(2, 601), resident(3, 700)]
    day = paused(day_of(crowd), Pause("1", 605, 15, "meeting"), Pause("1", 615, 15, "meal"))
    run = simulate(hall_of(desk("1", "a")), day)
    assert [session[2] for session in sessions(run)] == [600.0, 625.0, 700.0]
    assert run.windows[0].pauses == {"meeting": 15.0}


def test_a_pausing_window_does_not_call_back_and_another_one_helps() -> None:
    aside = on_course(1, 600, Leg(1.0, Park(1.0)), Leg(1.0))
    day = paused(day_of([aside, resident(2, 603)]), Pause("1", 601.5, 10, "other"))
    run = simulate(hall_of(desk("1", "a"), desk("2", "a")), day)
    assert [session[:3] for session in sessions(run)] == [(1, "1", 600.0), (2, "2", 603.0), (1, "1", 611.5)]


def test_only_what_lies_in_the_windows_hours_counts_as_a_pause() -> None:
    pauses = [Pause("1", 500, 5, "other"), Pause("1", 1010, 30, "equipment"), Pause("1", 1100, 5, "other")]
    crowd = [resident(1, 1015, handling=10)]
    run = simulate(hall_of(desk("1", "a")), paused(day_of(crowd), *pauses, Pause("9", 600, 5, "other")))
    assert run.windows[0].pauses == {"equipment": 10.0}
    assert [session[2] for session in sessions(run)] == [1040.0]


def test_a_pause_that_is_due_when_the_hours_end_is_none() -> None:
    spans = ((540.0, 610.0), (640.0, 1020.0))
    day = paused(day_of([resident(1, 600, handling=15), resident(2, 620)]), Pause("1", 605, 30, "meal"))
    run = simulate(hall_of(desk("1", "a", spans=spans)), day)
    assert (run.windows[0].pauses, sessions(run)[1][2]) == ({}, 640.0)


# --- persons ----------------------------------------------------------------------------------------------------


def hall_with_cards(*, one_per_person: bool = True, a_day: int | None = None) -> HallDay:
    rules = AdmissionRules(one_per_person=one_per_person, tickets_per_person=a_day)
    offers = {
        name: replace(offer(*services), admission=rules, takes_cards=True)
        for name, services in {"a": "a", "b": "b", "both": "ab"}.items()
    }
    return hall_of(desk("1", "a"), desk("2", "b"), offers=offers)


def again(number: int, minute: float, wish: str) -> Resident:
    handling = (5.0, 5.0) if wish == "both" else (5.0,)
    return Resident(number, minute, wish, handling, person=1)


@pytest.mark.parametrize(
    "held, wish, refused",
    [
        ("a", "a", True),
        ("a", "b", False),
        ("a", "both", False),
        ("both", "both", True),
        ("both", "a", True),
        ("both", "b", True),
    ],
)
def test_a_person_holds_one_number_of_a_service(held: str, wish: str, refused: bool) -> None:
    crowd = [resident(9, 600, "a", 30), again(1, 601, held), again(2, 602, wish)]
    run = simulate(hall_with_cards(), day_of(crowd))
    assert run.turned_away == ({"already-waiting": 1} if refused else {})


def test_a_person_takes_as_many_numbers_a_day_as_the_rules_let() -> None:
    crowd = [again(number, 600 + 20 * number, "a") for number in range(5)]
    run = simulate(hall_with_cards(a_day=3), day_of(crowd))
    assert (run.issued, run.turned_away) == (3, {"too-many-today": 2})


def test_without_the_rule_or_without_cards_nobody_is_refused() -> None:
    crowd = [resident(9, 600, "a", 30), again(1, 601, "a"), again(2, 602, "a")]
    assert simulate(hall_with_cards(one_per_person=False), day_of(crowd)).turned_away == {}
    assert simulate(hall_of(desk("1", "a")), day_of(crowd)).turned_away == {}


def test_nobody_is_at_two_windows_at_once() -> None:
    """The second number is called while its person is at the first window, and heard once that is done, or passed."""
    passing = Passing(gap=4.0, calls=3)
    short = replace(hall_with_cards(), passing=passing)
    run = simulate(short, day_of([again(1, 600, "a"), again(2, 601, "b")]))
    assert sessions(run) == [
        (1, "1", 600.0, 605.0, Outcome.SERVED),
        (2, "2", 601.0, 610.0, Outcome.SERVED),
    ]
    long = again(1, 600, "a")
    run = simulate(short, day_of([replace(long, handling=(60.0,)), again(2, 601, "b")]))
    assert (2, "b", End.NO_SHOW) in ends(run)
