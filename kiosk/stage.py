"""The stage: which screen is shown, and what reaches it.

Responsible for: handing touches and results of the stations to the screen they belong to, reading screens out, and the
failsafe: any fault of a screen leads to an apology that goes home. Not responsible for: which screen follows which
(``journey``), pictures, or the stations' work.
"""

from __future__ import annotations

from collections.abc import Hashable

import structlog

from kiosk.journey import Journey, Services
from kiosk.screens.base import KioskScreen
from kiosk.screens.surroundings import Surroundings
from kiosk.views import HallChanged, HelpAnswered, NotTaken, ReadersChanged, Taken
from screen.canvas import Canvas
from screen.screen_port import Incoming, Layout, Message

log = structlog.get_logger(__name__)

FAULT = "fault"


class Stage:
    """The kiosk as the loop sees it. Every method runs on the loop's thread."""

    def __init__(self, around: Surroundings, services: Services) -> None:
        self._around = around
        self._voice = services.voice
        self._drawing_failed = False
        self._read_out: tuple[KioskScreen, str] | None = None
        self._journey = Journey(around, services)

    @property
    def screen(self) -> KioskScreen:
        """The screen that is shown."""
        return self._journey.front

    # --- the loop's side ------------------------------------------------------------------------------------

    def handle(self, incoming: Incoming) -> None:
        """Give it to the screen; what concerns the whole kiosk is noted first."""
        try:
            if isinstance(incoming, Message):
                self._note(incoming.body)
                self._journey.screen.handle(incoming)
            else:
                self.screen.handle(incoming)
        except Exception:
            # Process boundary towards residents: a kiosk apologises and goes on.
            log.exception("screen failed", screen=self.screen.name)
            self._journey.apologise(FAULT)

    def update(self) -> float:
        """Let time pass; seconds until the picture may change by itself."""
        if self._drawing_failed:
            self._drawing_failed = False
            self._journey.apologise(FAULT)
        try:
            pause = self.screen.update()
            self._read()
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("screen failed", screen=self.screen.name)
            self._journey.apologise(FAULT)
            return 0.0
        return pause

    def look(self) -> Hashable:
        """What the picture depends on."""
        return self.screen.look()

    def draw(self, canvas: Canvas) -> None:
        """Draw the screen; one that cannot be drawn is replaced at the next update."""
        try:
            self.screen.draw(canvas)
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("screen cannot be drawn", screen=self.screen.name)
            self._drawing_failed = True

    def layout(self) -> Layout:
        """What can be touched."""
        return self.screen.layout()

    # --- inside ---------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Say what the screen has to say, once; a new screen interrupts the one before it."""
        if self._voice is None:
            return
        screen = self.screen
        text = "" if self._around.visit.muted else screen.speech()
        if self._read_out != (screen, text):
            self._read_out = (screen, text)
            self._voice.say(text)

    def _note(self, body: object) -> None:
        if isinstance(body, HallChanged):
            self._around.view = body.view
        elif isinstance(body, ReadersChanged):
            self._around.readers = body.health
        elif isinstance(body, HelpAnswered):
            self._journey.help_answered(body)
        elif isinstance(body, Taken):
            self._journey.number_came(body)
        elif isinstance(body, NotTaken):
            self._journey.no_number(body)
