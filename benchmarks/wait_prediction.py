"""How well waits are predicted, beside the classical predictors, on recorded waits of real halls.

    python -m benchmarks.wait_prediction TRAIN.csv.gz TEST.csv.gz [--json]
    python -m benchmarks.wait_prediction --rolling TRAIN.csv.gz [--json]

The first trains on one file and tests on another. The second trains on the days before each of several days of one file and
tests on all days after them. The columns are described in ``benchmarks.wait_samples``.

The learnt estimator is measured twice: with the pace of the day, known from waits of the same queue that had ended before
the number was taken, and from each row alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.wait_samples import UnusableRecording, read_samples
from queue_server.domain.forecast import Prediction, QueueState, Sample, WaitEstimator, train
from queue_server.domain.forecast.accuracy import AccuracyTracker
from queue_server.domain.forecast.classical import published_time
from queue_server.domain.forecast.pace import paces_of_day

FEWEST_TRAINING_DAYS = 3
SHRINKAGE_MINUTES = 30.0
"""The learnt throughput counts as many minutes of observation in QL-shrunk."""

Predictor = Callable[[QueueState], float]


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of one predictor in minutes; the last two only of one that gives a bound."""

    predictor: str
    mae: float
    rmse: float
    bias: float
    within_5: float
    within_10: float
    covered_90: float | None = None
    width_90: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One training and its test."""

    train_days: int
    train_cases: int
    test_days: int
    test_cases: int
    mean_wait: float
    training_seconds: float
    prediction_microseconds: float
    scores: tuple[Score, ...]


def measure(training: Sequence[Sample], test: Sequence[Sample]) -> Result:
    """Train on one set of samples and test every predictor on the other."""
    begun = time.perf_counter()
    estimator = train(training)
    training_seconds = time.perf_counter() - begun
    paces = known_paces(estimator, test)
    begun = time.perf_counter()
    paced = [estimator.predict(sample.state, pace) for sample, pace in zip(test, paces, strict=True)]
    prediction_seconds = time.perf_counter() - begun
    alone = [estimator.predict(sample.state) for sample in test]
    scores = [score("learnt", paced, test), score("learnt, row alone", alone, test)]
    for name, predictor in classical_predictors(training).items():
        scores.append(_point_score(name, predictor, test))
    return Result(
        train_days=len({sample.day for sample in training}),
        train_cases=len(training),
        test_days=len({sample.day for sample in test}),
        test_cases=len(test),
        mean_wait=sum(sample.actual_wait for sample in test) / len(test),
        training_seconds=training_seconds,
        prediction_microseconds=prediction_seconds / len(test) * 1e6,
        scores=tuple(scores),
    )


def measure_rolling(samples: Sequence[Sample]) -> list[Result]:
    """Train on the days before each day from the fourth on, and test on that day and all later ones."""
    days = sorted({sample.day for sample in samples})
    return [
        measure([s for s in samples if s.day < day], [s for s in samples if s.day >= day])
        for day in days[FEWEST_TRAINING_DAYS:]
    ]


def known_paces(estimator: WaitEstimator, test: Sequence[Sample]) -> list[float]:
    """The pace of each row's queue at its minute, from waits of that queue and day that had ended by then."""
    paces = [0.0] * len(test)
    order = sorted(range(len(test)), key=lambda index: test[index].day)
    for _, group in groupby(order, key=lambda index: test[index].day):
        indexes = list(group)
        rows = [
            (s.state.queue, s.state.minute, s.actual_wait, estimator.log_ratio(s.state, s.actual_wait))
            for s in (test[index] for index in indexes)
        ]
        for index, pace in zip(indexes, paces_of_day(rows), strict=True):
            paces[index] = pace
    return paces


def classical_predictors(training: Sequence[Sample]) -> dict[str, Predictor]:
    """The predictors of the literature; those with a throughput learn it from the same training samples."""
    each = _minutes_each(training)
    overall = each[""]

    def learnt(state: QueueState) -> float:
        return (state.waiting + 1) * each.get(state.queue, overall)

    def shrunk(state: QueueState) -> float:
        usual = 1.0 / each.get(state.queue, overall)
        rate = (60.0 * state.rate_60 + SHRINKAGE_MINUTES * usual) / (60.0 + SHRINKAGE_MINUTES)
        return (state.waiting + 1) / rate

    return {
        "published time": published_time,
        "HOL": lambda state: state.hol or 0.0,
        "LES": lambda state: state.les or 0.0,
        "mean of last 10": lambda state: state.mean_last_10 or 0.0,
        "QL, learnt throughput": learnt,
        "QL-shrunk": shrunk,
        "QL-shrunk and LES": lambda state: (shrunk(state) + (state.les or 0.0)) / 2.0,
    }


