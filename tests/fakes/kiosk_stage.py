"""A kiosk's stage on a surface off the screen, with a clock that only moves when told, played by touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pygame

from config.loader import load_hall
from config.model import HallConfig, Orientation
from i18n import Catalogue
from kiosk.screens.surroundings import Surroundings, Visit
from kiosk.stage import Stage
from kiosk.views import HallChanged, HallView, ReaderHealth, ReadersChanged, Taken
from queue_server.wire.messages import (
    ExpectedWait,
    IdentityClaim,
    IssuedTicket,
    ServiceQueue,
    TicketStatus,
    TicketView,
)
from screen.canvas import Canvas
from screen.fonts import Fonts
from screen.geometry import Box
from screen.screen_port import Message, Touch, TouchKind
from screen.window import LANDSCAPE, PORTRAIT

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 21, 9, 42, 10, tzinfo=ZONE)

QUEUES = (
    ServiceQueue(
        service="social-security", open=True, waiting=12, expected_wait=ExpectedWait(low=15, high=25)
    ),
    ServiceQueue(service="household", open=True, waiting=4, expected_wait=ExpectedWait(low=5, high=10)),
    ServiceQueue(
        service="medical-insurance", open=True, waiting=7, expected_wait=ExpectedWait(low=10, high=15)
    ),
    ServiceQueue(service="civil-affairs", open=True, waiting=0, expected_wait=ExpectedWait(low=0, high=0)),
    ServiceQueue(service="business", open=True, waiting=2, expected_wait=None),
    ServiceQueue(service="electricity", open=False, waiting=0, expected_wait=None),
)


USUAL = HallView(QUEUES, MORNING, connected=True)


class StageClock:
    """Two clocks that move together."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now
        self._seconds = 1000.0

    def monotonic(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return self._now

    def pass_time(self, seconds: float) -> None:
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)


@dataclass
class Stations:
    """What the stage asks of flow, printer and readers."""

    asked: list[tuple[str, IdentityClaim | None]] = field(default_factory=list)
    printed: list[tuple[IssuedTicket, str]] = field(default_factory=list)
    large: list[bool] = field(default_factory=list)
    looking: bool = False

    def start(self, service: str, identity: IdentityClaim | None) -> str:
        self.asked.append((service, identity))
        return f"request-{len(self.asked)}"

    def print_ticket(self, issued: IssuedTicket, language: str, *, large: bool) -> None:
        self.printed.append((issued, language))
        self.large.append(large)

    def look_for_cards(self, wanted: bool) -> None:
        self.looking = wanted


def demo_hall() -> HallConfig:
    """The demonstration hall."""
    return load_hall(ROOT / "config/halls/demo.toml")


def catalogue() -> Catalogue:
    """The kiosk's own words."""
    return Catalogue.load(ROOT / "kiosk/messages")


def issued_ticket(number: str = "A012", service: str = "social-security") -> IssuedTicket:
    """A ticket of this morning."""
    ticket = TicketView(
        id="b0c1d2e3f4a5968778695a4b3c2d1e0f",
        number=number,
        service=service,
        status=TicketStatus.WAITING,
        business_day=MORNING.date(),
        issued_at=MORNING,
        kiosk="kiosk-1",
    )
    return IssuedTicket(ticket=ticket, people_ahead=12, expected_wait=ExpectedWait(low=15, high=25))


def new_canvas(orientation: Orientation = Orientation.PORTRAIT) -> tuple[Canvas, pygame.Surface]:
    """A canvas over a surface of full size."""
    pygame.display.init()
    pygame.font.init()
    size = PORTRAIT if orientation is Orientation.PORTRAIT else LANDSCAPE
    surface = pygame.Surface(size)
    return Canvas(surface, Fonts(), size=size), surface


class PlayedKiosk:
    """The stage with its clock and stations, and a finger."""

    def __init__(
        self,
        orientation: Orientation = Orientation.PORTRAIT,
        *,
        hall: HallConfig | None = None,
        printing: bool = True,
        view: HallView | None = USUAL,
    ) -> None:
        self.hall = hall or demo_hall()
        self.clock = StageClock()
        self.stations = Stations()
        kiosk = self.hall.kiosks[0].model_copy(update={"orientation": orientation})
        self.around = Surroundings(self.hall, kiosk, catalogue(), self.clock, Visit("zh"))
        self.stage = Stage(
            self.around,
            flow=self.stations,
            printing=self.stations if printing else None,
            reading=self.stations,
        )
        self.canvas, self.surface = new_canvas(orientation)
        if view is not None:
            self.tell(HallChanged(view))
        self.tell(ReadersChanged(ReaderHealth.READY))

    @property
    def screen(self) -> str:
        return self.stage.layout().screen

    def tell(self, body: object) -> None:
        self.stage.handle(Message(body))

    def wait(self, seconds: float, *, step: float = 0.5) -> None:
        while seconds > 0:
            self.clock.pass_time(min(step, seconds))
            seconds -= step
            self.stage.update()

    def target(self, wanted: str) -> Box:
        for target in self.stage.layout().targets:
            if target.id == wanted:
                return target.box
        shown = [target.id for target in self.stage.layout().targets]
        raise AssertionError(f"{wanted} cannot be touched on {self.screen}: {shown}")

    def touch(self, wanted: str) -> None:
        self.touch_at(*self.target(wanted).centre)

    def touch_at(self, x: int, y: int) -> None:
        for kind in (TouchKind.DOWN, TouchKind.UP):
            self.stage.handle(Touch(kind, x, y))
        self.stage.update()

    def read(self) -> list[str]:
        """Every text on the screen now."""
        self.stage.update()
        self.stage.draw(self.canvas)
        return [drawn.text for drawn in self.canvas.texts]

    def take(self, service: str = "social-security", number: str = "A012") -> None:
        """From the invitation to the ticket's screen."""
        self.touch("start")
        self.touch(f"service:{service}")
        self.tell(Taken(f"request-{len(self.stations.asked)}", issued_ticket(number, service)))
