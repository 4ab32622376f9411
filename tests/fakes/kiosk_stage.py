"""A kiosk's stage on a surface off the screen, with a clock that only moves when told, played by touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pygame

from config.loader import load_hall
from config.model import Guide, HallConfig, Orientation, PackageSection
from drivers.ticket_printer.port import Sheet
from i18n import Catalogue
from kiosk.journey import Services
from kiosk.screens.surroundings import Surroundings, Visit
from kiosk.stage import Stage
from kiosk.views import HallChanged, HallView, Order, ReaderHealth, ReadersChanged, Taken
from queue_server.wire.messages import (
    ExpectedWait,
    IdentityClaim,
    IssuedTicket,
    ServiceQueue,
    TicketStatus,
    TicketView,
    Unavailable,
)
from screen.canvas import Canvas
from screen.geometry import Box
from screen.screen_port import Message, Touch, TouchKind
from screen.window import LANDSCAPE, PORTRAIT
from tests.fakes.shared_fonts import shared_fonts

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


def closed_view() -> HallView:
    """Every service without numbers, each for another reason."""
    at = MORNING.replace(hour=13, minute=30, second=0)
    reasons = [
        (Unavailable.DAY_CLOSED, None),
        (Unavailable.NO_TIME_LEFT, None),
        (Unavailable.HOLIDAY, at + timedelta(days=12)),
        (Unavailable.INTERVAL_FULL, at),
        (Unavailable.QUEUE_FULL, None),
        (Unavailable.HOURS, at + timedelta(days=3)),
    ]
    queues = (
        queue.model_copy(update={"open": False, "unavailable": reason, "opens_at": opens})
        for queue, (reason, opens) in zip(QUEUES, reasons, strict=True)
    )
    return HallView(tuple(queues), MORNING, connected=True)


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

    orders: list[Order] = field(default_factory=list)
    printed: list[tuple[IssuedTicket, str]] = field(default_factory=list)
    large: list[bool] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    help_calls: int = 0
    reprints: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    looking: bool = False

    @property
    def asked(self) -> list[tuple[str, IdentityClaim | None]]:
        """Service and card of every order."""
        return [(order.service, order.identity) for order in self.orders]

    def start(self, order: Order) -> str:
        self.orders.append(order)
        return f"request-{len(self.orders)}"

    def print_sheet(self, sheet: Sheet) -> None:
        self.sheets.append(sheet)

    def call_help(self) -> str:
        self.help_calls += 1
        return f"help-{self.help_calls}"

    def reprint(self, ticket_id: str) -> None:
        self.reprints.append(ticket_id)

    def say(self, text: str) -> None:
        self.said.append(text)

    def print_ticket(self, issued: IssuedTicket, language: str, *, large: bool) -> None:
        self.printed.append((issued, language))
        self.large.append(large)

    def look_for_cards(self, wanted: bool) -> None:
        self.looking = wanted


@cache
def demo_hall() -> HallConfig:
    """The demonstration hall."""
    return load_hall(ROOT / "config/halls/demo.toml")


@cache
def full_hall() -> HallConfig:
    """The demonstration hall with guides, materials to tick off, and a package."""
    hall = demo_hall()
    services = (
        hall.services[0].model_copy(update={"guide": PENSION}),
        hall.services[1].model_copy(update={"guide": HOUSEHOLD, "check_materials": True}),
        hall.services[2].model_copy(update={"guide": CARE}),
        *hall.services[3:],
    )
    return hall.model_copy(update={"services": services, "packages": (NEWBORN,)})


def both(zh: str, en: str) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": zh, "en": en}


IDENTITY = {"name": both("居民身份证", "ID card"), "note": both("原件及复印件", "Original and a copy")}
REGISTER = {"name": both("居民户口簿", "Household register")}

PENSION = Guide.model_validate(
    {
        "summary": both(
            "年满 16 周岁的城乡居民参加基本养老保险，或者变更缴费档次、领取待遇。",
            "Residents aged 16 and over join the basic pension, change what they pay, or claim it.",
        ),
        "time_limit": both("当场办结", "On the spot"),
        "fee": both("不收费", "Free of charge"),
        "basis": both("《中华人民共和国社会保险法》第二十条", "Social Insurance Law, article 20"),
        "place": both("一楼 1 号、2 号窗口", "Ground floor, windows 1 and 2"),
        "phone": "010-5555 0101",
        "steps": [
            both("取号等候", "Take a number"),
            both("窗口核对材料", "The window looks at the papers"),
            both("签字领取回执", "Sign and take the receipt"),
        ],
        "materials": [
            IDENTITY,
            REGISTER | {"copies": 2},
            {
                "name": both("委托书", "Authorisation"),
                "required": False,
                "note": both("由他人代办时提供，须有双方签名", "When somebody acts for you; signed by both"),
            },
        ],
    }
)
HOUSEHOLD = Guide.model_validate(
    {
        "summary": both("新生儿落户、迁移、补领身份证。", "Registering a child, moving, a new ID card."),
        "time_limit": both("即办", "At once"),
        "materials": [
            IDENTITY,
            REGISTER,
            {"name": both("出生医学证明", "Birth certificate"), "note": both("新生儿落户时", "For a child")},
            {"name": both("一寸照片", "Photograph"), "copies": 2, "required": False},
        ],
    }
)
CARE = Guide.model_validate({"summary": both("参保登记。", "Registering."), "materials": [IDENTITY]})
NEWBORN = PackageSection.model_validate(
    {
        "id": "newborn",
        "prefix": "N",
        "name": both("新生儿一件事", "A child is born"),
        "icon": "婴",
        "services": ("household", "medical-insurance", "social-security"),
    }
)


def catalogue() -> Catalogue:
    """The kiosk's own words."""
    return Catalogue.load(ROOT / "kiosk/messages")


