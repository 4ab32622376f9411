"""Slips from the queue to the paper, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from drivers.errors import LinkLost, LinkUnavailable
from drivers.status import Condition, DeviceStatus
from drivers.ticket_printer.port import Paper, PrinterStatus, PrintResult, Sheet, Slip, TicketPrinter
from drivers.ticket_printer.simulated import SimulatedPrinter
from kiosk.card_sheet import card_sheet
from kiosk.paper_gauge import PaperGauge
from kiosk.print_record import PrintRecord
from kiosk.printing import PrintingStation
from kiosk.second_try import SecondTry
from kiosk.slip import SlipStyle, build_slip
from kiosk.views import SheetChanged, SlipChanged, SlipState
from queue_server.client import Refused, ServerUnreachable
from queue_server.wire.messages import IssuedTicket, PrintState, SecondVisitCard, TicketStatus
from tests.fakes.kiosk_stage import ZONE, catalogue, demo_hall, issued_ticket
from tests.fakes.polling import wait_until

TICKET = issued_ticket().ticket.id
CARD = SecondVisitCard(code="K7Q2M9XD", service="social-security", valid_until=date(2026, 12, 21))


def status(paper: Paper = Paper.OK, *, cover_open: bool = False, answered: bool = True) -> PrinterStatus:
    return PrinterStatus(answered=answered, paper=paper, cover_open=cover_open, error=False)


class Reports:
    """An outbox that only remembers."""

    def __init__(self) -> None:
        self.bodies: list[Mapping[str, Any]] = []
        self.cards: list[Mapping[str, Any]] = []
        self.full = False

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        if self.full:
            raise OSError("no space left on device")
        (self.cards if kind == "card-state" else self.bodies).append(body)

    @property
    def states(self) -> list[tuple[str, str]]:
        return [(body["state"], body["reason"]) for body in self.bodies]

    @property
    def of_cards(self) -> list[tuple[str, str, str]]:
        return [(body["ticket"], body["state"], body["reason"]) for body in self.cards]


class Watched:
    """A station over a printer in memory."""

    def __init__(self, state: Path, *, status_seconds: float = 0.25, patience: float = 0.6) -> None:
        self.printer = SimulatedPrinter()
        self.plugged = True
        self.now = 0.0
        self.reports = Reports()
        self.posted: list[object] = []
        self.devices: list[DeviceStatus] = []
        self.ask: Callable[[str], IssuedTicket] = lambda _ticket: issued_ticket()
        self.ask_card: Callable[[str], SecondVisitCard] = lambda _ticket: CARD
        self.station = PrintingStation(
            "printer-1",
            self._open,
            make_slip=self._make,
            current_ticket=self._current,
            make_card=lambda ticket: card_sheet(demo_hall(), catalogue(), self.ask_card(ticket)),
            reports=self.reports,
            record=PrintRecord(state / "under-way.json"),
            gauge=PaperGauge(state / "paper.json", near_end_metres=0.99),
            second_try=SecondTry(self._current, seconds=600.0, clock=lambda: self.now),
            post=self.posted.append,
            report_device=self.devices.append,
            patience=patience,
            status_seconds=status_seconds,
        )

    def _open(self) -> TicketPrinter:
        if not self.plugged:
            raise LinkUnavailable("no such port")
        return self.printer

    def _current(self, ticket: str) -> IssuedTicket:
        return self.ask(ticket)

    @staticmethod
    def _make(issued: IssuedTicket, style: SlipStyle) -> Slip:
        return build_slip(demo_hall(), catalogue(), issued, style, zone=ZONE)

    @property
    def condition(self) -> tuple[Condition, str]:
        return self.devices[-1].condition, self.devices[-1].reason

    def sheets(self) -> list[tuple[SlipState, str]]:
        return [(body.state, body.reason) for body in self.posted if isinstance(body, SheetChanged)]

    def told(self) -> list[SlipState]:
        return [body.state for body in self.posted if isinstance(body, SlipChanged)]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
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
    wait_until(lambda: watched.condition == (Condition.WARNING, "paper-near-end:9"))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.PRINTED])
    wait_until(lambda: watched.condition == (Condition.WARNING, "paper-near-end:8"))


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


def test_without_a_printer_the_slip_fails_in_time_and_is_not_printed_later(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
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
    assert watched.told() == [SlipState.PRINTING, SlipState.PRINTED], "whoever asked for it stands there"
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


def test_many_slips_come_in_their_order(tmp_path: Path) -> None:
    watched = Watched(tmp_path, patience=30.0)
    watched.station.start()
    for number in range(1, 31):
        watched.station.print_ticket(issued_ticket(f"A{number:03}"), "zh")
    wait_until(lambda: len(watched.printer.slips) == 30)
    assert [slip.number for slip in watched.printer.slips] == [f"A{number:03}" for number in range(1, 31)]
    watched.station.close()


# --- a slip that stops in the middle -------------------------------------------------------------------------


def as_now(**changes: object) -> IssuedTicket:
    issued = issued_ticket()
    return issued.model_copy(update={"ticket": issued.ticket.model_copy(update=changes)})


def interrupt(watched: Watched, fault: PrinterStatus) -> None:
    watched.ask = lambda _ticket: as_now(print_state=PrintState.FAILED)
    watched.printer.fail_during_next(fault)
    watched.station.print_ticket(issued_ticket(), "en", large=True)
    wait_until(lambda: watched.reports.states[-1:] == [("failed", fault.reason)])


def mend(watched: Watched) -> None:
    watched.printer.set_status(status())
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""))
    wait_until(lambda: not watched.printer.changed())


@pytest.mark.parametrize("fault", [status(Paper.OUT), status(cover_open=True)])
def test_it_is_made_void_and_printed_again_once_when_the_printer_is_mended(
    watched: Watched, fault: PrinterStatus
) -> None:
    interrupt(watched, fault)
    assert watched.printer.voided == 0
    mend(watched)
    wait_until(lambda: watched.reports.states[-2:] == [("printing", ""), ("reprinted", "")])
    assert watched.printer.voided == 1
    (slip,) = watched.printer.slips
    assert (slip.reprint_mark, slip.service, slip.large) == ("Reprint", "Social security", True)
    assert watched.told()[-1] is SlipState.PRINTED, "the resident may still stand there"
    watched.printer.set_status(fault)
    wait_until(lambda: watched.condition[0] is Condition.FAULT)
    mend(watched)
    assert len(watched.printer.slips) == 1


def test_a_second_try_that_stops_too_is_the_last(watched: Watched) -> None:
    interrupt(watched, status(Paper.OUT))
    watched.printer.fail_during_next(status(Paper.OUT))
    watched.printer.set_status(status())
    wait_until(lambda: watched.reports.states[-2:] == [("printing", ""), ("failed", "paper-out")])
    wait_until(lambda: len(watched.reports.bodies) == 4)
    mend(watched)
    wait_until(lambda: watched.printer.voided == 2)
    assert watched.printer.slips == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"status": TicketStatus.CALLED, "print_state": PrintState.FAILED},
        {"status": TicketStatus.SERVING, "print_state": PrintState.FAILED},
        {"status": TicketStatus.FINISHED, "print_state": PrintState.FAILED},
        {"status": TicketStatus.EXPIRED, "print_state": PrintState.FAILED},
        {"print_state": PrintState.REPRINTED},
        {"print_state": PrintState.QUEUED},
    ],
    ids=["called", "serving", "finished", "expired", "reprinted elsewhere", "asked for elsewhere"],
)
def test_it_is_not_printed_again_when_nobody_wants_it_any_more(
    watched: Watched, changes: dict[str, object]
) -> None:
    interrupt(watched, status(Paper.OUT))
    watched.ask = lambda _ticket: as_now(**changes)
    mend(watched)
    wait_until(lambda: watched.printer.voided == 1)
    watched.station.print_ticket(issued_ticket("A013"), "zh")
    wait_until(lambda: len(watched.printer.slips) == 1)
    assert [slip.number for slip in watched.printer.slips] == ["A013"]


def test_it_is_not_printed_again_after_its_time(watched: Watched) -> None:
    interrupt(watched, status(Paper.OUT))
    watched.now = 601.0
    mend(watched)
    wait_until(lambda: watched.printer.voided == 1)
    watched.station.print_ticket(issued_ticket("A013"), "zh")
    wait_until(lambda: len(watched.printer.slips) == 1)
    assert [slip.number for slip in watched.printer.slips] == ["A013"]


def test_it_waits_for_the_servers_word(watched: Watched) -> None:
    interrupt(watched, status(Paper.OUT))

    def away(_ticket: str) -> IssuedTicket:
        raise ServerUnreachable("refused")

    watched.ask = away
    mend(watched)
    wait_until(lambda: watched.printer.voided == 1)
    watched.ask = lambda _ticket: as_now(print_state=PrintState.PRINTING)
    assert watched.printer.slips == ()
    watched.ask = lambda _ticket: as_now(print_state=PrintState.FAILED)
    wait_until(lambda: watched.reports.states[-1:] == [("reprinted", "")])


def test_slips_that_came_while_there_was_no_paper_do_not_come_after_the_refill(watched: Watched) -> None:
    interrupt(watched, status(Paper.OUT))
    for number in range(13, 18):
        watched.station.print_ticket(issued_ticket(f"A{number:03}"), "zh")
    wait_until(lambda: len(watched.reports.bodies) == 12)
    mend(watched)
    wait_until(lambda: watched.reports.states[-1:] == [("reprinted", "")])
    assert [slip.number for slip in watched.printer.slips] == ["A012"]


# --- a kiosk that was killed ---------------------------------------------------------------------------------


def test_a_slip_under_way_when_the_kiosk_was_killed_has_failed_once(tmp_path: Path) -> None:
    PrintRecord(tmp_path / "under-way.json").begin(TICKET)
    watched = Watched(tmp_path)
    watched.station.start()
    assert watched.reports.states == [("failed", "kiosk-stopped")]
    assert watched.reports.bodies[0]["ticket"] == TICKET
    wait_until(lambda: watched.printer.voided == 1)
    watched.station.close()
    again = Watched(tmp_path)
    again.station.start()
    wait_until(lambda: again.condition == (Condition.ONLINE, ""))
    again.station.close()
    assert (again.reports.states, again.printer.voided, again.printer.slips) == ([], 0, ())


def test_a_report_the_disk_refused_is_told_at_the_next_start_as_the_same_one(tmp_path: Path) -> None:
    PrintRecord(tmp_path / "under-way.json").begin(TICKET)
    full = Watched(tmp_path)
    full.reports.full = True
    full.station.start()
    full.station.close()
    left = PrintRecord(tmp_path / "under-way.json").left
    assert left is not None
    watched = Watched(tmp_path)
    watched.station.start()
    watched.station.close()
    assert [body["request_id"] for body in watched.reports.bodies] == [left.request_id]


def test_between_slips_nothing_is_left_behind(watched: Watched, tmp_path: Path) -> None:
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: watched.told()[-1:] == [SlipState.PRINTED])
    wait_until(lambda: PrintRecord(tmp_path / "under-way.json").left is None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ticket": "x"}', "\x00"])
def test_a_record_that_cannot_be_read_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "under-way.json").write_text(text)
    assert PrintRecord(tmp_path / "under-way.json").left is None


def test_slips_of_a_printer_that_cannot_be_asked_count_unconfirmed(tmp_path: Path) -> None:
    class Spool(SimulatedPrinter):
        @override
        def status(self) -> PrinterStatus:
            return PrinterStatus(answered=False, askable=False)

        @override
        def print_slip(self, slip: Slip) -> PrintResult:
            super().print_slip(slip)
            return PrintResult(False, self.status(), sent=True)

    watched = Watched(tmp_path)
    watched.printer = Spool()
    watched.station.start()
    wait_until(lambda: watched.condition == (Condition.WARNING, "one-way"))
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: len(watched.reports.states) == 2)
    watched.station.reprint("ticket-1")
    wait_until(lambda: len(watched.reports.states) == 4)
    watched.station.close()
    assert watched.reports.states == [
        ("printing", ""),
        ("printed", "unconfirmed"),
        ("printing", ""),
        ("reprinted", "unconfirmed"),
    ]


def test_a_cover_opened_between_two_questions_is_seen_at_once(tmp_path: Path) -> None:
    watched = Watched(tmp_path, status_seconds=600.0)
    watched.station.start()
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""))
    watched.printer.set_status(status(cover_open=True))
    wait_until(lambda: watched.condition == (Condition.FAULT, "cover-open"))
    watched.station.close()


# --- sheets -------------------------------------------------------------------------------------------------

SHEET = Sheet("清河街道便民服务中心", "一次性告知单")


def test_a_sheet_is_printed_and_the_screen_alone_is_told(watched: Watched) -> None:
    watched.station.print_sheet(SHEET)
    wait_until(lambda: len(watched.sheets()) == 2)
    assert watched.sheets() == [(SlipState.PRINTING, ""), (SlipState.PRINTED, "")]
    assert watched.printer.sheets == (SHEET,)
    assert watched.reports.bodies == []
    assert watched.told() == []


def test_a_sheet_waits_no_longer_for_a_printer_than_a_slip(watched: Watched) -> None:
    watched.plugged = False
    watched.printer.fail_with(LinkLost("pulled out"))
    wait_until(lambda: watched.condition[0] is Condition.OFFLINE)
    watched.station.print_sheet(SHEET)
    wait_until(watched.sheets)
    assert [state for state, _ in watched.sheets()] == [SlipState.FAILED]
    assert watched.printer.sheets == ()


def test_a_sheet_that_the_printer_cannot_take_fails_with_its_reason(watched: Watched) -> None:
    watched.printer.set_status(status(Paper.OUT))
    wait_until(lambda: watched.condition == (Condition.FAULT, "paper-out"))
    watched.station.print_sheet(SHEET)
    wait_until(lambda: len(watched.sheets()) == 2)
    assert watched.sheets()[-1] == (SlipState.FAILED, "paper-out")


def test_a_sheet_cut_short_is_void_and_does_not_come_by_itself(watched: Watched) -> None:
    watched.printer.fail_during_next(status(Paper.OUT))
    watched.station.print_sheet(SHEET)
    wait_until(lambda: watched.sheets()[-1:] == [(SlipState.FAILED, "paper-out")])
    watched.printer.set_status(status())
    wait_until(lambda: watched.printer.voided == 1)
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: len(watched.printer.slips) == 1)
    assert watched.printer.sheets == ()


def test_a_printer_that_breaks_off_fails_the_sheet_and_is_opened_again(watched: Watched) -> None:
    watched.printer.fail_with(LinkLost("pulled out"))
    watched.station.print_sheet(SHEET)
    wait_until(lambda: SlipState.FAILED in [state for state, _ in watched.sheets()])
    watched.printer.fail_with(None)
    wait_until(lambda: watched.condition == (Condition.ONLINE, ""), seconds=10)
    watched.station.print_sheet(SHEET)
    wait_until(lambda: watched.printer.sheets == (SHEET,))


# --- second-visit cards --------------------------------------------------------------------------------------


def test_a_card_is_printed_and_the_server_alone_is_told(watched: Watched) -> None:
    before = list(watched.posted)
    watched.station.print_card(TICKET)
    wait_until(lambda: len(watched.reports.cards) == 2)
    assert watched.reports.of_cards == [(TICKET, "printing", ""), (TICKET, "printed", "")]
    assert (watched.reports.bodies, watched.posted) == ([], before), "no screen shows it, no slip is told of"
    (card,) = watched.printer.sheets
    assert (card.number, card.title) == ("K7Q2 M9XD", "二次优先卡")
    assert "K7Q2" not in str(watched.reports.cards)


@pytest.mark.parametrize(
    "answer, reason",
    [
        (Refused(403, "not_allowed", "not yours"), "not-allowed"),
        (Refused(409, "too_late", "too late"), "too-late"),
        (ServerUnreachable("refused"), "server-away"),
    ],
)
def test_a_card_the_server_does_not_hand_out_has_failed(
    watched: Watched, answer: Exception, reason: str
) -> None:
    def refuse(_ticket: str) -> SecondVisitCard:
        raise answer

    watched.ask_card = refuse
    watched.station.print_card(TICKET)
    wait_until(lambda: watched.reports.of_cards[-1:] == [(TICKET, "failed", reason)])
    assert watched.printer.sheets == ()
    watched.station.print_ticket(issued_ticket(), "zh")
    wait_until(lambda: len(watched.printer.slips) == 1)


def test_a_cards_code_is_asked_for_only_when_the_printer_is_there(watched: Watched) -> None:
    asked: list[str] = []

    def hand_out(ticket: str) -> SecondVisitCard:
        asked.append(ticket)
        return CARD

    watched.ask_card = hand_out
    watched.plugged = False
    watched.printer.fail_with(LinkLost("pulled out"))
    wait_until(lambda: watched.condition[0] is Condition.OFFLINE)
    watched.station.print_card(TICKET)
    wait_until(lambda: len(watched.reports.cards) == 1)
    assert [state for _, state, _ in watched.reports.of_cards] == ["failed"]
    assert asked == []


def test_a_card_cut_short_is_void_and_comes_only_when_asked_for_again(watched: Watched) -> None:
    watched.printer.fail_during_next(status(Paper.OUT))
    watched.station.print_card(TICKET)
    wait_until(lambda: watched.reports.of_cards[-1:] == [(TICKET, "failed", "paper-out")])
    watched.printer.set_status(status())
    wait_until(lambda: watched.printer.voided == 1)
    watched.station.print_card(TICKET)
    wait_until(lambda: watched.reports.of_cards[-1:] == [(TICKET, "printed", "")])
    assert len(watched.printer.sheets) == 1


def test_a_card_under_way_when_the_kiosk_was_killed_has_failed_once(tmp_path: Path) -> None:
    PrintRecord(tmp_path / "under-way.json").begin(TICKET, card=True)
    watched = Watched(tmp_path)
    watched.station.start()
    assert watched.reports.of_cards == [(TICKET, "failed", "kiosk-stopped")]
    assert watched.reports.bodies == []
    watched.station.close()
    assert PrintRecord(tmp_path / "under-way.json").left is None
