"""Linear quantile regression with a ridge, for some tens of thousands of rows and some tens of columns.

Responsible for: the fit by iteratively reweighted least squares, on columns of plain floats. Not responsible for: what the
columns mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from operator import mul

Column = Sequence[float]

SMALLEST_RESIDUAL = 0.05
"""Keeps weights finite; with a logarithmic target about 5 % of the wait, below what can be measured."""


def fit_quantile(
    columns: Sequence[Column],
    target: Column,
    weights: Column,
    *,
    quantile: float,
    ridge: float,
    rounds: int,
) -> list[float]:
    """Coefficients that put the given share of the weighted targets below the plane.

    The first column is the constant and is not drawn to zero. Near the median of symmetric targets eight rounds of
    reweighting are enough; far from it, or with skewed ones, it takes dozens. Raises ValueError without rows.
    """
    if not target:
        raise ValueError("a fit needs at least one row")
    current = list(weights)
    coefficients = [0.0] * len(columns)
    for _ in range(rounds):
        coefficients = _least_squares(columns, target, current, ridge)
        fitted = combine(columns, coefficients)
        current = [
            weight * (quantile if y > f else 1.0 - quantile) / max(abs(y - f), SMALLEST_RESIDUAL)
            for weight, y, f in zip(weights, target, fitted, strict=True)
        ]
    return coefficients


def combine(columns: Sequence[Column], coefficients: Sequence[float]) -> list[float]:
    """The sum of the columns, each times its coefficient."""
    total = [0.0] * len(columns[0])
    for column, coefficient in zip(columns, coefficients, strict=True):
        total = [t + coefficient * x for t, x in zip(total, column, strict=True)]
    return total


def _least_squares(
    columns: Sequence[Column], target: Column, weights: Sequence[float], ridge: float
) -> list[float]:
    size = len(columns)
    matrix = [[0.0] * size for _ in range(size)]
    moments = [0.0] * size
    for i, column in enumerate(columns):
        weighted = list(map(mul, column, weights))
        moments[i] = sum(map(mul, weighted, target))
        for j in range(i + 1):
            matrix[i][j] = sum(map(mul, weighted, columns[j]))
        matrix[i][i] += ridge if i else 0.0
    return solve(matrix, moments)


def solve(matrix: Sequence[Sequence[float]], moments: Sequence[float]) -> list[float]:
    """Solve a symmetric positive definite system by Cholesky's factors; only the lower triangle is read.

    Raises ValueError for a matrix that is not positive definite.
    """
    factor = _cholesky(matrix)
    size = len(factor)
    forward: list[float] = []
    for i in range(size):
        forward.append((moments[i] - sum(map(mul, factor[i], forward))) / factor[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(factor[k][i] * solution[k] for k in range(i + 1, size))
        solution[i] = (forward[i] - known) / factor[i][i]
    return solution


def _cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    factor: list[list[float]] = []
    for i, row in enumerate(matrix):
        line: list[float] = []
        for j in range(i):
            line.append((row[j] - sum(map(mul, line, factor[j]))) / factor[j][j])
        pivot = row[i] - sum(x * x for x in line)
        if pivot <= 0.0:
            raise ValueError("the matrix is not positive definite")
        factor.append([*line, sqrt(pivot)])
    return factor
