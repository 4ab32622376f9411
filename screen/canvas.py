"""Where screens draw: a surface in logical coordinates, with text that is never clipped in silence.

Responsible for: text that finds its size, rounded cards, rules, icons and cells; for caching what is costly; and for the
record of every text drawn, which tests read like a resident. Not responsible for: what screens look like (``widgets``
and the screens), windows or fonts.

All sizes are logical pixels; ``scale`` turns them into the surface's own. Drawing is the only effect: a canvas tells
a screen nothing that would depend on what was drawn before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import pygame

from screen import shapes
from screen.cache import Bounded
from screen.fonts import EM_ABOVE_BASELINE, Fonts
from screen.geometry import Box
from screen.theme import RADIUS, SMALLEST, STROKE, Colour, TextStyle
from screen.wrapping import LINE_HEIGHT, Fitted, fit

# Lines on the left edge fill most of their width; centred ones may be as narrow as evenness needs.
_LEFT_EVENNESS = 0.8

RENDERED_SHARE = 0.75
"""Memory for rendered text, in pictures. The words of a screen take a part of it; ticket numbers would fill any room in a day."""


class Align(Enum):
    """Where a line lies in its box, from side to side."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class Valign(Enum):
    """Where the lines lie in their box, from top to bottom."""

    TOP = 0.0
    MIDDLE = 0.5
    BOTTOM = 1.0


@dataclass(frozen=True, slots=True)
class DrawnText:
    """One text as it went to the screen."""

    text: str
    """What was asked for, whole."""
    box: Box
    """The ink's box: lines of the found size, without the room around them."""
    style: TextStyle
    """With the size it was drawn at."""
    cut: bool
    """True when not all of it could be shown."""


@dataclass(frozen=True, slots=True)
class _Fit:
    text: str
    width: int
    height: int
    size: int
    bold: bool
    lines: int
    smallest: int
    evenness: float


def _bytes(surface: pygame.Surface) -> int:
    return surface.get_pitch() * surface.get_height()


