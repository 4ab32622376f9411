"""A second-visit card (二次优先卡): its code is typed on the screen.

Responsible for: the keys, and what is typed so far. Not responsible for: whether the code is good; the server says so when a
number is taken. The code is shown while it is typed and is in no log and no target's name.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.screens import controls
from kiosk.screens.base import KioskScreen, scaled, stack
from kiosk.screens.controls import Control, Placed
from kiosk.screens.surroundings import Routes, Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button

KEYS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What cards have; 0, 1, I and O are left out because they look alike."""
SHORTEST, LONGEST = 8, 9
_TARGET = "key:"
_ERASE = "erase"


class SecondVisitScreen(KioskScreen):
    """Keys large enough for a finger, in the order of the alphabet."""

    name: ClassVar[str] = "second-visit"

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self._typed = ""

    @property
    def _complete(self) -> bool:
        return len(self._typed) >= SHORTEST

    # --- touches --------------------------------------------------------------------------------------------

    @override
    def targets(self) -> tuple[Target, ...]:
        """The keys, and the buttons under them."""
        keys = (Target(name, box) for name, box in self._keys() if name)
        return (*keys, *(placed.target for placed in self._placed()))

    @override
    def chosen(self, target: str) -> None:
        if target.startswith(_TARGET):
            self._typed = (self._typed + target.removeprefix(_TARGET))[:LONGEST]
        elif target == _ERASE:
            self._typed = self._typed[:-1]
        elif target == "confirm":
            self.routes.use_code(self._typed)
        else:
            self.routes.back()

    @override
    def state(self) -> Hashable:
        return self._typed

    @override
    def speech(self) -> str:
        return self.around.words("speech.second_visit")

    # --- layout ---------------------------------------------------------------------------------------------

    def _parts(self) -> tuple[Box, Box, Box, Box]:
        """Heading, what is typed, keys, buttons."""
        inner = self.body.below(24 if self.around.landscape else 56).above(theme.GAP)
        feet = inner.foot(controls.HEIGHT)
        rest = inner.above(controls.HEIGHT + theme.GAP)
        if self.around.landscape:
            left, right = rest.left(rest.width * 38 // 100), rest.past(rest.width * 41 // 100)
            return left.top(220), left.below(260).top(140), right, feet
        heading, _, typed, _, keys = stack(rest, 148, 24, 160, 40, rest.height - 372)
        return heading, typed, keys.top(min(keys.height, 860)), feet

    def _keys(self) -> tuple[tuple[str, Box], ...]:
        """Name and box of each key; the last cells are one wide key that takes the last character back."""
        columns = 7 if self.around.landscape else 6
        rows = -(-(len(KEYS) + 1) // columns)
        cells = self._parts()[2].grid(columns, rows, theme.GAP)
        last = cells[len(KEYS)]
        wide = Box(last.x, last.y, cells[-1].right - last.x, last.height)
        names = [_TARGET + key if len(self._typed) < LONGEST else "" for key in KEYS]
        return (*zip(names, cells[: len(KEYS)], strict=True), (_ERASE if self._typed else "", wide))

    def _placed(self) -> tuple[Placed, ...]:
        confirm = Control("confirm", "common.go_on", Kind.PRIMARY) if self._complete else None
        row = (Control("back", "common.back"), confirm)
        return controls.place(self._parts()[3], row, columns=2 if self.around.landscape else 0)

    # --- picture --------------------------------------------------------------------------------------------

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, the code's places, keys, buttons."""
        heading, typed, _, _ = self._parts()
        self._paint_heading(canvas, heading)
        self._paint_typed(canvas, typed)
        for character, (name, box) in zip(KEYS, self._keys(), strict=False):
            self._paint_key(
                canvas, box, character, usable=bool(name), pressed=bool(name) and self.pressed == name
            )
        name, box = self._keys()[-1]
        button(
            canvas,
            box,
            self.around.words("second_visit.erase"),
            pressed=bool(name) and self.pressed == name,
            size=36,
            icon="erase",
            elder=self.around.visit.elder,
        )
        controls.paint(canvas, self.around, self._placed(), self.pressed)

    def _paint_heading(self, canvas: Canvas, box: Box) -> None:
        words = self.around.words
        title, _, hint = stack(box, 68, 12, box.height - 80)
        canvas.text(
            words("second_visit.title"), title, TextStyle(min(66, scaled(self.around, 56)), bold=True)
        )
        style = TextStyle(min(38, scaled(self.around, 30)), theme.MUTED)
        canvas.text(words("second_visit.hint"), hint, style, lines=3)

    def _paint_typed(self, canvas: Canvas, box: Box) -> None:
        """A place for every character; the last one is not on every card."""
        places = box.columns(LONGEST, 12)
        for index, place in enumerate(places):
            needed = index < SHORTEST
            here = index == len(self._typed)
            outline = theme.PRIMARY if here else theme.OUTLINE if needed else theme.LINE
            slot = place.middle(place.width, min(place.height, 128))
            canvas.card(slot, theme.CARD, outline=outline, radius=16, stroke=4 if here else 2)
            canvas.text(self._typed[index : index + 1], slot, TextStyle(64, bold=True), align=Align.CENTRE)

    def _paint_key(self, canvas: Canvas, box: Box, character: str, *, usable: bool, pressed: bool) -> None:
        ground = theme.PRIMARY_SOFT if pressed else theme.CARD if usable else theme.DISABLED
        canvas.card(box, ground, outline=theme.OUTLINE if usable else theme.LINE, radius=20)
        canvas.text(character, box, TextStyle(56, bold=True), align=Align.CENTRE)
