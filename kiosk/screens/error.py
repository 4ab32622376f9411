"""The apology: what went wrong in a resident's words, what to do next, and the way home."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from kiosk.offers import Offer
from kiosk.screens.controls import Control
from kiosk.screens.message import MessageScreen, MessageText
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.views import Sentence
from kiosk.wording import opens_phrase
from screen.widgets import Kind

_NOT_OURS = {
    "unknown_kiosk": "not_allowed",
    "unauthorised": "not_allowed",
    "unauthorized": "not_allowed",
    "forbidden": "not_allowed",
}
"""Refusals of the machine, not of the resident."""
BAD_CODE = "bad_second_visit"


def message_key(around: Surroundings, code: str) -> str:
    """The catalogue's key for a refusal; one that is new to this kiosk gets the general text."""
    key = f"error.{_NOT_OURS.get(code, code)}"
    return key if key in around.words else "error.refused"


class ErrorScreen(MessageScreen):
    """Apologises and goes home by itself."""

    name: ClassVar[str] = "error"

    def __init__(
        self,
        around: Surroundings,
        routes: Routes,
        code: str,
        offer: Offer | None = None,
        said: Sentence | None = None,
    ) -> None:
        """``offer`` is what was asked for, if anything was; ``said`` are the server's own words, if it has any."""
        super().__init__(around, routes, seconds=around.kiosk.personal_seconds)
        self.code = code
        self._offer = offer
        self._said = said

    @override
    def message(self) -> MessageText:
        around, key = self.around, message_key(self.around, self.code)
        text, second = around.words(key), around.other(key)
        if self._said is not None:
            text, second = around.say(self._said), around.say_second(self._said)
        return MessageText(around.words("error.title"), text, second, note=self._what_now())

    def _what_now(self) -> str:
        """When to come again, or where help is."""
        queue = self.around.queue(self._offer) if self._offer is not None else None
        if queue is not None and queue.opens_at is not None:
            return opens_phrase(self.around.words, queue.opens_at, self.around.clock.now())
        return self.around.words("error.what_now")

    @override
    def buttons(self) -> tuple[Control, ...]:
        """The way home; a code may be entered again, or done without."""
        if self.code != BAD_CODE:
            return (Control("done", "common.home", Kind.PRIMARY),)
        return (
            Control("done", "common.home"),
            Control("ordinary", "priority.ordinary"),
            Control("again", "second_visit.again", Kind.PRIMARY),
        )

    @override
    def chosen(self, target: str) -> None:
        if target == "again":
            self.routes.enter_code()
        elif target == "ordinary":
            self.routes.go_first("")
        else:
            self.routes.home()
