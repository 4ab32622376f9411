"""Advice to open and close windows."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.forecast.arrivals import typical_profile
from queue_server.domain.staffing import Action, Advice, DayDemand, PlannedWindow, Target, advise, day_waits
from queue_server.domain.staffing.plan import QUARTERS

NINE, FIVE = 540, 1020
PROFILE = typical_profile([(NINE, FIVE)])
OPEN_ALL_DAY = ((NINE, FIVE),)


def window(name: str, services: str, *shifts: tuple[int, int]) -> PlannedWindow:
    return PlannedWindow(name, tuple(services), shifts)


def usual(total: float) -> list[float]:
    return [share * total for share in PROFILE]


def rush(low: float, high: float, start: float, end: float) -> list[float]:
    """So many in an hour through the day, and between the two hours."""
    return [
        0.0 if not 36 <= quarter < 68 else (high if start * 4 <= quarter < end * 4 else low) / 4
        for quarter in range(QUARTERS)
    ]


def day(**arrivals: list[float]) -> DayDemand:
    return DayDemand(480, arrivals, dict.fromkeys(arrivals, 8.0))


def carried_out(windows: list[PlannedWindow], advices: list[Advice]) -> list[PlannedWindow]:
    plan = list(windows)
    for advice in advices:
        index = [one.window for one in plan].index(advice.window)
        change = plan[index].with_shift if advice.action is Action.OPEN else plan[index].without
        plan[index] = change(advice.start_minute, advice.end_minute)
    return plan


def test_a_quiet_day_well_staffed_needs_nothing() -> None:
    assert advise(day(a=rush(15, 15, 9, 17)), [window("1", "a", *OPEN_ALL_DAY) for _ in range(3)]) == []


def test_a_rush_asks_for_another_window_while_it_lasts() -> None:
    windows = [*(window(str(n), "a", *OPEN_ALL_DAY) for n in range(3)), window("4", "a")]
    (advice,) = advise(day(a=rush(14, 29, 9.5, 11.5)), windows)
    assert (advice.action, advice.window, advice.services) == (Action.OPEN, "4", ("a",))
    assert 555 <= advice.start_minute <= 600
    assert 660 <= advice.end_minute <= 750
    assert advice.wait_before > 20.0
    assert advice.wait_after < 12.0
    reason = advice.reason
    assert (reason.windows_before, reason.windows_after) == (3, 4)
    assert reason.minutes_each == pytest.approx(8.0)
    assert reason.arrivals_per_hour == pytest.approx(27, abs=3)
    assert reason.windows_needed in (4, 5)
    assert reason.utilisation_before > 0.9


def test_the_waits_told_are_those_of_the_plan_and_of_the_changed_plan() -> None:
    windows = [window("1", "a", *OPEN_ALL_DAY), window("2", "a", *OPEN_ALL_DAY), window("3", "a")]
    demand = day(a=usual(130))
    (advice,) = advise(demand, windows, Target(most=1))
    start, end = advice.start_minute // 15, advice.end_minute // 15
    assert advice.wait_before == day_waits(demand, windows).longest("a", start, end)
    changed = day_waits(demand, carried_out(windows, [advice]))
    assert advice.wait_after == changed.longest("a", start, end)


def test_the_bottleneck_is_helped_by_a_window_that_takes_it() -> None:
    windows = [
        window("1", "a", *OPEN_ALL_DAY),
        window("2", "b", *OPEN_ALL_DAY),
        window("3", "b"),
        window("4", "ab"),
    ]
    advices = advise(day(a=rush(4, 14, 9, 12), b=rush(3, 3, 9, 17)), windows)
    assert [advice.window for advice in advices if advice.action is Action.OPEN] == ["4"]
    assert advices[0].services == ("a",)


def test_a_window_planned_for_later_may_open_sooner() -> None:
    windows = [window("1", "a", *OPEN_ALL_DAY), window("2", "a", (690, FIVE))]
    advices = advise(day(a=rush(5, 14, 9, 11)), windows)
    assert advices[0].window == "2"
    assert advices[0].end_minute <= 690


def test_nothing_can_be_done_without_a_window_to_open() -> None:
    assert advise(day(a=usual(300)), [window("1", "a", *OPEN_ALL_DAY), window("2", "b")]) == []


def test_no_window_opens_while_the_hall_is_closed() -> None:
    shifts = ((NINE, 720), (810, FIVE))
    windows = [window("1", "a", *shifts), window("2", "a")]
    for advice in advise(day(a=usual(160)), windows):
        assert advice.start_minute >= NINE
        assert advice.end_minute <= FIVE


def test_a_late_look_speaks_of_the_rest_of_the_day_alone() -> None:
    windows = [*(window(str(n), "a", *OPEN_ALL_DAY) for n in range(2)), window("3", "a")]
    demand = DayDemand(607.5, {"a": usual(150)}, {"a": 8.0}, {"a": 25})
    advices = advise(demand, windows)
    assert advices[0].start_minute == 608
    assert all(advice.start_minute >= 608 for advice in advices)


def test_a_window_too_many_may_close() -> None:
    windows = [window(str(n), "a", *OPEN_ALL_DAY) for n in range(1, 5)]
    advices = advise(day(a=rush(24, 6, 13, 16)), windows)
    assert [advice.action for advice in advices] == [Action.CLOSE, Action.CLOSE]
    first = advices[0]
    assert first.window == "4"
    assert first.start_minute in range(780, 826)
    assert first.end_minute == pytest.approx(960, abs=30)
    assert first.wait_after < 3.0
    assert first.reason.utilisation_before < 0.5
    assert first.reason.utilisation_after <= 0.85
    assert (first.reason.windows_before, first.reason.windows_after) == (4, 3)


def test_the_only_window_of_a_service_stays() -> None:
    windows = [window("1", "a", *OPEN_ALL_DAY), window("2", "b", *OPEN_ALL_DAY)]
    assert advise(day(a=rush(1, 1, 9, 17), b=rush(1, 1, 9, 17)), windows) == []


def test_nobody_is_expected_at_a_window_that_nothing_is_known_of() -> None:
    windows = [window("1", "a", *OPEN_ALL_DAY), window("9", "z", *OPEN_ALL_DAY)]
    assert advise(day(a=rush(3, 3, 9, 17)), windows) == []


def test_facts_for_a_sentence() -> None:
    windows = [*(window(str(n), "a", *OPEN_ALL_DAY) for n in range(3)), window("4", "a")]
    (advice,) = advise(day(a=rush(14, 29, 9.5, 11.5)), windows)
    facts = advice.sentence_facts()
    assert json.loads(json.dumps(facts)) == facts
    assert facts["action"] == "open"
    assert facts["services"] == ["a"]
    assert facts["from"] == f"{advice.start_minute // 60:02}:{advice.start_minute % 60:02}"
    assert (facts["windows_before"], facts["windows_after"]) == (3, 4)
    assert facts["wait_before"] == round(advice.wait_before)


services = st.sampled_from("abc")
plans = st.lists(
    st.tuples(
        st.lists(services, min_size=1, max_size=3, unique=True).map(tuple),
        st.sampled_from([(), OPEN_ALL_DAY, ((600, 900),), ((NINE, 720), (810, FIVE))]),
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [PlannedWindow(str(n), names, shifts) for n, (names, shifts) in enumerate(rows)])


@settings(max_examples=25, deadline=None)
@given(
    plans, st.dictionaries(services, st.floats(0, 250), min_size=1), st.sampled_from([480.0, 601.0, 900.0])
)
def test_advice_keeps_its_promises(
    windows: list[PlannedWindow], totals: dict[str, float], minute: float
) -> None:
    demand = replace(day(**{service: usual(total) for service, total in totals.items()}), minute=minute)
    target = Target(most=3)
    advices = advise(demand, windows, target)
    assert advices == advise(demand, windows, target)
    assert len(advices) <= target.most
    for advice in advices:
        assert advice.end_minute - max(advice.start_minute // 15 * 15, 0) >= target.shortest
        assert advice.start_minute >= minute
        if advice.action is Action.OPEN:
            assert advice.wait_before > target.wait
            assert advice.wait_after <= advice.wait_before
        else:
            assert advice.wait_after < target.idle_wait
    for one, other in combinations(advices, 2):
        apart = one.end_minute < other.start_minute or other.end_minute < one.start_minute
        assert one.window != other.window or apart
    opened = [advice for advice in advices if advice.action is Action.OPEN]
    if opened:
        better = day_waits(demand, carried_out(windows, opened))
        assert better.total < day_waits(demand, windows).total


def test_advice_is_quick() -> None:
    windows = [
        window(str(n), "abcde"[n % 5 :] + "abcde"[: n % 3], *(OPEN_ALL_DAY if n < 7 else ()))
        for n in range(10)
    ]
    demand = day(**{service: usual(70) for service in "abcde"})
    begun = time.process_time()
    assert advise(demand, windows)
    assert time.process_time() - begun < 4.0
