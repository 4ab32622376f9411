"""What every picture of the rating screen is made from.

Responsible for: the hall, the texts, and what is known now, in one place that the stage alone changes. Not responsible for:
acting on any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from config.model import Bilingual, HallConfig, RatingScreenSection, WindowSection
from evaluator.flow import Flow
from evaluator.window_facts import WindowFacts
from i18n import Catalogue, Words
from i18n.rating_options import RatingOptions
from queue_server.client.rating_state import RatingState

LOGICAL_WIDTH = 1024
"""Pictures are so wide, and as high as the panel's shape says; the window scales them."""


@dataclass(slots=True)
class Surroundings:
    """Changed by the stage alone."""

    hall: HallConfig
    screen: RatingScreenSection
    catalogue: Catalogue
    options: RatingOptions
    now: Callable[[], datetime]
    """The server's time."""
    language: str = field(init=False)
    facts: WindowFacts = field(init=False)
    flow: Flow = field(init=False)

    def __post_init__(self) -> None:
        self.language = self.catalogue.languages[0]
        self.facts = WindowFacts(self.window)
        self.flow = Flow(RatingState(self.window.id), self.hall.evaluation.ask_reasons)

    @property
    def window(self) -> WindowSection:
        """Where the screen stands."""
        return self.hall.window(self.screen.window)

    @property
    def size(self) -> tuple[int, int]:
        """Of the picture, in logical pixels."""
        return LOGICAL_WIDTH, round(LOGICAL_WIDTH * self.screen.height / self.screen.width)

    @property
    def words(self) -> Words:
        """The texts of the language that was chosen."""
        return self.catalogue.words(self.language)

    @property
    def other_language(self) -> str:
        """The one that comes second."""
        return next(code for code in self.catalogue.languages if code != self.language)

    @property
    def other(self) -> Words:
        """Its texts."""
        return self.catalogue.words(self.other_language)

    @property
    def local_time(self) -> str:
        """The time of day in the hall, such as 09:42."""
        return self.now().astimezone(ZoneInfo(self.hall.hall.timezone)).strftime("%H:%M")

    def say(self, text: Bilingual) -> str:
        """The hall's own text in the language that was chosen."""
        return text.zh if self.language == "zh" else text.en

    def say_second(self, text: Bilingual) -> str:
        """The same in the other language."""
        return text.en if self.language == "zh" else text.zh

    def service_name(self, service_id: str) -> Bilingual | None:
        """The name of a service; None for one that the hall file does not know any more."""
        return next((each.name for each in self.hall.services if each.id == service_id), None)

    def staff_number(self, clerk: str | None) -> int | None:
        """The staff number of a clerk; None where nobody, or somebody unknown, is logged in."""
        return next((each.number for each in self.hall.clerks if each.id == clerk), None)
