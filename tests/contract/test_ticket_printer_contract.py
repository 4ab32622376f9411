"""What every ticket printer does: one suite for the double and for the real driver over its emulator in memory, over a pty,
over TCP, over a device file, and over bad lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

import pytest

from config.model import EscposPrinter as Settings
from drivers.errors import LinkLost
from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.link.port import DeviceEnd, Link
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.link.tcp_listener import TcpListener
from drivers.ticket_printer.emulated_sensors import PrinterError
from drivers.ticket_printer.escpos import EscposPrinter
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper, PrinterStatus, Sheet, SheetLine, Slip, TicketPrinter
from drivers.ticket_printer.simulated import SimulatedPrinter
from tests.fakes.polling import wait_until

SLIP = Slip(
    hall="清河街道便民服务中心",
    number="A012",
    service="社会保障",
    rows=(("前面等候", "12 人"),),
    issued_at=datetime(2026, 11, 21, 9, 42, tzinfo=timezone(timedelta(hours=8))),
    qr="http://192.0.2.10:8080/t/abc",
)
SHEET = Sheet(
    "清河街道便民服务中心",
    "户籍身份证",
    "一次性告知单",
    (SheetLine("居民户口簿", tick=True),),
    qr="https://hall.example/g",
)
SETTINGS = Settings(
    id="printer",
    kind="ticket_printer",
    driver="escpos",
    link="emulator:printer",
    status_timeout_seconds=0.2,
)


@dataclass
class Booth:
    """A printer, what came out of it, and the hands on it."""

    printer: TicketPrinter
    numbers: Callable[[], list[str]]
    """Of slips; of sheets the titles."""
    set_paper: Callable[[Paper], None]
    set_cover_open: Callable[[bool], None]
    set_error: Callable[[bool], None]
    silence: Callable[[], None]
    run_out_in_the_middle: Callable[[], None]
    break_line: Callable[[], None]


@contextmanager
def simulated() -> Iterator[Booth]:
    printer = SimulatedPrinter()

    def say(
        *, answered: bool = True, paper: Paper = Paper.OK, cover: bool = False, error: bool = False
    ) -> PrinterStatus:
        return PrinterStatus(answered, paper, cover, error)

    yield Booth(
        printer,
        lambda: [*(slip.number for slip in printer.slips), *(sheet.title for sheet in printer.sheets)],
        lambda paper: printer.set_status(say(paper=paper)),
        lambda open_: printer.set_status(say(cover=open_)),
        lambda error: printer.set_status(say(error=error)),
        lambda: printer.set_status(PrinterStatus(answered=False)),
        lambda: printer.fail_during_next(say(paper=Paper.OUT)),
        lambda: printer.fail_with(LinkLost("The cable was pulled.")),
    )


@contextmanager
def escpos(
    line: str = "pipe", from_host: Faults = NO_FAULTS, from_device: Faults = NO_FAULTS
) -> Iterator[Booth]:
    host, device, break_line = _connect(line, from_host, from_device)
    emulator = EscposEmulator(device)
    emulator.start()
    yield Booth(
        EscposPrinter(host, SETTINGS),
        lambda: [slip.texts[2] for slip in emulator.papers if len(slip.texts) > 2],
        emulator.set_paper,
        lambda open_: emulator.set_cover(open_=open_),
        lambda error: emulator.set_error(PrinterError.UNRECOVERABLE if error else PrinterError.NONE),
        lambda: emulator.set_silent(silent=True),
        lambda: emulator.run_out_after(10),
        break_line,
    )
    emulator.close()


def _connect(line: str, from_host: Faults, from_device: Faults) -> tuple[Link, Link, Callable[[], None]]:
    if line == "pipe":
        ours, theirs = pipe(from_first=from_host, from_second=from_device)
        return ours, theirs, ours.unplug
    device: DeviceEnd = TcpListener() if line == "tcp" else open_pty()
    address = f"file://{device.address}" if line == "file" else device.address
    return open_serial(address, baudrate=115200), device, device.unplug


SLOW_BYTES = Faults(one_byte_at_a_time=True)

BOOTHS: dict[str, Callable[[], AbstractContextManager[Booth]]] = {
    "simulated": simulated,
    "pipe": escpos,
    "pty": lambda: escpos("pty"),
    "tcp": lambda: escpos("tcp"),
    "device file": lambda: escpos("file"),
    "byte by byte": lambda: escpos(from_host=SLOW_BYTES, from_device=SLOW_BYTES),
    "glued": lambda: escpos(from_host=Faults(glue=2)),
    "noise before the first answer": lambda: escpos(from_device=Faults(leading_garbage=b"\x11\xff\x10\x80")),
    "slow": lambda: escpos(from_device=Faults(delay=0.01)),
}


@pytest.fixture(params=BOOTHS)
def booth(request: pytest.FixtureRequest) -> Iterator[Booth]:
    with BOOTHS[request.param]() as booth:
        yield booth
        booth.printer.close()


def test_a_printer_with_paper_is_ready(booth: Booth) -> None:
    status = booth.printer.status()
    assert status == PrinterStatus(answered=True, paper=Paper.OK, cover_open=False, error=False)
    assert status.ready


def test_a_slip_is_printed_and_cut(booth: Booth) -> None:
    result = booth.printer.print_slip(SLIP)
    assert result.printed
    assert booth.numbers() == ["A012"]


def test_slips_follow_each_other(booth: Booth) -> None:
    assert all(booth.printer.print_slip(SLIP).printed for _ in range(3))
    assert booth.numbers() == ["A012"] * 3


def test_a_sheet_is_printed_and_cut(booth: Booth) -> None:
    assert booth.printer.print_slip(SLIP).printed
    result = booth.printer.print_sheet(SHEET)
    assert result.printed
    assert result.paper_mm > 30
    assert booth.numbers() == ["A012", "户籍身份证"]


def test_a_sheet_counts_only_if_all_is_well_afterwards(booth: Booth) -> None:
    booth.set_cover_open(True)
    assert booth.printer.print_sheet(SHEET).status.reason == "cover-open"
    booth.set_cover_open(False)
    booth.run_out_in_the_middle()
    result = booth.printer.print_sheet(replace(SHEET, lines=SHEET.lines * 12))
    assert (result.printed, result.void) == (False, True)
    booth.set_paper(Paper.OK)
    assert booth.printer.void_rest()
    assert booth.printer.print_sheet(SHEET).printed


def test_paper_near_its_end_still_prints_and_says_so(booth: Booth) -> None:
    booth.set_paper(Paper.NEAR_END)
    result = booth.printer.print_slip(SLIP)
    assert result.printed
    assert result.status.reason == "paper-near-end"


def test_without_paper_nothing_is_sent(booth: Booth) -> None:
    booth.set_paper(Paper.OUT)
    result = booth.printer.print_slip(SLIP)
    assert not result.printed
    assert result.status.reason == "paper-out"
    booth.set_paper(Paper.OK)
    assert booth.printer.status().ready
    assert booth.numbers() == []


def test_an_open_cover_stops_the_slip(booth: Booth) -> None:
    booth.set_cover_open(True)
    assert booth.printer.print_slip(SLIP).status.reason == "cover-open"
    booth.set_cover_open(False)
    assert booth.printer.print_slip(SLIP).printed


def test_an_error_stops_the_slip(booth: Booth) -> None:
    booth.set_error(True)
    assert booth.printer.print_slip(SLIP).status.reason == "printer-error"
    booth.set_error(False)
    assert booth.printer.print_slip(SLIP).printed


def test_silence_is_no_answer(booth: Booth) -> None:
    booth.silence()
    result = booth.printer.print_slip(SLIP)
    assert not result.printed
    assert not result.status.answered
    assert result.status.reason == "no-answer"
    assert booth.numbers() == []


def test_a_roll_that_ends_in_the_middle_is_not_a_printed_slip(booth: Booth) -> None:
    booth.run_out_in_the_middle()
    result = booth.printer.print_slip(SLIP)
    assert not result.printed
    assert result.status.reason == "paper-out"
    booth.set_paper(Paper.OK)
    assert result.void
    assert booth.printer.void_rest()
    again = booth.printer.print_slip(SLIP)
    assert again.printed
    assert booth.numbers()[-1] == "A012"


def test_a_slip_that_was_never_begun_is_not_void(booth: Booth) -> None:
    booth.set_paper(Paper.OUT)
    assert not booth.printer.print_slip(SLIP).void
    assert not booth.printer.void_rest()


def test_a_change_is_told_without_being_asked_for(booth: Booth) -> None:
    assert booth.printer.print_slip(SLIP).printed
    assert booth.printer.status().ready
    booth.set_cover_open(True)
    wait_until(booth.printer.changed)
    assert booth.printer.status().reason == "cover-open"


def test_a_printed_slip_took_paper(booth: Booth) -> None:
    assert booth.printer.print_slip(SLIP).paper_mm > 50


def test_a_pulled_cable_is_lost(booth: Booth) -> None:
    booth.break_line()
    with pytest.raises(LinkLost):
        booth.printer.print_slip(SLIP)
