"""Where everything on a hall board stands, in both orientations.

Responsible for: the layout and the drawing of a ``BoardView``; sizes are for reading across a hall. Not responsible
for: words or time.

A text is readable at a distance of its height divided by 0.0122 (EN 301 549, 5.1.4). On a 55-inch board a pixel is
0.63 mm: the newest number reads from 12 m, a row's number from 4 m.
"""

from __future__ import annotations

from dataclasses import dataclass

from display.board_parts import (
    SIDE_MARGIN,
    badge_width,
    draw_badge,
    draw_band,
    draw_label,
    draw_line,
    draw_number,
    draw_numbers,
    joined,
)
from display.board_view import BoardView, CallRow, Headline, Labels, Numbered, Pair
from display.queue_words import QueueRow
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import Colour, TextStyle, blend

_HEADER = 112
_CAPTION = 104
_PAUSED = 56
_PAUSED_GROUPS = 2
"""Groups of paused windows that fit on their line."""
_TONES = {"good": theme.BOARD_GOOD, "wait": theme.BOARD_NUMBER, "muted": theme.BOARD_MUTED}


@dataclass(frozen=True, slots=True)
class Moment:
    """What moves: the pages of the services and of paused windows, and the glow of a new call from 0 to 1."""

    page: int = 0
    paused_page: int = 0
    glow: float = 0.0


@dataclass(frozen=True, slots=True)
class _Parts:
    header: Box
    headline: Box
    calls: Box
    paused: Box
    side: Box
    queues: Box
    upcoming: Box
    passed: Box
    caption: Box
    call_rows: int
    queue_rows: int

    @classmethod
    def of(cls, size: tuple[int, int]) -> _Parts:
        whole = Box(0, 0, *size)
        body = whole.above(_CAPTION)
        return cls._portrait(whole, body) if size[1] > size[0] else cls._landscape(whole, body)

    @classmethod
    def _landscape(cls, whole: Box, body: Box) -> _Parts:
        left, side = body.left(1176), body.past(1176)
        main = left.inset(SIDE_MARGIN, 0)
        inner = side.inset(44, 0).below(34).above(24)
        lists = inner.foot(344)
        return cls(
            header=main.top(_HEADER),
            headline=main.below(_HEADER).top(372),
            calls=main.below(_HEADER + 372 + 16).above(12 + _PAUSED),
            paused=main.above(12).foot(_PAUSED),
            side=side,
            queues=inner.above(344 + 16),
            upcoming=lists.rows(2, 16)[0],
            passed=lists.rows(2, 16)[1],
            caption=whole.foot(_CAPTION),
            call_rows=4,
            queue_rows=7,
        )

    @classmethod
    def _portrait(cls, whole: Box, body: Box) -> _Parts:
        main = body.inset(SIDE_MARGIN, 0)
        side = body.foot(668)
        inner = side.inset(SIDE_MARGIN, 0).below(28).above(20)
        lists = inner.foot(168)
        return cls(
            header=main.top(_HEADER),
            headline=main.below(_HEADER).top(600),
            calls=main.below(_HEADER + 600 + 12).above(668 + 8 + _PAUSED),
            paused=main.above(668 + 8).foot(_PAUSED),
            side=side,
            queues=inner.above(168 + 16),
            upcoming=lists.columns(2, 48)[0],
            passed=lists.columns(2, 48)[1],
            caption=whole.foot(_CAPTION),
            call_rows=4,
            queue_rows=7,
        )


