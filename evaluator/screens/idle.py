"""The window while nobody sits there: whether it is open, what it serves, and who serves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from typing_extensions import override

from evaluator.screens.base import GAP, View
from evaluator.screens.window_panel import draw_panel, room_beside
from evaluator.surroundings import Surroundings
from queue_server.wire.messages import PauseReason
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.theme import Colour, TextStyle
from screen.widgets import pill, tile

_STATE = 76
_ROOMY, _MOST = 4, 6
"""Services that have room for their names in both languages, and in one."""
_TALLEST_ROW = 104


class WindowState(StrEnum):
    """Whether the window serves; also the key of its words."""

    OPEN = "open"
    PAUSED = "paused"
    DAY_CLOSED = "day_closed"
    OUT_OF_HOURS = "out_of_hours"


_LOOKS: dict[WindowState, tuple[Colour, Colour, str]] = {
    WindowState.OPEN: (theme.GOOD_SOFT, theme.GOOD, "bell"),
    WindowState.PAUSED: (theme.WAIT_SOFT, theme.WAIT, "clock"),
    WindowState.DAY_CLOSED: (theme.DISABLED, theme.INK, "clock"),
    WindowState.OUT_OF_HOURS: (theme.DISABLED, theme.INK, "clock"),
}
"""Ground, colour and icon."""


@dataclass(frozen=True)
class IdleView(View):
    """Calm: nothing to touch but the language."""

    name: ClassVar[str] = "idle"
    shows_window: ClassVar[bool] = False
    state: WindowState
    reason: PauseReason | None = None
    """Of a pause."""
    staff: int | None = None

    @override
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        draw_panel(canvas, around, staff=self.staff, resting=self.state is not WindowState.OPEN)
        room = room_beside(canvas.size)
        ground, tint, icon = _LOOKS[self.state]
        pill(canvas, room.top(_STATE), self._words(around), ground=ground, tint=tint, icon=icon, size=34)
        _paint_services(canvas, room.below(_STATE + 20), around)

    def _words(self, around: Surroundings) -> str:
        words = around.words
        said = words(f"idle.{self.state}")
        if self.state is WindowState.PAUSED and self.reason is not None:
            return said + words("common.slash") + words(f"pause.{self.reason}")
        return said


def _paint_services(canvas: Canvas, room: Box, around: Surroundings) -> None:
    """As many as have room; then how many there are besides."""
    services = [around.hall.service(service) for service in around.window.services]
    shown = services if len(services) <= _MOST else services[: _MOST - 1]
    rows = min(_MOST, len(services))
    gap = GAP if rows <= _ROOMY else GAP // 2
    height = min(room.height, rows * _TALLEST_ROW + (rows - 1) * gap)
    boxes = room.top(height).rows(rows, gap)
    for service, box in zip(shown, boxes, strict=False):
        name, second = around.say(service.name), around.say_second(service.name)
        _paint_service(canvas, box, service.icon, name, second if rows <= _ROOMY else "")
    if len(shown) < len(services):
        text = around.words("common.more", count=len(services) - len(shown))
        canvas.text(text, boxes[-1], TextStyle(28, theme.MUTED))


def _paint_service(canvas: Canvas, box: Box, mark: str, name: str, second: str) -> None:
    side = min(box.height, 80)
    square = box.left(side).middle(side, side)
    tile(canvas, square, mark, ground=theme.PRIMARY_SOFT, tint=theme.PRIMARY)
    text, large, small = box.past(side + 18), TextStyle(34, bold=True), TextStyle(24, theme.MUTED)
    block = text.middle(text.width, min(text.height, 72))
    fits = second and not canvas.fitted(second, block.foot(26), small).cut
    if not fits or canvas.fitted(name, block.top(38), large).cut:
        canvas.text(name, text, large, lines=2)
        return
    canvas.text(name, block.top(38), large)
    canvas.text(second, block.foot(26), small)
