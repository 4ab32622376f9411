"""One service's or package's card on the choice of services.

Responsible for: its picture while open, closed, or not yet known. Not responsible for: where it lies.
"""

from __future__ import annotations

from enum import Enum

from kiosk.offers import Offer
from kiosk.screens.base import scaled
from kiosk.screens.surroundings import Surroundings
from kiosk.wording import chain_phrase, closed_phrase, is_long, wait_phrase
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.theme import TextStyle
from screen.widgets import placeholder, tile

_PADDING = 32
_FOOT = 96


class CardState(Enum):
    """What is known of a service."""

    LOADING = "loading"
    OPEN = "open"
    CLOSED = "closed"


def draw_card(
    canvas: Canvas,
    box: Box,
    around: Surroundings,
    offer: Offer,
    state: CardState,
    *,
    pressed: bool,
) -> None:
    """The whole card; in large type it is a row as wide as the screen."""
    closed = state is CardState.CLOSED
    fill = theme.DISABLED if closed else theme.PRIMARY_SOFT if pressed else theme.CARD
    outline = theme.PRIMARY if pressed else theme.LINE
    canvas.card(box, fill, outline=outline)
    if around.visit.elder:
        _draw_row(canvas, box, around, offer, state)
    else:
        _draw_upright(canvas, box, around, offer, state)


def _draw_upright(canvas: Canvas, box: Box, around: Surroundings, offer: Offer, state: CardState) -> None:
    inner = box.inset(_PADDING, 0)
    low = min(_FOOT, box.height * 38 // 100)
    foot, head = inner.foot(low), inner.above(low)
    side = min(120, head.height - 40, inner.width * 26 // 100)
    _draw_tile(canvas, head.left(side).middle(side, side), offer, state)
    names = head.past(side + 24).inset(0, 4)
    _draw_names(canvas, names, around, offer, state, size=_name_size(around))
    canvas.rule(
        foot.x, foot.y, foot.width, theme.LINE if state is not CardState.CLOSED else theme.DISABLED_TILE
    )
    _draw_queue(canvas, foot, around, offer, state)


def _draw_row(canvas: Canvas, box: Box, around: Surroundings, offer: Offer, state: CardState) -> None:
    inner = box.inset(_PADDING, 0)
    side = min(128, inner.height - 32)
    _draw_tile(canvas, inner.left(side).middle(side, side), offer, state)
    rest = inner.past(side + 28)
    names = rest.left(rest.width * 55 // 100)
    _draw_names(canvas, names.inset(0, 10), around, offer, state, size=scaled(around, _name_size(around)))
    queue = rest.past(rest.width * 57 // 100)
    if state is CardState.OPEN:
        upper, lower = queue.middle(queue.width, min(132, rest.height - 16)).rows(2, 4)
        _draw_ahead(canvas, upper, around, offer, align=Align.RIGHT)
        _draw_wait(canvas, lower, around, offer)
    else:
        _draw_queue(canvas, queue, around, offer, state)


def _name_size(around: Surroundings) -> int:
    """English names are longer: smaller from the start, so that all cards look alike."""
    return 48 if around.visit.language == "zh" else 36


def _draw_tile(canvas: Canvas, box: Box, offer: Offer, state: CardState) -> None:
    if state is CardState.CLOSED:
        tile(canvas, box, offer.icon, ground=theme.DISABLED_TILE, tint=theme.MUTED)
    else:
        tile(canvas, box, offer.icon, ground=theme.PRIMARY_SOFT, tint=theme.PRIMARY)


def _draw_names(
    canvas: Canvas, box: Box, around: Surroundings, offer: Offer, state: CardState, *, size: int
) -> None:
    """Both names in the middle of the box, in as many lines as they need; a package's services instead of the second."""
    tint = theme.MUTED if state is CardState.CLOSED else theme.INK
    small = TextStyle(max(26, size // 2), theme.PRIMARY if offer.is_package else theme.MUTED)
    second_text = chain_phrase(around.words, offer) if offer.is_package else around.say_second(offer.name)
    second = canvas.fitted(second_text, box, small)
    if second.cut:
        second = canvas.fitted(second_text, box, small, lines=3 if offer.is_package else 2)
    name_text, large = around.say(offer.name), TextStyle(size, tint, bold=True)
    room = box.above(second.height + 10)
    name = canvas.fitted(name_text, room, large, smallest=size * 3 // 4)
    if name.cut:
        name = canvas.fitted(name_text, room, large, lines=3, smallest=theme.SMALLEST)
    block = box.middle(box.width, name.height + 10 + second.height)
    canvas.text(name_text, block.top(name.height), large.sized(name.size), lines=3)
    canvas.text(second_text, block.foot(second.height), small.sized(second.size), lines=3)


def _draw_queue(canvas: Canvas, box: Box, around: Surroundings, offer: Offer, state: CardState) -> None:
    if state is CardState.LOADING:
        bar = box.middle(box.width, 30)
        placeholder(canvas, bar.left(box.width // 3))
        placeholder(canvas, bar.tail(box.width * 2 // 5))
    elif state is CardState.CLOSED:
        text = closed_phrase(around.words, around.queue(offer), offer.first.hours_note, around.clock.now())
        canvas.text(text, box.inset(0, 8), TextStyle(min(34, scaled(around, 31)), theme.INK), lines=3)
    else:
        _draw_ahead(canvas, box.left(box.width * 42 // 100), around, offer, align=Align.LEFT)
        _draw_wait(canvas, box.past(box.width * 43 // 100), around, offer)


def _draw_ahead(canvas: Canvas, box: Box, around: Surroundings, offer: Offer, *, align: Align) -> None:
    queue = around.queue(offer)
    count = str(queue.waiting) if queue else ""
    before, _, after = around.words("choose.ahead", count="\n").partition("\n")
    size = min(44, scaled(around, 31))
    runs = [
        (before, TextStyle(size)),
        (count, TextStyle(round(size * 1.3), bold=True)),
        (after, TextStyle(size)),
    ]
    canvas.runs([run for run in runs if run[0]], box, align=align)


def _draw_wait(canvas: Canvas, box: Box, around: Surroundings, offer: Offer) -> None:
    queue = around.queue(offer)
    wait = queue.expected_wait if queue else None
    tint = theme.WAIT if is_long(wait) else theme.GOOD
    style = TextStyle(min(44, scaled(around, 31)), tint, bold=True)
    canvas.text(wait_phrase(around.words, wait), box, style, align=Align.RIGHT)
