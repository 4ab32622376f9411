"""The choice of a service: one card each, with how many wait and how long.

Responsible for: the cards, their pages, and what they look like while nothing is known, closed, or old. Not responsible
for: what happens after the choice.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from config.model import CardRule, ServiceSection
from kiosk.screens.base import KioskScreen, scaled, stack
from kiosk.screens.service_card import CardState, draw_card
from kiosk.screens.surroundings import Routes, Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button

_HEADING = 148
_CONTROLS = 112
_TALLEST_CARD = 372


class ChooseScreen(KioskScreen):
    """The first decision."""

    name: ClassVar[str] = "services"
    switches: ClassVar[bool] = True

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self.page = 0

    # --- layout ---------------------------------------------------------------------------------------------

    @property
    def _shape(self) -> tuple[int, int]:
        """Columns and rows of a full page."""
        count = len(self.around.hall.services)
        if self.around.visit.elder:
            return (1, 3) if self.around.landscape else (1, 6)
        if self.around.landscape:
            return (3, 2) if count <= 6 else (4, 2)
        return (2, 3) if count <= 6 else (2, 4)

    @property
    def _pages(self) -> int:
        columns, rows = self._shape
        return max(1, -(-len(self.around.hall.services) // (columns * rows)))

    @property
    def _page(self) -> int:
        """The page shown; other type sizes have other pages."""
        return min(self.page, self._pages - 1)

    def _shown(self) -> tuple[ServiceSection, ...]:
        columns, rows = self._shape
        first = self._page * columns * rows
        return self.around.hall.services[first : first + columns * rows]

    def _parts(self) -> tuple[Box, Box, Box]:
        """Heading, cards and controls; what is left over goes above the heading."""
        columns, rows = self._shape
        body = self.body
        top = 32 if self.around.landscape else 56
        inner = body.below(top).above(theme.GAP)
        controls = inner.foot(_CONTROLS)
        cards = inner.above(_CONTROLS + theme.GAP).below(_HEADING)
        used_rows = rows if self._pages > 1 else -(-max(1, len(self._shown())) // columns)
        height = min(cards.height, used_rows * _TALLEST_CARD + (used_rows - 1) * theme.GAP)
        slack = cards.height - height
        heading = inner.below(slack // 2).top(_HEADING)
        return heading, Box(cards.x, heading.bottom, cards.width, height), controls

    def _cells(self) -> tuple[tuple[ServiceSection, Box], ...]:
        columns, rows = self._shape
        shown = self._shown()
        used_rows = rows if self._pages > 1 else -(-max(1, len(shown)) // columns)
        cells = self._parts()[1].grid(columns, used_rows, theme.GAP)
        return tuple(zip(shown, cells, strict=False))

    def _state_of(self, service: ServiceSection) -> CardState:
        queue = self.around.view.queue(service.id)
        if queue is None:
            return CardState.LOADING
        return CardState.OPEN if queue.open else CardState.CLOSED

    # --- touches --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> tuple[Target, ...]:
        """Services that can be chosen, and the controls under them."""
        services = tuple(
            Target(f"service:{service.id}", box)
            for service, box in self._cells()
            if self._state_of(service) is not CardState.CLOSED
        )
        return services + self._controls()

    def _controls(self) -> tuple[Target, ...]:
        area = self._parts()[2]
        home, previous, following = area.columns(3, theme.GAP)
        if self._pages == 1:
            return (Target("home", area.middle(home.width, area.height)),)
        controls = [Target("home", home)]
        if self._page > 0:
            controls.append(Target("prev-page", previous))
        if self._page < self._pages - 1:
            controls.append(Target("next-page", following))
        return tuple(controls)

    @override
    def chosen(self, target: str) -> None:
        """A service, another page, or home."""
        kind, _, service = target.partition(":")
        if kind == "service":
            self.routes.pick(self.around.hall.service(service))
        elif kind == "next-page":
            self.page = self._page + 1
        elif kind == "prev-page":
            self.page = self._page - 1
        else:
            self.routes.home()

    @override
    def state(self) -> Hashable:
        """The page."""
        return self._page

    # --- picture --------------------------------------------------------------------------------------------

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, cards, controls."""
        heading, cards, _ = self._parts()
        self._paint_heading(canvas, heading)
        if not self.around.hall.services:
            canvas.text(self.around.words("choose.empty"), cards, theme.TITLE, align=Align.CENTRE, lines=3)
        for service, box in self._cells():
            pressed = self.pressed == f"service:{service.id}"
            draw_card(canvas, box, self.around, service, self._state_of(service), pressed=pressed)
        self._paint_controls(canvas)

    def _paint_heading(self, canvas: Canvas, box: Box) -> None:
        words, other = self.around.words, self.around.other
        free = all(service.card is CardRule.NONE for service in self.around.hall.services)
        title, _, hint = stack(box, 68, 12, 40)
        canvas.text(words("choose.title"), title, TextStyle(min(68, scaled(self.around, 60)), bold=True))
        key = "choose.hint_no_card" if free else "choose.hint"
        text = words(key) + words("common.slash") + other("choose.hint")
        canvas.text(text, hint, theme.SUBTITLE)

    def _paint_controls(self, canvas: Canvas) -> None:
        words, other = self.around.words, self.around.other
        labels = {
            "home": ("common.home", ""),
            "prev-page": ("choose.previous", "left"),
            "next-page": ("choose.next", ""),
        }
        for target in self._controls():
            key, icon = labels[target.id]
            pressed = self.pressed == target.id
            kind = Kind.PRIMARY if target.id == "next-page" else Kind.PLAIN
            button(
                canvas,
                target.box,
                words(key),
                second=other(key),
                kind=kind,
                pressed=pressed,
                icon=icon,
                elder=self.around.visit.elder,
            )
        if self._pages > 1:
            self._paint_page_number(canvas)

    def _paint_page_number(self, canvas: Canvas) -> None:
        taken = {target.box for target in self._controls()}
        free = [box for box in self._parts()[2].columns(3, theme.GAP) if box not in taken]
        text = self.around.words("choose.page", page=self._page + 1, pages=self._pages)
        if free:
            canvas.text(text, free[0], theme.NOTE, align=Align.CENTRE)
