"""Rows of buttons along the lower edge of a screen.

Responsible for: where they are and how they look. Not responsible for: what they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.screens.surroundings import Surroundings
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.widgets import Kind, button

HEIGHT = 116


@dataclass(frozen=True, slots=True)
class Control:
    """One button; its words are the catalogue's in both languages."""

    id: str
    key: str
    kind: Kind = Kind.PLAIN
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A button where it is."""

    control: Control
    box: Box

    @property
    def target(self) -> Target:
        """What can be touched."""
        return Target(self.control.id, self.box)


def height_of(rows: int) -> int:
    """Height of that many rows, in logical pixels."""
    return rows * HEIGHT + (rows - 1) * theme.GAP


def place(area: Box, row: Sequence[Control | None], *, columns: int = 0) -> tuple[Placed, ...]:
    """Side by side in the middle of the area, each as wide as if there were ``columns``; None leaves its place free."""
    cells = area.columns(max(columns, len(row)), theme.GAP)
    free = sum(cell.width + theme.GAP for cell in cells[len(row) :])
    moved = (Box(cell.x + free // 2, cell.y, cell.width, cell.height) for cell in cells)
    return tuple(Placed(control, cell) for control, cell in zip(row, moved, strict=False) if control)


def paint(canvas: Canvas, around: Surroundings, placed: Iterable[Placed], pressed: str) -> None:
    """Draw them."""
    for each in placed:
        control = each.control
        button(
            canvas,
            each.box,
            around.words(control.key),
            second=around.other(control.key),
            kind=control.kind,
            pressed=pressed == control.id,
            size=44 if around.visit.elder else 36,
            icon=control.icon,
            elder=around.visit.elder,
        )
