"""The journey of one visit: which screen follows which.

Responsible for: the routes, the way back, what is asked of the stations on the way, and what an answer leads to. Not
responsible for: the loop and faults of screens (``stage``), or the stations' work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from config.model import CardRule
from drivers.ticket_printer.port import Sheet
from kiosk import urgency
from kiosk.offers import Offer, find_offer
from kiosk.screens.base import KioskScreen
from kiosk.screens.card import CardScreen
from kiosk.screens.choose import ChooseScreen
from kiosk.screens.error import ErrorScreen
from kiosk.screens.guide import GuideScreen
from kiosk.screens.guides import GuidesScreen
from kiosk.screens.held import HeldScreen
from kiosk.screens.help import HelpScreen
from kiosk.screens.idle import IdleScreen
from kiosk.screens.issuing import IssuingScreen
from kiosk.screens.long_queue import LongQueueScreen
from kiosk.screens.materials import MaterialsScreen, MissingScreen
from kiosk.screens.priority import PriorityScreen
from kiosk.screens.second_visit import SecondVisitScreen
from kiosk.screens.surroundings import Surroundings
from kiosk.screens.ticket import TicketScreen
from kiosk.sheet import materials_sheet
from kiosk.views import HelpAnswered, HelpState, NotTaken, Order, Sentence, SlipState, Taken
from queue_server.wire.messages import IdentityClaim, IssuedTicket

ALREADY_WAITING = "already_waiting"


class Flow(Protocol):
    """Takes numbers on a thread of its own."""

    def start(self, order: Order) -> str:
        """Begin, and return the request's id at once; ``Taken`` or ``NotTaken`` with that id follows."""


class Printing(Protocol):
    """Prints on a thread of its own."""

    def print_ticket(self, issued: IssuedTicket, language: str, *, large: bool) -> None:
        """Queue the slip of a new ticket; ``SlipChanged`` follows."""

    def print_sheet(self, sheet: Sheet) -> None:
        """Queue a sheet; ``SheetChanged`` follows."""


class Reading(Protocol):
    """Reads cards on threads of its own."""

    def look_for_cards(self, wanted: bool) -> None:
        """Say whether a card may be read now; outside the card screen none is."""


class Errands(Protocol):
    """Asks the server for other things on threads of its own."""

    def call_help(self) -> str:
        """Begin, and return the request's id at once; ``HelpAnswered`` with that id follows."""

    def reprint(self, ticket_id: str) -> None:
        """Begin; ``SlipChanged`` follows."""


class Voice(Protocol):
    """Speaks on a thread of its own."""

    def say(self, text: str) -> None:
        """Say this instead of whatever is being said; empty: be silent."""


@dataclass(frozen=True, slots=True)
class Services:
    """The stations as the screens' thread sees them."""

    flow: Flow
    printing: Printing | None
    reading: Reading
    errands: Errands
    voice: Voice | None = None


