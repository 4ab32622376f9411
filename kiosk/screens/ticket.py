"""The ticket: the number as large as the screen allows, what it is worth, and what became of the slip.

Responsible for: showing the number whether or not there is paper. Not responsible for: printing.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import ClassVar

import segno
from typing_extensions import override

from config.model import PrioritySection
from drivers.speech.spelling import spell_in_chinese, spell_in_english
from kiosk.offers import Offer
from kiosk.screens.banner import BANNER, draw_banner
from kiosk.screens.base import NOTHING_MOVES, KioskScreen, scaled, stack
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.slip import ticket_page
from kiosk.urgency import find_class
from kiosk.views import SlipChanged, SlipState
from kiosk.wording import chain_phrase, wait_phrase, windows_phrase
from queue_server.wire.messages import IssuedTicket
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button

_REASONS = {"paper-out": "paper_out", "cover-open": "cover_open", "no-answer": "no_answer"}
_TURNS_PER_SECOND = 12
_RINGING_SECONDS = 10.0


class TicketScreen(KioskScreen):
    """Shows one ticket until the resident has it."""

    name: ClassVar[str] = "ticket"

    def __init__(
        self,
        around: Surroundings,
        routes: Routes,
        offer: Offer,
        issued: IssuedTicket,
        slip: SlipState,
    ) -> None:
        super().__init__(around, routes, seconds=around.kiosk.personal_seconds)
        self.offer = offer
        self.issued = issued
        self.slip = slip
        self.reason = ""
        self._since = around.clock.monotonic()

    @property
    def _priority(self) -> PrioritySection | None:
        """What the server gave it, not what was asked for."""
        return find_class(self.around.hall, self.issued.ticket.priority)

    @override
    def told(self, body: object) -> None:
        """The slip got on."""
        if isinstance(body, SlipChanged) and body.ticket_id == self.issued.ticket.id:
            self.slip, self.reason = body.state, body.reason
            self._since = self.around.clock.monotonic()
            self.countdown.restart()

    @override
    def targets(self) -> tuple[Target, ...]:
        """Being done."""
        controls = self.body.above(32).foot(120)
        return (Target("done", controls.middle(min(controls.width, 984), controls.height)),)

    @override
    def chosen(self, target: str) -> None:
        """Make room for the next one."""
        if target == "done":
            self.routes.home()

    @override
    def motion(self) -> float:
        """The ring turns while the slip is printed."""
        return 1 / _TURNS_PER_SECOND if self._ringing() else NOTHING_MOVES

    @override
    def state(self) -> Hashable:
        """The ticket and its slip."""
        return self.issued, self.slip, self.reason, self._step() if self._ringing() else 0

    def _ringing(self) -> bool:
        passed = self.around.clock.monotonic() - self._since
        return self.slip is SlipState.PRINTING and passed < _RINGING_SECONDS

    def _step(self) -> int:
        return int(self.around.clock.monotonic() * _TURNS_PER_SECOND) % 12

    @override
    def speech(self) -> str:
        """The number as it will be called, and the slip."""
        words, number = self.around.words, self.issued.ticket.number
        chinese = words.language == "zh"
        spelled = spell_in_chinese(number) if chinese else spell_in_english(number)
        slip = "speech.slip" if self.slip in {SlipState.PRINTING, SlipState.PRINTED} else "speech.no_slip"
        return words("speech.ticket", number=spelled, count=self.issued.people_ahead) + words(slip)

    # --- picture --------------------------------------------------------------------------------------------

    @override
    def paint(self, canvas: Canvas) -> None:
        """Number, values, slip, control."""
        body = self.body.above(32 + 120 + 28)
        if self.around.landscape:
            left, right = body.below(28).columns(2, 40)
            self._paint_number(canvas, left)
            self._paint_slip(canvas, right.foot(150))
            self._paint_values(canvas, right.above(150 + 28))
        else:
            high = 560 if self._priority is None else 660
            self._paint_number(canvas, body.below(32).top(high))
            self._paint_values(canvas, body.below(32 + high + 24).above(160 + 24))
            self._paint_slip(canvas, body.foot(160))
        self._paint_control(canvas)

    def _paint_number(self, canvas: Canvas, box: Box) -> None:
        """The number, what it is for and, for whoever goes first, as what."""
        words, other = self.around.words, self.around.other
        canvas.card(box, theme.PRIMARY_SOFT, radius=32)
        inner = box.inset(40, 0)
        if self._priority is not None:
            draw_banner(canvas, box.inset(20).foot(BANNER), self.around, self._priority)
            inner = inner.above(BANNER + 20)
        number_height = min(300, inner.height - 250)
        block = inner.middle(inner.width, number_height + 218)
        title, second, number, name, _, below = stack(block, 60, 40, number_height, 72, 10, 36)
        canvas.text(words("ticket.title"), title, TextStyle(48, theme.PRIMARY, bold=True), align=Align.CENTRE)
        canvas.text(other("ticket.title"), second, TextStyle(28, theme.MUTED), align=Align.CENTRE)
        canvas.text(
            self.issued.ticket.number,
            number,
            TextStyle(number_height - 10, theme.PRIMARY_ELDER, bold=True),
            align=Align.CENTRE,
            smallest=120,
        )
        canvas.text(self.around.say(self.offer.name), name, TextStyle(56, bold=True), align=Align.CENTRE)
        if self.offer.is_package:
            style = TextStyle(34, theme.PRIMARY, bold=True)
            canvas.text(chain_phrase(words, self.offer), below, style, align=Align.CENTRE)
        else:
            style = TextStyle(30, theme.MUTED)
            canvas.text(self.around.say_second(self.offer.name), below, style, align=Align.CENTRE)

    def _values(self) -> tuple[tuple[str, str], ...]:
        words, issued = self.around.words, self.issued
        windows = windows_phrase(words, self.around.hall, issued.ticket.service, "ticket.window")
        taken = issued.ticket.issued_at.astimezone(self.around.clock.now().tzinfo)
        return (
            ("ticket.ahead", words("ticket.ahead_value", count=issued.people_ahead)),
            ("ticket.wait", wait_phrase(words, issued.expected_wait)),
            ("ticket.windows", windows or words("ticket.any_window")),
            ("ticket.taken_at", taken.strftime("%H:%M")),
        )

    def _paint_values(self, canvas: Canvas, box: Box) -> None:
        address = ticket_page(self.around.hall, self.issued.ticket.id)
        canvas.card(box, theme.CARD, outline=theme.LINE)
        inner = box.inset(40, 16)
        if address and not self.around.landscape:
            self._paint_qr(canvas, inner.foot(224), address, beside=True)
            canvas.rule(inner.x, inner.bottom - 236, inner.width, theme.LINE)
            inner = inner.above(240)
        elif address:
            self._paint_qr(canvas, inner.tail(230), address, beside=False)
            inner = inner.left(inner.width - 230 - 40)
        size = min(46, scaled(self.around, 38))
        rows = inner.rows(4, 0)
        for index, ((key, value), row) in enumerate(zip(self._values(), rows, strict=True)):
            label = row.left(row.width * 40 // 100)
            canvas.text(self.around.words(key), label, TextStyle(34, theme.MUTED))
            canvas.text(
                value,
                row.past(row.width * 41 // 100),
                TextStyle(size, bold=True),
                align=Align.RIGHT,
                lines=2,
            )
            if index:
                canvas.rule(row.x, row.y, row.width, theme.LINE)

    def _paint_qr(self, canvas: Canvas, box: Box, address: str, *, beside: bool) -> None:
        caption = self.around.words("ticket.qr")
        if beside:
            canvas.cells(box.left(box.height).inset(8), _qr(address), theme.INK)
            canvas.text(caption, box.past(box.height + 32), TextStyle(34), lines=3)
        else:
            block = box.middle(box.width, min(box.height, 340))
            canvas.cells(block.top(box.width).inset(8), _qr(address), theme.INK)
            canvas.text(
                caption, block.below(box.width + 8), TextStyle(26, theme.MUTED), align=Align.CENTRE, lines=3
            )

    def _paint_slip(self, canvas: Canvas, box: Box) -> None:
        key, ground, tint, icon = _slip_look(self.slip, self.reason)
        canvas.card(box, ground, radius=24)
        inner = box.inset(36, 16)
        mark = inner.left(88).middle(88, 88)
        if self._ringing():
            canvas.spinner(mark, tint, self._step())
        else:
            canvas.disc(mark.centre, 44, tint)
            canvas.icon(icon, mark.middle(50, 50), theme.WHITE)
        text = inner.past(88 + 28)
        words, style = self.around.words(f"ticket.{key}"), TextStyle(46, tint, bold=True)
        room = text.above(40)
        found = canvas.fitted(words, room, style, lines=2)
        block = text.middle(text.width, found.height + 40)
        canvas.text(words, block.top(found.height), style.sized(found.size), lines=2)
        canvas.text(self.around.other(f"ticket.{key}"), block.foot(26), TextStyle(26, theme.MUTED))

    def _paint_control(self, canvas: Canvas) -> None:
        words, other = self.around.words, self.around.other
        for target in self.targets():
            button(
                canvas,
                target.box,
                words("common.done"),
                second=other("common.done"),
                kind=Kind.PRIMARY,
                pressed=self.pressed == target.id,
                size=40,
                elder=self.around.visit.elder,
            )


def slip_key(slip: SlipState, reason: str) -> str:
    """The catalogue's key for the state of a slip, in its section ``ticket``."""
    if slip is SlipState.FAILED:
        return _REASONS.get(reason, "print_failed")
    return "remember" if slip is SlipState.NONE else slip.value


def _slip_look(slip: SlipState, reason: str) -> tuple[str, theme.Colour, theme.Colour, str]:
    """Message key, ground, colour and icon."""
    key = slip_key(slip, reason)
    if slip is SlipState.PRINTED:
        return key, theme.GOOD_SOFT, theme.GOOD, "check"
    if slip is SlipState.PRINTING:
        return key, theme.CARD, theme.PRIMARY, "printer"
    if slip is SlipState.FAILED:
        return key, theme.WAIT_SOFT, theme.WAIT, "alert"
    return key, theme.CARD, theme.PRIMARY, "clock"


@lru_cache(maxsize=4)
def _qr(address: str) -> tuple[tuple[int, ...], ...]:
    """The QR code's cells; the card around them is the quiet zone its standard asks for."""
    code = segno.make(address, error="m", micro=False)
    return tuple(tuple(row) for row in code.matrix_iter(border=0))
