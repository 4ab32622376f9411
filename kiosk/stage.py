"""The stage: which screen is shown, and what happens between two of them.

Responsible for: the routes of a visit, handing results of the stations to the screen they belong to, and the failsafe: any
fault of a screen leads to an apology that goes home. Not responsible for: pictures, or the stations' work.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import structlog

from config.model import CardRule, ServiceSection
from kiosk.screens.base import KioskScreen
from kiosk.screens.card import CardScreen
from kiosk.screens.choose import ChooseScreen
from kiosk.screens.error import ErrorScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.issuing import IssuingScreen
from kiosk.screens.surroundings import Surroundings
from kiosk.screens.ticket import TicketScreen
from kiosk.views import HallChanged, NotTaken, ReadersChanged, SlipState, Taken
from queue_server.wire.messages import IdentityClaim, IssuedTicket
from screen.canvas import Canvas
from screen.screen_port import Incoming, Layout, Message

log = structlog.get_logger(__name__)

FAULT = "fault"


class Flow(Protocol):
    """Takes numbers on a thread of its own."""

    def start(self, service: str, identity: IdentityClaim | None) -> str:
        """Begin, and return the request's id at once; ``Taken`` or ``NotTaken`` with that id follows."""


class Printing(Protocol):
    """Prints slips on a thread of its own."""

    def print_ticket(self, issued: IssuedTicket, language: str, *, large: bool) -> None:
        """Queue the slip of a new ticket; ``SlipChanged`` follows."""


class Reading(Protocol):
    """Reads cards on threads of its own."""

    def look_for_cards(self, wanted: bool) -> None:
        """Say whether a card may be read now; outside the card screen none is."""


class Stage:
    """The kiosk as the loop sees it. Every method runs on the loop's thread."""

    def __init__(
        self, around: Surroundings, *, flow: Flow, printing: Printing | None, reading: Reading
    ) -> None:
        self._around = around
        self._flow = flow
        self._printing = printing
        self._reading = reading
        self._drawing_failed = False
        self._screen: KioskScreen = IdleScreen(around, self)
        self._screen.enter()

    @property
    def screen(self) -> KioskScreen:
        """The screen that is shown."""
        return self._screen

    # --- the loop's side ------------------------------------------------------------------------------------

    def handle(self, incoming: Incoming) -> None:
        """Give it to the screen; what concerns the whole kiosk is noted first."""
        try:
            if isinstance(incoming, Message):
                self._note(incoming.body)
            self._screen.handle(incoming)
        except Exception:
            # Process boundary towards residents: a kiosk apologises and goes on.
            log.exception("screen failed", screen=self._screen.name)
            self._apologise(FAULT)

    def update(self) -> float:
        """Let time pass; seconds until the picture may change by itself."""
        if self._drawing_failed:
            self._drawing_failed = False
            self._apologise(FAULT)
        try:
            return self._screen.update()
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("screen failed", screen=self._screen.name)
            self._apologise(FAULT)
            return 0.0

    def look(self) -> Hashable:
        """What the picture depends on."""
        return self._screen.look()

    def draw(self, canvas: Canvas) -> None:
        """Draw the screen; one that cannot be drawn is replaced at the next update."""
        try:
            self._screen.draw(canvas)
        except Exception:
            # Process boundary towards residents, as above.
            log.exception("screen cannot be drawn", screen=self._screen.name)
            self._drawing_failed = True

    def layout(self) -> Layout:
        """What can be touched."""
        return self._screen.layout()

    # --- routes ---------------------------------------------------------------------------------------------

    def home(self) -> None:
        """End the visit and forget it."""
        self._around.begin_visit()
        self._show(IdleScreen(self._around, self))

    def choose(self) -> None:
        """To the choice of a service."""
        self._show(ChooseScreen(self._around, self))

    def pick(self, service: ServiceSection) -> None:
        """To the card screen where one is asked for and there is a reader, otherwise straight on."""
        if service.card is CardRule.REQUIRED or (
            service.card is CardRule.OPTIONAL and self._around.kiosk.card_readers
        ):
            self._show(CardScreen(self._around, self, service))
        else:
            self.take(service, None)

    def take(self, service: ServiceSection, identity: IdentityClaim | None) -> None:
        """Ask for a number and show at once that it is on its way."""
        request_id = self._flow.start(service.id, identity)
        self._show(IssuingScreen(self._around, self, service, request_id))

    def _apologise(self, code: str) -> None:
        self._show(ErrorScreen(self._around, self, code))

    def _show(self, screen: KioskScreen) -> None:
        self._screen.leave()
        self._screen = screen
        self._reading.look_for_cards(isinstance(screen, CardScreen))
        screen.enter()

    # --- the stations' side ---------------------------------------------------------------------------------

    def _note(self, body: object) -> None:
        if isinstance(body, HallChanged):
            self._around.view = body.view
        elif isinstance(body, ReadersChanged):
            self._around.readers = body.health
        elif isinstance(body, Taken):
            self._number_came(body)
        elif isinstance(body, NotTaken) and self._waits_for(body.request_id):
            self._apologise(body.code)

    def _number_came(self, taken: Taken) -> None:
        """The slip is printed even when nobody waits any longer; it lies in the tray."""
        issued = taken.issued
        slip = SlipState.NONE
        if self._printing is not None:
            slip = SlipState.PRINTING
            visit = self._around.visit
            self._printing.print_ticket(issued, visit.language, large=visit.elder)
        if self._waits_for(taken.request_id):
            service = self._around.hall.service(issued.ticket.service)
            self._show(TicketScreen(self._around, self, service, issued, slip))

    def _waits_for(self, request_id: str) -> bool:
        return isinstance(self._screen, IssuingScreen) and self._screen.request_id == request_id
