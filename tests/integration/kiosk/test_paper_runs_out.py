"""The printing station over the real driver and an emulated printer: paper that ends, covers that open, and kiosks that die."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.model import EscposPrinter as Settings
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.status import DeviceStatus
from drivers.ticket_printer.emulated_paper import PrintedSlip
from drivers.ticket_printer.escpos import EscposPrinter
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper, TicketPrinter
from drivers.ticket_printer.slip_layout import VOID
from kiosk.card_sheet import card_sheet
from kiosk.paper_gauge import PaperGauge
from kiosk.print_record import PrintRecord
from kiosk.printing import CARD_REPORT_KIND, PrintingStation, ask_status
from kiosk.second_try import SecondTry
from kiosk.slip import build_slip
from queue_server.wire.messages import IssuedTicket, PrintState, SecondVisitCard
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, issued_ticket
from tests.fakes.polling import wait_until

CARD = SecondVisitCard(code="K7Q2M9XD", service="medical-insurance", valid_until=date(2026, 12, 21))


class Kiosk:
    """A station on a pty, and a server that remembers the slip's state."""

    def __init__(self, state: Path, *, knows_clear: bool) -> None:
        self.device = open_pty()
        self.emulator = EscposEmulator(self.device, knows_clear=knows_clear)
        self.emulator.start()
        self.state = state
        self.known: dict[str, PrintState] = {}
        self.cards: dict[str, PrintState] = {}
        self.devices: list[DeviceStatus] = []
        self.station = self.new_station()

    def new_station(self) -> PrintingStation:
        return PrintingStation(
            "printer-1",
            self._open,
            make_slip=lambda issued, style: build_slip(demo_hall(), catalogue(), issued, style, zone=ZONE),
            current_ticket=self._ticket,
            make_card=lambda _ticket: card_sheet(demo_hall(), catalogue(), CARD),
            reports=self,
            record=PrintRecord(self.state / "under-way.json"),
            gauge=PaperGauge(self.state / "paper.json", near_end_metres=3.0),
            second_try=SecondTry(self._ticket, seconds=600.0),
            post=lambda _message: None,
            report_device=self.devices.append,
        )

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        known = self.cards if kind == CARD_REPORT_KIND else self.known
        known[body["ticket"]] = PrintState(body["state"])

    @property
    def slip_state(self) -> PrintState | None:
        return self.known.get(issued_ticket().ticket.id)

    @property
    def conditions(self) -> list[str]:
        return [status.reason for status in self.devices]

    def papers(self) -> list[tuple[bool, bool, bool]]:
        """Of every paper with the number: whether it is whole, void, and marked as a second slip."""
        return [
            (paper.texts[0].startswith("清河"), VOID in paper.texts, "补打" in paper.texts)
            for paper in self.emulator.papers
            if _has_number(paper)
        ]

    def close(self) -> None:
        self.station.close()
        self.emulator.close()

    def _open(self) -> TicketPrinter:
        settings = Settings(
            id="printer-1",
            kind="ticket_printer",
            driver="escpos",
            link=self.device.address,
            status_timeout_seconds=0.5,
        )
        printer = EscposPrinter(open_serial(self.device.address, baudrate=115200), settings)
        ask_status(printer)
        return printer

    def _ticket(self, _ticket: str) -> IssuedTicket:
        issued = issued_ticket()
        state = self.slip_state or PrintState.QUEUED
        return issued.model_copy(update={"ticket": issued.ticket.model_copy(update={"print_state": state})})


def _has_number(paper: PrintedSlip) -> bool:
    return "A012" in paper.texts


@pytest.fixture(params=[True, False], ids=["clears its buffer", "keeps its buffer"])
def kiosk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path, knows_clear=request.param)
    kiosk.station.start()
    wait_until(lambda: "" in kiosk.conditions)
    yield kiosk
    kiosk.close()


