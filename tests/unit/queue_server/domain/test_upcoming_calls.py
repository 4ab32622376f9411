"""Who will be called next: at one window, and at several that take turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.dispatch import Help, Plan, Rules, choose
from queue_server.domain.lines import Lines, lane_of
from queue_server.domain.ticket import ORDINARY, Ticket
from queue_server.domain.upcoming import Caller, upcoming
from tests.fakes.hall_clock import MONDAY_MORNING

CLASSES = ("urgent", "old")
RULES = Rules.of(CLASSES, in_a_row=2, ageing=timedelta(minutes=30))
NOW = MONDAY_MORNING + timedelta(hours=3)
PLANS = (
    Plan("1", ("a", "b")),
    Plan("2", ("b",)),
    Plan("3", ("c", "a"), listed=True),
    Plan("4", ("c",), helps=(Help("a", when_waiting=3, when=timedelta(minutes=20)),)),
)


def ticket(position: int, service: str = "a", priority: str = ORDINARY, *, waited: float = 1) -> Ticket:
    issued = NOW - timedelta(minutes=waited)
    plain = Ticket(f"t{position}", f"A{position:03}", service, date(2026, 3, 2), position, issued)
    return replace(plain, turn=position, priority=priority)


crowds = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from([*CLASSES, ORDINARY]),
        st.integers(0, 90),
        st.sampled_from([None, None, None, "1", "3"]),
    ),
    max_size=30,
).map(
    lambda people: [
        replace(ticket(n, service, priority, waited=waited), for_window=window)
        for n, (service, priority, waited, window) in enumerate(people, 1)
    ]
)
callers = st.lists(st.sampled_from(PLANS), unique=True).flatmap(
    lambda plans: st.tuples(*(st.builds(Caller, st.just(plan), st.integers(0, 2)) for plan in plans))
)


def listed(crowd: Sequence[Ticket], *plans: Plan, limit: int = 8) -> list[str]:
    return [t.id for t in upcoming(map(Caller, plans), Lines(crowd), RULES, limit, NOW)]


def test_a_listed_window_keeps_to_its_list() -> None:
    crowd = [ticket(1, "a"), ticket(2, "c"), ticket(3, "c")]
    assert listed(crowd, PLANS[2]) == ["t2", "t3", "t1"]


def test_windows_take_turns() -> None:
    crowd = [ticket(1, "c"), ticket(2, "c"), ticket(3, "c"), ticket(4, "b"), ticket(5, "b")]
    assert listed(crowd, PLANS[1], PLANS[2]) == ["t4", "t1", "t5", "t2", "t3"]


def test_whom_no_open_window_calls_is_not_named() -> None:
    assert listed([ticket(1, "c"), ticket(2, "b")], PLANS[1]) == ["t2"]
    assert listed([ticket(1)]) == []


def test_a_window_helps_as_long_as_the_other_line_is_long() -> None:
    crowd = [ticket(1), ticket(2), ticket(3), ticket(4, "c"), ticket(5, "c")]
    assert listed(crowd, PLANS[3]) == ["t1", "t4", "t5", "t2", "t3"]


@given(crowds, st.sampled_from(PLANS), st.integers(0, 2))
def test_one_window_calls_in_the_order_of_its_list(crowd: list[Ticket], plan: Plan, in_a_row: int) -> None:
    lines, order = Lines(crowd), upcoming([Caller(plan, in_a_row)], Lines(crowd), RULES, len(crowd), NOW)
    for expected in order:
        decision = choose(plan, lines, RULES, in_a_row, NOW)
        assert decision is not None
        assert decision.ticket == expected
        lines.remove(decision.ticket)
        in_a_row = decision.in_a_row
    assert choose(plan, lines, RULES, in_a_row, NOW) is None


@given(crowds, callers, st.integers(0, 12))
def test_everybody_whom_a_window_calls_is_named_once_and_lines_stay_as_they_are(
    crowd: list[Ticket], windows: tuple[Caller, ...], limit: int
) -> None:
    lines = Lines(crowd)
    named = upcoming(windows, lines, RULES, len(crowd), NOW)
    assert len({t.id for t in named}) == len(named)
    called = {
        t.id
        for t in crowd
        for plan in (caller.plan for caller in windows)
        if t.service in (*plan.services, *(help_.service for help_ in plan.helps))
        if t.for_window in (None, plan.window)
    }
    assert {t.id for t in named} == called
    assert upcoming(windows, lines, RULES, limit, NOW) == named[:limit]
    assert sorted(t.id for t in lines) == sorted(t.id for t in crowd)


@given(crowds, callers, st.integers(0, 6))
def test_the_first_of_each_lane_and_the_lengths_are_enough(
    crowd: list[Ticket], windows: tuple[Caller, ...], limit: int
) -> None:
    whole = Lines(crowd)
    lanes = {lane_of(t) for t in crowd}
    first = [t for lane in lanes for t in whole.lane(lane)[:limit]]
    short = Lines(first, whole.counts())
    expected = upcoming(windows, whole, RULES, limit, NOW)
    assert upcoming(windows, short, RULES, limit, NOW) == expected
