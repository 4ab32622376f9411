"""Rectangles in logical pixels, as plain values.

Responsible for: the one shape layouts are made of, and the ways to cut it up. Not responsible for: drawing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle; ``x`` and ``y`` are its top left corner, all in logical pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The point in the middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    def contains(self, x: int, y: int) -> bool:
        """True when the point lies in the box."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def overlaps(self, other: Box) -> bool:
        """True when the two share at least one pixel."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def encloses(self, other: Box) -> bool:
        """True when ``other`` lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def inset(self, across: int, down: int | None = None) -> Box:
        """The box less a margin on every side; ``down`` is ``across`` when left out."""
        below = across if down is None else down
        return Box(self.x + across, self.y + below, self.width - 2 * across, self.height - 2 * below)

    def top(self, height: int) -> Box:
        """The strip along the upper edge."""
        return Box(self.x, self.y, self.width, height)

    def below(self, height: int) -> Box:
        """What is left under a strip of that height."""
        return Box(self.x, self.y + height, self.width, self.height - height)

    def foot(self, height: int) -> Box:
        """The strip along the lower edge."""
        return Box(self.x, self.bottom - height, self.width, height)

    def above(self, height: int) -> Box:
        """What is left over a strip of that height at the lower edge."""
        return Box(self.x, self.y, self.width, self.height - height)

    def left(self, width: int) -> Box:
        """The strip along the left edge."""
        return Box(self.x, self.y, width, self.height)

    def past(self, width: int) -> Box:
        """What is left to the right of a strip of that width."""
        return Box(self.x + width, self.y, self.width - width, self.height)

    def tail(self, width: int) -> Box:
        """The strip along the right edge."""
        return Box(self.right - width, self.y, width, self.height)

    def middle(self, width: int, height: int) -> Box:
        """A box of that size around the same centre."""
        return Box(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)

    def columns(self, count: int, gap: int) -> tuple[Box, ...]:
        """Cut into columns of one width with a gap between them, left to right."""
        width = (self.width - gap * (count - 1)) // count
        return tuple(
            Box(self.x + index * (width + gap), self.y, width, self.height) for index in range(count)
        )

    def rows(self, count: int, gap: int) -> tuple[Box, ...]:
        """Cut into rows of one height with a gap between them, top to bottom."""
        height = (self.height - gap * (count - 1)) // count
        return tuple(
            Box(self.x, self.y + index * (height + gap), self.width, height) for index in range(count)
        )

    def grid(self, columns: int, rows: int, gap: int) -> tuple[Box, ...]:
        """Cells of one size, row by row."""
        return tuple(cell for row in self.rows(rows, gap) for cell in row.columns(columns, gap))


def bounding(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around all; ValueError when there is none."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top)
