"""Cutting boxes up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.geometry import Box, bounding

boxes = st.builds(
    Box, st.integers(-500, 500), st.integers(-500, 500), st.integers(60, 2000), st.integers(60, 2000)
)


@given(boxes, st.integers(1, 6), st.integers(1, 6), st.integers(0, 8))
def test_the_cells_of_a_grid_lie_inside_apart_and_alike(box: Box, columns: int, rows: int, gap: int) -> None:
    cells = box.grid(columns, rows, gap)
    assert len(cells) == columns * rows
    assert len({(cell.width, cell.height) for cell in cells}) == 1
    assert all(box.encloses(cell) for cell in cells)
    for index, cell in enumerate(cells):
        assert not any(cell.overlaps(other) for other in cells[index + 1 :])


@given(boxes, st.integers(1, 50))
def test_a_strip_and_what_is_left_make_the_whole(box: Box, size: int) -> None:
    for strip, rest in (
        (box.top(size), box.below(size)),
        (box.foot(size), box.above(size)),
        (box.left(size), box.past(size)),
    ):
        assert not strip.overlaps(rest)
        assert bounding((strip, rest)) == box
    assert box.tail(size).right == box.right


def test_the_right_and_lower_edges_are_outside() -> None:
    box = Box(10, 20, 30, 40)
    assert box.contains(10, 20)
    assert box.contains(39, 59)
    assert not box.contains(40, 20)
    assert not box.contains(10, 60)


def test_a_box_in_the_middle_shares_the_centre() -> None:
    assert Box(0, 0, 100, 60).middle(20, 20) == Box(40, 20, 20, 20)
    assert Box(0, 0, 100, 60).inset(10) == Box(10, 10, 80, 40)
    assert Box(0, 0, 100, 60).inset(10, 0) == Box(10, 0, 80, 60)


def test_nothing_has_no_bounds() -> None:
    with pytest.raises(ValueError, match="empty"):
        bounding(())
