"""The band that tells somebody that they go first, as what, and what to show at the window.

Responsible for: its picture, the same on every screen. Not responsible for: who goes first.
"""

from __future__ import annotations

from config.model import PrioritySection
from kiosk.screens.base import scaled
from kiosk.screens.surroundings import Surroundings
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.theme import TextStyle
from screen.widgets import tile

BANNER = 96


def class_name(around: Surroundings, priority: PrioritySection) -> str:
    """Such as 优先 · 老年人."""
    return around.words("priority.class", name=around.say(priority.name))


def advice(around: Surroundings, priority: PrioritySection) -> str:
    """What to show; somebody who goes first by age is told why."""
    show = around.say(priority.show)
    if not around.visit.by_age:
        return show
    return around.words("priority.by_age") + around.words("common.slash") + show


def draw_banner(canvas: Canvas, box: Box, around: Surroundings, priority: PrioritySection) -> None:
    """A tile with the class's mark, its name, and the advice."""
    canvas.card(box, theme.GOOD_SOFT, outline=theme.GOOD, radius=20)
    inner = box.inset(16, 8)
    tile(canvas, inner.left(inner.height), priority.mark, ground=theme.GOOD, tint=theme.WHITE)
    text = inner.past(inner.height + 20)
    name = TextStyle(min(42, scaled(around, 36)), theme.GOOD, bold=True)
    small = TextStyle(min(30, scaled(around, 26)))
    upper, lower = text.rows(2, 0)
    canvas.text(class_name(around, priority), upper, name)
    canvas.text(advice(around, priority), lower, small)
