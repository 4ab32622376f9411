"""The printer's driver: when a slip counts, what is left behind when it does not, and waiting for slow paper."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.model import EscposPrinter as Settings
from drivers.errors import LinkLost
from drivers.link.faults import NO_FAULTS, Faults
from drivers.link.pipe import pipe
from drivers.link.pty_link import open_pty
from drivers.link.serial_link import open_serial
from drivers.ticket_printer.escpos import EscposPrinter
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.port import Paper, Slip
from drivers.ticket_printer.slip_bytes import build_job
from drivers.ticket_printer.slip_layout import VOID, lay_out
from tests.fakes.polling import wait_until

SETTINGS = Settings(
    id="printer", kind="ticket_printer", driver="escpos", link="emulator:p", status_timeout_seconds=0.2
)
SLIP = Slip(
    hall="测试大厅",
    number="A012",
    service="社会保障",
    rows=(("前面等候", "12 人"),),
    issued_at=datetime(2026, 11, 21, 9, 42, tzinfo=UTC),
    notice="过号请到服务台",
)


class Desk:
    def __init__(
        self,
        *,
        seconds_per_line: float = 0.0,
        knows_clear: bool = True,
        from_device: Faults = NO_FAULTS,
        from_host: Faults = NO_FAULTS,
        settings: Settings = SETTINGS,
    ) -> None:
        self.host, self.device = pipe(from_first=from_host, from_second=from_device)
        self.emulator = EscposEmulator(
            self.device, seconds_per_line=seconds_per_line, knows_clear=knows_clear
        )
        self.emulator.start()
        self.printer = EscposPrinter(self.host, settings)

    def close(self) -> None:
        self.printer.close()
        self.emulator.close()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


def test_the_slip_is_on_the_paper_when_it_counts() -> None:
    desk = Desk(seconds_per_line=0.01)
    started = time.monotonic()
    result = desk.printer.print_slip(SLIP)
    assert result.printed
    assert len(desk.emulator.papers) == 1, "cut before it counted"
    assert time.monotonic() - started > 0.01 * desk.emulator.lines_used * 0.9
    desk.close()


def test_a_roll_that_ends_is_noticed_long_before_the_time_out() -> None:
    desk = Desk()
    desk.emulator.run_out_after(5)
    started = time.monotonic()
    assert not desk.printer.print_slip(SLIP).printed
    assert time.monotonic() - started < 2.0
    desk.close()


def test_the_rest_of_a_failed_slip_does_not_come_out_later(desk: Desk) -> None:
    desk.emulator.run_out_after(10)
    assert not desk.printer.print_slip(SLIP).printed
    desk.emulator.set_paper(Paper.OK)
    wait_until(lambda: desk.emulator.state()["waiting_bytes"] == 0)
    assert desk.emulator.papers == []
    assert "社会保障" not in str(desk.emulator.live)


def test_what_a_failed_slip_left_on_the_paper_is_cut_off_before_the_next(desk: Desk) -> None:
    desk.emulator.run_out_after(10)
    assert not desk.printer.print_slip(SLIP).printed
    desk.emulator.set_paper(Paper.OK)
    assert desk.printer.print_slip(replace(SLIP, number="A013")).printed
    left, whole = desk.emulator.papers
    assert "A013" not in left.texts
    assert VOID in left.texts
    assert VOID not in whole.texts
    assert whole.texts[0] == SLIP.hall
    assert "A013" in whole.texts
    assert desk.printer.print_slip(replace(SLIP, number="A014")).printed
    assert len(desk.emulator.papers) == 3


@pytest.mark.parametrize("knows_clear", [True, False])
@pytest.mark.parametrize("lines", range(1, 22, 2))
def test_wherever_the_roll_ends_no_two_papers_pass_for_a_slip(lines: int, knows_clear: bool) -> None:
    desk = Desk(knows_clear=knows_clear)
    desk.emulator.run_out_after(lines)
    first = desk.printer.print_slip(SLIP)
    desk.emulator.set_paper(Paper.OK)
    if first.void:
        assert desk.printer.void_rest()
        assert desk.printer.print_slip(replace(SLIP, reprint_mark="补打")).printed
    desk.close()
    whole = [paper for paper in desk.emulator.papers if "A012" in paper.texts and VOID not in paper.texts]
    assert len(whole) <= 1
    assert first.printed or first.void or not first.status.ready
    assert len(whole) == 1 or not (first.printed or first.void)


def test_the_rest_that_an_obstinate_printer_adds_is_void_before_it_is_cut() -> None:
    desk = Desk(knows_clear=False)
    desk.emulator.run_out_after(14)
    assert desk.printer.print_slip(SLIP).void
    desk.emulator.set_paper(Paper.OK)
    wait_until(lambda: desk.emulator.state()["waiting_bytes"] == 0)
    assert desk.emulator.papers == [], "not cut by itself"
    assert desk.printer.void_rest()
    (left,) = desk.emulator.papers
    assert left.texts[-2] == VOID
    desk.close()


def test_nothing_is_made_void_on_a_printer_that_is_not_ready(desk: Desk) -> None:
    desk.emulator.set_paper(Paper.OUT)
    assert not desk.printer.void_rest()
    assert desk.emulator.papers == []


def test_what_a_driver_before_left_in_the_middle_of_a_command_is_made_void(desk: Desk) -> None:
    body = build_job(lay_out(replace(SLIP, qr="http://192.0.2.10/t/abc"), 80)).body
    desk.host.write(body[: body.index(b"http") + 5])
    assert desk.printer.void_rest()
    (left,) = desk.emulator.papers
    assert VOID in left.texts
    assert desk.printer.print_slip(SLIP).printed
    assert desk.emulator.papers[-1].texts[0] == SLIP.hall


def test_a_slip_that_stops_during_the_cut_is_in_doubt_and_not_void(desk: Desk) -> None:
    lines = 0
    desk.printer.print_slip(SLIP)
    lines = desk.emulator.lines_used
    desk.emulator.run_out_after(lines)
    result = desk.printer.print_slip(SLIP)
    assert not result.printed
    assert result.status.reason == "paper-out"


def test_a_printed_slip_tells_its_length(desk: Desk) -> None:
    short = desk.printer.print_slip(SLIP).paper_mm
    longer = desk.printer.print_slip(replace(SLIP, large=True, qr="http://192.0.2.10/t/abc")).paper_mm
    assert 60 < short < 100 < longer < 250


def test_a_cover_opened_between_questions_is_told_by_the_printer(desk: Desk) -> None:
    assert desk.printer.status().ready
    wait_until(desk.printer.changed)
    assert desk.printer.status().ready
    assert not desk.printer.changed()
    desk.emulator.set_cover(open_=True)
    wait_until(desk.printer.changed)
    assert desk.printer.status().reason == "cover-open"
    desk.emulator.set_cover(open_=False)
    wait_until(desk.printer.changed)
    assert desk.printer.status().ready


def test_changes_are_told_again_after_a_slip_and_after_a_power_cut(desk: Desk) -> None:
    assert desk.printer.print_slip(SLIP).printed
    desk.printer.status()
    desk.emulator.set_paper(Paper.NEAR_END)
    wait_until(desk.printer.changed)
    desk.emulator.set_power(on=False)
    assert not desk.printer.status().answered
    desk.emulator.set_power(on=True)
    assert desk.printer.status().answered
    wait_until(desk.printer.changed)


def test_a_printer_that_cannot_clear_still_separates_the_next_slip() -> None:
    desk = Desk(knows_clear=False)
    desk.emulator.run_out_after(10)
    assert not desk.printer.print_slip(SLIP).printed
    desk.emulator.set_paper(Paper.OK)
    assert desk.printer.print_slip(replace(SLIP, number="A013")).printed
    assert [paper.texts.count("A013") for paper in desk.emulator.papers][-1] == 1
    assert desk.emulator.papers[-1].texts[0] == SLIP.hall
    desk.close()


def test_paper_that_ends_right_after_the_cut_leaves_the_slip_in_doubt_and_not_counted() -> None:
    desk = Desk()
    assert desk.printer.print_slip(SLIP).printed
    desk.emulator.run_out_after(desk.emulator.lines_used)
    assert not desk.printer.print_slip(SLIP).printed
    desk.close()


def test_automatic_status_in_between_does_no_harm(desk: Desk) -> None:
    desk.host.write(b"\x1da\x0f")
    wait_until(lambda: desk.host.read(0.05) != b"")
    assert desk.printer.print_slip(SLIP).printed
    desk.emulator.set_paper(Paper.NEAR_END)
    desk.emulator.set_paper(Paper.OUT)
    assert desk.printer.status().reason == "paper-out"


class SpoolFile:
    """A link that brings nothing back."""

    name = "file:///tmp/spool"
    one_way = True

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    def read(self, timeout: float) -> bytes:
        raise AssertionError("nobody waits for an answer")

    def close(self) -> None:
        pass


def test_a_printer_that_cannot_be_asked_gets_its_slip_and_nobody_knows() -> None:
    link = SpoolFile()
    printer = EscposPrinter(link, SETTINGS)
    result = printer.print_slip(SLIP)
    assert (result.printed, result.sent, result.void) == (False, True, False)
    assert (result.status.ready, result.status.reason) == (False, "one-way")
    assert not printer.void_rest()
    assert not printer.changed()
    assert link.data == build_job(lay_out(SLIP, 80)).data


class WithoutOrderedStatus:
    """A clone that answers ``DLE EOT`` and nothing else; the clock moves with the waiting."""

    name = "clone"

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting = b""
        self.slips = 0

    def clock(self) -> float:
        return self.now

    def write(self, data: bytes) -> None:
        if data[:2] == b"\x10\x04":
            self.waiting += b"\x12"
        else:
            self.slips += data.count(b"\x1dVB")

    def read(self, timeout: float) -> bytes:
        data, self.waiting = self.waiting, b""
        self.now += 0 if data else timeout
        return data

    def close(self) -> None:
        pass


@pytest.mark.parametrize("baudrate, at_least", [(1200, 3.4), (9600, 2.6), (115200, 2.45)])
def test_without_an_answer_in_turn_the_paper_gets_the_time_that_it_may_take(
    baudrate: int, at_least: float
) -> None:
    clone = WithoutOrderedStatus()
    settings = SETTINGS.model_copy(update={"baudrate": baudrate})
    result = EscposPrinter(clone, settings, clock=clone.clock).print_slip(SLIP)
    assert result.printed
    assert clone.slips == 1
    assert at_least < clone.now < at_least + 0.2


def test_at_9600_baud_over_a_real_line_time() -> None:
    device = open_pty(baudrate=9600)
    emulator = EscposEmulator(device)
    emulator.start()
    host = open_serial(device.address, baudrate=9600)
    printer = EscposPrinter(host, SETTINGS.model_copy(update={"baudrate": 9600}))
    started = time.monotonic()
    result = printer.print_slip(SLIP)
    took = time.monotonic() - started
    printer.close()
    emulator.close()
    assert result.printed
    assert len(emulator.papers) == 1
    assert took > 0.1, "the slip takes its time on the wire"


def test_a_cable_pulled_in_the_middle_is_lost_and_no_slip_counts() -> None:
    desk = Desk(from_host=Faults(unplug_after=60))
    with pytest.raises(LinkLost):
        desk.printer.print_slip(SLIP)
    assert desk.emulator.papers == []
    desk.close()


def test_a_wire_that_breaks_in_the_middle_is_no_answer() -> None:
    desk = Desk(from_host=Faults(cut_after=60))
    result = desk.printer.print_slip(SLIP)
    assert not result.printed
    assert result.status.reason == "no-answer"
    desk.close()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.floats(0, 0.4), st.sampled_from([Paper.OK, Paper.OUT]))
def test_answers_that_get_lost_never_make_a_slip_count_that_is_not_on_the_paper(
    seed: int, loss: float, paper: Paper
) -> None:
    fast = SETTINGS.model_copy(update={"status_timeout_seconds": 0.02})
    desk = Desk(from_device=Faults(loss=loss, seed=seed), settings=fast)
    desk.emulator.set_paper(paper)
    result = desk.printer.print_slip(SLIP)
    if result.printed:
        assert paper is Paper.OK
        assert len(desk.emulator.papers) == 1
    desk.close()
