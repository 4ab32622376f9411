"""What several screens are made of: buttons, tiles, pills, placeholders.

Responsible for: their one look. Not responsible for: what happens when they are touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import (
    CARD,
    FOOTER_MUTED,
    INK,
    LINE,
    OUTLINE,
    PRIMARY,
    PRIMARY_ELDER,
    PRIMARY_PRESSED,
    PRIMARY_SOFT,
    WHITE,
    Colour,
    TextStyle,
    blend,
)


class Kind(Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    PLAIN = "plain"
    ON_INK = "on-ink"
    BRIGHT = "bright"
    """On ink, and meant to be found at once."""


@dataclass(frozen=True, slots=True)
class Paint:
    """Colours of one button."""

    fill: Colour
    text: Colour
    second: Colour
    outline: Colour | None


def button(
    canvas: Canvas,
    box: Box,
    label: str,
    *,
    second: str = "",
    kind: Kind = Kind.PLAIN,
    pressed: bool = False,
    size: int = 34,
    icon: str = "",
    elder: bool = False,
) -> None:
    """A button with its label, and under it the same in the second language."""
    paint = _paint(kind, pressed=pressed, elder=elder)
    radius = box.height // 2 if kind in {Kind.ON_INK, Kind.BRIGHT} else 20
    canvas.card(box, paint.fill, outline=paint.outline, radius=radius)
    inner = box.inset(20, 8)
    if icon:
        side = min(round(size * 1.1), inner.height)
        label_width = min(inner.width - side - 14, round(canvas.width(label, TextStyle(size, bold=True))))
        group = inner.middle(label_width + side + 14, inner.height)
        canvas.icon(icon, group.left(side), paint.text)
        inner = group.past(side + 14)
    style = TextStyle(size, paint.text, bold=kind is not Kind.ON_INK)
    if second:
        small = max(24, round(size * 0.7))
        stack = inner.middle(inner.width, size + small + 12)
        canvas.text(label, stack.top(size), style, align=Align.CENTRE)
        canvas.text(second, stack.foot(small), TextStyle(small, paint.second), align=Align.CENTRE)
    else:
        canvas.text(label, inner, style, align=Align.CENTRE, lines=2)


def _paint(kind: Kind, *, pressed: bool, elder: bool) -> Paint:
    accent = PRIMARY_ELDER if elder else PRIMARY
    if kind is Kind.PRIMARY:
        return Paint(PRIMARY_PRESSED if pressed else accent, WHITE, PRIMARY_SOFT, None)
    if kind is Kind.ON_INK:
        fill = blend(WHITE, INK, 0.22) if pressed else INK
        return Paint(fill, WHITE, FOOTER_MUTED, OUTLINE)
    if kind is Kind.BRIGHT:
        return Paint(blend(WHITE, INK, 0.78) if pressed else WHITE, INK, INK, None)
    return Paint(PRIMARY_SOFT if pressed else CARD, accent, accent, accent)


def tile(canvas: Canvas, box: Box, character: str, *, ground: Colour, tint: Colour) -> None:
    """A rounded square with one character, standing for a service."""
    canvas.card(box, ground, radius=20)
    canvas.text(character, box, TextStyle(round(box.height * 0.46), tint, bold=True), align=Align.CENTRE)


def pill(
    canvas: Canvas, box: Box, label: str, *, ground: Colour, tint: Colour, icon: str = "", size: int = 28
) -> None:
    """A rounded band with a short sentence and, before it, an icon; the group is centred."""
    canvas.card(box, ground, radius=box.height // 2)
    style = TextStyle(size, tint, bold=True)
    side = round(size * 1.15) if icon else 0
    gap = 14 if icon else 0
    room = box.inset(box.height // 2, 4)
    words = room.left(room.width - side - gap)
    found = canvas.fitted(label, words, style, align=Align.CENTRE, lines=2)
    width = max(round(canvas.width(line, style.sized(found.size))) for line in found.lines) + 2
    group = room.middle(width + side + gap, room.height)
    if icon:
        canvas.icon(icon, group.left(side), tint)
    canvas.text(label, group.past(side + gap), style.sized(found.size), lines=2)


def tick_box(canvas: Canvas, box: Box, *, ticked: bool) -> None:
    """A square that is empty, or filled with a tick."""
    canvas.card(box, PRIMARY if ticked else CARD, outline=PRIMARY if ticked else OUTLINE, radius=14, stroke=4)
    if ticked:
        canvas.icon("check", box.inset(box.width // 6), WHITE)


def placeholder(canvas: Canvas, box: Box) -> None:
    """A grey bar where a text will be."""
    canvas.card(box, LINE, radius=min(12, box.height // 2))
