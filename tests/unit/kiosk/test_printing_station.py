"""Slips from the queue to the paper, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from drivers.errors import LinkLost, LinkUnavailable
from drivers.status import Condition, DeviceStatus
from drivers.ticket_printer.port import Paper, PrinterStatus, Slip, TicketPrinter
from drivers.ticket_printer.simulated import SimulatedPrinter
from kiosk.printing import PrintingStation
from kiosk.slip import build_slip
from kiosk.views import SlipChanged, SlipState
from queue_server.client import ServerUnreachable
from queue_server.wire.messages import IssuedTicket
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, issued_ticket
from tests.fakes.polling import wait_until

TICKET = issued_ticket().ticket.id


def status(paper: Paper = Paper.OK, *, cover_open: bool = False, answered: bool = True) -> PrinterStatus:
    return PrinterStatus(answered=answered, paper=paper, cover_open=cover_open, error=False)


class Reports:
    """An outbox that only remembers."""

    def __init__(self) -> None:
        self.bodies: list[Mapping[str, Any]] = []
        self.full = False

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.full:
            raise OSError("no space left on device")
        assert kind == "print-state"
        self.bodies.append(body)

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(body["state"], body["reason"]) for body in self.bodies]


class Watched:
    """A station over a printer in memory."""

    def __init__(self) -> None:
        self.printer = SimulatedPrinter()
        self.plugged = True
        self.reports = Reports()
        self.posted: list[object] = []
        self.devices: list[DeviceStatus] = []
        self.ask: Callable[[str], IssuedTicket] = lambda _ticket: issued_ticket()
        self.station = PrintingStation(
            "printer-1",
            self._open,
            make_slip=self._make,
            current_ticket=self._current,
            reports=self.reports,
            post=self.posted.append,
            report_device=self.devices.append,
            patience=0.6,
            status_seconds=0.25,
        )

    def _open(self) -> TicketPrinter:
        if not self.plugged:
            raise LinkUnavailable("no such port")
        return self.printer

    def _current(self, ticket: str) -> IssuedTicket:
        return self.ask(ticket)

    @staticmethod
    def _make(issued: IssuedTicket, language: str, reprint: bool) -> Slip:
        return build_slip(
            demo_hall(), catalogue().words(language or "zh"), issued, zone=ZONE, reprint=reprint
        )

    @property
    def condition(self) -> tuple[Condition, str]:
        return self.devices[-1].condition, self.devices[-1].reason

    def told(self) -> list[SlipState]:
        return [body.state for body in self.posted if isinstance(body, SlipChanged)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    made.station.start()
    wait_until(lambda: made.condition == (Condition.ONLINE, ""))
    yield made
    made.station.close()


def test_a_slip_is_printed_and_everybody_is_told(watched: Watched) -> None:
    watched.station.print_ticket(issued_ticket(), "en")
    wait_until(lambda: len(watched.reports.bodies) == 2)
    assert watched.told() == [SlipState.PRINTING, SlipState.PRINTED]
    assert watched.reports.states == [("printing", ""), ("printed", "")]
    assert watched.reports.bodies[0]["ticket"] == TICKET
    assert len({body["request_id"] for body in watched.reports.bodies}) == 2
    (slip,) = watched.printer.slips
    assert (slip.number, slip.service, slip.reprint_mark) == ("A012", "Social security", "")


@pytest.mark.parametrize(
    "said, reason",
    [(status(Paper.OUT), "paper-out"), (status(cover_open=True), "cover-open")],
)
def test_a_printer_that_is_not_ready_fails_the_slip_with_its_reason(
    watched: Watched, said: PrinterStatus, reason: str
) -> None:
    watched.printer.set_status(said)
    wait_until(lambda: watched.condition == (Condition.FAULT, reason))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: len(watched.reports.bodies) == 2)
    assert watched.reports.states[-1] == ("failed", reason)
    assert watched.told()[-1] is SlipState.FAILED
    assert watched.printer.slips == ()
    watched.printer.set_status(status())
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""))


def test_paper_that_ends_in_the_middle_is_a_failed_slip(watched: Watched) -> None:
    watched.printer.fail_during_next(status(Paper.OUT))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.reports.states[-1:] == [("failed", "paper-out")])


def test_paper_near_its_end_prints_and_warns(watched: Watched) -> None:
    watched.printer.set_status(status(Paper.NEAR_END))
    wait_until(lambda: watched.condition == (Condition.WARNING, "paper-near-end"))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.PRINTED])


def test_a_printer_that_falls_silent_is_never_fine(watched: Watched) -> None:
    watched.printer.set_status(status(answered=False))
    wait_until(lambda: watched.condition == (Condition.OFFLINE, "no_answer"))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.FAILED])
    assert watched.posted[-1] == SlipChanged(TICKET, SlipState.FAILED, "no-answer")


def test_a_link_lost_while_printing_fails_the_slip_and_comes_back(watched: Watched) -> None:
    watched.printer.fail_with(LinkLost("unplugged"))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.FAILED])
    watched.printer.fail_with(None)
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.PRINTED])


def test_without_a_printer_the_slip_fails_in_time_and_is_not_printed_later() -> None:
    watched = Watched()
    watched.plugged = False
    watched.station.start()
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.reports.states == [("failed", "no-answer")])
    watched.plugged = True
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""))
    watched.station.print_ticket(issued_ticket("A013"), "zh")
    wait_until(lambda: watched.printer.slips)
    assert [slip.number for slip in watched.printer.slips] == ["A013"]
    watched.station.close()


def test_a_reprint_carries_its_mark_and_the_values_of_now(watched: Watched) -> None:
    now = issued_ticket().model_copy(update={"people_ahead": 3})
    watched.ask = lambda _ticket: now
    watched.station.reprint(TICKET)
    wait_until(lambda: len(watched.reports.bodies) == 2)
    assert watched.reports.states == [("printing", ""), ("reprinted", "")]
    assert watched.told() == [], "nobody in front of the kiosk waits for it"
    (slip,) = watched.printer.slips
    assert slip.reprint_mark == "补打"
    assert dict(slip.rows)["前面等候"] == "3 人"


def test_a_reprint_that_cannot_ask_the_server_fails(watched: Watched) -> None:
    def away(_ticket: str) -> IssuedTicket:
        raise ServerUnreachable("refused")

    watched.ask = away
    watched.station.reprint(TICKET)
    wait_until(lambda: watched.reports.states[-1:] == [("failed", "server-away")])
    assert watched.printer.slips == ()


def test_a_full_disk_loses_the_report_but_not_the_slip(watched: Watched) -> None:
    watched.reports.full = True
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.PRINTED])
    assert len(watched.printer.slips) == 1


def test_many_slips_come_in_their_order(watched: Watched) -> None:
    for number in range(1, 31):
        watched.station.print_ticket(issued_ticket(f"A{number:03}"), "zh")
    wait_until(lambda: len(watched.printer.slips) == 30)
    assert [slip.number for slip in watched.printer.slips] == [f"A{number:03}" for number in range(1, 31)]
