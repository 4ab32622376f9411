"""Between the choice and the number: something at once, and patience while the server is slow."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.offers import Offer
from kiosk.screens.banner import BANNER, draw_banner
from kiosk.screens.base import KioskScreen, stack
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.views import TakingSlowly
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import placeholder

_TURNS_PER_SECOND = 12
_LEAST_SKELETON = 240


class IssuingScreen(KioskScreen):
    """Waits for the flow's answer; the request cannot be taken back."""

    name: ClassVar[str] = "wait"

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer, request_id: str) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self.offer = offer
        self.request_id = request_id
        self._slow = False

    @override
    def told(self, body: object) -> None:
        """The server lets us wait."""
        if isinstance(body, TakingSlowly) and body.request_id == self.request_id:
            self._slow = True

    @override
    def targets(self) -> tuple[Target, ...]:
        """Nothing."""
        return ()

    @override
    def chosen(self, target: str) -> None:
        """Nothing can be chosen."""

    @override
    def speech(self) -> str:
        return self.around.words("issuing.title")

    @override
    def motion(self) -> float:
        """The ring turns."""
        return 1 / _TURNS_PER_SECOND

    @override
    def state(self) -> Hashable:
        """Where the ring is."""
        return self.offer.id, self._step(), self._slow

    def _step(self) -> int:
        return int(self.around.clock.monotonic() * _TURNS_PER_SECOND) % 12

    @override
    def paint(self, canvas: Canvas) -> None:
        """The turning ring, the service, and the shape of the ticket to come."""
        words, other = self.around.words, self.around.other
        body = self.body
        inner = body.middle(min(body.width, 984), 740 if self.around.landscape else 1180)
        ring, _, title, _, second, _, note, _, rest = stack(
            inner, 150, 32, 72, 14, 38, 24, 44, 40, inner.height - 414
        )
        canvas.spinner(ring.middle(140, 140), theme.PRIMARY, self._step())
        service = self.around.say(self.offer.name)
        text = words("issuing.title") + words("common.slash") + service
        canvas.text(text, title, TextStyle(64, bold=True), align=Align.CENTRE)
        canvas.text(other("issuing.title"), second, TextStyle(34, theme.MUTED), align=Align.CENTRE)
        key = "issuing.slow" if self._slow else "issuing.wait"
        canvas.text(
            words(key), note, TextStyle(34, theme.WAIT if self._slow else theme.MUTED), align=Align.CENTRE
        )
        priority = self.around.priority
        if priority is not None:
            draw_banner(canvas, rest.top(BANNER), self.around, priority)
            rest = rest.below(BANNER + theme.GAP)
        if rest.height >= _LEAST_SKELETON:
            _paint_skeleton(canvas, rest)


def _paint_skeleton(canvas: Canvas, box: Box) -> None:
    canvas.card(box, theme.CARD, outline=theme.LINE)
    inner = box.inset(56, 40)
    number = inner.top(min(180, inner.height // 2))
    placeholder(canvas, number.middle(440, number.height))
    rest = inner.below(number.height + 40)
    for row in rest.rows(2 if rest.height < 200 else 4, 36):
        bar = row.middle(row.width, min(34, row.height))
        placeholder(canvas, bar.left(200))
        placeholder(canvas, bar.tail(280))
