"""Training of the wait estimator from the samples of past days.

Responsible for: choosing and weighing days, keeping what a sample teaches out of what it is compared with, and calibrating
the bounds on days that were not known yet. Not responsible for: when to train and where samples come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp, log, sqrt

from queue_server.domain.forecast.bounds import Margins, calibrate
from queue_server.domain.forecast.classical import LONGEST_MINUTES
from queue_server.domain.forecast.estimator import FURTHEST, Model, Regression, WaitEstimator
from queue_server.domain.forecast.features import features
from queue_server.domain.forecast.history import History, SampleIndex
from queue_server.domain.forecast.pace import paces_of_day
from queue_server.domain.forecast.regression import Column, fit_quantile
from queue_server.domain.forecast.state import Sample

FEWEST_DAYS = 2
FEWEST_SAMPLES = 200
"""With less the cold start is used: it needs a second day to learn what a day can say about another."""
MOST_DAYS = 40
HALF_LIFE_DAYS = 6.0
"""A day counts half as much as one six service days later: halls change."""
MOST_FOLDS = 10
MIDDLE = 0.525
"""Slightly above the median: medians of skewed waits are below their means, and residents mind waits that were promised
shorter."""
RIDGE = 20.0
ROUNDS = 8
"""More change the error of the forecast by less than 0.1 %."""
CALIBRATION_START = 3
"""Days of history before the first day whose errors calibrate the bounds."""

Rows = list[tuple[Sample, list[float]]]


def train(samples: Iterable[Sample]) -> WaitEstimator:
    """An estimator that has learnt the last ``MOST_DAYS`` days of the samples; the cold start when there is too little.

    Samples come in any order. 30,000 of them take a few seconds, and memory grows with their number.
    """
    chosen, days = _recent(samples)
    if len(days) < FEWEST_DAYS or len(chosen) < FEWEST_SAMPLES:
        return WaitEstimator()
    weights = {day: 0.5 ** ((len(days) - 1 - rank) / HALF_LIFE_DAYS) for rank, day in enumerate(days)}
    index = SampleIndex(chosen, weights)
    by_day = {day: [sample for sample in chosen if sample.day == day] for day in days}
    rows = _held_out_rows(by_day, index, days)
    regression = _fit(rows, [weights[sample.day] for sample, _ in rows])
    margins = _calibrate(by_day, index, days, regression, rows)
    return WaitEstimator(Model(regression, index.learn(days), margins, days=len(days), samples=len(chosen)))


def _recent(samples: Iterable[Sample]) -> tuple[list[Sample], list[int]]:
    everything = list(samples)
    days = sorted({sample.day for sample in everything})[-MOST_DAYS:]
    wanted = set(days)
    return [sample for sample in everything if sample.day in wanted], days


def _held_out_rows(by_day: dict[int, list[Sample]], index: SampleIndex, days: list[int]) -> Rows:
    """The features of every sample, with the history that the other days teach."""
    folds = min(MOST_FOLDS, len(days))
    rows: Rows = []
    for fold in range(folds):
        history = index.learn(day for rank, day in enumerate(days) if rank % folds != fold)
        for day in days[fold::folds]:
            rows.extend(_rows_of_day(by_day[day], history))
    return rows


def _rows_of_day(samples: list[Sample], history: History) -> Rows:
    pasts = [history.log_wait(sample.state) for sample in samples]
    paces = paces_of_day(
        (
            sample.state.queue,
            sample.state.minute,
            sample.actual_wait,
            log(max(sample.actual_wait, 1.0)) - past,
        )
        for sample, past in zip(samples, pasts, strict=True)
    )
    return [
        (sample, features(sample.state, past, pace))
        for sample, past, pace in zip(samples, pasts, paces, strict=True)
    ]


def _fit(rows: Rows, weights: Column) -> Regression:
    """The target is log(actual ÷ cold start), so that the ridge draws a small history towards the cold start."""
    raw = list(zip(*(row for _, row in rows), strict=True))
    means, deviations = [0.0], [1.0]
    columns: list[Column] = [raw[0]]
    for column in raw[1:]:
        mean, deviation = _spread(column)
        means.append(mean)
        deviations.append(deviation)
        columns.append([min(max((x - mean) / deviation, -FURTHEST), FURTHEST) for x in column])
    target = [log(max(sample.actual_wait, 1.0)) - row[1] for sample, row in rows]
    coefficients = fit_quantile(columns, target, weights, quantile=MIDDLE, ridge=RIDGE, rounds=ROUNDS)
    return Regression(tuple(coefficients), tuple(means), tuple(deviations))


def _spread(column: Column) -> tuple[float, float]:
    mean = sum(column) / len(column)
    variance = sum((x - mean) ** 2 for x in column) / len(column)
    return mean, sqrt(variance) + 1e-9


def _calibrate(
    by_day: dict[int, list[Sample]],
    index: SampleIndex,
    days: list[int],
    regression: Regression,
    held_out: Rows,
) -> Margins:
    """Margins from errors on days of which only the days before were known: as in use, the drift between days is in them.

    With too few days for that, from the errors on the days held out.
    """
    rows: Rows = []
    for rank in range(max(CALIBRATION_START, len(days) - MOST_FOLDS), len(days)):
        rows.extend(_rows_of_day(by_day[days[rank]], index.learn(days[:rank])))
    return calibrate([_error(regression, sample, row) for sample, row in rows or held_out])


def _error(regression: Regression, sample: Sample, row: list[float]) -> tuple[float, float]:
    predicted = min(max(exp(row[1] + regression.log_ratio(row)), 1.0), LONGEST_MINUTES)
    return predicted, log(max(sample.actual_wait, 1.0) / predicted)
