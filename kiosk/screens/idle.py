"""The invitation: hall, time, how many wait, and the whole screen to touch."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

from typing_extensions import override

from kiosk.screens.base import KioskScreen, stack
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.wording import date_phrase, opens_phrase
from screen import theme
from screen.canvas import Align, Canvas
from screen.geometry import Box
from screen.screen_port import Target
from screen.theme import TextStyle
from screen.widgets import pill


class IdleScreen(KioskScreen):
    """Shown while nobody is there; its time-out only takes back a switch that somebody touched and left."""

    name: ClassVar[str] = "home"
    shows_clock: ClassVar[bool] = False
    warns: ClassVar[bool] = False

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)

    @override
    def targets(self) -> tuple[Target, ...]:
        """Everywhere but the footer."""
        header, body = self.frame.header, self.frame.body
        return (Target("start", Box(0, 0, header.width, header.height + body.height)),)

    @override
    def chosen(self, target: str) -> None:
        """Anywhere leads to the choice."""
        if target == "start":
            self.routes.choose()

    @override
    def state(self) -> Hashable:
        """Nothing beside the surroundings."""
        return None

    @override
    def paint(self, canvas: Canvas) -> None:
        """Time and greeting; below or beside them the place to touch."""
        body = self.body
        if self.around.landscape:
            left, right = body.columns(2, theme.GAP)
            self._greeting(canvas, left.middle(left.width, 620))
            self._invitation(canvas, right.middle(right.width, 640))
        else:
            self._greeting(canvas, body.below(110).top(700))
            self._invitation(canvas, body.below(850).top(680))

    def _greeting(self, canvas: Canvas, box: Box) -> None:
        words, other, now = self.around.words, self.around.other, self.around.clock.now()
        clock, _, date, _, title, _, second, _, state = stack(box, 210, 24, 44, 96, 100, 24, 44, 48, 92)
        canvas.text(now.strftime("%H:%M"), clock, TextStyle(208, bold=True), align=Align.CENTRE)
        canvas.text(date_phrase(words, now), date, TextStyle(38, theme.MUTED), align=Align.CENTRE)
        canvas.text(words("idle.title"), title, TextStyle(92, bold=True), align=Align.CENTRE)
        canvas.text(other("idle.title"), second, TextStyle(40, theme.MUTED), align=Align.CENTRE)
        text, ground, tint, icon = self._hall_state()
        width = round(canvas.width(text, TextStyle(36, bold=True))) + 190
        pill(
            canvas,
            state.middle(min(box.width, width), 88),
            text,
            ground=ground,
            tint=tint,
            icon=icon,
            size=36,
        )

    def _hall_state(self) -> tuple[str, theme.Colour, theme.Colour, str]:
        """How the hall is: words, ground, colour and icon."""
        words, view = self.around.words, self.around.view
        if view.as_of is None:
            return words("idle.loading"), theme.DISABLED, theme.MUTED, "clock"
        if not any(queue.open for queue in view.queues):
            return self._closed(), theme.DISABLED, theme.INK, "clock"
        waiting = sum(queue.waiting for queue in view.queues)
        if waiting == 0:
            return words("idle.nobody"), theme.GOOD_SOFT, theme.GOOD, "check"
        return words("idle.waiting", count=waiting), theme.PRIMARY_SOFT, theme.PRIMARY, "people"

    def _closed(self) -> str:
        """That nothing is open, and when the first service is."""
        words, opens = (
            self.around.words,
            [queue.opens_at for queue in self.around.view.queues if queue.opens_at],
        )
        if not opens:
            return words("idle.closed")
        when = opens_phrase(words, min(opens), self.around.clock.now())
        return words("idle.closed") + words("common.slash") + when

    def _invitation(self, canvas: Canvas, box: Box) -> None:
        words, other = self.around.words, self.around.other
        circle, _, title, _, second = stack(box, 440, 40, 68, 20, 40)
        pressed = self.pressed == "start"
        centre = circle.centre
        canvas.disc(centre, 220, theme.blend(theme.PRIMARY_SOFT, theme.PAPER, 0.55))
        canvas.disc(centre, 184, theme.PRIMARY_SOFT)
        canvas.disc(centre, 144, theme.PRIMARY_PRESSED if pressed else theme.PRIMARY)
        canvas.icon("touch", circle.middle(168, 168), theme.WHITE)
        canvas.text(words("idle.touch"), title, TextStyle(60, theme.PRIMARY, bold=True), align=Align.CENTRE)
        canvas.text(other("idle.touch"), second, TextStyle(36, theme.MUTED), align=Align.CENTRE)