class BoardPicture:
    """Draws boards of one size."""

    def __init__(self, size: tuple[int, int], labels: Labels) -> None:
        self._parts = _Parts.of(size)
        self._labels = labels

    def pages(self, view: BoardView) -> int:
        """How many pages the services need."""
        return max(1, -(-len(view.queues) // self._parts.queue_rows))

    def paused_pages(self, view: BoardView) -> int:
        """How many pages the paused windows need."""
        return max(1, -(-len(view.paused) // _PAUSED_GROUPS))

    def draw(self, canvas: Canvas, view: BoardView, moment: Moment) -> None:
        """The whole board."""
        canvas.clear(theme.BOARD_GROUND)
        canvas.fill(self._parts.side, theme.BOARD_SIDE)
        self._draw_header(canvas, view)
        if view.headline is not None:
            self._draw_headline(canvas, view.headline, moment.glow)
        elif view.day_closed is not None:
            self._draw_quiet(canvas, self._labels.closed_title, self._labels.closed_text)
        else:
            self._draw_quiet(canvas, self._labels.quiet_title, self._labels.quiet_text)
        self._draw_calls(canvas, view.calls)
        self._draw_paused(canvas, view.paused, moment.paused_page)
        self._draw_queues(canvas, view.queues, moment.page)
        self._draw_lists(canvas, view)
        self._draw_caption(canvas, view)

    def _draw_header(self, canvas: Canvas, view: BoardView) -> None:
        box = self._parts.header
        muted = TextStyle(36, theme.BOARD_MUTED)
        canvas.text(
            view.clock, box.tail(170), TextStyle(52, bold=True, colour=theme.BOARD_TEXT), align=Align.RIGHT
        )
        canvas.text(view.hall.first, box.left(box.width - 190), muted)

    def _draw_headline(self, canvas: Canvas, headline: Headline, glow: float) -> None:
        box = self._parts.headline
        ground = blend(theme.BOARD_NUMBER, theme.BOARD_CARD, 0.18 * glow)
        canvas.card(box, ground, outline=theme.BOARD_NUMBER, radius=28, stroke=5)
        inner = box.inset(44, 26)
        label, service = inner.top(48), inner.foot(46)
        canvas.text(joined(headline.label), label, TextStyle(46, theme.BOARD_TEXT, bold=True))
        canvas.text(joined(headline.service), service, TextStyle(38, theme.BOARD_MUTED))
        middle = inner.below(54).above(52)
        if middle.width > middle.height * 3:
            number, window = middle.left(middle.width * 52 // 100), middle.past(middle.width * 54 // 100)
            size = min(290, number.height)
        else:
            number, window = middle.above(176), middle.above(16).foot(150)
            size = min(240, number.height)
        canvas.text(
            headline.number.number, number, TextStyle(size, theme.BOARD_NUMBER, bold=True), smallest=size // 3
        )
        self._draw_window(canvas, window, headline.window)
        self._draw_priority(canvas, inner.top(64), headline.number.mark, ground)

    def _draw_priority(self, canvas: Canvas, row: Box, mark: str, ground: Colour) -> None:
        """The mark of the called number with what it means, in the corner above the number."""
        if not mark:
            return
        width = badge_width(mark, row.height)
        text = TextStyle(40, theme.BOARD_TEXT)
        words = row.left(row.width - width - 20)
        canvas.text(joined(self._labels.priority), words, text, align=Align.RIGHT)
        draw_badge(
            canvas, row.right - width, row.centre[1], row.height, mark, tint=text.colour, ground=ground
        )

    def _draw_window(self, canvas: Canvas, box: Box, window: Pair) -> None:
        side = 92
        row = box.middle(box.width, 150)
        canvas.icon("arrow", row.left(side).top(100).middle(side, side), theme.BOARD_TEXT)
        words = row.past(side + 28)
        canvas.text(window.first, words.top(100), TextStyle(92, theme.BOARD_TEXT, bold=True), smallest=48)
        canvas.text(window.second, words.foot(40), TextStyle(36, theme.BOARD_MUTED))

    def _draw_quiet(self, canvas: Canvas, title: Pair, text: Pair) -> None:
        """Nobody is being called: in the morning, for example."""
        box = self._parts.headline
        canvas.card(box, theme.BOARD_CARD, outline=theme.BOARD_LINE, radius=28, stroke=3)
        block = box.inset(44, 0).middle(box.width - 88, 252)
        canvas.text(
            title.first, block.top(92), TextStyle(84, theme.BOARD_TEXT, bold=True), align=Align.CENTRE
        )
        canvas.text(
            title.second, block.below(104).top(44), TextStyle(38, theme.BOARD_MUTED), align=Align.CENTRE
        )
        canvas.text(text.first, block.below(172).top(44), TextStyle(40, theme.BOARD_TEXT), align=Align.CENTRE)
        canvas.text(
            text.second, block.below(220).top(36), TextStyle(30, theme.BOARD_MUTED), align=Align.CENTRE
        )

    def _draw_calls(self, canvas: Canvas, calls: tuple[CallRow, ...]) -> None:
        parts = self._parts
        rows = parts.calls.rows(parts.call_rows, 0)
        for call, row in zip(calls, rows, strict=False):
            inner = row.inset(20, 0)
            number, window, age = inner.left(280), inner.past(300).left(inner.width - 570), inner.tail(250)
            style = TextStyle(76, theme.BOARD_TEXT, bold=True)
            draw_number(canvas, number, call.number, style, side=56, ground=theme.BOARD_GROUND, smallest=44)
            canvas.text(call.window, window, TextStyle(60, theme.BOARD_TEXT), smallest=36)
            canvas.text(call.age, age, TextStyle(36, theme.BOARD_MUTED), align=Align.RIGHT)
            canvas.rule(row.x, row.bottom - 2, row.width, theme.BOARD_LINE)

    def _draw_paused(self, canvas: Canvas, groups: tuple[str, ...], page: int) -> None:
        shown = groups[page * _PAUSED_GROUPS : (page + 1) * _PAUSED_GROUPS]
        if shown:
            draw_line(canvas, self._parts.paused, self._labels.paused, "　".join(shown))

    def _draw_queues(self, canvas: Canvas, queues: tuple[QueueRow, ...], page: int) -> None:
        parts = self._parts
        draw_label(canvas, parts.queues.top(40), self._labels.waiting)
        shown = queues[page * parts.queue_rows : (page + 1) * parts.queue_rows]
        area = parts.queues.below(52)
        height = min(88, area.height // parts.queue_rows)
        for index, queue in enumerate(shown):
            row = Box(area.x, area.y + index * height, area.width, height)
            tint = _TONES[queue.tone]
            name_tint = theme.BOARD_MUTED if queue.tone == "muted" else theme.BOARD_TEXT
            people = row.left(row.width * 62 // 100).tail(row.width * 14 // 100)
            canvas.text(queue.service, row.left(row.width * 47 // 100), TextStyle(42, name_tint))
            canvas.text(queue.people, people, TextStyle(42, theme.BOARD_TEXT, bold=True), align=Align.RIGHT)
            canvas.text(queue.wait, row.tail(row.width * 36 // 100), TextStyle(38, tint), align=Align.RIGHT)
            canvas.rule(row.x, row.bottom - 2, row.width, theme.BOARD_LINE)

    def _draw_lists(self, canvas: Canvas, view: BoardView) -> None:
        """Who is next, and who was passed."""
        parts, labels = self._parts, self._labels
        nobody, ground = (Numbered(labels.none),), theme.BOARD_SIDE
        upcoming, passed = view.upcoming or nobody, view.passed or nobody
        draw_numbers(canvas, parts.upcoming, labels.upcoming, upcoming, theme.BOARD_TEXT, ground)
        draw_numbers(canvas, parts.passed, labels.passed, passed, theme.BOARD_MUTED, ground)

    def _draw_caption(self, canvas: Canvas, view: BoardView) -> None:
        box = self._parts.caption
        if view.warning is not None:
            draw_band(canvas, box, view.warning, "offline", theme.WAIT_SOFT, theme.WAIT)
        elif view.caption is not None:
            draw_band(canvas, box, view.caption, "voice", theme.BOARD_NUMBER, theme.BOARD_CAPTION_TEXT)
        elif view.day_closed is not None and view.headline is not None:
            draw_band(canvas, box, view.day_closed, "", theme.BOARD_CARD, theme.BOARD_TEXT)
        else:
            draw_band(canvas, box, view.notice, "", theme.BOARD_CARD, theme.BOARD_MUTED)