def issued_ticket(number: str = "A012", service: str = "social-security", **more: object) -> IssuedTicket:
    """A ticket of this morning; ``more`` are fields of its view."""
    ticket = TicketView(
        id="b0c1d2e3f4a5968778695a4b3c2d1e0f",
        number=number,
        service=service,
        status=TicketStatus.WAITING,
        business_day=MORNING.date(),
        issued_at=MORNING,
        kiosk="kiosk-1",
    )
    ticket = ticket.model_copy(update=more)
    return IssuedTicket(ticket=ticket, people_ahead=12, expected_wait=ExpectedWait(low=15, high=25))


def new_canvas(orientation: Orientation = Orientation.PORTRAIT) -> tuple[Canvas, pygame.Surface]:
    """A canvas over a surface of full size."""
    pygame.display.init()
    size = PORTRAIT if orientation is Orientation.PORTRAIT else LANDSCAPE
    surface = pygame.Surface(size)
    return Canvas(surface, shared_fonts(), size=size), surface


class PlayedKiosk:
    """The stage with its clock and stations, and a finger."""

    def __init__(
        self,
        orientation: Orientation = Orientation.PORTRAIT,
        *,
        hall: HallConfig | None = None,
        printing: bool = True,
        speaks: bool = False,
        view: HallView | None = USUAL,
    ) -> None:
        self.hall = hall or demo_hall()
        self.clock = StageClock()
        self.stations = Stations()
        voice = "kiosk-1-voice" if speaks else None
        kiosk = self.hall.kiosks[0].model_copy(update={"orientation": orientation, "speech": voice})
        self.around = Surroundings(self.hall, kiosk, catalogue(), self.clock, Visit("zh"))
        stations = self.stations
        self.stage = Stage(
            self.around,
            Services(
                stations, stations if printing else None, stations, stations, stations if speaks else None
            ),
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

    def targets(self) -> list[str]:
        """What can be touched now."""
        return [target.id for target in self.stage.layout().targets]

    def touch_on_pages(self, wanted: str) -> None:
        """Turn pages until it is there."""
        while wanted not in self.targets():
            self.touch("next-page")
        self.touch(wanted)

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
        self.take_now(service, number)

    def take_now(self, service: str = "social-security", number: str = "A012") -> None:
        """From the choice of services to the ticket's screen."""
        self.touch(f"service:{service}")
        self.tell(Taken(f"request-{len(self.stations.asked)}", issued_ticket(number, service)))
        self.stage.update()
