"""Reads recorded waits from gzip'd CSV into the samples of the wait estimator.

Responsible for: the columns, their types and clear errors. Not responsible for: what is done with the samples.

One row is one moment at which somebody could have taken the next number of a queue: ``office``, ``queue``, ``date``
(ISO), ``minute`` (after midnight), ``waiting``, ``open_counters``, ``published_minutes`` (a resident), ``rate_30``,
``rate_60`` (calls a minute), ``les``, ``hol``, ``mean_last_10`` (minutes, may be empty) and ``actual_wait`` (minutes).
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from queue_server.domain.forecast import QueueState, Sample

COLUMNS = (
    "office", "queue", "date", "minute", "waiting", "open_counters", "published_minutes", "rate_30", "rate_60", "les",
    "hol", "mean_last_10", "actual_wait",
)  # fmt: skip


class UnusableRecording(Exception):
    """The file cannot be read as recorded waits; the message names the file, the line and the reason."""


def read_samples(path: Path) -> Iterator[Sample]:
    """The samples of a file, one at a time, in its order. Raises ``UnusableRecording``."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            yield from _samples(path, csv.DictReader(lines))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise UnusableRecording(f"{path}: {error}") from error


def _samples(path: Path, rows: csv.DictReader[str]) -> Iterator[Sample]:
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise UnusableRecording(f"{path}: no column {', '.join(missing)}; needed are {', '.join(COLUMNS)}")
    for row in rows:
        try:
            yield _sample(row)
        except ValueError as error:
            raise UnusableRecording(f"{path}, line {rows.line_num}: {error}") from error


def _sample(row: Mapping[str, str | None]) -> Sample:
    state = QueueState(
        queue=f"{row['office']}/{row['queue']}",
        group=row["office"] or "",
        minute=_number(row, "minute"),
        waiting=int(_number(row, "waiting")),
        open_counters=int(_number(row, "open_counters")),
        service_minutes=_number(row, "published_minutes"),
        rate_30=_number(row, "rate_30"),
        rate_60=_number(row, "rate_60"),
        les=_optional(row, "les"),
        hol=_optional(row, "hol"),
        mean_last_10=_optional(row, "mean_last_10"),
    )
    return Sample(state, date.fromisoformat(row["date"] or "").toordinal(), _number(row, "actual_wait"))


def _optional(row: Mapping[str, str | None], column: str) -> float | None:
    return _number(row, column) if row[column] else None


def _number(row: Mapping[str, str | None], column: str) -> float:
    text = row[column]
    try:
        value = float(text or "")
    except ValueError:
        raise ValueError(f"{column} is {text!r}, not a number") from None
    if not math.isfinite(value) or value < 0.0:
        raise ValueError(f"{column} is {text}, but must be a number of at least 0")
    return value
