"""Who is hit by what: by name, so that nothing moves anything else."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast.residual import Handling
from queue_server.simulation.chances import Chances, exponential
from queue_server.simulation.comparison import compare, run_plan
from queue_server.simulation.habits import session
from queue_server.simulation.plan import Plan, day_under
from queue_server.simulation.plan_file import parse_plan
from queue_server.simulation.residents import LATER, Day, Interrupt, Leg, Park, Pause, Resident, Send
from queue_server.simulation.synthetic import synthetic_day
from tests.unit.queue_server.simulation.small_halls import WEDNESDAY, day_of, resident, small_hall

CARDS = '[[services]]\nid = "tax"\ncard = "optional"\n[[services]]\nid = "card"\ncard = "optional"\n'
EVERYTHING = """
[transfers]
share = 0.2
[parking]
share = 0.2
[interruptions]
share = 0.1
[absences]
share = 0.1
[repeats]
share = 0.2
[second_visits]
share = 0.1
[[pauses]]
every = 120
"""


def plan_of(text: str) -> Plan:
    return parse_plan(text, small_hall(), "trial")


def day(residents: int = 200, seed: int = 7) -> Day:
    return synthetic_day(small_hall(), WEDNESDAY, residents, seed)


def legs(found: Day, kind: type[object]) -> dict[int, tuple[Leg, ...]]:
    """The courses of those who have such a leg, by resident."""
    return {
        one.id: one.course for one in found.residents if any(isinstance(leg.then, kind) for leg in one.course)
    }


def test_a_day_is_what_it_was_before_anything_could_happen() -> None:
    """The residents of a seed, and what becomes of them, digit for digit."""
    base = day(60)
    run = compare(small_hall(), base).results[0].runs[0]
    residents = [
        (r.id, r.minute, r.wish, r.handling, r.priority, r.patience, r.tells, r.absences, r.returns_after, r.draw)
        for r in base.residents
    ]  # fmt: skip
    waits = [
        (w.resident, w.number, w.service, w.since, str(w.end), w.until, w.window, w.finished, w.calls_in_vain, w.overtook)
        for w in run.waits
    ]  # fmt: skip
    assert digest(residents) == "155eaabddddebc2ac4f551d7536f860348a1af70b590024ddc826d7d8ab39923"
    assert digest(waits) == "8eae57524f925f731f4f35d63fbfed3bbb73f3e8d1d436d6179b99a9edc38323"


def digest(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()


@pytest.mark.parametrize("table", ["transfers", "parking", "interruptions", "absences", "repeats"])
def test_shares_of_nothing_change_nothing(table: str) -> None:
    shut = plan_of(f"[{table}]\nshare = 0\n")
    changed = day_under(shut, day())
    if table == "absences":
        assert {one.absences for one in changed.residents} == {0}
    else:
        assert changed == day()


def test_one_phenomenon_more_moves_none_of_the_others() -> None:
    alone, beside = day_under(plan_of("[parking]\nshare = 0.2"), day()), day_under(plan_of(EVERYTHING), day())
    hit, also = legs(alone, Park), legs(beside, Park)
    assert hit.keys() == {id_ for id_ in also if id_ < LATER}
    for id_, course in hit.items():
        kept = [leg.then for leg in also[id_] if isinstance(leg.then, Park)]
        assert kept == [leg.then for leg in course if isinstance(leg.then, Park)]
    assert alone.pauses == ()
    assert beside.pauses == day_under(plan_of("[[pauses]]\nevery = 120"), day()).pauses


def test_a_greater_share_hits_the_same_residents_and_more() -> None:
    found = [
        legs(day_under(plan_of(f"[transfers]\nshare = {share}"), day()), Send) for share in (0.05, 0.2, 1.0)
    ]
    for less, more in pairwise(found):
        assert {id_: more[id_] for id_ in less} == less
        assert len(less) < len(more)
    assert len(found[-1]) == 200
    assert 0.02 < len(found[0]) / 200 < 0.09


def test_residents_of_a_plan_that_adds_some_have_the_same_luck() -> None:
    base, more = (
        legs(day_under(plan_of(f"arrivals = {factor}\n[parking]\nshare = 0.3"), day()), Park)
        for factor in (1.0, 1.5)
    )
    assert {id_: more[id_] for id_ in base} == base
    assert len(more) > len(base)


def test_services_have_their_own_shares_and_plans_the_last_word() -> None:
    profile = plan_of(
        '[parking]\nshare = 1\n[[services]]\nid = "tax"\nparking = { share = 0 }\ntransfers = { share = 1, to = ["card"] }'
    ).incidents
    found = day_under(Plan.base(small_hall(), profile), day())
    for one in found.residents:
        if one.wish == "tax":
            assert [leg.then for leg in one.course] == [Send("card"), None]
        elif one.wish == "card":
            assert isinstance(one.course[0].then, Park)
        else:
            assert [type(leg.then) for leg in one.course] == [Send, type(None), Park, type(None)]
    over = parse_plan("[parking]\nshare = 0", small_hall(), "over", incidents=profile)
    assert not legs(day_under(over, day()), Park)
    assert legs(day_under(over, day()), Send)


def test_nobody_is_sent_to_a_service_that_is_not_open_that_day() -> None:
    shut = '[[services]]\nid = "tax"\nopen = ["fri 09:00-12:00"]\n'
    crowd = day_of([resident(number, 600, "card") for number in range(20)])
    for to in ("", 'to = ["tax"]\n'):
        assert not legs(day_under(plan_of(f"[transfers]\nshare = 1\n{to}{shut}"), crowd), Send)
    both = plan_of(f'[transfers]\nshare = 1\nto = ["tax", "card"]\nwindow = "2"\n{shut}')
    found = legs(day_under(both, crowd), Send)
    assert {course[0].then for course in found.values()} == {Send("card", "2")}


def test_the_time_at_a_window_is_shared_out() -> None:
    text = "[parking]\nshare = 1\nspent = 0.25\n[transfers]\nshare = 1\nspent = 0.4\nwindow = '2'\n"
    (one,) = day_under(plan_of(text), day_of([resident(1, 600, "card", 10)])).residents
    first, second, third = one.course
    assert (first.minutes, second.minutes, third.minutes) == pytest.approx((1.0, 3.0, 6.0))
    assert (second.then, third.then) == (Send(None, "2"), None)
    (one,) = day_under(
        plan_of("[interruptions]\nshare = 1\nspent = 0.5\nback = 1"), day_of([resident(1, 600, "card", 10)])
    ).residents
    assert [leg.minutes for leg in one.course] == [5.0, 5.0]
    assert isinstance(one.course[0].then, Interrupt)


def test_a_plans_factor_on_handling_holds_for_every_leg_of_its_service() -> None:
    course = (Leg(2.0, Send("card")), Leg(4.0, Park(9.0)), Leg(1.0), Leg(6.0))
    recorded = day_of([Resident(1, 600.0, "start-up", (7.0, 6.0), course=course)])
    plan = plan_of('[[services]]\nid = "card"\nhandling = 0.5\n[parking]\nshare = 1\n')
    (one,) = day_under(plan, recorded).residents
    assert [leg.minutes for leg in one.course] == [2.0, 2.0, 0.5, 3.0]
    assert one.course[1].then == Park(9.0)  # what was recorded is kept


def test_a_card_gives_its_class_and_missed_calls_take_the_place_of_the_days() -> None:
    text = "[second_visits]\nshare = 1\n[absences]\nshare = 1\nback = 0\n"
    (one,) = day_under(plan_of(text), day_of([resident(1, 600, "card")])).residents
    assert (one.priority, one.card, one.returns_after) == ("second-visit", True, None)
    assert one.absences > 0


def test_persons_take_further_numbers_while_the_doors_are_open() -> None:
    text = CARDS + "[repeats]\nshare = 1\nmost = 3\nsame = 0.5\nminutes = 40\n"
    found = day_under(plan_of(text), day(100))
    numbers: dict[int | None, list[Resident]] = {}
    for one in found.residents:
        numbers.setdefault(one.person, []).append(one)
    assert sum(map(len, numbers.values())) > 250
    assert any({one.wish for one in own} != {own[0].wish} for own in numbers.values())
    run = run_plan(plan_of(text), day(100))
    assert run.turned_away.keys() <= {"already-waiting", "too-many-today"}
    assert run.turned_away["already-waiting"] > 0


def test_pauses_of_a_window_are_the_same_under_every_plan_that_has_it() -> None:
    one = day_under(plan_of("[[pauses]]\nreason = 'meal'\nevery = 60"), day()).pauses
    other = day_under(
        plan_of(
            "[[pauses]]\nreason = 'meal'\nevery = 60\n[[windows]]\nid = '3'\nnew = true\nservices = ['tax']"
        ),
        day(),
    ).pauses
    assert {pause for pause in other if pause.window != "3"} == set(one)
    assert {pause.window for pause in other} == {"1", "2", "3"}
    for window in "12":
        own = [pause for pause in one if pause.window == window]
        assert all(first.minute + first.minutes <= later.minute for first, later in pairwise(own))


def test_recorded_pauses_hold_where_nothing_is_said_of_the_window() -> None:
    recorded = day_of([]).of_residents(
        [], [Pause("1", 600, 5, "meal"), Pause("2", 600, 5, "meal"), Pause("8", 600, 5, "meal")]
    )
    kept = day_under(plan_of('[[windows]]\nid = "1"\npauses = []'), recorded).pauses
    assert [pause.window for pause in kept] == ["2", "8"]
    assert day_under(plan_of("[parking]\nshare = 0.1"), recorded).pauses == recorded.pauses


@given(st.integers(), st.text(max_size=5), st.integers())
def test_chance_is_a_number_below_one_and_the_same_for_the_same_names(
    seed: int, phenomenon: str, name: int
) -> None:
    draws = Chances(seed).draws(phenomenon, name)
    assert draws == Chances(seed).draws(phenomenon, name)
    assert len(set(draws)) == 8
    assert all(0.0 <= draw < 1.0 for draw in draws)


def test_means_and_scatter_are_those_that_were_asked_for() -> None:
    draws = [Chances(1).draws("test", number) for number in range(4000)]
    assert sum(exponential(draw[0], 12.0) for draw in draws) / 4000 == pytest.approx(12.0, rel=0.05)
    sessions = [session(Handling(8.0, 0.5), draw[1]) for draw in draws]
    mean = sum(sessions) / 4000
    deviation = (sum((minutes - mean) ** 2 for minutes in sessions) / 4000) ** 0.5
    assert mean == pytest.approx(8.0, rel=0.05)
    assert deviation == pytest.approx(4.0, rel=0.1)
    assert session(Handling(8.0, 0.5), 0.0) > 0.0


def test_days_of_other_seeds_are_others() -> None:
    plan = plan_of(EVERYTHING)
    one, other = (
        day_under(
            plan, Day.of(date(2026, 3, 4), [resident(n, 600, "card") for n in range(50)], (), seed=seed)
        )
        for seed in (1, 2)
    )
    assert legs(one, Park).keys() != legs(other, Park).keys()
