"""How long each device takes to be of use again after it was broken in each way and mended."""

from __future__ import annotations

import logging
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import structlog

from tests.fakes.matrix_cells import play_cell
from tests.fakes.matrix_hall import CELLS, Fault, matrix_hall

AT_ONCE = 3
"""Cells played at the same time: most of each is waiting."""


ALL_FAULTS = tuple(map(str, Fault))


def run(*, faults: tuple[str, ...] = ALL_FAULTS) -> dict[str, Any]:
    """Seconds, by device; and every cell in which anything went wrong."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    cells = [cell for cell in CELLS if str(cell.fault) in faults]
    with (
        tempfile.TemporaryDirectory(prefix="paihao-bench-") as place,
        matrix_hall(Path(place), cells) as hall,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        reports = dict(zip(cells, pool.map(lambda cell: play_cell(hall, cell), cells), strict=True))
    times: dict[str, list[float]] = {}
    for cell, report in reports.items():
        times.setdefault(cell.device.value, []).append(report.back_seconds)
    return {
        "back_seconds": {device: _summary(seconds) for device, seconds in times.items()},
        "problems": {str(cell): report.problems for cell, report in reports.items() if report.problems},
    }


def _summary(seconds: list[float]) -> dict[str, float]:
    return {"median": round(median(seconds), 2), "worst": round(max(seconds), 2)}
