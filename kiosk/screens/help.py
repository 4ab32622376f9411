"""Staff were called: that they come, what to do meanwhile, and the hall's phone.

Lies over the screen from which help was called, which goes on underneath.
"""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from kiosk.screens.controls import Control
from kiosk.screens.message import MessageScreen, MessageText
from kiosk.screens.surroundings import Routes, Surroundings
from kiosk.views import HelpState
from screen import theme
from screen.widgets import Kind


class HelpScreen(MessageScreen):
    """Says whether somebody comes."""

    name: ClassVar[str] = "help"

    def __init__(self, around: Surroundings, routes: Routes) -> None:
        super().__init__(around, routes, seconds=around.kiosk.idle_seconds)

    @override
    def message(self) -> MessageText:
        words, state, phone = self.around.words, self.around.visit.help, self.around.hall.hall.phone
        note = words("help.phone", phone=phone) if phone else ""
        if state is HelpState.UNHEARD:
            key = "help.unheard"
            return MessageText(words("help.unheard_title"), words(key), self.around.other(key), note=note)
        coming = state is HelpState.COMING
        key = "help.coming" if coming else "help.calling"
        return MessageText(
            words(key),
            words("help.stay"),
            self.around.other(key),
            note=note,
            icon="check" if coming else "bell",
            tint=theme.GOOD if coming else theme.PRIMARY,
            ground=theme.GOOD_SOFT if coming else theme.PRIMARY_SOFT,
        )

    @override
    def buttons(self) -> tuple[Control, ...]:
        again = (Control("again", "help.again"),) if self.around.visit.help is HelpState.UNHEARD else ()
        return (*again, Control("done", "help.done", Kind.PRIMARY))

    @override
    def chosen(self, target: str) -> None:
        if target == "again":
            self.routes.help()
        else:
            self.routes.end_help()