def score(name: str, predictions: Sequence[Prediction], test: Sequence[Sample]) -> Score:
    """The record of predictions with bounds."""
    tracker = AccuracyTracker(window=len(test))
    for prediction, sample in zip(predictions, test, strict=True):
        tracker.add(prediction, sample.actual_wait)
    found = tracker.accuracy()
    if found is None:
        raise UnusableRecording("there is nothing to test on")
    return Score(
        predictor=name,
        mae=found.mean_absolute_error,
        rmse=found.root_mean_square_error,
        bias=found.bias,
        within_5=found.within_5,
        within_10=found.within_10,
        covered_90=found.covered_90,
        width_90=found.mean_width_90,
    )


def _point_score(name: str, predictor: Predictor, test: Sequence[Sample]) -> Score:
    points = [predictor(sample.state) for sample in test]
    found = asdict(score(name, [Prediction(point, point, point) for point in points], test))
    return Score(**{**found, "covered_90": None, "width_90": None})


def _minutes_each(training: Sequence[Sample]) -> dict[str, float]:
    """The median of wait ÷ (people ahead + 1) by queue, and of all queues under the empty name."""
    ratios: dict[str, list[float]] = {"": []}
    for sample in training:
        ratio = max(sample.actual_wait, 1.0) / (sample.state.waiting + 1)
        ratios[""].append(ratio)
        ratios.setdefault(sample.state.queue, []).append(ratio)
    return {queue: sorted(values)[len(values) // 2] for queue, values in ratios.items()}


def as_text(result: Result) -> str:
    """A table of one result."""
    head = f"trained on {result.train_days} days ({result.train_cases} cases) in {result.training_seconds:.1f} s; "
    head += f"tested on {result.test_days} days ({result.test_cases} cases, mean wait {result.mean_wait:.1f} min); "
    head += f"{result.prediction_microseconds:.0f} µs a prediction"
    names = f"{'predictor':<24}{'MAE':>8}{'RMSE':>8}{'bias':>8}{'≤5 min':>9}{'≤10 min':>9}{'in 90 %':>9}{'above':>8}"
    lines = [head, names]
    lines.extend(_line(found) for found in result.scores)
    return "\n".join(lines)


def _line(found: Score) -> str:
    text = f"{found.predictor:<24}{found.mae:>8.2f}{found.rmse:>8.2f}{found.bias:>+8.2f}"
    text += f"{found.within_5:>9.1%}{found.within_10:>9.1%}"
    if found.covered_90 is not None and found.width_90 is not None:
        text += f"{found.covered_90:>9.1%}{found.width_90:>8.1f}"
    return text


def mean_scores(results: Sequence[Result]) -> list[Score]:
    """The plain mean of every figure over several results."""
    means: list[Score] = []
    for found in zip(*(result.scores for result in results), strict=True):
        rows = [asdict(one) for one in found]
        figures: Mapping[str, Any] = {
            key: None if rows[0][key] is None else sum(row[key] for row in rows) / len(rows)
            for key in rows[0]
            if key != "predictor"
        }
        means.append(Score(predictor=found[0].predictor, **figures))
    return means


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 2 when a file cannot be used."""
    options = _parse(arguments)
    try:
        results = _results(options)
    except UnusableRecording as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        found: Any = [asdict(result) for result in results]
        print(json.dumps(found if options.rolling else found[0], ensure_ascii=False, indent=2))
        return 0
    print("\n\n".join(as_text(result) for result in results))
    if options.rolling:
        print("\nmean of all trainings")
        print("\n".join(_line(found) for found in mean_scores(results)))
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.wait_prediction", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="TRAIN.csv.gz and TEST.csv.gz")
    parser.add_argument(
        "--rolling", type=Path, metavar="TRAIN", help="train and test on the days of one file"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args(arguments)
    if len(options.files) != (0 if options.rolling else 2):
        parser.error("give TRAIN.csv.gz and TEST.csv.gz, or --rolling TRAIN.csv.gz")
    return options


def _results(options: argparse.Namespace) -> list[Result]:
    if options.rolling:
        samples = _some(options.rolling)
        results = measure_rolling(samples)
        if not results:
            raise UnusableRecording(f"{options.rolling}: needs more than {FEWEST_TRAINING_DAYS} days")
        return results
    return [measure(_some(options.files[0]), _some(options.files[1]))]


def _some(path: Path) -> list[Sample]:
    samples = list(read_samples(path))
    if not samples:
        raise UnusableRecording(f"{path}: has no rows")
    return samples


if __name__ == "__main__":
    raise SystemExit(main())
