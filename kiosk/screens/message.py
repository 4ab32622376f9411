"""A screen with one message in its middle: a sign, what is the matter, what can be done, and buttons.

Responsible for: the picture, in both orientations and type sizes. Not responsible for: the words; each screen says them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass

from typing_extensions import override

from kiosk.screens import controls
from kiosk.screens.base import KioskScreen, scaled, stack
from kiosk.screens.controls import Control, Placed
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import pill

_TITLE, _TEXT, _SECOND, _FIGURE, _NOTE = 92, 132, 84, 200, 84
_LINE_GAP = 20


@dataclass(frozen=True, slots=True)
class MessageText:
    """Everything that stands on the screen; empty parts take no room."""

    title: str
    text: str
    second: str = ""
    """The text in the second language."""
    figure: str = ""
    """What has to be seen first, such as a number or a wait."""
    note: str = ""
    """What else can be done."""
    icon: str = "alert"
    note_icon: str = "desk"
    tint: theme.Colour = theme.WAIT
    ground: theme.Colour = theme.WAIT_SOFT


class MessageScreen(KioskScreen):
    """Screens of this kind fill in ``message`` and ``buttons``."""

    @abstractmethod
    def message(self) -> MessageText:
        """What to say now."""

    @abstractmethod
    def buttons(self) -> tuple[Control, ...]:
        """At most three; the one that is usually wanted comes last."""

    @override
    def speech(self) -> str:
        """Title and text."""
        message = self.message()
        return f"{message.title}，{message.text}" if self.around.visit.language == "zh" else message.text

    @override
    def state(self) -> Hashable:
        return self.message(), self.buttons()

    @override
    def targets(self) -> tuple[Target, ...]:
        """The buttons."""
        return tuple(placed.target for placed in self.placed())

    def placed(self) -> tuple[Placed, ...]:
        """Side by side, or, on an upright screen with large type, one above the other."""
        buttons = self.buttons()
        if not buttons:
            return ()
        area = self.body.above(32)
        if self.around.landscape or not self.around.visit.elder:
            width = min(area.width, 984)
            foot = area.foot(controls.HEIGHT)
            return controls.place(foot.middle(width, foot.height), buttons)
        boxes = area.foot(controls.height_of(len(buttons))).rows(len(buttons), theme.GAP)
        upwards = zip(reversed(buttons), boxes, strict=True)
        return tuple(placed for button, box in upwards for placed in controls.place(box, (button,)))

    @override
    def paint(self, canvas: Canvas) -> None:
        """The message over the buttons."""
        placed = self.placed()
        body = self.body
        feet = body.bottom - min((each.box.y for each in placed), default=body.bottom)
        self._paint_message(canvas, body.above(feet + 24).below(16))
        controls.paint(canvas, self.around, placed, self.pressed)

    def _paint_message(self, canvas: Canvas, box: Box) -> None:
        message = self.message()
        side = 112 if self.around.landscape else 200
        parts = [
            (side, self._paint_sign),
            (_TITLE, self._paint_title),
            (_FIGURE if message.figure else 0, self._paint_figure),
            (_TEXT, self._paint_text),
            (_SECOND if message.second else 0, self._paint_second),
            (_NOTE if message.note else 0, self._paint_note),
        ]
        wanted = [part for part in parts if part[0]]
        total = sum(height for height, _ in wanted) + _LINE_GAP * (len(wanted) - 1)
        squeeze = min(1.0, box.height / total)
        heights = [int(height * squeeze) for height, _ in wanted]
        gap = int(_LINE_GAP * squeeze)
        block = box.middle(min(box.width, 1160), sum(heights) + gap * (len(heights) - 1))
        cuts = [cut for height in heights for cut in (height, gap)][:-1]
        for (_, paint), strip in zip(wanted, stack(block, *cuts)[::2], strict=True):
            paint(canvas, strip, message)

    def _paint_sign(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        side = box.height
        canvas.disc(box.centre, side // 2, message.ground)
        canvas.icon(message.icon, box.middle(side * 56 // 100, side * 56 // 100), message.tint)

    def _paint_title(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        style = TextStyle(min(92, scaled(self.around, 72)), bold=True)
        canvas.text(message.title, box, style, align=Align.CENTRE)

    def _paint_figure(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        style = TextStyle(170, message.tint, bold=True)
        canvas.text(message.figure, box, style, align=Align.CENTRE, smallest=72)

    def _paint_text(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        # From a size on at which two lines have room: a text is rather broken than small.
        style = TextStyle(min(60, scaled(self.around, 46), round(box.height / 2.4)))
        canvas.text(message.text, box, style, align=Align.CENTRE, lines=3)

    def _paint_second(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        style = TextStyle(30, theme.MUTED)
        canvas.text(message.second, box, style, align=Align.CENTRE, lines=2)

    def _paint_note(self, canvas: Canvas, box: Box, message: MessageText) -> None:
        style = TextStyle(min(44, scaled(self.around, 34)), bold=True)
        width = min(box.width, round(canvas.width(message.note, style)) + 200)
        pill(
            canvas,
            box.middle(width, min(box.height, 84)),
            message.note,
            ground=theme.PRIMARY_SOFT,
            tint=theme.PRIMARY_ELDER if self.around.visit.elder else theme.PRIMARY,
            icon=message.note_icon,
            size=style.size,
        )