class Journey:
    """From the invitation and back to it; screens call it as their ``Routes``."""

    def __init__(self, around: Surroundings, services: Services) -> None:
        self._around = around
        self._services = services
        self._past: list[KioskScreen] = []
        self._help: HelpScreen | None = None
        around.prints = services.printing is not None
        self.screen: KioskScreen = IdleScreen(around, self)
        """The screen of the journey; a call for help may lie over it."""
        self.screen.enter()

    @property
    def front(self) -> KioskScreen:
        """What is seen and touched."""
        return self._help or self.screen

    # --- routes ---------------------------------------------------------------------------------------------

    def home(self) -> None:
        """End the visit and forget it."""
        self._around.begin_visit()
        self._past.clear()
        self._show(IdleScreen(self._around, self))

    def back(self) -> None:
        """To the screen before this one, as it was left."""
        if self._past:
            self._show(self._past.pop())
        else:
            self.home()

    def choose(self) -> None:
        """To the choice of a service."""
        self._past.clear()
        self._show(ChooseScreen(self._around, self))

    def classes(self) -> None:
        """To the choice of a priority."""
        self._follow(PriorityScreen(self._around, self))

    def go_first(self, priority: str) -> None:
        """A priority, or none if empty, was chosen."""
        visit = self._around.visit
        visit.priority, visit.second_visit, visit.by_age = priority, "", False
        self.choose()

    def enter_code(self) -> None:
        """To the entry of a second-visit card's code."""
        self._around.visit.second_visit = ""
        self._follow(SecondVisitScreen(self._around, self))

    def use_code(self, code: str) -> None:
        """A code was entered; whether it is good is known when a number is taken."""
        self.go_first("")
        self._around.visit.second_visit = code

    def guides(self) -> None:
        """To the list of guides."""
        self._follow(GuidesScreen(self._around, self))

    def guide(self, offer: Offer) -> None:
        """To one of them."""
        self._follow(GuideScreen(self._around, self, offer))

    def pick(self, offer: Offer) -> None:
        """Tell of a long queue first; whoever goes first is not told, because it is not theirs."""
        queue = self._around.queue(offer)
        if queue is not None and queue.queue_long and self._around.priority is None:
            self._follow(LongQueueScreen(self._around, self, offer))
        else:
            self.prepare(offer)

    def prepare(self, offer: Offer) -> None:
        """To the materials where they are ticked off."""
        if offer.asks_for_materials:
            self._follow(MaterialsScreen(self._around, self, offer))
        else:
            self.identify(offer)

    def lacks(self, offer: Offer, missing: tuple[int, ...]) -> None:
        """Something was not brought."""
        self._follow(MissingScreen(self._around, self, offer, missing))

    def identify(self, offer: Offer) -> None:
        """To the card screen where one is asked for and there is a reader, otherwise straight on."""
        if offer.card is CardRule.REQUIRED or (
            offer.card is CardRule.OPTIONAL and self._around.kiosk.card_readers
        ):
            self._follow(CardScreen(self._around, self, offer))
        else:
            self.take(offer, None)

    def take(self, offer: Offer, identity: IdentityClaim | None, born: date | None = None) -> None:
        """Ask for a number and show at once that it is on its way."""
        visit = self._around.visit
        if not visit.second_visit:
            self._rank_by_age(born)
        order = Order(offer.id, identity, visit.priority or None, visit.second_visit or None)
        request_id = self._services.flow.start(order)
        self._show(IssuingScreen(self._around, self, offer, request_id))

    def _rank_by_age(self, born: date | None) -> None:
        """Give the class that the age gives, unless a more urgent one was chosen."""
        around, visit = self._around, self._around.visit
        chosen = around.priority
        by_age = urgency.class_by_age(around.hall, born, around.clock.now().date())
        first = urgency.more_urgent(around.hall, chosen, by_age)
        if first is not None and first is not chosen:
            visit.priority, visit.by_age = first.id, True

    def print_materials(self, offer: Offer) -> None:
        """In the visit's language and type size."""
        if self._services.printing is not None:
            around = self._around
            sheet = materials_sheet(around.words, around.hall, offer, large=around.visit.elder)
            self._services.printing.print_sheet(sheet)

    def reprint(self, ticket_id: str) -> None:
        """By way of the server, which then knows of the second slip."""
        self._services.errands.reprint(ticket_id)

    def help(self) -> None:
        """Call staff, unless they come already."""
        visit = self._around.visit
        if visit.help in {HelpState.NONE, HelpState.UNHEARD}:
            visit.help, visit.help_request = HelpState.CALLING, self._services.errands.call_help()
        self._help = HelpScreen(self._around, self)
        self._help.enter()

    def end_help(self) -> None:
        """The screen underneath has its whole time again."""
        self._help = None
        self.screen.release()
        self.screen.countdown.restart()

    # --- answers --------------------------------------------------------------------------------------------

    def help_answered(self, answer: HelpAnswered) -> None:
        """Of this visit's call; an earlier visit's is nobody's business."""
        visit = self._around.visit
        if visit.help_request == answer.request_id:
            visit.help = HelpState.COMING if answer.heard else HelpState.UNHEARD

    def number_came(self, taken: Taken) -> None:
        """The slip is printed even when nobody waits any longer; it lies in the tray."""
        issued = taken.issued
        slip = SlipState.NONE
        if self._services.printing is not None:
            slip = SlipState.PRINTING
            visit = self._around.visit
            self._services.printing.print_ticket(issued, visit.language, large=visit.elder)
        if self._waits_for(taken.request_id):
            offer = find_offer(self._around.hall, issued.ticket.package or issued.ticket.service)
            self._show(TicketScreen(self._around, self, offer, issued, slip))

    def no_number(self, answer: NotTaken) -> None:
        """Show why, or the number that is held already."""
        if not self._waits_for(answer.request_id):
            return
        if answer.code == ALREADY_WAITING and answer.held is not None:
            self._show(HeldScreen(self._around, self, answer.held))
        else:
            self.apologise(answer.code, answer.said)

    def apologise(self, code: str, said: Sentence | None = None) -> None:
        """For a refusal or a fault; ``said`` are the server's own words for it."""
        offer = self.screen.offer if isinstance(self.screen, IssuingScreen) else None
        self._show(ErrorScreen(self._around, self, code, offer, said))

    def _waits_for(self, request_id: str) -> bool:
        return isinstance(self.screen, IssuingScreen) and self.screen.request_id == request_id

    # --- showing --------------------------------------------------------------------------------------------

    def _follow(self, screen: KioskScreen) -> None:
        """Show a screen from which there is a way back."""
        self._past.append(self.screen)
        self._show(screen)

    def _show(self, screen: KioskScreen) -> None:
        self.screen.leave()
        self.screen.release()
        self.screen, self._help = screen, None
        self._services.reading.look_for_cards(isinstance(screen, CardScreen))
        screen.enter()
