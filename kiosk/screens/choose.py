"""The choice of a service: one card each, with how many wait and how long.

Responsible for: the cards, what they look like while nothing is known, closed, or old, and the ways to guides and priority.
Not responsible for: what happens after the choice.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from config.model import CardRule
from kiosk import urgency
from kiosk.offers import Offer
from kiosk.screens.banner import BANNER, draw_banner
from kiosk.screens.base import scaled, stack
from kiosk.screens.controls import Control
from kiosk.screens.listing import HEADING, ListScreen
from kiosk.screens.service_card import CardState, draw_card
from kiosk.screens.surroundings import Routes, Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle

_TALLEST_CARD = 372


class ChooseScreen(ListScreen):
    """The first decision; whoever wants nothing special decides nothing else."""

    name: ClassVar[str] = "services"

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)

    # --- layout ---------------------------------------------------------------------------------------------

    @override
    def count(self) -> int:
        return len(self.around.offers)

    @override
    def shape(self) -> tuple[int, int]:
        if self.around.visit.elder:
            return (1, 3) if self.around.landscape else (1, 6)
        few = self.count() <= 6
        if self.around.landscape:
            return (3, 2) if few else (4, 2)
        return (2, 3) if few else (2, 4)

    @override
    def tallest(self) -> int:
        return _TALLEST_CARD

    @override
    def title(self) -> tuple[str, str]:
        words, other = self.around.words, self.around.other
        free = all(offer.card is CardRule.NONE for offer in self.around.offers)
        key = "choose.hint_no_card" if free else "choose.hint"
        return words("choose.title"), words(key) + words("common.slash") + other("choose.hint")

    @override
    def buttons(self) -> tuple[Control, ...]:
        """Home, and what the hall has of guides and priorities."""
        hall = self.around.hall
        buttons = [Control("home", "common.home")]
        if any(offer.guide for offer in self.around.offers):
            buttons.append(Control("guides", "choose.guides", icon="book"))
        if urgency.choosable(hall) or urgency.second_visits(hall):
            buttons.append(Control("priority", "choose.priority", icon="star"))
        return tuple(buttons)

    def _state_of(self, offer: Offer) -> CardState:
        queue = self.around.queue(offer)
        if queue is None:
            return CardState.LOADING
        return CardState.OPEN if queue.open and queue.unavailable is None else CardState.CLOSED

    @override
    def cells(self) -> tuple[tuple[int, Box], ...]:
        """A package that comes last has the rest of its row for its services."""
        cells = super().cells()
        if not cells or not self.around.offers[cells[-1][0]].is_package:
            return cells
        index, box = cells[-1]
        wide = Box(box.x, box.y, self.body.right - box.x, box.height)
        return (*cells[:-1], (index, wide))

    # --- touches --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> tuple[Target, ...]:
        """Services that can be chosen, and the buttons under them."""
        offers = self.around.offers
        shown = ((offers[index], box) for index, box in self.cells())
        open_ = [
            Target(offer.target, box) for offer, box in shown if self._state_of(offer) is not CardState.CLOSED
        ]
        return (*open_, *super().targets())

    @override
    def chosen(self, target: str) -> None:
        """A service, guides, a priority, another page, or home."""
        offer = next((offer for offer in self.around.offers if offer.target == target), None)
        if offer is not None:
            self.routes.pick(offer)
        elif target == "guides":
            self.routes.guides()
        elif target == "priority":
            self.routes.classes()
        elif target == "home":
            self.routes.home()
        else:
            super().chosen(target)

    @override
    def state(self) -> Hashable:
        return self.shown_page()

    @override
    def speech(self) -> str:
        """The question, and for whoever goes first what has to be shown."""
        priority, words = self.around.priority, self.around.words
        if priority is None:
            return words("speech.services")
        return words("speech.services_first", name=self.around.say(priority.name))

    # --- picture --------------------------------------------------------------------------------------------

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, cards, buttons."""
        self.paint_frame(canvas)
        offers = self.around.offers
        if not offers:
            canvas.text(
                self.around.words("choose.empty"), self.body, theme.TITLE, align=Align.CENTRE, lines=3
            )
        for index, box in self.cells():
            offer = offers[index]
            pressed = self.pressed == offer.target
            draw_card(canvas, box, self.around, offer, self._state_of(offer), pressed=pressed)

    @property
    @override
    def heading_height(self) -> int:
        """Whoever goes first is told so, and what to show."""
        return HEADING if self.around.priority is None else 68 + 16 + BANNER + 24

    @override
    def paint_heading(self, canvas: Canvas, box: Box) -> None:
        priority = self.around.priority
        if priority is None:
            super().paint_heading(canvas, box)
            return
        title, _, band = stack(box, 68, 16, BANNER)
        style = TextStyle(min(68, scaled(self.around, 60)), bold=True)
        canvas.text(self.around.words("choose.title"), title, style)
        draw_banner(canvas, band, self.around, priority)
