"""Pieces that a hall board is drawn from: labels, numbers with their marks, bands.

Responsible for: how each piece fits into the box it is given. Not responsible for: where the boxes are (``board_picture``).
"""

from __future__ import annotations

from display.board_view import Numbered, Pair
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import Colour, TextStyle

SIDE_MARGIN = 48
_GAP = 40
_NUMBER_ROW = 56
_MARK_GAP = 12
_WIDE = 1.7
"""Width of a badge with two characters, in its heights."""


def joined(pair: Pair) -> str:
    """Both languages on one line."""
    return f"{pair.first}  {pair.second}"


def draw_label(canvas: Canvas, box: Box, label: Pair) -> None:
    """The small heading of a section."""
    canvas.text(joined(label), box, TextStyle(32, theme.BOARD_MUTED))


def badge_width(mark: str, side: int) -> int:
    """Width of the badge around a mark of one or two characters; 0 without a mark."""
    return round(side * (_WIDE if len(mark) > 1 else 1.0)) if mark else 0


def draw_badge(
    canvas: Canvas, x: int, middle: int, side: int, mark: str, *, tint: Colour, ground: Colour
) -> None:
    """A mark in an outline, its left edge at ``x``, on the level of ``middle``; nothing without a mark."""
    if not mark:
        return
    box = Box(x, middle - side // 2, badge_width(mark, side), side)
    canvas.card(box, ground, outline=tint, radius=side // 5, stroke=max(3, side // 16))
    canvas.text(mark, box.inset(2), TextStyle(side * 7 // 10, tint, bold=True), align=Align.CENTRE)


def draw_number(
    canvas: Canvas,
    box: Box,
    numbered: Numbered,
    style: TextStyle,
    *,
    side: int,
    ground: Colour,
    smallest: int = 0,
) -> None:
    """A number with its badge of ``side`` behind it, both inside the box."""
    room = badge_width(numbered.mark, side) + _MARK_GAP if numbered.mark else 0
    drawn = canvas.text(numbered.number, box.left(box.width - room), style, smallest=smallest)
    draw_badge(
        canvas,
        drawn.right + _MARK_GAP,
        drawn.centre[1],
        side,
        numbered.mark,
        tint=style.colour,
        ground=ground,
    )


def draw_numbers(
    canvas: Canvas, box: Box, label: Pair, numbers: tuple[Numbered, ...], tint: Colour, ground: Colour
) -> None:
    """A heading and as many numbers as fit in whole, in the order given, row by row."""
    draw_label(canvas, box.top(40), label)
    style = TextStyle(44, tint)
    x, y = box.x, box.y + 52
    for numbered in numbers:
        width = round(canvas.width(numbered.number, style)) + 1
        if numbered.mark:
            width += _MARK_GAP + badge_width(numbered.mark, 40)
        if x + width > box.right:
            x, y = box.x, y + _NUMBER_ROW
        if y + _NUMBER_ROW > box.bottom:
            return
        draw_number(canvas, Box(x, y, width, _NUMBER_ROW), numbered, style, side=40, ground=ground)
        x += width + _GAP


def draw_line(canvas: Canvas, box: Box, label: Pair, text: str) -> None:
    """A heading and a text on one line."""
    head = TextStyle(32, theme.BOARD_MUTED)
    width = round(canvas.width(joined(label), head)) + 1
    canvas.text(joined(label), box.left(width), head)
    canvas.text(text, box.past(width + 24), TextStyle(36, theme.BOARD_TEXT), smallest=24)


def draw_band(canvas: Canvas, box: Box, text: Pair, icon: str, ground: Colour, tint: Colour) -> None:
    """Both languages below each other on a ground of their own, with an icon before them unless that is empty."""
    canvas.fill(box, ground)
    inner = box.inset(SIDE_MARGIN, 8)
    if icon:
        canvas.icon(icon, inner.left(56).middle(56, 56), tint)
        inner = inner.past(84)
    block = inner.middle(inner.width, 84)
    canvas.text(text.first, block.top(48), TextStyle(46, tint, bold=bool(icon)))
    canvas.text(text.second, block.foot(30), TextStyle(28, tint))
