"""What all pictures of the rating screen share: they are values, with a header, targets, and a way of being drawn.

Responsible for: measures for a panel of about ten inches, and the header with the window, the time that is left, and the language
switch. Not responsible for: which picture is shown (``evaluator.scenes``) or what a touch means (``evaluator.stage``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from evaluator.surroundings import Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import button, pill

HEADER = 88
MARGIN = 24
FOOT = 16
GAP = 12
LEAST = 72
"""Least side of anything to touch: 15 mm on a ten-inch panel."""
_LANGUAGE_WIDTH = 140
_TIME_WIDTH = 110
_BAND = (312, 56)


@dataclass(frozen=True, slots=True)
class Head:
    """What the header says."""

    language: str
    time: str
    connected: bool
    left: int | None = None
    """Whole seconds until nobody is asked any more; None while nobody is."""
    sends: bool = False
    """What was pressed is sent then."""
    share: float = 0.0
    """The same as a share of the whole time."""


@dataclass(frozen=True)
class View(ABC):
    """One picture, as a value: two that are equal look the same."""

    name: ClassVar[str]
    """Says to whoever plays the screen from outside which picture this is."""
    shows_window: ClassVar[bool] = True
    """False where the body has the window's number, larger."""
    head: Head

    def targets(self, around: Surroundings) -> tuple[Target, ...]:  # noqa: ARG002  most pictures have none of their own
        """What can be touched under the header."""
        return ()

    @abstractmethod
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        """Draw what is under the header; ``pressed`` is the target under the finger."""


def body_of(size: tuple[int, int]) -> Box:
    """What is left under the header, less the margins."""
    return Box(0, HEADER, size[0], size[1] - HEADER).inset(MARGIN, 0).above(FOOT)


def language_box(size: tuple[int, int]) -> Box:
    """Where the language is switched."""
    return Box(0, 0, size[0], HEADER).inset(MARGIN, (HEADER - LEAST) // 2).tail(_LANGUAGE_WIDTH)


def draw(canvas: Canvas, around: Surroundings, view: View, pressed: str) -> None:
    """The whole picture."""
    canvas.clear(theme.PAPER)
    _draw_header(canvas, around, view, pressed)
    view.paint(canvas, around, pressed)


def targets_of(around: Surroundings, view: View) -> tuple[Target, ...]:
    """Everything that can be touched."""
    return (Target("language", language_box(around.size)), *view.targets(around))


def _draw_header(canvas: Canvas, around: Surroundings, view: View, pressed: str) -> None:
    header = Box(0, 0, canvas.size[0], HEADER)
    canvas.fill(header, theme.CARD)
    canvas.rule(0, HEADER - 2, header.width, theme.LINE)
    words = around.words
    switch = language_box(canvas.size)
    button(canvas, switch, words("common.language"), pressed=pressed == "language", size=30)
    room = header.inset(MARGIN, 0).left(switch.x - 2 * MARGIN)
    if view.head.left is None:
        time = room.tail(_TIME_WIDTH)
        canvas.text(view.head.time, time, TextStyle(34, bold=True), align=Align.RIGHT)
        room = room.left(room.width - _TIME_WIDTH - GAP)
    if view.shows_window:
        name, style = words("common.window", number=around.window.number), TextStyle(38, bold=True)
        width = round(canvas.width(name, style)) + 2
        canvas.text(name, room.left(width), style)
        room = room.past(width + MARGIN)
    _draw_news(canvas, around, view.head, room, bold=not view.shows_window)


def _draw_news(canvas: Canvas, around: Surroundings, head: Head, room: Box, *, bold: bool) -> None:
    """The time that is left; that the server is away; or the hall's name."""
    words, hall = around.words, around.hall.hall.name
    if head.left is not None:
        band = room.tail(min(room.width, _BAND[0])).middle(*_BAND)
        text = words("common.sends" if head.sends else "common.left", seconds=head.left)
        pill(canvas, band, text, ground=theme.BOARD_NUMBER, tint=theme.INK, icon="clock", size=30)
        canvas.fill(Box(0, HEADER - 6, round(canvas.size[0] * head.share), 6), theme.PRIMARY)
        room = room.left(room.width - _BAND[0] - GAP)
    if not head.connected:
        canvas.icon("offline", room.left(32).middle(32, 32), theme.WAIT)
        canvas.text(words("common.offline"), room.past(44), TextStyle(26, theme.WAIT, bold=True), lines=2)
    elif head.left is None and bold:
        block = room.middle(room.width, 64)
        canvas.text(around.say(hall), block.top(34), TextStyle(32, bold=True))
        canvas.text(around.say_second(hall), block.foot(26), TextStyle(24, theme.MUTED))
    elif head.left is None:
        canvas.text(around.say(hall), room, TextStyle(28, theme.MUTED), lines=2)
