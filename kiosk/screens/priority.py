"""The choice of a priority: who goes first here, and what each has to show at the window.

Responsible for: the cards, and the ways to a second-visit card and back to an ordinary number. Not responsible for: checking
anything; the window does.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk import urgency
from kiosk.screens.choice_card import draw_choice
from kiosk.screens.controls import Control
from kiosk.screens.plain_list import PlainListScreen
from kiosk.screens.surroundings import Routes, Surroundings
from screen.canvas import Canvas
from screen.screen_port import Target
from screen.widgets import Kind

_TARGET = "priority:"


class PriorityScreen(PlainListScreen):
    """One card for each class that may be chosen."""

    name: ClassVar[str] = "priority"

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self._classes = urgency.choosable(around.hall)

    @override
    def count(self) -> int:
        return len(self._classes)

    @override
    def title(self) -> tuple[str, str]:
        return self.around.words("priority.title"), self.around.words("priority.hint")

    @override
    def speech(self) -> str:
        return self.around.words("speech.priority")

    @override
    def buttons(self) -> tuple[Control, ...]:
        code = (
            (Control("second-visit", "second_visit.button"),)
            if urgency.second_visits(self.around.hall)
            else ()
        )
        return (
            Control("back", "common.back"),
            *code,
            Control("ordinary", "priority.ordinary", Kind.PLAIN if self.pages() > 1 else Kind.PRIMARY),
        )

    @override
    def targets(self) -> tuple[Target, ...]:
        """The cards, and the buttons under them."""
        cards = (Target(_TARGET + self._classes[index].id, box) for index, box in self.cells())
        return (*cards, *super().targets())

    @override
    def chosen(self, target: str) -> None:
        if target.startswith(_TARGET):
            self.routes.go_first(target.removeprefix(_TARGET))
        elif target == "ordinary":
            self.routes.go_first("")
        elif target == "second-visit":
            self.routes.enter_code()
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
            section = self._classes[index]
            draw_choice(
                canvas,
                box,
                self.around,
                mark=section.mark,
                name=self.around.say(section.name),
                small=self.around.say(section.show),
                pressed=self.pressed == _TARGET + section.id,
            )
