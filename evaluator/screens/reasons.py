"""The reasons of a grade, to be ticked: the national options in their order, as many as somebody wants, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from evaluator.screens.base import GAP, LEAST, View, body_of
from evaluator.screens.grades import GROUNDS, QUESTIONS, TINTS, face
from evaluator.surroundings import Surroundings
from screen import theme
from screen.canvas import Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button, tick_box

_CHOSEN = 60
_COLUMNS = 2
_BACK_WIDTH = 260
_TICK = 40
_TALLEST_ROW = 110


@dataclass(frozen=True)
class ReasonsView(View):
    """Asks why, after a grade."""

    name: ClassVar[str] = "reasons"
    level: int
    ticked: frozenset[int]

    @override
    def targets(self, around: Surroundings) -> tuple[Target, ...]:
        """One for each reason, and the two ways on."""
        back, submit = _buttons(around.size)
        return (
            *(Target(f"reason:{code}", box) for code, _, box in self._cells(around, around.size)),
            Target("back", back),
            Target("submit", submit),
        )

    @override
    def paint(self, canvas: Canvas, around: Surroundings, pressed: str) -> None:
        self._paint_chosen(canvas, around, body_of(canvas.size).top(_CHOSEN))
        for code, text, box in self._cells(around, canvas.size):
            ticked = code in self.ticked
            _paint_reason(canvas, box, text, ticked=ticked, pressed=pressed == f"reason:{code}")
        back, submit = _buttons(canvas.size)
        words = around.words
        button(canvas, back, words("reasons.back"), pressed=pressed == "back", size=32, icon="left")
        key = "reasons.submit" if self.ticked else "reasons.submit_none"
        button(canvas, submit, words(key), kind=Kind.PRIMARY, pressed=pressed == "submit", size=36)

    def _paint_chosen(self, canvas: Canvas, around: Surroundings, box: Box) -> None:
        words, tint = around.words, TINTS[self.level]
        mark = box.left(56).middle(56, 56)
        canvas.disc(mark.centre, 28, GROUNDS[self.level])
        canvas.icon(face(self.level), mark, tint)
        grade = around.options.grade(around.language, self.level)
        chosen = words("reasons.chosen", grade=grade)
        style = TextStyle(30, tint, bold=True)
        room = box.past(72)
        width = round(canvas.width(chosen, style)) + 2
        canvas.text(chosen, room.left(width), style)
        canvas.text(words(QUESTIONS[self.level]), room.past(width + 24), TextStyle(30))

    def _cells(self, around: Surroundings, size: tuple[int, int]) -> tuple[tuple[int, str, Box], ...]:
        """Code, text and place of every reason: down the first column, then down the second."""
        options = around.options.reasons(around.language, self.level)
        body = body_of(size).below(_CHOSEN).above(LEAST + GAP)
        rows = -(-len(options) // _COLUMNS)
        height = min(body.height, rows * _TALLEST_ROW + (rows - 1) * GAP)
        columns = (column.rows(rows, GAP) for column in body.top(height).columns(_COLUMNS, GAP))
        boxes = [box for column in columns for box in column]
        return tuple((code, text, box) for (code, text), box in zip(options.items(), boxes, strict=False))


def _buttons(size: tuple[int, int]) -> tuple[Box, Box]:
    foot = body_of(size).foot(LEAST)
    return foot.left(_BACK_WIDTH), foot.past(_BACK_WIDTH + GAP)


def _paint_reason(canvas: Canvas, box: Box, text: str, *, ticked: bool, pressed: bool) -> None:
    outline = theme.PRIMARY if ticked or pressed else theme.OUTLINE
    fill = theme.PRIMARY_SOFT if ticked or pressed else theme.CARD
    canvas.card(box, fill, outline=outline, radius=16, stroke=3 if ticked else 2)
    inner = box.inset(16, 4)
    tick_box(canvas, inner.left(_TICK).middle(_TICK, _TICK), ticked=ticked)
    room, style = inner.past(_TICK + 14), TextStyle(27, bold=ticked)
    if len(canvas.fitted(text, room, style, lines=2).lines) > 1:
        style = style.sized(24)
    canvas.text(text, room, style, lines=2)