class Canvas:
    """Draws on ``surface``, whose pixels are ``scale`` logical ones. Used by one thread."""

    def __init__(self, surface: pygame.Surface, fonts: Fonts, *, size: tuple[int, int]) -> None:
        self.size = size
        self.box = Box(0, 0, *size)
        self.texts: list[DrawnText] = []
        self.palette: Mapping[Colour, Colour] = {}
        """Colours that are drawn instead of others until this is changed, for readers who need more contrast."""
        self._surface = surface
        self._fonts = fonts
        self._scale = surface.get_width() / size[0]
        self._rendered: Bounded[tuple[str, int, Colour, bool], pygame.Surface] = Bounded(
            512, weigh=_bytes, most=int(RENDERED_SHARE * _bytes(surface))
        )
        self._fits: Bounded[_Fit, Fitted] = Bounded(2048)
        self._corners: Bounded[tuple[int, Colour, Colour | None, int], tuple[pygame.Surface, ...]] = Bounded(
            96
        )
        self._icons: Bounded[tuple[str, int, Colour, int], pygame.Surface] = Bounded(192)

    def clear(self, ground: Colour) -> None:
        """Begin a new picture."""
        self.texts.clear()
        self._surface.fill(ground)

    # --- text -----------------------------------------------------------------------------------------------

    def text(
        self,
        text: str,
        box: Box,
        style: TextStyle,
        *,
        align: Align = Align.LEFT,
        valign: Valign = Valign.MIDDLE,
        lines: int = 1,
        smallest: int = 0,
    ) -> Box:
        """Draw in the box, in at most ``lines`` lines; shrinks to ``smallest`` (default 0.6 of the size, at least
        24) and only then ends with an ellipsis. Returns the box that the lines fill."""
        if not text:
            return Box(box.x, box.y, 0, 0)
        fitted = self.fitted(text, box, style, align=align, lines=lines, smallest=smallest)
        found = style.sized(fitted.size).coloured(self._tint(style.colour))
        widths = [self.width(line, found) for line in fitted.lines]
        top = box.y + round((box.height - fitted.height) * valign.value)
        for index, (line, width) in enumerate(zip(fitted.lines, widths, strict=True)):
            left = box.x + (box.width - width) * align.value
            self._line(line, left, top + index * fitted.size * LINE_HEIGHT, found)
        widest = round(max(widths))
        filled = Box(box.x + round((box.width - widest) * align.value), top, widest, fitted.height)
        self.texts.append(DrawnText(text, filled, found, fitted.cut))
        return filled

    def fitted(
        self,
        text: str,
        box: Box,
        style: TextStyle,
        *,
        align: Align = Align.LEFT,
        lines: int = 1,
        smallest: int = 0,
    ) -> Fitted:
        """Size and lines that ``text`` would be drawn with."""
        floor = min(style.size, smallest or max(SMALLEST, round(style.size * 0.6)))
        evenness = _LEFT_EVENNESS if align is Align.LEFT else 0.0
        return self._fit(_Fit(text, box.width, box.height, style.size, style.bold, lines, floor, evenness))

    def runs(self, runs: Sequence[tuple[str, TextStyle]], box: Box, *, align: Align = Align.LEFT) -> Box:
        """One line of texts in different styles on one base line; all shrink together when they do not fit."""
        total = sum(self.width(text, style) for text, style in runs)
        share = min(1.0, box.width / total) if total else 1.0
        fitted = [
            (text, style.sized(max(SMALLEST, int(style.size * share))).coloured(self._tint(style.colour)))
            for text, style in runs
        ]
        widths = [self.width(text, style) for text, style in fitted]
        tallest = max(style.size for _, style in fitted)
        top = box.y + round((box.height - tallest) / 2)
        left = box.x + (box.width - sum(widths)) * align.value
        filled = Box(round(left), top, round(sum(widths)), tallest)
        for (text, style), width in zip(fitted, widths, strict=True):
            self._line(text, left, top + (tallest - style.size) * EM_ABOVE_BASELINE, style)
            left += width
        largest = max((style for _, style in fitted), key=lambda style: style.size)
        whole = "".join(text for text, _ in fitted)
        self.texts.append(DrawnText(whole, filled, largest, cut=filled.width > box.width + 1))
        return filled

    def width(self, text: str, style: TextStyle) -> float:
        """Width of one line in logical pixels."""
        return self._fonts.width(text, self._px(style.size), bold=style.bold) / self._scale

    def _fit(self, wanted: _Fit) -> Fitted:
        def measure(text: str, size: int) -> float:
            return self._fonts.width(text, self._px(size), bold=wanted.bold) / self._scale

        return self._fits.get(
            wanted,
            lambda: fit(
                wanted.text,
                width=wanted.width,
                height=wanted.height,
                size=wanted.size,
                smallest=wanted.smallest,
                max_lines=wanted.lines,
                measure=measure,
                evenness=wanted.evenness,
            ),
        )

    def _line(self, line: str, left: float, top: float, style: TextStyle) -> None:
        size = self._px(style.size)
        font = self._fonts.font(size, bold=style.bold)
        picture = self._rendered.get(
            (line, size, style.colour, style.bold), lambda: font.render(line, True, style.colour)
        )
        y = self._px(top) - self._fonts.em_top(size, bold=style.bold)
        self._surface.blit(picture, (self._px(left), y))

    # --- shapes ---------------------------------------------------------------------------------------------

    def fill(self, box: Box, tint: Colour) -> None:
        """A box with square corners."""
        self._surface.fill(self._tint(tint), self._rect(box))

    def rule(self, x: int, y: int, width: int, tint: Colour, *, thickness: int = STROKE) -> None:
        """A thin level line."""
        self.fill(Box(x, y, width, thickness), tint)

    def card(
        self,
        box: Box,
        fill: Colour,
        *,
        outline: Colour | None = None,
        radius: int = RADIUS,
        stroke: int = STROKE,
    ) -> None:
        """A box with round corners and, if wanted, an outline inside its edge."""
        area = self._rect(box)
        fill, outline = self._tint(fill), None if outline is None else self._tint(outline)
        curve = min(self._px(radius), area.width // 2, area.height // 2)
        border = max(1, self._px(stroke)) if outline is not None else 0
        self._edges(area, curve, fill, outline, border)
        corners = self._corners.get(
            (curve, fill, outline, border), lambda: _corners(curve, fill, outline, border)
        )
        for picture, x, y in zip(
            corners,
            (area.left, area.right - curve) * 2,
            (area.top, area.top, area.bottom - curve, area.bottom - curve),
            strict=True,
        ):
            self._surface.blit(picture, (x, y))

    def _edges(
        self, area: pygame.Rect, curve: int, fill: Colour, outline: Colour | None, border: int
    ) -> None:
        upright, level = area.inflate(-2 * curve, 0), area.inflate(0, -2 * curve)
        for strip in (upright, level):
            self._surface.fill(outline or fill, strip)
        if outline is not None:
            self._surface.fill(fill, upright.inflate(0, -2 * border))
            self._surface.fill(fill, level.inflate(-2 * border, 0))

    def disc(self, centre: tuple[int, int], radius: int, tint: Colour) -> None:
        """A filled circle."""
        self.card(Box(centre[0] - radius, centre[1] - radius, 2 * radius, 2 * radius), tint, radius=radius)

    def icon(self, name: str, box: Box, tint: Colour) -> None:
        """An icon in the middle of the box, as large as fits; ``shapes.ICONS`` names them."""
        area, tint = self._square(box), self._tint(tint)
        picture = self._icons.get((name, area.width, tint, 0), lambda: shapes.icon(name, area.width, tint))
        self._surface.blit(picture, area)

    def spinner(self, box: Box, tint: Colour, step: int, *, steps: int = 12) -> None:
        """One position of a ring of dots that turns."""
        area, at, tint = self._square(box), step % steps, self._tint(tint)
        picture = self._icons.get(
            ("spinner", area.width, tint, at), lambda: shapes.spinner(area.width, tint, at, steps)
        )
        self._surface.blit(picture, area)

    def cells(self, box: Box, rows: Sequence[Sequence[int]], tint: Colour) -> None:
        """A square pattern such as a QR code in the middle of the box; true cells are drawn."""
        area = self._square(box)
        side = area.width // len(rows)
        offset = (area.width - side * len(rows)) // 2
        for y, row in enumerate(rows):
            for x, on in enumerate(row):
                if on:
                    self._surface.fill(
                        tint, (area.x + offset + x * side, area.y + offset + y * side, side, side)
                    )

    def _tint(self, wanted: Colour) -> Colour:
        return self.palette.get(wanted, wanted)

    def _px(self, length: float) -> int:
        return round(length * self._scale)

    def _rect(self, box: Box) -> pygame.Rect:
        left, top = self._px(box.x), self._px(box.y)
        return pygame.Rect(left, top, self._px(box.right) - left, self._px(box.bottom) - top)

    def _square(self, box: Box) -> pygame.Rect:
        side = min(box.width, box.height)
        return self._rect(box.middle(side, side))


def _corners(curve: int, fill: Colour, outline: Colour | None, border: int) -> tuple[pygame.Surface, ...]:
    """The four corners, row by row."""
    first = shapes.corner(max(1, curve), fill, outline, border)
    return (
        first,
        pygame.transform.flip(first, True, False),
        pygame.transform.flip(first, False, True),
        pygame.transform.flip(first, True, True),
    )
