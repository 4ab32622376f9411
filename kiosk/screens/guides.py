"""The list of guides (办事指南): one card for everything there is one of."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.screens.choice_card import draw_choice
from kiosk.screens.controls import Control
from kiosk.screens.plain_list import PlainListScreen
from kiosk.screens.surroundings import Routes, Surroundings
from screen.canvas import Canvas
from screen.screen_port import Target

_TARGET = "guide:"


class GuidesScreen(PlainListScreen):
    """Also of services that are closed now."""

    name: ClassVar[str] = "guides"

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self._offers = tuple(offer for offer in around.offers if offer.guide is not None)

    @override
    def count(self) -> int:
        return len(self._offers)

    @override
    def title(self) -> tuple[str, str]:
        return self.around.words("guides.title"), self.around.words("guides.hint")

    @override
    def speech(self) -> str:
        return self.around.words("speech.guides")

    @override
    def buttons(self) -> tuple[Control, ...]:
        return (Control("back", "common.back"),)

    @override
    def targets(self) -> tuple[Target, ...]:
        """The cards, and the buttons under them."""
        cards = (Target(_TARGET + self._offers[index].id, box) for index, box in self.cells())
        return (*cards, *super().targets())

    @override
    def chosen(self, target: str) -> None:
        wanted = next((offer for offer in self._offers if _TARGET + offer.id == target), None)
        if wanted is not None:
            self.routes.guide(wanted)
        elif target == "back":
            self.routes.back()
        else:
            super().chosen(target)

    @override
    def state(self) -> Hashable:
        return self.shown_page()

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, cards, buttons."""
        self.paint_frame(canvas)
        for index, box in self.cells():
            offer = self._offers[index]
            draw_choice(
                canvas,
                box,
                self.around,
                mark=offer.icon,
                name=self.around.say(offer.name),
                small=self.around.say_second(offer.name),
                pressed=self.pressed == _TARGET + offer.id,
            )
