"""What screens share that can print a list of materials: the button, and what became of the paper.

Responsible for: the heading's second line, which tells it. Not responsible for: printing.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.offers import Offer
from kiosk.screens.base import scaled, stack
from kiosk.screens.controls import Control
from kiosk.screens.listing import ListScreen
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.views import SheetChanged, SlipState
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.theme import TextStyle
from screen.widgets import pill

Look = tuple[str, theme.Colour, theme.Colour, str]
"""Message key, ground, colour and icon."""
_LOOKS: dict[SlipState, Look] = {
    SlipState.PRINTING: ("sheet.printing", theme.PRIMARY_SOFT, theme.PRIMARY, "printer"),
    SlipState.PRINTED: ("sheet.printed", theme.GOOD_SOFT, theme.GOOD, "check"),
    SlipState.FAILED: ("sheet.failed", theme.WAIT_SOFT, theme.WAIT, "alert"),
}


class PrintingListScreen(ListScreen):
    """Screens of this kind add ``print_button`` to their buttons."""

    warning: ClassVar[Look | None] = None
    """Takes the place of the hint until something is printed."""

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer, *, seconds: float) -> None:
        super().__init__(around, routes, seconds=seconds)
        self.offer = offer
        self._sheet = SlipState.NONE

    @property
    @override
    def heading_height(self) -> int:
        return 164

    @override
    def told(self, body: object) -> None:
        """The list of materials got on."""
        if isinstance(body, SheetChanged):
            self._sheet = body.state
            self.countdown.restart()

    def print_button(self) -> tuple[Control, ...]:
        """Where there is a printer and something to print."""
        if not (self.around.prints and self.offer.materials):
            return ()
        return (Control("print", "sheet.print", icon="printer"),)

    @override
    def chosen(self, target: str) -> None:
        if target == "print":
            self._sheet = SlipState.PRINTING
            self.routes.print_materials(self.offer)
        elif target == "back":
            self.routes.back()
        else:
            super().chosen(target)

    @override
    def state(self) -> Hashable:
        return self.shown_page(), self._sheet

    @override
    def paint_heading(self, canvas: Canvas, box: Box) -> None:
        """While something is printed that takes the place of the hint."""
        look = _LOOKS.get(self._sheet, self.warning)
        if look is None:
            super().paint_heading(canvas, box)
            return
        key, ground, tint, icon = look
        title, _, band = stack(box, 68, 12, 60)
        large = TextStyle(min(68, scaled(self.around, 60)), bold=True)
        canvas.text(self.title()[0], title, large)
        size = min(36, scaled(self.around, 30))
        pill(canvas, band, self.around.words(key), ground=ground, tint=tint, icon=icon, size=size)
