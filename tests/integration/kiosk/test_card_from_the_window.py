"""A second-visit card from the window to the paper: the real server, the kiosk's stations, and an emulated printer's bytes."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from config.model import EscposPrinter, HallConfig
from drivers.link.pty_link import open_pty
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper
from kiosk.bootstrap import Stations
from queue_server.client import QueueClient, Refused, new_request_id
from queue_server.wire.events import CardPrintChanged, CardPrintRequested
from queue_server.wire.messages import (
    CardPrintRequest,
    Interrupt,
    IssueTicketRequest,
    SecondVisitCard,
    WindowCommand,
)
from tests.fakes.kiosk_stage import catalogue, full_hall
from tests.fakes.polling import wait_until
from tests.fakes.running_server import RunningServer, running_server


class Hall:
    """A window, a kiosk and its printer."""

    def __init__(self, folder: Path, parts: ExitStack) -> None:
        device = open_pty()
        self.printer = EscposEmulator(device)
        self.printer.start()
        parts.callback(self.printer.close)
        self.server: RunningServer = parts.enter_context(
            running_server(folder, with_one_kiosk(full_hall(), device.address))
        )
        self.clerk = self._client("zhang-test", "clerk", parts)
        self.kiosk = self._client("kiosk-1", "device", parts)
        self.messages: queue.SimpleQueue[object] = queue.SimpleQueue()
        config = self.server.hall
        state = folder / "kiosk"
        state.mkdir()
        Stations(config, config.kiosks[0], catalogue(), self.kiosk, self.messages.put, state, parts).start()
        wait_until(lambda: self.server.device("printer")[0] == "online")

    def _client(self, name: str, role: str, parts: ExitStack) -> QueueClient:
        client = self.server.new_client(name, role)
        parts.callback(client.close)
        return client

    def interrupt(self) -> tuple[str, SecondVisitCard]:
        """The ticket of a visit that was interrupted, and its card."""
        self.clerk.issue_ticket(IssueTicketRequest(request_id=new_request_id(), service="social-security"))
        self.clerk.window("1", "call-next", WindowCommand(request_id=new_request_id()))
        answer = self.clerk.window("1", "interrupt", Interrupt(request_id=new_request_id(), reason="停电"))
        assert answer.ticket is not None
        assert answer.card is not None
        return answer.ticket.id, answer.card

    def ask(self, ticket: str) -> None:
        self.clerk.request_card(ticket, CardPrintRequest(request_id=new_request_id(), kiosk="kiosk-1"))

    def states(self) -> list[tuple[str, str]]:
        """What was told of cards so far."""
        events = self.server.events()
        return [(str(each.state), each.reason) for each in events if isinstance(each, CardPrintChanged)]

    def papers(self) -> list[tuple[str, ...]]:
        return [paper.texts for paper in self.printer.papers]


def with_one_kiosk(hall: HallConfig, link: str) -> HallConfig:
    kiosk = hall.kiosks[0].model_copy(update={"card_readers": (), "printer": "printer", "speech": None})
    printer = EscposPrinter(id="printer", kind="ticket_printer", driver="escpos", link=link)
    return hall.model_copy(update={"kiosks": (kiosk,), "devices": (printer,)})


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with ExitStack() as parts:
        yield Hall(tmp_path, parts)


def test_the_paper_has_the_code_and_nothing_else_does(hall: Hall) -> None:
    ticket, card = hall.interrupt()
    hall.ask(ticket)
    wait_until(lambda: hall.states() == [("printing", ""), ("printed", "")])
    (paper,) = hall.papers()
    assert f"{card.code[:4]} {card.code[4:]}" in paper
    assert "办理事项：社会保障" in paper
    with pytest.raises(Refused) as refused:
        hall.kiosk.collect_card(ticket)
    assert refused.value.code == "not_allowed", "the kiosk has had it"
    events = hall.server.events()
    assert [each.kiosk for each in events if isinstance(each, CardPrintRequested)] == ["kiosk-1"]
    assert card.code not in "".join(each.model_dump_json() for each in events)
    assert hall.messages.empty() or card.code not in repr(hall.messages.get())


def test_a_printer_without_paper_is_told_and_asked_again(hall: Hall) -> None:
    hall.printer.set_paper(Paper.OUT)
    wait_until(lambda: hall.server.device("printer") == ("fault", "paper-out"), seconds=10)
    ticket, card = hall.interrupt()
    hall.ask(ticket)
    wait_until(lambda: hall.states()[-1:] == [("failed", "paper-out")])
    hall.printer.set_paper(Paper.OK)
    wait_until(lambda: hall.server.device("printer")[0] == "online", seconds=10)
    assert hall.papers() == []
    hall.ask(ticket)
    wait_until(lambda: hall.states()[-1:] == [("printed", "")])
    assert f"{card.code[:4]} {card.code[4:]}" in hall.papers()[-1]
