"""What every screen of the kiosk is given.

Responsible for: the hall, the clock, the visit's language and type size, and the newest word from the stations, in one
place that only the stage changes. Not responsible for: acting on any of it.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Protocol

from config.model import Bilingual, HallConfig, KioskSection, Orientation, ServiceSection
from i18n import Catalogue, Words
from kiosk.views import HallView, ReaderHealth
from queue_server.wire.messages import IdentityClaim
from screen.timing import Clock

ELDER_ZOOM = 1.5


class Routes(Protocol):
    """Where a screen may ask to go."""

    def home(self) -> None:
        """End the visit."""

    def choose(self) -> None:
        """To the choice of a service."""

    def pick(self, service: ServiceSection) -> None:
        """A service was chosen: on to its card screen, or straight to its number."""

    def take(self, service: ServiceSection, identity: IdentityClaim | None) -> None:
        """Ask the server for a number."""


@dataclass(slots=True)
class Visit:
    """The choices of whoever stands in front of the kiosk; forgotten when they leave."""

    language: str
    elder: bool = False


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

    def say(self, text: Bilingual) -> str:
        """The hall's own text in the visit's language."""
        return text.zh if self.visit.language == "zh" else text.en

    def say_second(self, text: Bilingual) -> str:
        """The hall's own text in the other language."""
        return text.en if self.visit.language == "zh" else text.zh

    def begin_visit(self) -> None:
        """Forget what the last resident chose."""
        self.visit = Visit(self.catalogue.languages[0])

    def look(self) -> Hashable:
        """Everything of it that pictures depend on."""
        minute = self.clock.now().strftime("%Y-%m-%d %H:%M")
        return self.visit.language, self.visit.elder, self.view, self.readers, minute
