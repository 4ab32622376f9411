"""The benchmark of wait predictions, from files to figures."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from benchmarks import wait_prediction
from benchmarks.wait_samples import COLUMNS, UnusableRecording, read_samples
from queue_server.domain.forecast import Sample, train
from tests.fakes.invented_waits import invented_days

FIRST_DAY = date(2024, 3, 4).toordinal()


def as_row(sample: Sample) -> list[object]:
    state = sample.state
    return [
        state.group, state.queue, date.fromordinal(FIRST_DAY + sample.day).isoformat(), state.minute, state.waiting,
        state.open_counters, state.service_minutes, state.rate_30, state.rate_60, state.les, state.hol,
        state.mean_last_10, sample.actual_wait,
    ]  # fmt: skip


def write(path: Path, rows: Iterable[Iterable[object]], columns: Iterable[str] = COLUMNS) -> Path:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


@pytest.fixture
def training(tmp_path: Path) -> Path:
    return write(tmp_path / "train.csv.gz", map(as_row, invented_days(range(5))))


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    return write(tmp_path / "test.csv.gz", map(as_row, invented_days(range(5, 7), seed=2)))


def test_prints_json_of_the_learnt_estimator_beside_the_classical_ones(
    training: Path, test_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wait_prediction.main([str(training), str(test_file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["train_days"], found["test_days"], found["test_cases"]) == (5, 2, 360)
    scores = {score["predictor"]: score for score in found["scores"]}
    assert scores["learnt"]["mae"] < 0.8 * scores["published time"]["mae"]
    assert 0.84 <= scores["learnt"]["covered_90"] <= 0.96
    assert scores["learnt"]["width_90"] > 0
    assert {"HOL", "LES", "QL, learnt throughput", "QL-shrunk", "QL-shrunk and LES", "mean of last 10"} < set(
        scores
    )
    assert scores["LES"]["covered_90"] is None


def test_prints_a_table(training: Path, test_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wait_prediction.main([str(training), str(test_file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "trained on 5 days (900 cases)" in lines[0]
    assert lines[1].split()[:4] == ["predictor", "MAE", "RMSE", "bias"]
    assert lines[2].startswith("learnt ")
    assert len({len(line) for line in lines[1:4]}) == 1


def test_rolls_over_the_days_of_one_file(training: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert wait_prediction.main(["--rolling", str(training), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(result["train_days"], result["test_days"]) for result in found] == [(3, 2), (4, 1)]
    assert wait_prediction.main(["--rolling", str(training)]) == 0
    assert "mean of all trainings" in capsys.readouterr().out


def test_the_future_of_a_row_changes_nothing() -> None:
    samples = invented_days(range(4))
    test = invented_days([5], seed=3, queues="A")
    estimator = train(samples)
    cut = len(test) // 2
    moment = test[cut].state.minute
    ended = [s for s in test[:cut] if s.state.minute + s.actual_wait <= moment]
    all_known = wait_prediction.known_paces(estimator, test)
    assert wait_prediction.known_paces(estimator, [*ended, test[cut]])[-1] == pytest.approx(all_known[cut])


def test_reads_empty_waits_as_unknown(tmp_path: Path) -> None:
    row = as_row(invented_days([0])[0])
    row[9:12] = ["", "", ""]
    (sample,) = read_samples(write(tmp_path / "one.csv.gz", [row]))
    assert (sample.state.les, sample.state.hol, sample.state.mean_last_10) == (None, None, None)
    assert sample.state.queue == "hall/A"


@pytest.mark.parametrize(
    "column, value, complaint",
    [
        ("waiting", "many", "line 3: waiting is 'many'"),
        ("les", "-4", "les is -4"),
        ("hol", "nan", "hol is nan"),
        ("actual_wait", "", "actual_wait is ''"),
        ("date", "4 March", "line 3"),
    ],
)
def test_says_what_is_wrong_with_a_row(tmp_path: Path, column: str, value: str, complaint: str) -> None:
    good = as_row(invented_days([0])[0])
    bad = [*good]
    bad[COLUMNS.index(column)] = value
    with pytest.raises(UnusableRecording) as refused:
        list(read_samples(write(tmp_path / "bad.csv.gz", [good, bad])))
    assert complaint in str(refused.value)
    assert "bad.csv.gz" in str(refused.value)


def test_says_which_columns_are_missing(tmp_path: Path) -> None:
    path = write(tmp_path / "few.csv.gz", [], [name for name in COLUMNS if name not in {"les", "hol"}])
    with pytest.raises(UnusableRecording, match="no column les, hol"):
        list(read_samples(path))


def test_unusable_files_end_with_a_message(
    tmp_path: Path, training: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = tmp_path / "plain.csv.gz"
    plain.write_text("not compressed", encoding="utf-8")
    empty = write(tmp_path / "empty.csv.gz", [])
    for other, complaint in (
        (plain, "plain.csv.gz"),
        (empty, "has no rows"),
        (tmp_path / "absent.csv.gz", "No such"),
    ):
        assert wait_prediction.main([str(training), str(other)]) == 2
        assert complaint in capsys.readouterr().err
    short = write(tmp_path / "short.csv.gz", map(as_row, invented_days(range(2))))
    assert wait_prediction.main(["--rolling", str(short)]) == 2
    assert "days" in capsys.readouterr().err


def test_asks_for_two_files_or_one_to_roll_over(training: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        wait_prediction.main([str(training)])
    assert "--rolling" in capsys.readouterr().err
