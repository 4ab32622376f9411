"""The frame around every screen's body: header, footer, and the bands that lie over the body.

Responsible for: where they are in both orientations and how they look. Not responsible for: what the switches do.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.screens.surroundings import Surroundings
from kiosk.wording import date_phrase
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import TextStyle
from screen.widgets import Kind, button, pill

_SWITCH_WIDTH = 236
BAND = 72
"""Height of the band that says how old the picture is."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a screen."""

    header: Box
    body: Box
    """Between header and footer, less the margins left and right."""
    footer: Box
    large_type: Box
    language: Box

    @classmethod
    def of(cls, size: tuple[int, int]) -> Frame:
        """Cut up a screen of that size."""
        whole = Box(0, 0, *size)
        portrait = size[1] > size[0]
        header, footer = whole.top(152 if portrait else 128), whole.foot(144 if portrait else 120)
        body = Box(
            theme.MARGIN, header.bottom, size[0] - 2 * theme.MARGIN, size[1] - header.height - footer.height
        )
        band = footer.inset(theme.MARGIN, (footer.height - theme.TOUCH) // 2)
        return cls(header, body, footer, band.left(_SWITCH_WIDTH), band.tail(_SWITCH_WIDTH))


def draw_ground(canvas: Canvas) -> None:
    """Begin a picture."""
    canvas.clear(theme.PAPER)


def draw_header(canvas: Canvas, parts: Frame, around: Surroundings, *, clock: bool) -> None:
    """The hall's name in two languages and, where the body has no larger one, the time."""
    canvas.fill(parts.header, theme.CARD)
    canvas.rule(0, parts.header.bottom - 2, parts.header.width, theme.LINE)
    inner = parts.header.inset(theme.MARGIN, 0)
    block = inner.middle(inner.width, 92)
    name = block.left(inner.width - 300) if clock else block
    canvas.text(around.say(around.hall.hall.name), name.top(48), TextStyle(42, bold=True))
    canvas.text(around.say_second(around.hall.hall.name), name.foot(32), TextStyle(26, theme.MUTED))
    if clock:
        now = around.clock.now()
        right = block.tail(280)
        canvas.text(now.strftime("%H:%M"), right.top(52), TextStyle(56, bold=True), align=Align.RIGHT)
        canvas.text(
            date_phrase(around.words, now), right.foot(28), TextStyle(25, theme.MUTED), align=Align.RIGHT
        )


def draw_footer(
    canvas: Canvas, parts: Frame, around: Surroundings, *, switches: bool, pressed: str, left: int | None
) -> None:
    """The way to a person or, when the screen is about to go home in ``left`` seconds, that; and the switches."""
    canvas.fill(parts.footer, theme.INK)
    middle = parts.footer.inset(theme.MARGIN + (_SWITCH_WIDTH + 24 if switches else 0), 20)
    if left is None:
        style = TextStyle(28, theme.FOOTER_MUTED)
        canvas.text(around.words("choose.footer"), middle, style, align=Align.CENTRE, lines=2)
    else:
        text = around.words("common.countdown", seconds=left)
        band = middle.middle(min(middle.width, 860), middle.height)
        pill(canvas, band, text, ground=theme.BOARD_NUMBER, tint=theme.INK, icon="clock", size=30)
    if switches:
        _draw_switches(canvas, parts, around, pressed)


def _draw_switches(canvas: Canvas, parts: Frame, around: Surroundings, pressed: str) -> None:
    size = "common.normal_type" if around.visit.elder else "common.large_type"
    for target, box, key in (
        ("large-type", parts.large_type, size),
        ("language", parts.language, "common.language"),
    ):
        button(canvas, box, around.words(key), kind=Kind.ON_INK, pressed=pressed == target, size=32)


def is_stale(around: Surroundings) -> bool:
    """True when what is shown may be old: something was known, and the server is away."""
    return around.view.as_of is not None and not around.view.connected


def draw_stale(canvas: Canvas, parts: Frame, around: Surroundings) -> None:
    """A band under the header with the age of what is shown."""
    words, as_of = around.words, around.view.as_of
    time = as_of.astimezone(around.clock.now().tzinfo).strftime("%H:%M") if as_of else ""
    band = Box(0, parts.header.bottom, parts.header.width, BAND)
    canvas.fill(band, theme.WAIT_SOFT)
    text = words("common.offline") + words("common.slash") + words("common.stale", time=time)
    inner = band.inset(theme.MARGIN, 0)
    canvas.icon("offline", inner.left(40).middle(40, 40), theme.WAIT)
    canvas.text(text, inner.past(60), TextStyle(28, theme.WAIT, bold=True))
