"""The apology: what went wrong in a resident's words, what to do next, and the way home."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.screens.base import KioskScreen, stack
from kiosk.screens.surroundings import Routes, Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button, pill

_NOT_OURS = {
    "unknown_kiosk": "not_allowed",
    "unauthorised": "not_allowed",
    "unauthorized": "not_allowed",
    "forbidden": "not_allowed",
}
"""Refusals of the machine, not of the resident."""


def message_key(around: Surroundings, code: str) -> str:
    """The catalogue's key for a refusal; one that is new to this kiosk gets the general text."""
    key = f"error.{_NOT_OURS.get(code, code)}"
    return key if key in around.words else "error.refused"


class ErrorScreen(KioskScreen):
    """Apologises and goes home by itself."""

    name: ClassVar[str] = "error"

    def __init__(self, around: Surroundings, routes: Routes, code: str) -> None:
        super().__init__(around, routes, seconds=around.kiosk.personal_seconds)
        self.code = code

    @override
    def targets(self) -> tuple[Target, ...]:
        """The way home."""
        controls = self.body.above(32).foot(120)
        return (Target("done", controls.middle(min(controls.width, 984), controls.height)),)

    @override
    def chosen(self, target: str) -> None:
        """Home."""
        if target == "done":
            self.routes.home()

    @override
    def state(self) -> Hashable:
        """What went wrong."""
        return self.code

    @override
    def paint(self, canvas: Canvas) -> None:
        """A sign, the words, and where help is."""
        words, other = self.around.words, self.around.other
        key = message_key(self.around, self.code)
        body = self.body.above(184)
        side = 132 if self.around.landscape else 200
        block = body.middle(min(body.width, 1100), 452 + side)
        sign, _, title, _, text, _, second, _, help_line = stack(block, side, 30, 84, 20, 120, 12, 76, 28, 76)
        canvas.disc(sign.centre, side // 2, theme.WAIT_SOFT)
        canvas.icon("alert", sign.middle(side * 56 // 100, side * 56 // 100), theme.WAIT)
        canvas.text(words("error.title"), title, TextStyle(76, bold=True), align=Align.CENTRE)
        canvas.text(words(key), text, TextStyle(46), align=Align.CENTRE, lines=2)
        canvas.text(other(key), second, TextStyle(30, theme.MUTED), align=Align.CENTRE, lines=2)
        pill(
            canvas,
            help_line.middle(min(block.width, 620), 76),
            words("error.what_now"),
            ground=theme.PRIMARY_SOFT,
            tint=theme.PRIMARY,
            icon="desk",
            size=32,
        )
        for target in self.targets():
            button(
                canvas,
                target.box,
                words("common.home"),
                second=other("common.home"),
                kind=Kind.PRIMARY,
                pressed=self.pressed == target.id,
                size=40,
                elder=self.around.visit.elder,
            )
