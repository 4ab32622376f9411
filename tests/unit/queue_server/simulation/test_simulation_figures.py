"""Figures of simulated days, checked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.simulation.comparison import change
from queue_server.simulation.engine import simulate
from queue_server.simulation.measures import figures, jain, rank
from queue_server.simulation.record import Run
from queue_server.simulation.series import day_span, hour_bands, waiting
from tests.unit.queue_server.simulation.small_halls import day_of, desk, hall_of, random_day, resident


def run_of_six() -> Run:
    crowd = [
        resident(1, 600, "a", 10),
        resident(2, 601, "a", 10),
        resident(3, 602, "a", 10, priority="senior"),
        resident(4, 603, "b", 10),
        resident(5, 604, "a", 10, patience=1.0),
        resident(6, 1030, "a", 10),
    ]
    return simulate(hall_of(desk("1", "a", "b")), day_of(crowd))


def test_waits_counts_and_shares() -> None:
    found = figures([run_of_six()], target=10.0)
    # Called at 600, the senior at 610, then 620 and 630.
    assert found.total.tickets == 5
    assert (found.total.served, found.total.abandoned, found.total.called) == (4, 1, 4)
    assert found.total.mean == pytest.approx((0 + 8 + 19 + 27) / 4)
    assert (found.total.p50, found.total.p80, found.total.longest) == (8.0, 27.0, 27.0)
    assert (found.total.within_target, found.total.at_once) == (0.5, 0.25)
    assert found.services["b"].mean == 27.0
    assert found.turned_away == {"hours": 1}
    assert found.finished == 640.0


def test_fairness_by_hand() -> None:
    found = figures([run_of_six()], target=10.0).fairness
    assert found.overtakes == 0.25
    assert found.priority_ratio == pytest.approx(8.0 / ((0 + 19 + 27) / 3))
    assert found.longest_ordinary == 27.0
    assert found.jain == pytest.approx((9.0 + 27.0) ** 2 / (2 * (81.0 + 729.0)))


def test_several_days_are_counted_together_and_windows_by_day() -> None:
    one, two = figures([run_of_six()], 10.0), figures([run_of_six()] * 2, 10.0)
    assert (two.days, two.total.tickets) == (2, 10)
    assert two.windows == one.windows
    assert two.total.mean == pytest.approx(one.total.mean)


def test_a_day_without_anybody_has_figures_too() -> None:
    found = figures([simulate(hall_of(desk("1", "a")), day_of([]))], 10.0)
    assert (found.total.mean, found.total.within_target, found.fairness.priority_ratio) == (0.0, 1.0, None)
    assert (found.fairness.jain, found.windows["1"].utilisation) == (1.0, 0.0)


def test_the_change_is_between_the_same_residents() -> None:
    crowd = [resident(number, 600.0, handling=10) for number in range(4)]
    slow, fast = (
        simulate(hall_of(*(desk(str(number), "a") for number in range(windows))), day_of(crowd))
        for windows in (1, 2)
    )
    found = change([slow], [fast])
    assert (found.residents, found.mean_wait) == (4, -10.0)
    assert (found.shorter, found.longer) == (0.75, 0.0)
    assert change([slow, slow], [fast, fast]).error == 0.0
    assert change([], []).residents == 0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1.0))
def test_a_rank_is_a_value_that_the_share_does_not_exceed(values: list[float], share: float) -> None:
    ordered = sorted(values)
    found = rank(ordered, share)
    assert found in ordered
    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-6


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_jains_index_lies_between_one_and_its_share(values: list[float]) -> None:
    assert 1.0 / len(values) - 1e-9 <= jain(values) <= 1.0 + 1e-9


def test_curves_count_who_waits() -> None:
    runs = [run_of_six()]
    assert day_span(runs) == (10, 11)
    curve = dict(waiting(runs, 10, 11))
    assert (curve[600.0], curve[605.0], curve[615.0], curve[625.0], curve[655.0]) == (0.0, 3.0, 2.0, 1.0, 0.0)
    (band,) = hour_bands(runs)
    assert (band.hour, band.p50, band.p90) == (10, 8.0, 27.0)
    assert day_span([]) == (8, 18)


@given(st.integers(0, 5000), st.integers(1, 80))
def test_a_curve_starts_and_ends_with_nobody(seed: int, count: int) -> None:
    run = simulate(hall_of(desk("1", "a")), random_day(count, ["a"], seed))
    curve = waiting([run], *day_span([run]))
    assert all(value >= 0.0 for _, value in curve)
    assert curve[-1][1] == 0.0
