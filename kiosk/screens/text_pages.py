"""Long texts cut into pages: what the page of a guide is made of.

Responsible for: wrapping paragraphs, and filling pages so that no heading stands alone at a foot and no line is lost. Not
responsible for: the texts, or turning pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from screen.canvas import Canvas
from screen.fonts import Fonts
from screen.geometry import Box
from screen.theme import TextStyle
from screen.wrapping import wrap

_LINE_HEIGHT = 1.4
_SLACK = 0.98
"""Of the width: on a window of another size letters are a little wider or narrower."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    text: str
    style: TextStyle
    before: int = 0
    """Free room above, in logical pixels; none at the top of a page."""
    indent: int = 0
    leads: bool = False
    """Stands on the same page as what follows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph."""

    text: str
    style: TextStyle
    before: int
    indent: int
    tied: bool
    """Stands on the same page as the next line."""

    @property
    def height(self) -> int:
        """Without the room above."""
        return round(self.style.size * _LINE_HEIGHT)


Page = tuple[Line, ...]


def paginate(paragraphs: Iterable[Paragraph], fonts: Fonts, *, width: int, height: int) -> tuple[Page, ...]:
    """Pages of at most ``height``; at least one. Lines that are tied together and higher than a page are parted."""
    lines = [line for paragraph in paragraphs for line in _wrapped(paragraph, fonts, width)]
    pages: list[Page] = []
    page: Page = ()
    for group in _tied(lines):
        if page and _height((*page, *group)) > height:
            pages.append(page)
            page = ()
        for line in group:
            if page and _height((*page, line)) > height:
                pages.append(page)
                page = ()
            page = (*page, line)
    return (*pages, page)


def draw_page(canvas: Canvas, box: Box, page: Page) -> None:
    """From the top of the box."""
    top = box.y
    for index, line in enumerate(page):
        top += line.before if index else 0
        row = Box(box.x + line.indent, top, box.width - line.indent, line.height)
        canvas.text(line.text, row, line.style)
        top += line.height


def _wrapped(paragraph: Paragraph, fonts: Fonts, width: int) -> Iterator[Line]:
    style = paragraph.style

    def measure(text: str, size: int) -> float:
        return fonts.width(text, size, bold=style.bold)

    texts = wrap(paragraph.text, int((width - paragraph.indent) * _SLACK), style.size, measure)
    for index, text in enumerate(texts):
        before = paragraph.before if index == 0 else 0
        # A paragraph of two or three lines stays together; a long one may be parted anywhere.
        tied = paragraph.leads or (index < len(texts) - 1 and len(texts) <= 3)
        yield Line(text, style, before, paragraph.indent, tied)


def _tied(lines: Iterable[Line]) -> Iterator[Page]:
    """Runs of lines that stand on one page."""
    numbered, number = [], 0
    for line in lines:
        numbered.append((number, line))
        number += not line.tied
    for _, run in groupby(numbered, key=lambda pair: pair[0]):
        yield tuple(line for _, line in run)


def _height(lines: Page) -> int:
    return sum(line.height for line in lines) + sum(line.before for line in lines[1:])
