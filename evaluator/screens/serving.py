"""The window while somebody is called or served there: the number, so that nobody sits down at the wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from evaluator.screens.base import View
from evaluator.screens.window_panel import draw_panel, room_beside
from evaluator.surroundings import Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.theme import TextStyle
from screen.widgets import pill

_STATE = 76
_NUMBER = 190
_SERVICE = 84


@dataclass(frozen=True)
class ServingView(View):
    """A number and what it is served for."""

    name: ClassVar[str] = "serving"
    shows_window: ClassVar[bool] = False
    number: str
    service: str
    calling: bool
    """Called, and not there yet."""
    staff: int | None = None

    @override
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        draw_panel(canvas, around, staff=self.staff, resting=False)
        room = room_beside(canvas.size)
        ground, tint, icon = (
            (theme.BOARD_NUMBER, theme.INK, "bell")
            if self.calling
            else (theme.PRIMARY_SOFT, theme.PRIMARY, "people")
        )
        said = around.words("serving.called" if self.calling else "serving.now")
        pill(canvas, room.top(_STATE), said, ground=ground, tint=tint, icon=icon, size=34)
        rest = room.below(_STATE)
        block = rest.middle(rest.width, _NUMBER + 24 + _SERVICE)
        canvas.text(self.number, block.top(_NUMBER), TextStyle(180, bold=True), align=Align.CENTRE)
        name = around.service_name(self.service)
        if name is not None:
            service = block.foot(_SERVICE)
            canvas.text(around.say(name), service.top(44), TextStyle(40), align=Align.CENTRE)
            small = TextStyle(26, theme.MUTED)
            canvas.text(around.say_second(name), service.foot(30), small, align=Align.CENTRE)
