"""A hall board on a surface off the screen, with a clock that only moves when told."""

from __future__ import annotations

from datetime import datetime, timedelta

from config.model import BoardSection, HallConfig, Orientation
from display.board import Board
from display.hall_state import Connection, HallState, WindowCall
from i18n import Catalogue
from queue_server.wire.messages import PauseReason, TicketStatus, TicketView
from screen.screen_port import Message
from tests.fakes.kiosk_stage import MORNING, QUEUES, ROOT, StageClock, demo_hall, new_canvas


def call(
    number: str,
    window: str,
    minutes_ago: float,
    status: TicketStatus = TicketStatus.CALLED,
    service: str = "social-security",
    *,
    priority: str = "ordinary",
) -> TicketView:
    """A ticket that was called so long ago."""
    return TicketView(
        id=f"id-{number}",
        number=number,
        service=service,
        status=status,
        business_day=MORNING.date(),
        issued_at=MORNING - timedelta(hours=1),
        window=window,
        calls=1,
        called_at=MORNING - timedelta(minutes=minutes_ago),
        priority=priority,
    )


def waiting(number: str, priority: str = "ordinary") -> TicketView:
    """A ticket that was not called yet."""
    return TicketView(
        id=f"id-{number}",
        number=number,
        service="social-security",
        status=TicketStatus.WAITING,
        business_day=MORNING.date(),
        issued_at=MORNING - timedelta(minutes=20),
        priority=priority,
    )


def busy_state(*, online: bool = True, updated_at: datetime = MORNING) -> HallState:
    """An ordinary morning: some have a priority, one window is paused."""
    line = {"A013": "senior", "A014": "ordinary", "B032": "booked", "C008": "ordinary", "A015": "ordinary"}
    return HallState(
        seq=100,
        business_day=MORNING.date(),
        updated_at=updated_at,
        windows=(WindowCall("1"), WindowCall("2"), WindowCall("4", True, None, PauseReason.MEAL)),
        recent_calls=(
            call("A012", "2", 0, priority="military"),
            call("B031", "2", 1, TicketStatus.FINISHED, "household"),
            call("C007", "3", 2, TicketStatus.SERVING, "medical-insurance", priority="expectant"),
            call("A011", "1", 4, TicketStatus.SERVING),
            call("A009", "1", 5, TicketStatus.NO_SHOW),
            call("D003", "4", 6, TicketStatus.FINISHED, "civil-affairs"),
        ),
        services=QUEUES,
        upcoming=tuple(waiting(number, priority) for number, priority in line.items()),
        passed=(call("A009", "1", 5, TicketStatus.NO_SHOW), call("B027", "2", 9)),
        connection=Connection(online, MORNING),
    )


class PlayedBoard:
    """The board with its clock."""

    def __init__(
        self, orientation: Orientation = Orientation.LANDSCAPE, *, hall: HallConfig | None = None
    ) -> None:
        self.clock = StageClock()
        section = BoardSection(kind="board", id="board-1", orientation=orientation)
        catalogue = Catalogue.load(ROOT / "display/messages")
        self.board = Board(hall or demo_hall(), section, catalogue, self.clock)
        self.canvas, self.surface = new_canvas(orientation)

    def tell(self, state: HallState) -> None:
        self.board.handle(Message(state))

    def read(self) -> list[str]:
        """Every text on the board now."""
        self.board.update()
        self.board.draw(self.canvas)
        return [drawn.text for drawn in self.canvas.texts]
