"""The kiosk's own screens and stations over the real queue server: what a resident touches, and what the hall then knows."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.model import HallConfig, SimulatedPrinter, SimulatedReader, SimulatedSpeech
from kiosk.bootstrap import Stations
from kiosk.screens.surroundings import Surroundings, Visit
from kiosk.stage import Stage
from kiosk.views import CardRead
from queue_server.client import EventFeed, FeedItem, new_request_id
from queue_server.wire.events import HelpCalled
from queue_server.wire.messages import (
    IdentityClaim,
    IdentityScheme,
    Interrupt,
    IssuedTicket,
    PrintState,
    ServiceQueue,
    WindowCommand,
)
from screen.geometry import Box
from screen.screen_port import Message, Touch, TouchKind
from screen.timing import SystemClock
from tests.fakes.kiosk_stage import catalogue, full_hall, new_canvas
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server

CARD = IdentityClaim(scheme=IdentityScheme.ID_CARD, number="11010519491231002X")
BORN = date(1949, 12, 31)
KEY = bytes(32)


def simulated(hall: HallConfig) -> HallConfig:
    """One kiosk with devices in memory, a voice among them; open at any hour, so that tests are no matter of the clock."""
    kiosk = hall.kiosks[0].model_copy(
        update={"card_readers": ("reader",), "printer": "printer", "speech": "voice"}
    )
    devices = (
        SimulatedReader(id="reader", kind="card_reader", driver="simulated"),
        SimulatedPrinter(id="printer", kind="ticket_printer", driver="simulated"),
        SimulatedSpeech(id="voice", kind="speech", driver="simulated"),
    )
    return hall.model_copy(update={"kiosks": (kiosk,), "devices": devices})


class RealKiosk:
    """Everything of the kiosk but its window; the test turns its loop."""

    def __init__(self, server: RunningServer, state: Path, parts: ExitStack) -> None:
        hall = server.hall
        self.messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        kiosk = hall.kiosks[0]
        client = server.new_client()
        parts.callback(client.close)
        state.mkdir()
        stations = Stations(hall, kiosk, catalogue(), client, self.messages.put, state, parts)
        zone = ZoneInfo(hall.hall.timezone)
        self.around = Surroundings(hall, kiosk, catalogue(), SystemClock(zone), Visit("zh"))
        self.stage = Stage(self.around, stations.services)
        self.canvas, _ = new_canvas()
        stations.start()

    def turn(self) -> None:
        with suppress(queue.Empty):
            self.stage.handle(Message(self.messages.get(timeout=0.02)))
        self.stage.update()

    def until(self, reached: Callable[[], object]) -> None:
        def turned() -> object:
            self.turn()
            return reached()

        wait_until(turned, seconds=10)

    def touch(self, wanted: str) -> None:
        self.until(lambda: wanted in self._targets())
        box = self._targets()[wanted]
        for kind in (TouchKind.DOWN, TouchKind.UP):
            self.stage.handle(Touch(kind, *box.centre))
        self.stage.update()

    def until_screen(self, name: str) -> None:
        self.until(lambda: self.stage.layout().screen == name)

    def until_read(self, text: str) -> None:
        self.until(lambda: text in self.read())

    def read(self) -> list[str]:
        self.stage.draw(self.canvas)
        return [drawn.text for drawn in self.canvas.texts]

    def lay_card(self) -> None:
        self.until_screen("card")
        self.stage.handle(Message(CardRead(CARD, BORN)))

    def _targets(self) -> dict[str, Box]:
        return {target.id: target.box for target in self.stage.layout().targets}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running_server(tmp_path, simulated(full_hall()), identity_key=KEY) as running:
        yield running


@pytest.fixture
def kiosk(server: RunningServer, tmp_path: Path) -> Iterator[RealKiosk]:
    with ExitStack() as parts:
        yield RealKiosk(server, tmp_path / "state", parts)


def newest(server: RunningServer) -> IssuedTicket:
    return server.client.ticket(server.client.snapshot().next_tickets[-1].id)


def queue_of(server: RunningServer, service: str) -> ServiceQueue:
    return next(queue for queue in server.client.snapshot().services if queue.service == service)


def test_a_chosen_class_is_the_tickets(server: RunningServer, kiosk: RealKiosk) -> None:
    for target in ("start", "priority", "priority:expectant", "service:social-security"):
        kiosk.touch(target)
    kiosk.until_screen("ticket")
    assert newest(server).ticket.priority == "expectant"
    assert "优先 · 孕妇、带婴幼儿" in kiosk.read()


def test_age_goes_first_and_a_second_number_is_refused_with_the_first(
    server: RunningServer, kiosk: RealKiosk
) -> None:
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.lay_card()
    kiosk.until_screen("ticket")
    first = newest(server).ticket
    assert first.priority == "senior"
    wait_until(lambda: newest(server).ticket.print_state is PrintState.PRINTED)
    kiosk.touch("done")
    kiosk.touch("start")
    kiosk.touch("service:medical-insurance")
    kiosk.lay_card()
    kiosk.until_screen("held")
    assert first.number in kiosk.read()
    kiosk.touch("reprint")
    kiosk.until_read("请取走小票")
    wait_until(lambda: newest(server).ticket.print_state is PrintState.REPRINTED)


def test_a_package_goes_through_its_services(server: RunningServer, kiosk: RealKiosk) -> None:
    for target in ("start", "package:newborn", "all", "confirm"):
        kiosk.touch(target)
    kiosk.lay_card()
    kiosk.until_screen("ticket")
    ticket = newest(server).ticket
    assert (ticket.package, ticket.service) == ("newborn", "household")
    assert ticket.steps == ("medical-insurance", "social-security")
    assert ticket.number in kiosk.read()


def test_a_second_visit_card_puts_first_once(server: RunningServer, kiosk: RealKiosk) -> None:
    for target in ("start", "service:social-security"):
        kiosk.touch(target)
    kiosk.until_screen("ticket")
    kiosk.touch("done")
    client = server.client
    client.window("1", "call-next", WindowCommand(request_id=new_request_id()))
    client.window("1", "start", WindowCommand(request_id=new_request_id()))
    answer = client.window("1", "interrupt", Interrupt(request_id=new_request_id(), reason="停电"))
    assert answer.card is not None
    for screen in ("ticket", "error"):  # a card is good for one visit
        for target in ("start", "priority", "second-visit"):
            kiosk.touch(target)
        for character in answer.card.code:
            kiosk.touch(f"key:{character}")
        kiosk.touch("confirm")
        kiosk.touch("service:social-security")
        kiosk.until_screen(screen)
        kiosk.touch("done")
    assert newest(server).ticket.priority == "second-visit"


def test_a_call_for_help_reaches_the_hall(server: RunningServer, kiosk: RealKiosk) -> None:
    called: list[FeedItem] = []
    stop = threading.Event()
    feed = EventFeed(server.client, after=server.client.snapshot().seq)

    def follow() -> None:
        for item in feed.follow(stop):
            called.append(item)  # noqa: PERF402  one by one, because it has no end

    threading.Thread(target=follow, daemon=True).start()
    kiosk.touch("help")
    kiosk.until_read("工作人员马上就到")
    wait_until(lambda: [item.kiosk for item in called if isinstance(item, HelpCalled)] == ["kiosk-1"])
    stop.set()
    kiosk.touch("done")
    kiosk.until_screen("home")


def test_without_the_server_a_call_is_not_promised(server: RunningServer, kiosk: RealKiosk) -> None:
    kiosk.until(lambda: kiosk.around.view.connected)
    server.stop()
    kiosk.touch("help")
    kiosk.until_read("没有叫到工作人员")
    server.start()
    kiosk.touch("again")
    kiosk.until_read("工作人员马上就到")


def test_a_list_is_printed_and_the_voice_is_well(server: RunningServer, kiosk: RealKiosk) -> None:
    for target in ("start", "guides", "guide:social-security", "print"):
        kiosk.touch(target)
    kiosk.until_read("请取走清单")
    wait_until(lambda: server.device("voice") == ("online", ""))
    assert queue_of(server, "social-security").waiting == 0, "a guide is no number"
