"""Every device failing in every way: the queue goes on, the resident sees something sensible, staff see the fault, nothing is
lost or done twice, and the device is of use again by itself soon after it is well.

The cells share one server and are played at the same time, because most of each is waiting. A test looks at one journey
of one cell.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import structlog

from tests.fakes.matrix_cells import play_cell
from tests.fakes.matrix_hall import CELLS, Cell, matrix_hall
from tests.fakes.matrix_rig import Journey, Report

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")

AT_ONCE = 10


@pytest.fixture(scope="module")
def quiet() -> Iterator[None]:
    """Forty programs at once would fill the screen with what they log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def reports(
    quiet: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Cell, Future[Report]]]:
    """The cells that were asked for, under way."""
    asked = {
        item.callspec.params["cell"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path
    }
    cells = [cell for cell in CELLS if cell in asked]
    with (
        matrix_hall(tmp_path_factory.mktemp("matrix"), cells) as hall,
        ThreadPoolExecutor(AT_ONCE, thread_name_prefix="cell") as pool,
    ):
        yield {cell: pool.submit(play_cell, hall, cell) for cell in cells}


@pytest.mark.parametrize("journey", Journey, ids=str)
@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_failing_device(cell: Cell, journey: Journey, reports: dict[Cell, Future[Report]]) -> None:
    assert not reports[cell].result().problems.get(journey)
