"""Before a number is taken: has the resident brought everything? And what to do when not.

Responsible for: the list to tick off, and what is missing. Not responsible for: refusing anybody; who lacks something may
still take a number.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from config.model import Material
from kiosk.guide_text import note_of
from kiosk.offers import Offer
from kiosk.screens.choice_card import draw_two_lines
from kiosk.screens.controls import Control
from kiosk.screens.plain_list import PlainListScreen
from kiosk.screens.prints_materials import Look, PrintingListScreen
from kiosk.screens.surroundings import Routes, Surroundings
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.widgets import Kind, tick_box

_TARGET = "material:"
_TICK = 72


class MaterialsScreen(PlainListScreen):
    """A card to tick for each material that nobody can do without."""

    name: ClassVar[str] = "materials"

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self._offer = offer
        self._ticked: frozenset[int] = frozenset()

    @property
    def _missing(self) -> tuple[int, ...]:
        return tuple(index for index in range(self.count()) if index not in self._ticked)

    @override
    def count(self) -> int:
        return len(self._offer.required)

    @override
    def title(self) -> tuple[str, str]:
        words = self.around.words
        return words("materials.title"), words("materials.hint", name=self.around.say(self._offer.name))

    @override
    def speech(self) -> str:
        return self.around.words("speech.materials")

    @override
    def buttons(self) -> tuple[Control | None, ...]:
        """Whoever has everything says so with one touch; no other button comes under that finger."""
        if not self._missing:
            confirm = Control("confirm", "materials.complete", Kind.PRIMARY)
            return (Control("back", "common.back"), None, confirm)
        return (
            Control("back", "common.back"),
            Control("all", "materials.all", icon="check"),
            Control("confirm", "materials.incomplete"),
        )

    @override
    def targets(self) -> tuple[Target, ...]:
        """The cards, and the buttons under them."""
        return (*(Target(f"{_TARGET}{index}", box) for index, box in self.cells()), *super().targets())

    @override
    def chosen(self, target: str) -> None:
        if target.startswith(_TARGET):
            self._ticked ^= {int(target.removeprefix(_TARGET))}
        elif target == "all":
            self._ticked = frozenset(range(self.count()))
        elif target == "confirm" and self._missing:
            self.routes.lacks(self._offer, self._missing)
        elif target == "confirm":
            self.routes.identify(self._offer)
        elif target == "back":
            self.routes.back()
        else:
            super().chosen(target)

    @override
    def state(self) -> Hashable:
        return self.shown_page(), self._ticked

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, cards, buttons."""
        self.paint_frame(canvas)
        for index, box in self.cells():
            self._paint_card(canvas, box, index, pressed=self.pressed == f"{_TARGET}{index}")

    def _paint_card(self, canvas: Canvas, box: Box, index: int, *, pressed: bool) -> None:
        ticked = index in self._ticked
        fill = theme.PRIMARY_SOFT if pressed or ticked else theme.CARD
        canvas.card(box, fill, outline=theme.PRIMARY if pressed or ticked else theme.LINE)
        inner = box.inset(32, 12)
        tick_box(canvas, inner.left(_TICK).middle(_TICK, _TICK), ticked=ticked)
        material = self._offer.required[index]
        text = inner.past(_TICK + 32)
        draw_two_lines(
            canvas, text, self.around, self.around.say(material.name), details(self.around, material)
        )


class MissingScreen(PrintingListScreen, PlainListScreen):
    """Says what is missing, once and completely, and leaves the choice to the resident."""

    name: ClassVar[str] = "missing"
    warning: ClassVar[Look | None] = ("missing.advice", theme.WAIT_SOFT, theme.WAIT, "alert")

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer, missing: tuple[int, ...]) -> None:
        super().__init__(around, routes, offer, seconds=around.kiosk.idle_seconds)
        self._missing = tuple(offer.required[index] for index in missing)

    @override
    def count(self) -> int:
        return len(self._missing)

    @override
    def title(self) -> tuple[str, str]:
        words = self.around.words
        return words("missing.title", count=self.count()), words("missing.advice")

    @override
    def speech(self) -> str:
        return self.around.words("speech.missing", count=self.count())

    @override
    def buttons(self) -> tuple[Control, ...]:
        return (
            Control("back", "common.back"),
            *self.print_button(),
            Control("take-anyway", "missing.take"),
        )

    @override
    def chosen(self, target: str) -> None:
        if target == "take-anyway":
            self.routes.identify(self.offer)
        else:
            super().chosen(target)

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, cards, buttons."""
        self.paint_frame(canvas)
        for index, box in self.cells():
            canvas.card(box, theme.WAIT_SOFT)
            inner = box.inset(32, 12)
            canvas.icon("cross", inner.left(_TICK).middle(56, 56), theme.WAIT)
            material = self._missing[index]
            text, name = inner.past(_TICK + 32), self.around.say(material.name)
            draw_two_lines(canvas, text, self.around, name, details(self.around, material))


def details(around: Surroundings, material: Material) -> str:
    """How many are wanted, and the note."""
    copies = around.words("guide.copies", count=material.copies)
    note = note_of(around.words, material)
    return copies + around.words("common.slash") + note if note else copies
