"""Somebody who waits already: their number, and a new slip if the old one is gone."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from kiosk.screens.controls import Control
from kiosk.screens.message import MessageScreen, MessageText
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.screens.ticket import slip_key
from kiosk.views import HeldTicket, SlipChanged, SlipState
from screen import theme
from screen.widgets import Kind


class HeldScreen(MessageScreen):
    """Shows the number that a person holds."""

    name: ClassVar[str] = "held"

    def __init__(self, around: Surroundings, routes: Routes, held: HeldTicket) -> None:
        super().__init__(around, routes, seconds=around.kiosk.personal_seconds)
        self._held = held
        self._slip: SlipState | None = None
        self._reason = ""

    @override
    def told(self, body: object) -> None:
        """The slip got on."""
        if isinstance(body, SlipChanged) and body.ticket_id == self._held.id:
            self._slip, self._reason = body.state, body.reason
            self.countdown.restart()

    @override
    def message(self) -> MessageText:
        words = self.around.words
        slip = f"ticket.{slip_key(self._slip, self._reason)}" if self._slip else ""
        return MessageText(
            words("held.title"),
            words("held.text"),
            self.around.other("held.text"),
            figure=self._held.number,
            note=words(slip) if slip else "",
            icon="check",
            note_icon="printer",
            tint=theme.PRIMARY_ELDER,
            ground=theme.PRIMARY_SOFT,
        )

    @override
    def speech(self) -> str:
        return self.around.words("speech.held")

    @override
    def buttons(self) -> tuple[Control, ...]:
        home = Control("back", "common.home", Kind.PLAIN if self._may_print else Kind.PRIMARY)
        return (
            (home, Control("reprint", "held.reprint", Kind.PRIMARY, "printer"))
            if self._may_print
            else (home,)
        )

    @property
    def _may_print(self) -> bool:
        """Once; a slip that failed may be tried again."""
        return self.around.prints and self._slip in {None, SlipState.FAILED}

    @override
    def chosen(self, target: str) -> None:
        if target == "reprint":
            self._slip = SlipState.PRINTING
            self.routes.reprint(self._held.id)
        else:
            self.routes.home()