def test_a_roll_that_ends_in_a_slip_gives_one_valid_slip_after_the_refill(kiosk: Kiosk) -> None:
    kiosk.emulator.run_out_after(14)
    kiosk.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: kiosk.slip_state is PrintState.FAILED)
    kiosk.emulator.set_paper(Paper.OK)
    wait_until(lambda: kiosk.slip_state is PrintState.REPRINTED, seconds=15.0)
    valid = [(void, second) for whole, void, second in kiosk.papers() if whole and not void]
    assert valid == [(False, True)], "one slip that counts, and it says that it is the second"
    assert all(void or second for _, void, second in kiosk.papers())


def test_a_cover_that_is_opened_is_told_at_once(kiosk: Kiosk) -> None:
    kiosk.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: kiosk.slip_state is PrintState.PRINTED)
    kiosk.emulator.set_cover(open_=True)
    wait_until(lambda: kiosk.conditions[-1] == "cover-open", seconds=2.0)
    kiosk.emulator.set_cover(open_=False)
    wait_until(lambda: kiosk.conditions[-1] == "", seconds=2.0)


def test_slips_left_are_counted_down(kiosk: Kiosk) -> None:
    kiosk.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: kiosk.slip_state is PrintState.PRINTED)
    kiosk.emulator.set_paper(Paper.NEAR_END)
    wait_until(lambda: kiosk.conditions[-1].startswith("paper-near-end:"))
    before = int(kiosk.conditions[-1].partition(":")[2])
    kiosk.station.print_ticket(issued_ticket("A013"), "zh")
    wait_until(lambda: kiosk.conditions[-1] == f"paper-near-end:{before - 1}")


def test_what_a_killed_kiosk_left_in_the_printer_is_void(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path, knows_clear=False)
    PrintRecord(tmp_path / "under-way.json").begin(issued_ticket().ticket.id)
    host = open_serial(kiosk.device.address, baudrate=115200)
    host.write("清河\nA012\n".encode("gb18030"))
    wait_until(lambda: len(kiosk.emulator.live.lines) == 2)
    host.close()
    station = kiosk.new_station()
    station.start()
    wait_until(lambda: kiosk.papers() == [(True, True, False)])
    assert kiosk.slip_state is PrintState.FAILED
    station.close()
    kiosk.close()


def test_a_second_visit_card_is_read_back_from_the_printers_bytes(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.station.print_card("ticket-1")
    wait_until(lambda: kiosk.cards.get("ticket-1") is PrintState.PRINTED)
    (paper,) = [paper for paper in kiosk.emulator.papers if "K7Q2 M9XD" in paper.texts]
    assert paper.texts == (
        "清河街道便民服务中心",
        "───",
        "K7Q2 M9XD",
        "二次优先卡",
        "办理事项：医疗保险",
        "有效期至 2026年12月21日",
        "怎么用",
        "1. 在取号机上点“优先服务”",
        "2. 再点“二次优先卡”，输入编号",
        "3. 选事项取号，到窗口出示本卡",
        "只能用一次，编号请勿告诉别人",
        "咨询电话 010-5555 0100",
    )
    assert kiosk.known == {}, "no slip is told of"
    kept = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir() if path.is_file())
    assert "K7Q2" not in kept, "nothing of the code stays on the kiosk's disk"


def test_a_card_that_finds_no_paper_has_failed_and_comes_when_asked_for_again(kiosk: Kiosk) -> None:
    kiosk.emulator.set_paper(Paper.OUT)
    wait_until(lambda: kiosk.conditions[-1] == "paper-out")
    kiosk.station.print_card("ticket-1")
    wait_until(lambda: kiosk.cards.get("ticket-1") is PrintState.FAILED)
    kiosk.emulator.set_paper(Paper.OK)
    wait_until(lambda: kiosk.conditions[-1] == "")
    assert not [paper for paper in kiosk.emulator.papers if "K7Q2 M9XD" in paper.texts]
    kiosk.station.print_card("ticket-1")
    wait_until(lambda: kiosk.cards.get("ticket-1") is PrintState.PRINTED)
