"""Smooth corners and icons as small pictures, drawn large and scaled down.

Responsible for: antialiased vector shapes at any size; SDL's own circles and thick lines have stairs. Not responsible
for: keeping them (the canvas does) or where they go. Icons are our own drawings on a grid of 100 × 100.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import pygame

from screen.theme import Colour

_OVERSAMPLE = 4
_GRID = 100


def corner(radius: int, fill: Colour, outline: Colour | None, stroke: int) -> pygame.Surface:
    """The top left quarter of a rounded box, ``radius`` pixels square."""
    side = radius * _OVERSAMPLE
    outer = outline or fill
    large = pygame.Surface((side, side), pygame.SRCALPHA)
    # Transparent, yet of the right colour: scaling mixes colours without regard to their opacity.
    large.fill((*outer, 0))
    pygame.draw.circle(large, outer, (side, side), side)
    if outline is not None:
        pygame.draw.circle(large, fill, (side, side), side - stroke * _OVERSAMPLE)
    return pygame.transform.smoothscale(large, (radius, radius))


def icon(name: str, size: int, tint: Colour) -> pygame.Surface:
    """The icon ``size`` pixels square; KeyError when there is none of that name."""
    pen = Pen(size, tint)
    ICONS[name](pen)
    return pen.finished(size)


def spinner(size: int, tint: Colour, step: int, steps: int) -> pygame.Surface:
    """One position of a turning ring of dots; the brightest dot moves on by one each ``step``."""
    pen = Pen(size, tint)
    for dot in range(steps):
        angle = 2 * math.pi * dot / steps - math.pi / 2
        age = (step - dot) % steps / steps
        pen.opacity = round(255 * (1 - 0.86 * age))
        pen.disc((50 + 40 * math.cos(angle), 50 + 40 * math.sin(angle)), 7)
    return pen.finished(size)


Point = tuple[float, float]


class Pen:
    """Draws on the grid of 100 × 100 with round ends and joints."""

    def __init__(self, size: int, tint: Colour) -> None:
        side = size * _OVERSAMPLE
        self._unit = side / _GRID
        self._tint = tint
        self.opacity = 255
        self._surface = pygame.Surface((side, side), pygame.SRCALPHA)
        self._surface.fill((*tint, 0))

    def finished(self, size: int) -> pygame.Surface:
        """The drawing, scaled down to ``size`` pixels."""
        return pygame.transform.smoothscale(self._surface, (size, size))

    def line(self, *points: Point, width: float = 8, closed: bool = False) -> None:
        """A line through the points."""
        path = [*points, points[0]] if closed else list(points)
        for start, end in itertools.pairwise(path):
            self._segment(start, end, width)
        for point in path:
            self.disc(point, width / 2)

    def arc(self, centre: Point, radius: float, start: float, end: float, width: float = 8) -> None:
        """Part of a circle, in degrees clockwise from three o'clock."""
        steps = max(8, int(abs(end - start) / 4))
        angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.line(
            *((centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles),
            width=width,
        )

    def disc(self, centre: Point, radius: float) -> None:
        """A filled circle."""
        pygame.draw.circle(self._surface, self._paint, self._at(centre), radius * self._unit)

    def box(self, left: float, top: float, right: float, bottom: float, radius: float = 8) -> None:
        """A filled rounded box."""
        x, y = self._at((left, top))
        rect = (x, y, (right - left) * self._unit, (bottom - top) * self._unit)
        pygame.draw.rect(self._surface, self._paint, rect, border_radius=int(radius * self._unit))

    def hole(self, left: float, top: float, right: float, bottom: float, radius: float = 8) -> None:
        """A rounded box taken out of what is drawn."""
        kept, self.opacity = self.opacity, 0
        self.box(left, top, right, bottom, radius)
        self.opacity = kept

    def frame(
        self, left: float, top: float, right: float, bottom: float, *, radius: float = 8, width: float = 7
    ) -> None:
        """The outline of a rounded box."""
        self.box(left, top, right, bottom, radius)
        self.hole(left + width, top + width, right - width, bottom - width, max(0, radius - width))

    def polygon(self, *points: Point) -> None:
        """A filled shape."""
        pygame.draw.polygon(self._surface, self._paint, [self._at(point) for point in points])

    def _segment(self, start: Point, end: Point, width: float) -> None:
        length = math.dist(start, end) or 1.0
        across = (end[1] - start[1]) / length * width / 2, (start[0] - end[0]) / length * width / 2
        self.polygon(
            (start[0] + across[0], start[1] + across[1]),
            (end[0] + across[0], end[1] + across[1]),
            (end[0] - across[0], end[1] - across[1]),
            (start[0] - across[0], start[1] - across[1]),
        )

    @property
    def _paint(self) -> tuple[int, int, int, int]:
        return (*self._tint, self.opacity)

    def _at(self, point: Point) -> Point:
        return point[0] * self._unit, point[1] * self._unit


def _check(pen: Pen) -> None:
    pen.line((20, 53), (42, 75), (82, 29), width=11)


def _alert(pen: Pen) -> None:
    pen.line((50, 14), (91, 86), (9, 86), width=8, closed=True)
    pen.line((50, 41), (50, 60), width=9)
    pen.disc((50, 74), 5.4)


def _cross(pen: Pen) -> None:
    pen.line((26, 26), (74, 74), width=10)
    pen.line((74, 26), (26, 74), width=10)


def _right(pen: Pen) -> None:
    pen.line((38, 18), (68, 50), (38, 82), width=10)


def _left(pen: Pen) -> None:
    pen.line((62, 18), (32, 50), (62, 82), width=10)


def _arrow(pen: Pen) -> None:
    pen.line((8, 50), (88, 50), width=9)
    pen.line((60, 20), (90, 50), (60, 80), width=9)


def _touch(pen: Pen) -> None:
    pen.arc((44, 34), 15, 150, 390, width=6)
    pen.arc((44, 34), 29, 150, 390, width=6)
    pen.line((44, 36), (44, 70), width=13)
    pen.line((44, 66), (33, 60), width=11)
    pen.line((33, 60), (45, 84), width=11)
    pen.box(38, 58, 74, 93, radius=13)
    pen.line((57, 60), (57, 56), width=12)
    pen.line((68, 64), (68, 60), width=12)


def _card(pen: Pen) -> None:
    pen.frame(6, 21, 94, 79, radius=10, width=6)
    pen.line((18, 39), (48, 39), width=6)
    pen.line((18, 52), (42, 52), width=6)
    pen.line((18, 65), (36, 65), width=6)
    pen.disc((69, 43), 9)
    pen.box(54, 56, 84, 70, radius=7)


def _reader(pen: Pen) -> None:
    pen.frame(14, 44, 86, 92, radius=12, width=6)
    pen.line((34, 78), (66, 78), width=6)
    for radius in (10, 22, 34):
        pen.arc((50, 48), radius, 218, 322, width=6)


def _printer(pen: Pen) -> None:
    pen.frame(10, 34, 90, 76, radius=10, width=7)
    pen.line((27, 34), (27, 10), (73, 10), (73, 34), width=7)
    pen.box(23, 56, 77, 94, radius=5)
    pen.hole(30, 63, 70, 87, 2)
    pen.line((38, 70), (62, 70), width=5)
    pen.line((38, 80), (54, 80), width=5)


def _people(pen: Pen) -> None:
    pen.disc((50, 30), 16)
    pen.box(22, 54, 78, 88, radius=20)
    pen.box(22, 74, 78, 90, radius=5)


def _clock(pen: Pen) -> None:
    pen.arc((50, 50), 40, 0, 360, width=8)
    pen.line((50, 26), (50, 52), (67, 62), width=8)


def _offline(pen: Pen) -> None:
    for radius in (14, 30, 46):
        pen.arc((50, 82), radius, 222, 318, width=8)
    pen.disc((50, 82), 7)
    pen.line((14, 18), (86, 90), width=8)


def _voice(pen: Pen) -> None:
    pen.polygon((8, 38), (24, 38), (48, 18), (48, 82), (24, 62), (8, 62))
    pen.arc((50, 50), 18, -50, 50, width=8)
    pen.arc((50, 50), 36, -50, 50, width=8)


def _desk(pen: Pen) -> None:
    pen.disc((50, 24), 14)
    pen.box(28, 42, 72, 70, radius=15)
    pen.hole(20, 62, 80, 70, 0)
    pen.box(8, 66, 92, 76, radius=4)
    pen.box(16, 74, 24, 94, radius=3)
    pen.box(76, 74, 84, 94, radius=3)


def _bell(pen: Pen) -> None:
    pen.disc((50, 18), 7)
    pen.arc((50, 62), 34, 180, 360, width=8)
    pen.line((16, 66), (84, 66), width=9)
    pen.line((8, 84), (92, 84), width=9)


def _book(pen: Pen) -> None:
    pen.frame(18, 8, 82, 92, radius=8, width=8)
    pen.line((34, 32), (66, 32), width=7)
    pen.line((34, 50), (66, 50), width=7)
    pen.line((34, 68), (52, 68), width=7)


def _star(pen: Pen) -> None:
    spikes = [(44 if spike % 2 == 0 else 19, math.radians(36 * spike - 90)) for spike in range(10)]
    points = [(50 + radius * math.cos(angle), 53 + radius * math.sin(angle)) for radius, angle in spikes]
    pen.polygon(*points)
    pen.line(*points, width=7, closed=True)


def _mute(pen: Pen) -> None:
    pen.polygon((8, 38), (24, 38), (48, 18), (48, 82), (24, 62), (8, 62))
    pen.line((64, 38), (90, 64), width=8)
    pen.line((90, 38), (64, 64), width=8)


def _erase(pen: Pen) -> None:
    pen.line((34, 20), (92, 20), (92, 80), (34, 80), (8, 50), width=8, closed=True)
    pen.line((50, 38), (74, 62), width=8)
    pen.line((74, 38), (50, 62), width=8)


def _face(pen: Pen, mouth: tuple[float, float, float], *, brows: float = 0) -> None:
    """A face; ``mouth`` is the depth of its curve, negative for a frown, its half width, and its height."""
    depth, half, height = mouth
    pen.arc((50, 50), 43, 0, 360, width=6)
    pen.disc((35, 41), 5.5)
    pen.disc((65, 41), 5.5)
    steps = [step / 12 for step in range(-12, 13)]
    pen.line(*((50 + half * step, height + depth * (1 - step * step)) for step in steps), width=6.5)
    if brows:
        pen.line((26, 28 - brows), (42, 28 + brows), width=5.5)
        pen.line((74, 28 - brows), (58, 28 + brows), width=5.5)


def _face_5(pen: Pen) -> None:
    pen.arc((50, 50), 43, 0, 360, width=6)
    pen.arc((35, 44), 8, 190, 350, width=5.5)
    pen.arc((65, 44), 8, 190, 350, width=5.5)
    steps = [math.radians(180 * step / 24) for step in range(25)]
    pen.polygon(*((50 + 27 * math.cos(a), 56 + 25 * math.sin(a)) for a in steps))


def _face_4(pen: Pen) -> None:
    _face(pen, (18, 24, 58))


def _face_3(pen: Pen) -> None:
    _face(pen, (7, 20, 64))


def _face_2(pen: Pen) -> None:
    _face(pen, (-10, 19, 75))


def _face_1(pen: Pen) -> None:
    _face(pen, (-14, 19, 77), brows=3.5)


ICONS: dict[str, Callable[[Pen], None]] = {
    "alert": _alert,
    "arrow": _arrow,
    "bell": _bell,
    "book": _book,
    "card": _card,
    "check": _check,
    "clock": _clock,
    "cross": _cross,
    "desk": _desk,
    "erase": _erase,
    "face-1": _face_1,
    "face-2": _face_2,
    "face-3": _face_3,
    "face-4": _face_4,
    "face-5": _face_5,
    "left": _left,
    "mute": _mute,
    "offline": _offline,
    "people": _people,
    "printer": _printer,
    "reader": _reader,
    "right": _right,
    "star": _star,
    "touch": _touch,
    "voice": _voice,
}
"""Every icon by name."""
