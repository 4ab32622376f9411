"""A screen that lets somebody choose from a list of any length: a heading, cards on pages, and buttons under them.

Responsible for: the pages, where cards and buttons lie, and turning pages. Not responsible for: what the cards show or do.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable

from typing_extensions import override

from kiosk.screens import controls
from kiosk.screens.base import KioskScreen, scaled, stack
from kiosk.screens.controls import Control, Placed
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind

HEADING = 148
_PREVIOUS = Control("prev-page", "choose.previous", icon="left")
_NEXT = Control("next-page", "choose.next", Kind.PRIMARY)


class ListScreen(KioskScreen):
    """Screens of this kind fill in what is in the list and which buttons there are."""

    page = 0
    """The page that was asked for; other type sizes have other pages."""

    @property
    def heading_height(self) -> int:
        """Room for the heading, in logical pixels."""
        return HEADING

    # --- what a screen fills in -----------------------------------------------------------------------------

    @abstractmethod
    def count(self) -> int:
        """How long the list is."""

    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """Columns and rows of a full page."""

    @abstractmethod
    def tallest(self) -> int:
        """Greatest height of a card, in logical pixels."""

    @abstractmethod
    def buttons(self) -> tuple[Control | None, ...]:
        """Buttons beside those that turn pages, at most three; None leaves a place free."""

    @abstractmethod
    def title(self) -> tuple[str, str]:
        """Heading, and what stands under it."""

    # --- layout ---------------------------------------------------------------------------------------------

    def pages(self) -> int:
        """How many there are, at least one."""
        columns, rows = self.shape()
        return max(1, -(-self.count() // (columns * rows)))

    def shown_page(self) -> int:
        """The page that is shown."""
        return min(self.page, self.pages() - 1)

    def cells(self) -> tuple[tuple[int, Box], ...]:
        """Place in the list and box of every card that is shown."""
        columns, rows = self.shape()
        first = self.shown_page() * columns * rows
        shown = range(first, min(first + columns * rows, self.count()))
        boxes = self._parts()[1].grid(columns, self._used_rows(), theme.GAP)
        return tuple(zip(shown, boxes, strict=False))

    def _used_rows(self) -> int:
        columns, rows = self.shape()
        return rows if self.pages() > 1 else max(1, -(-self.count() // columns))

    def _parts(self) -> tuple[Box, Box, Box]:
        """Heading, cards and buttons; what is left over goes above the heading."""
        inner = self.body.below(32 if self.around.landscape else 56).above(theme.GAP)
        feet = controls.height_of(len(self._button_rows()))
        rows, heading_height = self._used_rows(), self.heading_height
        cards = inner.above(feet + theme.GAP).below(heading_height)
        height = min(cards.height, rows * self.tallest() + (rows - 1) * theme.GAP)
        heading = inner.below((cards.height - height) // 2).top(heading_height)
        return heading, Box(cards.x, heading.bottom, cards.width, height), inner.foot(feet)

    def _button_rows(self) -> tuple[tuple[Control | None, ...], ...]:
        """Turning pages is a row of its own on an upright screen; the number of the page lies in its middle."""
        if self.pages() == 1:
            return (self.buttons(),)
        before = _PREVIOUS if self.shown_page() > 0 else None
        after = _NEXT if self.shown_page() < self.pages() - 1 else None
        turning = (before, None, after)
        return ((*self.buttons(), *turning),) if self.around.landscape else (turning, self.buttons())

    def placed(self) -> tuple[Placed, ...]:
        """All buttons."""
        rows = self._button_rows()
        areas = self._parts()[2].rows(len(rows), theme.GAP)
        return tuple(
            placed
            for row, area in zip(rows, areas, strict=True)
            for placed in controls.place(area, row, columns=3)
        )

    @override
    def targets(self) -> tuple[Target, ...]:
        """The buttons; screens add their cards."""
        return tuple(placed.target for placed in self.placed())

    @override
    def chosen(self, target: str) -> None:
        """Another page."""
        if target == "next-page":
            self.page = self.shown_page() + 1
        elif target == "prev-page":
            self.page = self.shown_page() - 1

    @override
    def state(self) -> Hashable:
        """The page."""
        return self.shown_page()

    # --- picture --------------------------------------------------------------------------------------------

    def paint_frame(self, canvas: Canvas) -> None:
        """Everything but the cards."""
        self.paint_heading(canvas, self._parts()[0])
        controls.paint(canvas, self.around, self.placed(), self.pressed)
        if self.pages() > 1:
            words = self.around.words("choose.page", page=self.shown_page() + 1, pages=self.pages())
            style = TextStyle(min(34, scaled(self.around, 28)), theme.MUTED)
            canvas.text(words, self._page_number(), style, align=Align.CENTRE, lines=2)

    def _page_number(self) -> Box:
        """Between the two buttons that turn pages."""
        rows, area = self._button_rows(), self._parts()[2]
        width = len(rows[0])
        return area.rows(len(rows), theme.GAP)[0].columns(max(3, width), theme.GAP)[width - 2]

    def paint_heading(self, canvas: Canvas, box: Box) -> None:
        """Title and what stands under it."""
        title, _, hint = stack(box, 68, 12, 40)
        large, small = self.title()
        canvas.text(large, title, TextStyle(min(68, scaled(self.around, 60)), bold=True))
        canvas.text(small, hint, TextStyle(min(34, scaled(self.around, 30)), theme.MUTED))
