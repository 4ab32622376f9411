"""The rating screen's stage on a surface off the screen, with a clock that only moves when told, played by touch."""

from __future__ import annotations

from datetime import datetime, timedelta

import pygame

from config.model import ClerkSection, HallConfig, RatingScreenSection
from evaluator.flow import NotStored, Stored
from evaluator.hall_feed import Followed, Refreshed
from evaluator.stage import Stage
from evaluator.surroundings import Surroundings
from i18n import Catalogue
from i18n.rating_options import RatingOptions
from queue_server.client import FeedItem
from queue_server.wire.messages import (
    RatingRequest,
    ServiceQueue,
    Snapshot,
    TicketStatus,
    TicketView,
    WindowView,
)
from screen.canvas import Canvas
from screen.geometry import Box
from screen.screen_port import Message, Touch, TouchKind
from tests.fakes.kiosk_stage import ROOT, demo_hall
from tests.fakes.shared_fonts import shared_fonts
from tests.fakes.wire_samples import at, finished, queue, snapshot, ticket, window

CLERK = "clerk-a"


def rating_hall(width: int = 1024, height: int = 600, *, window_id: str = "4") -> HallConfig:
    """The demonstration hall with one rating screen, and a clerk."""
    section = RatingScreenSection(id="rating", window=window_id, width=width, height=height)
    clerk = ClerkSection(id=CLERK, number=1024)
    return demo_hall().model_copy(update={"rating_screens": (section,), "clerks": (clerk,)})


class Sent:
    """What the stage wanted sent."""

    def __init__(self) -> None:
        self.requests: list[RatingRequest] = []
        self.seconds: list[float] = []

    def send(self, request: RatingRequest, seconds: float) -> None:
        self.requests.append(request)
        self.seconds.append(seconds)


class PlayedScreen:
    """The stage at window 4 with its clock and sender, and a finger; time is seconds after nine."""

    def __init__(self, hall: HallConfig | None = None, *, known: bool = True) -> None:
        self.hall = hall or rating_hall()
        self.seconds = 0.0
        self.sent = Sent()
        self.works: list[bool] = []
        section = self.hall.rating_screens[0]
        self.around = Surroundings(
            self.hall, section, Catalogue.load(ROOT / "evaluator/messages"), RatingOptions.load(), self.now
        )
        self.stage = Stage(self.around, self.sent, monotonic=lambda: self.seconds, report=self.works.append)
        pygame.display.init()
        self.surface = pygame.Surface(self.around.size)
        self.canvas = Canvas(self.surface, shared_fonts(), size=self.around.size)
        if known:
            self.follow(self.snapshot())

    # --- the hall -------------------------------------------------------------------------------------------

    @property
    def here(self) -> str:
        """The window."""
        return self.around.window.id

    def now(self) -> datetime:
        return at(self.seconds)

    def snapshot(
        self, *, services_open: bool = True, seq: int = 1, view: dict[str, object] | None = None
    ) -> Snapshot:
        """The hall with this window as described."""
        mine = window(self.here, waiting=0).model_copy(update=view or {})
        queues: tuple[ServiceQueue, ...] = tuple(
            queue(0, service=service.id, is_open=services_open) for service in self.hall.services
        )
        windows: tuple[WindowView, ...] = (mine,)
        return snapshot(seq, windows=windows, services=queues, time=self.now())

    def held(self, status: TicketStatus, number: str = "E005") -> TicketView:
        """A ticket at this window."""
        return ticket(number, status=status, window=self.here, calls=1, service="business")

    def follow(self, item: FeedItem) -> None:
        self.tell(Followed(item))

    def finish(self, number: str = "E005") -> str:
        """The clerk presses finish; gives the session."""
        event = finished(self.around.facts.seq + 1, number, self.here)
        times = {"at": self.now(), "rate_until": self.now() + timedelta(seconds=60)}
        self.follow(event.model_copy(update=times))
        return str(event.ticket.session_id)

    # --- the stage ------------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        return self.stage.layout().screen

    def tell(self, body: Followed | Refreshed | Stored | NotStored) -> None:
        self.stage.handle(Message(body))

    def wait(self, seconds: float, *, step: float = 0.25) -> None:
        ends = self.seconds + seconds
        while self.seconds < ends:
            self.seconds = min(ends, self.seconds + step)
            self.stage.update()

    def targets(self) -> list[str]:
        return [target.id for target in self.stage.layout().targets]

    def target(self, wanted: str) -> Box:
        return next(target.box for target in self.stage.layout().targets if target.id == wanted)

    def touch(self, wanted: str) -> None:
        """Once the picture has settled."""
        self.wait(0.5)
        for kind in (TouchKind.DOWN, TouchKind.UP):
            self.stage.handle(Touch(kind, *self.target(wanted).centre))
        self.stage.update()

    def stored(self) -> None:
        """The server has what was sent last."""
        self.tell(Stored(self.sent.requests[-1].request_id))

    def refused(self, code: str) -> None:
        """The server has not."""
        self.tell(NotStored(self.sent.requests[-1].request_id, code))

    def read(self) -> list[str]:
        """Every text on the screen now."""
        self.stage.update()
        self.stage.draw(self.canvas)
        return [drawn.text for drawn in self.canvas.texts]
