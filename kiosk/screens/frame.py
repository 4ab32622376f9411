"""The frame around every screen's body: header, footer, and the bands that lie over them.

Responsible for: where they are in both orientations and how they look. Not responsible for: what the switches do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.screens.surroundings import Surroundings
from kiosk.views import HelpState
from kiosk.wording import date_phrase
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button, pill

_SWITCH_WIDTH = 236
_WIDEST_HELP = 560
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
    help: Box
    language: Box
    mute: Box | None
    """None on a kiosk that does not speak."""

    @classmethod
    def of(cls, size: tuple[int, int], *, speaks: bool = False) -> Frame:
        """Cut up a screen of that size."""
        whole = Box(0, 0, *size)
        portrait = size[1] > size[0]
        header, footer = whole.top(152 if portrait else 128), whole.foot(144 if portrait else 120)
        body = Box(
            theme.MARGIN, header.bottom, size[0] - 2 * theme.MARGIN, size[1] - header.height - footer.height
        )
        band = footer.inset(theme.MARGIN, (footer.height - theme.TOUCH) // 2)
        rest = band.past(_SWITCH_WIDTH + theme.GAP)
        language = rest.tail(_SWITCH_WIDTH)
        rest = rest.left(rest.width - _SWITCH_WIDTH - theme.GAP)
        mute = rest.tail(theme.TOUCH) if speaks else None
        help_ = rest.left(rest.width - theme.TOUCH - theme.GAP) if speaks else rest
        help_ = help_.middle(min(help_.width, _WIDEST_HELP), help_.height)
        return cls(header, body, footer, band.left(_SWITCH_WIDTH), help_, language, mute)

    def targets(self) -> Iterator[Target]:
        """What can be touched in the footer, on every screen."""
        yield Target("large-type", self.large_type)
        yield Target("help", self.help)
        if self.mute is not None:
            yield Target("mute", self.mute)
        yield Target("language", self.language)


def draw_ground(canvas: Canvas) -> None:
    """Begin a picture."""
    canvas.clear(theme.PAPER)


def draw_header(
    canvas: Canvas, parts: Frame, around: Surroundings, *, clock: bool, left: int | None = None
) -> None:
    """The hall's name in two languages and, where the body has no larger one, the time; or, when the screen is about to go
    home in ``left`` seconds, that."""
    canvas.fill(parts.header, theme.CARD)
    canvas.rule(0, parts.header.bottom - 2, parts.header.width, theme.LINE)
    inner = parts.header.inset(theme.MARGIN, 0)
    if left is not None:
        text = around.words("common.countdown", seconds=left)
        band = inner.middle(min(inner.width, 1100), 96)
        pill(canvas, band, text, ground=theme.BOARD_NUMBER, tint=theme.INK, icon="clock", size=38)
        return
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


def draw_footer(canvas: Canvas, parts: Frame, around: Surroundings, *, pressed: str) -> None:
    """The way to a person, and the switches."""
    canvas.fill(parts.footer, theme.INK)
    words, visit = around.words, around.visit
    size = "common.normal_type" if visit.elder else "common.large_type"
    button(
        canvas,
        parts.large_type,
        words(size),
        kind=Kind.ON_INK,
        pressed=pressed == "large-type",
        size=38 if visit.elder else 32,
    )
    _draw_help(canvas, parts.help, around, pressed=pressed == "help")
    button(
        canvas,
        parts.language,
        words("common.language"),
        kind=Kind.ON_INK,
        pressed=pressed == "language",
        size=38 if visit.elder else 32,
    )
    if parts.mute is not None:
        canvas.card(parts.mute, theme.INK, outline=theme.OUTLINE, radius=parts.mute.height // 2)
        canvas.icon("mute" if visit.muted else "voice", parts.mute.inset(24), theme.WHITE)


def _draw_help(canvas: Canvas, box: Box, around: Surroundings, *, pressed: bool) -> None:
    coming = around.visit.help is HelpState.COMING
    button(
        canvas,
        box,
        around.words("help.coming_short" if coming else "help.button"),
        kind=Kind.BRIGHT,
        pressed=pressed,
        icon="check" if coming else "bell",
        size=44 if around.visit.elder else 36,
    )


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
