"""The invitation: five grades side by side, all of one size, none of them chosen beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from evaluator.screens.base import GAP, View, body_of
from evaluator.screens.grades import GROUNDS, TINTS, face
from evaluator.surroundings import Surroundings
from i18n.rating_options import GRADES
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle

_TITLE, _NOTE = 112, 56
_TALLEST = 420
_WIDEST_FACE = 148
_WORDS_SIZE, _WORDS_LINE = 31, 40
_LINE = 29


@dataclass(frozen=True)
class InviteView(View):
    """Asks for a grade."""

    name: ClassVar[str] = "invite"

    @override
    def targets(self, around: Surroundings) -> tuple[Target, ...]:
        """One for each grade."""
        cells = _cells(around.size)
        return tuple(Target(f"grade:{level}", box) for level, box in zip(GRADES, cells, strict=True))

    @override
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        body = body_of(canvas.size)
        title = body.top(_TITLE).middle(body.width, 84)
        canvas.text(around.words("invite.title"), title.top(48), TextStyle(46, bold=True), align=Align.CENTRE)
        small = TextStyle(26, theme.MUTED)
        canvas.text(around.other("invite.title"), title.foot(28), small, align=Align.CENTRE)
        cells = _cells(canvas.size)
        size = _size_of_words(canvas, around, cells[0])
        for level, box in zip(GRADES, cells, strict=True):
            _paint_grade(canvas, box, around, level, size=size, pressed=pressed == f"grade:{level}")
        note = body.foot(_NOTE - 16)
        canvas.text(around.words("invite.private"), note, TextStyle(26, theme.MUTED), align=Align.CENTRE)


def _cells(size: tuple[int, int]) -> tuple[Box, ...]:
    body = body_of(size).below(_TITLE).above(_NOTE)
    return body.middle(body.width, min(body.height, _TALLEST)).columns(len(GRADES), GAP)


def _parts(box: Box, language: str) -> tuple[Box, Box, Box]:
    """Of a card: face, words, words in the other language. English words need two lines."""
    inner = box.inset(12, 16)
    lines, other_lines = (1, 2) if language == "zh" else (2, 1)
    second = inner.foot(_LINE * other_lines)
    words = inner.above(second.height + 6).foot(_WORDS_LINE * lines)
    return inner.above(second.height + words.height + 16), words, second


def _size_of_words(canvas: Canvas, around: Surroundings, cell: Box) -> int:
    """One size for all grades: none is louder than another."""
    _, words, _ = _parts(cell, around.language)
    names = (around.options.grade(around.language, level) for level in GRADES)
    style = TextStyle(_WORDS_SIZE, bold=True)
    return min(canvas.fitted(name, words, style, align=Align.CENTRE, lines=2).size for name in names)


def _paint_grade(
    canvas: Canvas, box: Box, around: Surroundings, level: int, *, size: int, pressed: bool
) -> None:
    tint = TINTS[level]
    canvas.card(box, GROUNDS[level] if pressed else theme.CARD, outline=tint, stroke=4 if pressed else 2)
    room, words, second = _parts(box, around.language)
    side = min(room.width - 12, room.height, _WIDEST_FACE)
    canvas.icon(face(level), room.middle(side, side), tint)
    name = around.options.grade(around.language, level)
    canvas.text(name, words, TextStyle(size, bold=True), align=Align.CENTRE, lines=2)
    other = around.options.grade(around.other_language, level)
    canvas.text(other, second, TextStyle(24, theme.MUTED), align=Align.CENTRE, lines=2)
