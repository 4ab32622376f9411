"""The regression behind the estimator, against cases with known answers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.forecast.regression import combine, fit_quantile, solve


def test_finds_a_line_through_accidents() -> None:
    source = random.Random(1)
    x = [source.uniform(-2, 2) for _ in range(400)]
    y = [3.0 + 2.0 * value + source.gauss(0, 0.1) for value in x]
    for index in range(0, 400, 8):
        y[index] += 50.0
    constant, slope = fit_quantile([[1.0] * 400, x], y, [1.0] * 400, quantile=0.5, ridge=0.0, rounds=60)
    assert constant == pytest.approx(3.0, abs=0.1)
    assert slope == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("quantile", [0.2, 0.5, 0.8])
def test_puts_the_wanted_share_below(quantile: float) -> None:
    source = random.Random(2)
    y = [source.expovariate(0.1) for _ in range(2000)]
    (level,) = fit_quantile([[1.0] * 2000], y, [1.0] * 2000, quantile=quantile, ridge=0.0, rounds=60)
    assert sum(value < level for value in y) / 2000 == pytest.approx(quantile, abs=0.04)


def test_rows_without_weight_do_not_count() -> None:
    level = fit_quantile([[1.0] * 3], [5.0, 5.0, 99.0], [1.0, 1.0, 0.0], quantile=0.5, ridge=0.0, rounds=60)
    assert level == [pytest.approx(5.0)]


def test_a_ridge_holds_coefficients_back_but_not_the_constant() -> None:
    x = [-1.0, 0.0, 1.0] * 10
    y = [7.0 + value for value in x]
    constant, slope = fit_quantile([[1.0] * 30, x], y, [1.0] * 30, quantile=0.5, ridge=1e9, rounds=60)
    assert constant == pytest.approx(7.0, abs=0.01)
    assert abs(slope) < 0.01


def test_needs_rows() -> None:
    with pytest.raises(ValueError, match="row"):
        fit_quantile([[]], [], [], quantile=0.5, ridge=1.0, rounds=60)


@given(st.lists(st.lists(st.floats(-5, 5), min_size=4, max_size=4), min_size=4, max_size=4), st.data())
def test_solves_positive_definite_systems(rows: list[list[float]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.floats(-9, 9), min_size=4, max_size=4))
    matrix = [[sum(a * b for a, b in zip(p, q, strict=True)) + (p is q) for q in rows] for p in rows]
    moments = [sum(a * x for a, x in zip(row, wanted, strict=True)) for row in matrix]
    assert solve(matrix, moments) == pytest.approx(wanted, abs=1e-6)


def test_refuses_a_system_without_a_solution() -> None:
    with pytest.raises(ValueError, match="positive definite"):
        solve([[1.0], [1.0, 1.0]], [1.0, 1.0])


def test_combines_columns() -> None:
    assert combine([[1.0, 2.0], [10.0, 20.0]], [2.0, 0.5]) == [7.0, 14.0]
