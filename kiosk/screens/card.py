"""The card screen: why a card is asked for, what is kept, and where to put it.

Responsible for: the hints a resident needs until a reader has found the card. Not responsible for: reading (the stations
do) or keeping anything: the card's number passes through on its way to the request.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from config.model import CardRule
from kiosk.offers import Offer
from kiosk.screens.base import NOTHING_MOVES, KioskScreen, scaled, stack
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.views import CardRead, CardUnreadable, ReaderHealth
from screen import theme
from screen.canvas import Align, Canvas, Valign
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import Kind, button, pill, tile

_SLIDES = 3
"""How often the picture shows the movement before it rests."""
_SLIDE_SECONDS = 2.4
_STEPS = 72
_AGAIN_SECONDS = 6.0


class CardScreen(KioskScreen):
    """Waits for a card, or for the resident to go without one where that is allowed."""

    name: ClassVar[str] = "card"

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer) -> None:
        super().__init__(around, routes, seconds=around.kiosk.personal_seconds)
        self.offer = offer
        self._began = around.clock.monotonic()
        self._unreadable_at = float("-inf")

    @property
    def optional(self) -> bool:
        """True when a number is given without a card too."""
        return self.offer.card is CardRule.OPTIONAL

    # --- messages and touches -------------------------------------------------------------------------------

    @override
    def told(self, body: object) -> None:
        """A card was found, or one is there that cannot be read."""
        if isinstance(body, CardRead):
            self.routes.take(self.offer, body.identity, body.born)
        elif isinstance(body, CardUnreadable):
            self._unreadable_at = self.around.clock.monotonic()
            self.countdown.restart()

    @override
    def targets(self) -> tuple[Target, ...]:
        """Going back, and going on without a card where that is allowed."""
        controls = self._controls
        if not self.optional:
            return (Target("cancel", controls.middle(controls.width // 2, controls.height)),)
        cancel = controls.left(controls.width * 36 // 100)
        return (
            Target("cancel", cancel),
            Target("no-card", controls.past(cancel.width + theme.GAP)),
        )

    @override
    def chosen(self, target: str) -> None:
        """Back home, or on without a card."""
        if target == "no-card":
            self.routes.take(self.offer, None)
        else:
            self.routes.home()

    @override
    def speech(self) -> str:
        """Where to put the card, or that it was not read."""
        return self.around.words("speech.card_again" if self._is_unreadable else "speech.card")

    # --- picture --------------------------------------------------------------------------------------------

    @override
    def motion(self) -> float:
        """The card slides a few times and then rests; a hint goes away by itself."""
        now = self.around.clock.monotonic()
        if now - self._began < _SLIDES * _SLIDE_SECONDS:
            return 0.0
        left = self._unreadable_at + _AGAIN_SECONDS - now
        return left if left > 0 else NOTHING_MOVES

    @override
    def state(self) -> Hashable:
        """Where the drawn card is, and the hint."""
        return self.offer.id, self._step(), self._hint()[0]

    def _step(self) -> int:
        """Position of the drawn card, 0 at its start to _STEPS at the reader."""
        passed = self.around.clock.monotonic() - self._began
        if passed >= _SLIDES * _SLIDE_SECONDS:
            return _STEPS
        share = passed % _SLIDE_SECONDS / _SLIDE_SECONDS
        # It moves in the first third, slower towards the end, and stays for the rest.
        moved = min(1.0, share * 3)
        return round((1 - (1 - moved) ** 3) * _STEPS)

    def _hint(self) -> tuple[str, theme.Colour, theme.Colour, str]:
        """What to do now: words, ground, colour and icon."""
        words = self.around.words
        if self._is_unreadable:
            return words("card.again"), theme.WAIT_SOFT, theme.WAIT, "alert"
        if self.around.readers is ReaderHealth.BROKEN:
            key = "card.fault_optional" if self.optional else "card.fault_required"
            return words(key), theme.ALARM_SOFT, theme.ALARM, "alert"
        if self.around.readers is ReaderHealth.STARTING:
            return words("card.starting"), theme.DISABLED, theme.MUTED, "clock"
        return words("card.hold"), theme.PRIMARY_SOFT, theme.PRIMARY, "card"

    @property
    def _is_unreadable(self) -> bool:
        """The last card was not read, a moment ago."""
        return self.around.clock.monotonic() - self._unreadable_at < _AGAIN_SECONDS

    @property
    def _controls(self) -> Box:
        return self.body.above(32).foot(120)

    @override
    def paint(self, canvas: Canvas) -> None:
        """Heading, picture and hint, reasons, controls."""
        body = self.body.above(32 + 120 + 32)
        if self.around.landscape:
            left, right = body.below(24).columns(2, 64)
            self._paint_heading(canvas, left.below(8).top(230))
            self._paint_reasons(canvas, left.below(270))
            self._paint_picture(canvas, right)
        else:
            self._paint_heading(canvas, body.below(72).top(250))
            self._paint_picture(canvas, body.below(360).top(660))
            self._paint_reasons(canvas, body.below(1060))
        self._paint_controls(canvas)

    def _paint_heading(self, canvas: Canvas, box: Box) -> None:
        words, other = self.around.words, self.around.other
        key = "card.title_optional" if self.optional else "card.title"
        title, _, second, _, service = stack(box, 80, 14, 40, 30, 72)
        canvas.text(words(key), title, TextStyle(76, bold=True))
        canvas.text(other(key), second, TextStyle(36, theme.MUTED))
        tile(canvas, service.left(72), self.offer.icon, ground=theme.PRIMARY_SOFT, tint=theme.PRIMARY)
        canvas.text(self.around.say(self.offer.name), service.past(92), TextStyle(40, bold=True))

    def _paint_picture(self, canvas: Canvas, box: Box) -> None:
        canvas.card(box, theme.CARD, outline=theme.LINE)
        inner = box.inset(36, 32)
        hint = inner.foot(92)
        text, ground, tint, icon = self._hint()
        pill(canvas, hint, text, ground=ground, tint=tint, icon=icon, size=32)
        if self.around.readers is not ReaderHealth.BROKEN:
            place = inner.above(92 + 28).foot(52)
            words = self.around.words("card.place")
            canvas.text(words, place, TextStyle(38, bold=True), align=Align.CENTRE)
        self._paint_slide(canvas, inner.above(92 + 28 + 52 + 16))

    def _paint_slide(self, canvas: Canvas, box: Box) -> None:
        # Of the icons' squares the card takes the middle 58 hundredths, the reader with its waves 14 to 92.
        side = min(270, box.height * 100 // 166)
        reader = Box(box.x + (box.width - side) // 2, box.bottom - side * 94 // 100, side, side)
        broken = self.around.readers is ReaderHealth.BROKEN
        canvas.icon("reader", reader, theme.OUTLINE if broken else theme.PRIMARY)
        if not broken:
            rest = reader.y - side * 70 // 100
            raised = side * 24 // 100 * (_STEPS - self._step()) // _STEPS
            canvas.icon("card", Box(reader.x, rest - raised, side, side), theme.INK)

    def _paint_reasons(self, canvas: Canvas, box: Box) -> None:
        size = min(38, scaled(self.around, 32))
        for (icon, key), part in zip(
            (("desk", "why"), ("check", "keep")), box.rows(2, theme.GAP), strict=True
        ):
            text_box = part.past(84)
            canvas.disc((part.x + 32, part.y + 32), 32, theme.PRIMARY_SOFT)
            canvas.icon(icon, Box(part.x + 14, part.y + 14, 36, 36), theme.PRIMARY)
            title, _, text = stack(text_box, 44, 10, text_box.height - 54)
            canvas.text(self.around.words(f"card.{key}_title"), title, TextStyle(34, bold=True))
            canvas.text(
                self.around.words(f"card.{key}"),
                text,
                TextStyle(size, theme.MUTED),
                lines=4,
                valign=Valign.TOP,
            )

    def _paint_controls(self, canvas: Canvas) -> None:
        words, other = self.around.words, self.around.other
        keys = {"cancel": "common.cancel", "no-card": "card.skip"}
        for target in self.targets():
            key = keys[target.id]
            button(
                canvas,
                target.box,
                words(key),
                second=other(key),
                kind=Kind.PRIMARY if target.id == "no-card" else Kind.PLAIN,
                pressed=self.pressed == target.id,
                size=38,
                elder=self.around.visit.elder,
            )
