"""Who is called next, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dispatch import Decision, Help, Plan, Rule, Rules, choose
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import ORDINARY, Ticket
from tests.fakes.hall_clock import MONDAY_MORNING

CLASSES = ("urgent", "old")
RULES = Rules.of(CLASSES, in_a_row=2, ageing=timedelta(minutes=30))
NOW = MONDAY_MORNING + timedelta(hours=3)


def ticket(position: int, service: str = "a", priority: str = ORDINARY, *, waited: float = 1) -> Ticket:
    issued = NOW - timedelta(minutes=waited)
    plain = Ticket(f"t{position}", f"A{position:03}", service, date(2026, 3, 2), position, issued)
    return replace(plain, turn=position, priority=priority)


def sent(window: str, position: int, service: str = "a") -> Ticket:
    return replace(ticket(position, service), for_window=window)


def decide(waiting: Sequence[Ticket], plan: Plan | None = None, in_a_row: int = 0) -> Decision:
    decision = choose(plan or Plan("1", ("a", "b")), Lines(waiting), RULES, in_a_row, NOW)
    assert decision is not None
    return decision


def chosen(waiting: Sequence[Ticket], plan: Plan | None = None, in_a_row: int = 0) -> tuple[str, Rule]:
    decision = decide(waiting, plan, in_a_row)
    return decision.ticket.id, decision.rule


def test_nobody_waits() -> None:
    assert choose(Plan("1", ("a",)), Lines([ticket(1, "b")]), RULES, 0, NOW) is None


@given(st.lists(st.integers(1, 500), unique=True, min_size=1), st.integers(0, 2))
def test_the_longest_waiting_is_called(arrivals: list[int], in_a_row: int) -> None:
    everybody = [ticket(position, "ab"[position % 2]) for position in arrivals]
    assert chosen(everybody, in_a_row=in_a_row) == (f"t{min(arrivals)}", Rule.LONGEST_WAIT)


# --- priorities ---------------------------------------------------------------------------------------------------


def test_the_highest_class_goes_first_whoever_came_earlier() -> None:
    waiting = [ticket(1), ticket(2, priority="old"), ticket(3, priority="urgent")]
    decision = decide(waiting)
    assert (decision.ticket.id, decision.rule, decision.in_a_row) == ("t3", Rule.PRIORITY, 1)
    assert [head.id for head in decision.considered] == ["t3", "t1", "t2"]


def test_within_a_class_the_place_decides_across_services() -> None:
    assert chosen([ticket(9, "a", "old"), ticket(4, "b", "old")])[0] == "t4"


def test_after_enough_in_a_row_an_ordinary_one_has_its_turn() -> None:
    waiting = [ticket(1, priority="urgent"), ticket(2, "b"), ticket(3, "a")]
    decision = decide(waiting, in_a_row=2)
    assert (decision.ticket.id, decision.rule, decision.in_a_row) == ("t2", Rule.RATIO, 0)


def test_with_nobody_ordinary_priorities_go_on() -> None:
    decision = decide([ticket(1, priority="urgent")], in_a_row=2)
    assert (decision.ticket.id, decision.rule, decision.in_a_row) == ("t1", Rule.PRIORITY, 2)


@pytest.mark.parametrize(
    "waited, expected", [(29, ("t2", Rule.PRIORITY)), (30, ("t1", Rule.AGED)), (3000, ("t1", Rule.AGED))]
)
def test_who_waits_for_an_ageing_time_rises_by_a_class(waited: float, expected: tuple[str, Rule]) -> None:
    assert chosen([ticket(1, waited=waited), ticket(2, priority="old")]) == expected


def test_two_ageing_times_lift_by_two_classes() -> None:
    waiting = [ticket(1, waited=59), ticket(2, priority="urgent")]
    assert chosen(waiting)[0] == "t2"
    assert chosen([ticket(1, waited=60), ticket(2, priority="urgent")])[0] == "t1"


def test_a_class_that_the_hall_gave_up_counts_as_ordinary_in_order() -> None:
    waiting = [ticket(1, priority="gone"), ticket(2)]
    assert chosen(waiting)[0] == "t1"
    assert chosen([ticket(1), ticket(2, priority="gone")]) == ("t1", Rule.LONGEST_WAIT)


@given(st.data())
def test_of_in_a_row_plus_one_calls_one_is_ordinary_while_one_waits(data: st.DataObject) -> None:
    rules = Rules.of(CLASSES, in_a_row=data.draw(st.integers(1, 4)))
    lines, streak, waited_for = Lines(), 0, 0
    for position in range(1, 60):
        for priority in data.draw(st.lists(st.sampled_from([*CLASSES, ORDINARY]), max_size=2)):
            lines.add(ticket(position * 10 + len(lines) % 10, priority=priority))
        ordinary_waits = any(each.priority == ORDINARY for each in lines)
        decision = choose(Plan("1", ("a",)), lines, rules, streak, NOW)
        if decision is None:
            continue
        lines.remove(decision.ticket)
        streak = decision.in_a_row
        waited_for = waited_for + 1 if ordinary_waits and decision.ticket.priority != ORDINARY else 0
        assert waited_for <= rules.in_a_row


# --- lists, helps, windows ----------------------------------------------------------------------------------------


def test_a_listed_window_serves_its_first_service_first() -> None:
    plan = Plan("1", ("a", "b"), listed=True)
    assert chosen([ticket(1, "b"), ticket(2, "a")], plan) == ("t2", Rule.LISTED)
    assert chosen([ticket(2, "b"), ticket(1, "a")], plan) == ("t1", Rule.LONGEST_WAIT)
    assert chosen([ticket(1, "b")], plan) == ("t1", Rule.LONGEST_WAIT)


def test_a_listed_window_looks_at_others_who_have_waited_too_long() -> None:
    plan = Plan("1", ("a", "b"), listed=True)
    assert chosen([ticket(1, "b", waited=30), ticket(2, "a")], plan) == ("t1", Rule.LONGEST_WAIT)
    decision = decide([ticket(1, "b", waited=29), ticket(2, "a")], plan)
    assert [head.id for head in decision.considered] == ["t2", "t1"], "who was left out is told"


HELPER = Plan("1", ("a",), helps=(Help("b", when_waiting=3, when=timedelta(minutes=20)),))


@pytest.mark.parametrize(
    "others, helped",
    [
        ([ticket(1, "b")], False),
        ([ticket(1, "b"), ticket(2, "b"), ticket(3, "b")], True),
        ([ticket(1, "b", waited=20)], True),
    ],
)
def test_help_comes_when_the_other_line_has_grown(others: list[Ticket], helped: bool) -> None:
    expected = ("t1", Rule.HELP) if helped else ("t9", Rule.LONGEST_WAIT)
    assert chosen([*others, ticket(9, "a")], HELPER) == expected


def test_help_comes_when_nobody_waits_for_the_windows_own() -> None:
    assert chosen([ticket(1, "b")], HELPER) == ("t1", Rule.HELP)


def test_who_was_sent_to_a_window_is_called_by_no_other() -> None:
    waiting = [sent("2", 1), ticket(2)]
    assert chosen(waiting, Plan("1", ("a",)))[0] == "t2"
    assert chosen(waiting, Plan("2", ("a",)))[0] == "t1"


def test_who_was_sent_to_a_helping_window_waits_for_no_help_rule() -> None:
    assert chosen([sent("1", 1, "b"), ticket(2, "b"), ticket(3, "a")], HELPER) == ("t1", Rule.HELP)


# --- whatever the crowd ---------------------------------------------------------------------------------------------

crowds = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([*CLASSES, ORDINARY]), st.integers(0, 200)), max_size=25
)


@given(crowds.filter(bool), st.integers(0, 2), st.booleans())
def test_the_chosen_one_is_the_first_of_its_lane_and_told_first(
    crowd: list[tuple[str, str, int]], in_a_row: int, listed: bool
) -> None:
    waiting = [ticket(n, service, priority, waited=w) for n, (service, priority, w) in enumerate(crowd, 1)]
    decision = decide(waiting, Plan("1", ("a", "b", "c"), listed=listed), in_a_row)
    same = [
        t for t in waiting if (t.service, t.priority) == (decision.ticket.service, decision.ticket.priority)
    ]
    assert decision.ticket == min(same, key=lambda t: t.place)
    assert decision.considered[0] == decision.ticket
    lanes = {(t.service, t.priority) for t in waiting}
    assert {(t.service, t.priority) for t in decision.considered} == lanes
    assert len(decision.considered) == len(lanes)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@given(st.integers(1, 3), st.integers(1, 60))
def test_everybody_is_called_in_the_end_however_many_come_before(in_a_row: int, ageing: int) -> None:
    """One ordinary ticket against an endless stream of urgent ones, and one old one against the same."""
    rules = Rules.of(CLASSES, in_a_row=in_a_row, ageing=timedelta(minutes=ageing))
    lines = Lines([ticket(1), ticket(2, priority="old")])
    streak, calls = 0, []
    for minute in range(2 * ageing + 2 * in_a_row + 4):
        lines.add(replace(ticket(100 + minute, priority="urgent"), issued_at=at(minute)))
        decision = choose(Plan("1", ("a",)), lines, rules, streak, at(minute))
        assert decision is not None
        calls.append(decision.ticket.id)
        lines.remove(decision.ticket)
        streak = decision.in_a_row
    assert calls.index("t1") <= in_a_row
    assert "t2" in calls
