"""A card of a plain list: a tile with a character, a name, and one more line.

Responsible for: its picture. Not responsible for: where it lies, or what is chosen by it.
"""

from __future__ import annotations

from kiosk.screens.base import scaled
from kiosk.screens.surroundings import Surroundings
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.theme import TextStyle
from screen.widgets import tile

_ARROW = 44
_LINE_GAP = 14


def draw_choice(
    canvas: Canvas, box: Box, around: Surroundings, *, mark: str, name: str, small: str, pressed: bool
) -> None:
    """The whole card."""
    fill, outline = (theme.PRIMARY_SOFT, theme.PRIMARY) if pressed else (theme.CARD, theme.LINE)
    canvas.card(box, fill, outline=outline)
    inner = box.inset(28, 12)
    side = min(112, inner.height)
    tile(canvas, inner.left(side).middle(side, side), mark, ground=theme.PRIMARY_SOFT, tint=theme.PRIMARY)
    canvas.icon("right", inner.tail(_ARROW), theme.MUTED)
    text = inner.past(side + 28).left(inner.width - side - 28 - _ARROW - 20)
    draw_two_lines(canvas, text, around, name, small)


def draw_two_lines(
    canvas: Canvas, box: Box, around: Surroundings, name: str, small: str, *, tint: theme.Colour = theme.INK
) -> None:
    """A name and, if there is one, what is to be said of it."""
    large = TextStyle(min(54, scaled(around, 42)), tint, bold=True)
    style = TextStyle(min(36, scaled(around, 28)), theme.MUTED)
    found = canvas.fitted(name, box, large, lines=2 if not small else 1)
    if not small:
        canvas.text(name, box, large.sized(found.size), lines=2)
        return
    if found.cut:
        found = canvas.fitted(name, box.above(box.height * 2 // 5), large, lines=2)
    room = box.above(found.height + _LINE_GAP)
    below = canvas.fitted(small, room, style, lines=2)
    block = box.middle(box.width, found.height + _LINE_GAP + below.height)
    canvas.text(name, block.top(found.height), large.sized(found.size), lines=2)
    canvas.text(small, block.foot(below.height), style.sized(below.size), lines=2)
