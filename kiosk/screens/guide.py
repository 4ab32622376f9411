"""One guide (办事指南): everything to know of a service, on as many pages as it takes.

Responsible for: its type and pages, and the ways to the printed list of materials and to a number. Not responsible for: the
words (``guide_text``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from typing_extensions import override

from kiosk.guide_text import guide_parts, heading_of
from kiosk.offers import Offer
from kiosk.screens import controls
from kiosk.screens.base import scaled
from kiosk.screens.controls import Control
from kiosk.screens.prints_materials import PrintingListScreen
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.screens.text_pages import Page, Paragraph, draw_page, paginate
from screen import theme
from screen.canvas import Canvas
from screen.theme import TextStyle
from screen.widgets import Kind

_INSET = 40
_GUTTER = 72


class GuideScreen(PrintingListScreen):
    """Turned page by page with large buttons; nothing scrolls under the finger."""

    name: ClassVar[str] = "guide"

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer) -> None:
        super().__init__(around, routes, offer, seconds=around.kiosk.idle_seconds)
        self._cut: dict[tuple[str, bool, int], tuple[Page, ...]] = {}

    # --- pages ----------------------------------------------------------------------------------------------

    def _text_columns(self) -> tuple[Page, ...]:
        """The text in columns of one height; a wide screen shows two beside each other."""
        around, height = self.around, self._text_height()
        key = around.visit.language, around.visit.elder, height
        if key not in self._cut:
            width = (self.body.width - 2 * _INSET - (self._columns - 1) * _GUTTER) // self._columns
            self._cut[key] = paginate(self._paragraphs(), around.fonts, width=width, height=height)
        return self._cut[key]

    @property
    def _columns(self) -> int:
        return 2 if self.around.landscape else 1

    def _text_height(self) -> int:
        """Room for text where pages have to be turned, whether or not they do."""
        feet = controls.height_of(1 if self.around.landscape else 2)
        above = 32 if self.around.landscape else 56
        return self.body.height - above - 2 * theme.GAP - self.heading_height - feet - 2 * _INSET

    def _paragraphs(self) -> Iterator[Paragraph]:
        size = min(46, scaled(self.around, 34))
        heading = TextStyle(
            size + 2, theme.PRIMARY_ELDER if self.around.visit.elder else theme.PRIMARY, bold=True
        )
        text, note = TextStyle(size), TextStyle(max(28, size - 6), theme.MUTED)
        for part in guide_parts(self.around.words, self.around.hall, self.offer):
            yield Paragraph(heading_of(self.around.words, part), heading, before=32, leads=True)
            for entry, remark in part.entries:
                yield Paragraph(entry, text, before=8, leads=bool(remark))
                if remark:
                    yield Paragraph(remark, note, indent=48)

    @override
    def count(self) -> int:
        return -(-len(self._text_columns()) // self._columns)

    @override
    def shape(self) -> tuple[int, int]:
        return 1, 1

    @override
    def tallest(self) -> int:
        return self.body.height

    # --- words and buttons ----------------------------------------------------------------------------------

    @override
    def title(self) -> tuple[str, str]:
        hint = self.around.words("guide.title") + self.around.words("common.slash")
        return self.around.say(self.offer.name), hint + self.around.say_second(self.offer.name)

    @override
    def speech(self) -> str:
        return self.around.words("speech.guide", name=self.around.say(self.offer.name))

    @override
    def buttons(self) -> tuple[Control, ...]:
        queue = self.around.queue(self.offer)
        is_open = queue is None or (queue.open and queue.unavailable is None)
        kind = Kind.PLAIN if self.shown_page() < self.count() - 1 else Kind.PRIMARY
        take = (Control("take", "guide.take", kind),) if is_open else ()
        return (Control("back", "common.back"), *self.print_button(), *take)

    @override
    def chosen(self, target: str) -> None:
        if target == "take":
            self.routes.pick(self.offer)
        else:
            super().chosen(target)

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, one page of text, buttons."""
        self.paint_frame(canvas)
        for index, box in self.cells():
            canvas.card(box, theme.CARD, outline=theme.LINE)
            first = index * self._columns
            shown = self._text_columns()[first : first + self._columns]
            for page, column in zip(shown, box.inset(_INSET).columns(self._columns, _GUTTER), strict=False):
                draw_page(canvas, column, page)
