"""What every screen of the kiosk is given.

Responsible for: the hall, the clock, what whoever stands there has chosen so far, and the newest word from the stations, in one
place that only the stage changes. Not responsible for: acting on any of it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from config.model import Bilingual, HallConfig, KioskSection, Orientation, PrioritySection
from i18n import Catalogue, Words
from kiosk.offers import Offer, offers
from kiosk.urgency import find_class
from kiosk.views import HallView, HelpState, ReaderHealth, Sentence
from queue_server.wire.messages import IdentityClaim, ServiceQueue
from screen.fonts import Fonts
from screen.timing import Clock

ELDER_ZOOM = 1.5


class Routes(Protocol):
    """Where a screen may ask to go, and what it may ask to be done."""

    def home(self) -> None:
        """End the visit."""

    def back(self) -> None:
        """To the screen before this one, as it was left."""

    def choose(self) -> None:
        """To the choice of a service."""

    def classes(self) -> None:
        """To the choice of a priority."""

    def go_first(self, priority: str) -> None:
        """A priority, or none if empty, was chosen: on to the choice of a service."""

    def enter_code(self) -> None:
        """To the entry of a second-visit card's code."""

    def use_code(self, code: str) -> None:
        """A code was entered: on to the choice of a service."""

    def guides(self) -> None:
        """To the list of guides."""

    def guide(self, offer: Offer) -> None:
        """To one of them."""

    def pick(self, offer: Offer) -> None:
        """A service was chosen: on to whatever is to be said or asked before its number is taken."""

    def prepare(self, offer: Offer) -> None:
        """The long queue was accepted: on to the materials, or past them."""

    def lacks(self, offer: Offer, missing: tuple[int, ...]) -> None:
        """Those of the required materials, by their place in the list, were not brought."""

    def identify(self, offer: Offer) -> None:
        """The materials are there, or not wanted: on to the card screen, or straight to the number."""

    def take(self, offer: Offer, identity: IdentityClaim | None, born: date | None = None) -> None:
        """Ask the server for a number; ``born`` may put its holder first."""

    def print_materials(self, offer: Offer) -> None:
        """Print what has to be brought along."""

    def reprint(self, ticket_id: str) -> None:
        """Print the slip of a number that is held already."""

    def help(self) -> None:
        """Call staff, once, and say that they come."""

    def end_help(self) -> None:
        """Back to what was on the screen when help was called."""


@dataclass(slots=True)
class Visit:
    """The choices of whoever stands in front of the kiosk; forgotten when they leave."""

    language: str
    elder: bool = False
    muted: bool = False
    priority: str = ""
    """Id of the class that was chosen or given; empty for walk-ins."""
    by_age: bool = False
    """The class came from a card's date of birth."""
    second_visit: str = field(default="", repr=False)
    """The code on a second-visit card."""
    help: HelpState = HelpState.NONE
    help_request: str = ""


@dataclass(slots=True)
class Surroundings:
    """Changed by the stage alone."""

    hall: HallConfig
    kiosk: KioskSection
    catalogue: Catalogue
    clock: Clock
    visit: Visit
    view: HallView = field(default_factory=HallView)
    readers: ReaderHealth = ReaderHealth.STARTING
    prints: bool = False
    """Whether the kiosk has a printer."""
    fonts: Fonts = field(default_factory=Fonts)
    """For screens that cut long texts into pages."""
    offers: tuple[Offer, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.offers = offers(self.hall)

    @property
    def landscape(self) -> bool:
        """True when the screen is wider than high."""
        return self.kiosk.orientation is Orientation.LANDSCAPE

    @property
    def words(self) -> Words:
        """The texts of the visit's language."""
        return self.catalogue.words(self.visit.language)

    @property
    def other(self) -> Words:
        """The texts of the language that comes second, in small."""
        first = self.visit.language
        return self.catalogue.words(next(code for code in self.catalogue.languages if code != first))

    @property
    def zoom(self) -> float:
        """Factor on type sizes."""
        return ELDER_ZOOM if self.visit.elder else 1.0

    @property
    def priority(self) -> PrioritySection | None:
        """The class of the visit; a second-visit card puts its holder into its own."""
        if self.visit.second_visit:
            return next((section for section in self.hall.priorities if section.second_visit), None)
        return find_class(self.hall, self.visit.priority)

    def queue(self, offer: Offer) -> ServiceQueue | None:
        """Where its number would wait first; None while nothing is known."""
        return self.view.queue(offer.first.id)

    def say(self, text: Bilingual | Sentence) -> str:
        """The hall's or the server's own text in the visit's language."""
        return text.zh if self.visit.language == "zh" else text.en

    def say_second(self, text: Bilingual | Sentence) -> str:
        """The same text in the other language."""
        return text.en if self.visit.language == "zh" else text.zh

    def begin_visit(self) -> None:
        """Forget what the last resident chose."""
        self.visit = Visit(self.catalogue.languages[0])

    def look(self) -> Hashable:
        """Everything of it that pictures depend on."""
        minute, visit = self.clock.now().strftime("%Y-%m-%d %H:%M"), self.visit
        chosen = visit.language, visit.elder, visit.muted, visit.priority, visit.second_visit, visit.help
        return chosen, self.view, self.readers, minute
