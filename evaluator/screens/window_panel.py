"""The window's number, large, with who serves there: the left part of the pictures that nobody has to answer."""

from __future__ import annotations

from evaluator.screens.base import FOOT, MARGIN, body_of
from evaluator.surroundings import Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import TextStyle

_WIDTH = 312
_STAFF = 64


def room_beside(size: tuple[int, int]) -> Box:
    """What is left to the right of it."""
    return _whole(size).past(_WIDTH + MARGIN)


def draw_panel(canvas: Canvas, around: Surroundings, *, staff: int | None, resting: bool) -> None:
    """``staff`` is a staff number; a window that rests is grey."""
    panel = _whole(canvas.size).left(_WIDTH)
    ground, ink = (theme.DISABLED, theme.INK) if resting else (theme.PRIMARY, theme.WHITE)
    canvas.card(panel, ground)
    inner = panel.inset(20, 20)
    if staff is not None:
        line = inner.foot(_STAFF)
        canvas.text(around.words("common.staff", number=staff), line, TextStyle(26, ink), align=Align.CENTRE)
        inner = inner.above(_STAFF)
    block = inner.middle(inner.width, min(inner.height, 300))
    number, word = str(around.window.number), around.words("common.window_word")
    if around.language == "zh":
        canvas.text(number, block.above(72), TextStyle(200, ink, bold=True), align=Align.CENTRE)
        canvas.text(word, block.foot(60), TextStyle(46, ink), align=Align.CENTRE)
    else:
        canvas.text(word, block.top(60), TextStyle(46, ink), align=Align.CENTRE)
        canvas.text(number, block.below(72), TextStyle(200, ink, bold=True), align=Align.CENTRE)


def _whole(size: tuple[int, int]) -> Box:
    return body_of(size).below(MARGIN).above(MARGIN - FOOT)
