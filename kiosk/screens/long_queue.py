"""Before somebody joins a long queue: how long it will take, and the choice to go on or not."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from kiosk.offers import Offer
from kiosk.screens.controls import Control
from kiosk.screens.message import MessageScreen, MessageText
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.wording import wait_phrase
from screen.widgets import Kind


class LongQueueScreen(MessageScreen):
    """Says it before the number is taken, not after."""

    name: ClassVar[str] = "long-queue"

    def __init__(self, around: Surroundings, routes: Routes, offer: Offer) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)
        self._offer = offer

    @override
    def message(self) -> MessageText:
        words, queue = self.around.words, self.around.queue(self._offer)
        waiting = queue.waiting if queue is not None else 0
        return MessageText(
            words("long_queue.title"),
            words("long_queue.text", name=self.around.say(self._offer.name), count=waiting),
            self.around.other("long_queue.title"),
            figure=wait_phrase(words, queue.expected_wait if queue is not None else None),
            note=words("long_queue.note"),
            icon="people",
            note_icon="clock",
        )

    @override
    def buttons(self) -> tuple[Control, ...]:
        return (
            Control("back", "common.back"),
            Control("take-anyway", "long_queue.take", Kind.PRIMARY),
        )

    @override
    def chosen(self, target: str) -> None:
        if target == "take-anyway":
            self.routes.prepare(self._offer)
        else:
            self.routes.back()
