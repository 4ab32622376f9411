"""A picture with one message in its middle: a sign, what is the matter, what can be done, and at most one button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from evaluator.screens.base import LEAST, View, body_of
from evaluator.surroundings import Surroundings
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import Colour, TextStyle
from screen.widgets import Kind, button

_SIGN, _TITLE, _TEXT, _SECOND, _NOTE = 116, 60, 44, 34, 40
_GAP = 18
_BUTTON = (360, 84)
_TEXT_STYLE = TextStyle(34)


@dataclass(frozen=True)
class MessageView(View):
    """Pictures of this kind say their key, sign and colour."""

    key: ClassVar[str]
    """Section of the catalogue with ``title`` and ``text``."""
    icon: ClassVar[str]
    """Empty for a turning ring."""
    tint: ClassVar[Colour] = theme.PRIMARY
    ground: ClassVar[Colour] = theme.PRIMARY_SOFT

    def title_key(self) -> str:
        """Of the first line."""
        return f"{self.key}.title"

    def text_key(self) -> str:
        """Of the line that says more."""
        return f"{self.key}.text"

    def note_key(self) -> str:
        """Of what else can be done; empty for nothing."""
        return ""

    def turn(self) -> int:
        """Position of the turning ring."""
        return 0

    def control(self) -> tuple[str, str] | None:
        """Target and text of the button."""
        return None

    @override
    def targets(self, around: Surroundings) -> tuple[Target, ...]:
        """The button."""
        control = self.control()
        return () if control is None else (Target(control[0], _button_box(around.size)),)

    @override
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        body, control = body_of(canvas.size), self.control()
        room = body if control is None else body.above(_BUTTON[1] + _GAP)
        note = self.note_key()
        heights = [_SIGN, _TITLE, _TEXT, _SECOND, *([_NOTE] if note else [])]
        block = room.middle(room.width, sum(heights) + _GAP * (len(heights) - 1))
        strips = []
        for height in heights:
            strips.append(block.top(height))
            block = block.below(height + _GAP)
        self._paint_sign(canvas, strips[0])
        words, other = around.words, around.other
        canvas.text(words(self.title_key()), strips[1], TextStyle(56, bold=True), align=Align.CENTRE)
        canvas.text(words(self.text_key()), strips[2], _TEXT_STYLE, align=Align.CENTRE)
        second = other(self.title_key())
        canvas.text(second, strips[3], TextStyle(26, theme.MUTED), align=Align.CENTRE)
        if note:
            canvas.text(words(note), strips[4], TextStyle(28, theme.PRIMARY, bold=True), align=Align.CENTRE)
        if control is not None:
            name, key = control
            box = _button_box(canvas.size)
            button(canvas, box, words(key), kind=Kind.PRIMARY, pressed=pressed == name, size=36)

    def _paint_sign(self, canvas: Canvas, box: Box) -> None:
        side = box.height
        canvas.disc(box.centre, side // 2, self.ground)
        inner = box.middle(side * 56 // 100, side * 56 // 100)
        if self.icon:
            canvas.icon(self.icon, inner, self.tint)
        else:
            canvas.spinner(inner, self.tint, self.turn())


@dataclass(frozen=True)
class SendingView(MessageView):
    """The rating is on its way."""

    name: ClassVar[str] = "sending"
    key: ClassVar[str] = "sending"
    icon: ClassVar[str] = ""
    position: int = 0

    @override
    def turn(self) -> int:
        return self.position


@dataclass(frozen=True)
class ThanksView(MessageView):
    """The rating is stored."""

    name: ClassVar[str] = "thanks"
    key: ClassVar[str] = "thanks"
    icon: ClassVar[str] = "check"
    tint: ClassVar[Colour] = theme.GOOD
    ground: ClassVar[Colour] = theme.GOOD_SOFT


@dataclass(frozen=True)
class FailedView(MessageView):
    """The rating is not stored."""

    name: ClassVar[str] = "error"
    key: ClassVar[str] = "failed"
    icon: ClassVar[str] = "alert"
    tint: ClassVar[Colour] = theme.WAIT
    ground: ClassVar[Colour] = theme.WAIT_SOFT
    why: str = "again"
    """``again``: another try may mend it; ``late``: there is no time for one; ``refused``: none would."""
    has_phone_page: bool = False

    @override
    def text_key(self) -> str:
        return f"failed.{self.why}"

    @override
    def note_key(self) -> str:
        return "failed.phone" if self.has_phone_page and self.why != "again" else ""

    @override
    def control(self) -> tuple[str, str] | None:
        return ("again", "failed.button") if self.why == "again" else None


@dataclass(frozen=True)
class AwayView(MessageView):
    """Nothing is known of the hall now."""

    name: ClassVar[str] = "away"
    key: ClassVar[str] = "away"
    icon: ClassVar[str] = "offline"
    tint: ClassVar[Colour] = theme.WAIT
    ground: ClassVar[Colour] = theme.WAIT_SOFT
    starting: bool = False
    """The server has never been heard."""

    @override
    def title_key(self) -> str:
        return "away.starting" if self.starting else "away.title"

    @override
    def text_key(self) -> str:
        return "away.starting_text" if self.starting else "away.text"


def _button_box(size: tuple[int, int]) -> Box:
    foot = body_of(size).foot(max(LEAST, _BUTTON[1]))
    return foot.middle(*_BUTTON)
