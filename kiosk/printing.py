"""The kiosk's printer: slips of new tickets, reprints, sheets and cards, one after the other.

Responsible for: the supervised printer and its condition, the queue of papers, what became of each slip, told to the server
durably and to the screen at once, and the one slip that is printed again when it stopped in the middle. Not responsible for:
what stands on a slip (``kiosk.slip``), on a sheet (``kiosk.sheet``), of which the screen alone is told, or on a second-visit
card (``kiosk.card_sheet``), of which the server alone is told.

A slip that the printer has not begun within its patience fails: the resident is told to remember the number, and
the ticket stays on the staff's list. It is not printed later, when nobody is there to take it. So after a refill at most one
slip comes by itself: the one that the empty roll has cut short.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import structlog

from drivers.errors import DeviceError, NoAnswer
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import DeviceSupervisor
from drivers.ticket_printer.port import PrinterStatus, PrintResult, Sheet, Slip, TicketPrinter
from kiosk.errands import SERVER_AWAY
from kiosk.paper_gauge import PaperGauge
from kiosk.print_record import PrintRecord
from kiosk.second_try import SecondTry
from kiosk.slip import SlipStyle
from kiosk.views import SheetChanged, SlipChanged, SlipState
from queue_server.client import Refused, ServerUnreachable, new_request_id
from queue_server.wire.messages import IssuedTicket, PrintState

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 4.0
STATUS_SECONDS = 5.0
TROUBLE_SECONDS = 1.0
"""A printer that is not well is asked more often: once it has paper, or answers again, it is of use at once."""
NO_ANSWER = "no-answer"
STOPPED = "kiosk-stopped"
UNCONFIRMED = "unconfirmed"
REPORT_KIND = "print-state"
CARD_REPORT_KIND = "card-state"
_TICK_SECONDS = 0.25


class Reports(Protocol):
    """The durable outbox."""

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        """Keep the report until it is delivered; raises OSError."""


class _Claim:
    """Whoever claims a paper first, the printer or its time-out, decides what becomes of it."""

    def __init__(self) -> None:
        self._free = threading.Lock()

    def __call__(self) -> bool:
        """True for the first caller only."""
        return self._free.acquire(blocking=False)


@dataclass(slots=True)
class _Job:
    """One slip on its way."""

    ticket: str
    make: Callable[[], Slip]
    style: SlipStyle
    second_try: bool = False
    claim: _Claim = field(default_factory=_Claim)


@dataclass(slots=True)
class _SheetJob:
    """One sheet or card on its way."""

    make: Callable[[], Sheet]
    """May ask the server, and raise ServerUnreachable or Refused."""
    tell: Callable[[PrintState, str], None]
    card: str = ""
    """The ticket whose second-visit card it is."""
    claim: _Claim = field(default_factory=_Claim)


class PrintingStation:
    """One printer on its supervisor's thread."""

    def __init__(
        self,
        device: str,
        open_printer: Callable[[], TicketPrinter],
        *,
        make_slip: Callable[[IssuedTicket, SlipStyle], Slip],
        current_ticket: Callable[[str], IssuedTicket],
        make_card: Callable[[str], Sheet],
        reports: Reports,
        record: PrintRecord,
        gauge: PaperGauge,
        post: Callable[[object], None],
        report_device: Callable[[DeviceStatus], None],
        second_try: SecondTry,
        patience: float = PATIENCE_SECONDS,
        status_seconds: float = STATUS_SECONDS,
    ) -> None:
        """``current_ticket`` asks the server for a ticket as it stands now, and ``make_card`` for its second-visit card; both
        raise ServerUnreachable or Refused.
        """
        self._make_slip = make_slip
        self._current_ticket = current_ticket
        self._make_card = make_card
        self._reports = reports
        self._record = record
        self._gauge = gauge
        self._post = post
        self._second_try = second_try
        self._patience = patience
        self._status_seconds = status_seconds
        self._jobs: queue.SimpleQueue[_Job | _SheetJob] = queue.SimpleQueue()
        self._rest_in_printer = False
        self._supervisor = DeviceSupervisor(device, open_printer, self._run, listener=report_device)

    def start(self) -> None:
        """Tell of a slip that a kill has left behind, once, and open the printer."""
        left = self._record.left
        if left is not None:
            log.warning("slip was under way when the kiosk ended")
            self._rest_in_printer = True
            kind = CARD_REPORT_KIND if left.card else REPORT_KIND
            if self._keep(kind, left.ticket, left.request_id, PrintState.FAILED, STOPPED):
                self._record.end()
        self._supervisor.start()

    def close(self, timeout: float = 1.0) -> None:
        """Let go of the printer."""
        self._supervisor.stop(timeout)

    def print_ticket(self, issued: IssuedTicket, language: str, *, large: bool = False) -> None:
        """Queue the slip of a new ticket; returns at once."""
        style = SlipStyle(language, large)
        self._queue(_Job(issued.ticket.id, lambda: self._make_slip(issued, style), style))

    def reprint(self, ticket_id: str) -> None:
        """Queue a second slip with the values of now and its mark; returns at once."""
        self._queue(self._second(ticket_id, SlipStyle(reprint=True)))

    def print_sheet(self, sheet: Sheet) -> None:
        """Queue a sheet; returns at once. ``SheetChanged`` tells the screen what became of it."""

        def tell(state: PrintState, reason: str) -> None:
            self._post(SheetChanged(_FOR_RESIDENTS[state], reason))

        self._queue(_SheetJob(lambda: sheet, tell))

    def print_card(self, ticket_id: str) -> None:
        """Queue the second-visit card of a ticket; returns at once. Its code is asked for when the printer is about to begin,
        and no screen hears of it.
        """

        def tell(state: PrintState, reason: str) -> None:
            self._keep(CARD_REPORT_KIND, ticket_id, new_request_id(), state, reason)

        self._queue(_SheetJob(lambda: self._make_card(ticket_id), tell, card=ticket_id))

    def _second(self, ticket_id: str, style: SlipStyle) -> _Job:
        return _Job(ticket_id, lambda: self._make_slip(self._current_ticket(ticket_id), style), style)

    def _queue(self, job: _Job | _SheetJob) -> None:
        self._jobs.put(job)
        timer = threading.Timer(self._patience, self._give_up, (job,))
        timer.daemon = True
        timer.start()

    def _give_up(self, job: _Job | _SheetJob) -> None:
        if not job.claim():
            return
        if isinstance(job, _SheetJob):
            job.tell(PrintState.FAILED, self._reason_of_silence())
        else:
            self._tell(job, PrintState.FAILED, self._reason_of_silence())

    def _reason_of_silence(self) -> str:
        """Why nothing came out: what the printer last said of itself, or that it says nothing."""
        status = self._supervisor.status
        return status.reason if self._supervisor.current and status.reason else NO_ANSWER

    # --- on the supervisor's thread -------------------------------------------------------------------------

    def _run(self, printer: TicketPrinter, stop: threading.Event) -> None:
        self._look(printer)
        waited = 0.0
        while not stop.is_set():
            try:
                job = self._jobs.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                waited += _TICK_SECONDS
                if waited >= self._pause or printer.changed():
                    waited = 0.0
                    self._look(printer)
                continue
            if not job.claim():
                continue
            if isinstance(job, _SheetJob):
                self._print_sheet(printer, job)
            else:
                self._print(printer, job)

    @property
    def _pause(self) -> float:
        """Seconds between two looks."""
        is_well = self._supervisor.status.condition in {Condition.ONLINE, Condition.WARNING}
        return self._status_seconds if is_well else min(self._status_seconds, TROUBLE_SECONDS)

    def _look(self, printer: TicketPrinter) -> None:
        """Ask how it is; a printer that is mended finishes with what was interrupted."""
        status = ask_status(printer)
        self._note(status)
        if not status.ready or not self._void_rest(printer):
            return
        slip = self._second_try.take()
        if slip is not None:
            job = self._second(slip.ticket, replace(slip.style, reprint=True))
            job.second_try = True
            self._print(printer, job)

    def _void_rest(self, printer: TicketPrinter) -> bool:
        """False when there is a rest that cannot be made void now."""
        if self._rest_in_printer and printer.void_rest():
            self._rest_in_printer = False
        return not self._rest_in_printer

    def _print(self, printer: TicketPrinter, job: _Job) -> None:
        self._record.begin(job.ticket)
        self._tell(job, PrintState.PRINTING)
        try:
            self._void_rest(printer)
            result = printer.print_slip(job.make())
        except (ServerUnreachable, Refused) as error:
            log.warning("slip not made", reason=str(error))
            self._tell(job, PrintState.FAILED, SERVER_AWAY)
        except DeviceError:
            self._rest_in_printer = True
            self._tell(job, PrintState.FAILED, NO_ANSWER)
            self._record.end()
            raise
        else:
            self._gauge.took(result.paper_mm if result.printed else 0.0)
            self._note(result.status)
            self._settle(job, result)
        self._record.end()

    def _print_sheet(self, printer: TicketPrinter, job: _SheetJob) -> None:
        """What is cut short is made void like a slip, but not printed again: who wants it asks for it."""
        if job.card:
            self._record.begin(job.card, card=True)
        job.tell(PrintState.PRINTING, "")
        try:
            self._void_rest(printer)
            result = printer.print_sheet(job.make())
        except ServerUnreachable:
            job.tell(PrintState.FAILED, SERVER_AWAY)
        except Refused as refusal:
            job.tell(PrintState.FAILED, refusal.code.replace("_", "-"))
        except DeviceError:
            self._rest_in_printer = True
            job.tell(PrintState.FAILED, NO_ANSWER)
            self._record.end()
            raise
        else:
            self._settle_sheet(job, result)
        self._record.end()

    def _settle_sheet(self, job: _SheetJob, result: PrintResult) -> None:
        self._gauge.took(result.paper_mm if result.printed else 0.0, is_slip=False)
        self._note(result.status)
        self._rest_in_printer = self._rest_in_printer or result.void
        if result.printed or result.sent:
            job.tell(PrintState.PRINTED, "" if result.printed else UNCONFIRMED)
        else:
            job.tell(PrintState.FAILED, result.status.reason or NO_ANSWER)

    def _settle(self, job: _Job, result: PrintResult) -> None:
        """Tell what became of the slip. One that was sent one way counts, unconfirmed: more will never be known of it."""
        if result.printed or result.sent:
            done = PrintState.REPRINTED if job.style.reprint else PrintState.PRINTED
            self._tell(job, done, "" if result.printed else UNCONFIRMED)
        else:
            self._tell(job, PrintState.FAILED, result.status.reason or NO_ANSWER)
        if result.void:
            self._rest_in_printer = True
            if result.status.answered and not job.second_try:
                self._second_try.keep(job.ticket, job.style)

    def _note(self, status: PrinterStatus) -> None:
        """The device's condition, from what the printer says of itself; one that cannot be asked is never "online"."""
        self._gauge.see(status.paper)
        left = self._gauge.slips_left
        if not status.answered:
            condition = Condition.UNKNOWN if status.askable else Condition.WARNING
            self._supervisor.set_condition(condition, status.reason)
        elif not status.ready:
            self._supervisor.set_condition(Condition.FAULT, status.reason or "not-ready")
        elif left is not None:
            self._supervisor.set_condition(Condition.WARNING, f"paper-near-end:{left}")
        else:
            self._supervisor.set_condition(Condition.ONLINE)

    def _tell(self, job: _Job, state: PrintState, reason: str = "") -> None:
        """The screen first: it must not wait for the disk."""
        self._post(SlipChanged(job.ticket, _FOR_RESIDENTS[state], reason))
        self._keep(REPORT_KIND, job.ticket, new_request_id(), state, reason)

    def _keep(self, kind: str, ticket: str, request_id: str, state: PrintState, reason: str) -> bool:
        """Into the outbox; False when the disk says no."""
        body = {"ticket": ticket, "request_id": request_id, "state": state.value, "reason": reason}
        try:
            self._reports.put(kind, body)
        except OSError as error:
            log.error("print report not kept", state=state.value, reason=str(error))  # noqa: TRY400
            return False
        return True


def ask_status(printer: TicketPrinter) -> PrinterStatus:
    """The printer's word; raises NoAnswer when there is none, so that the supervisor opens the link anew.

    A printer that cannot be asked has no word, and is used all the same.
    """
    status = printer.status()
    if not status.answered and status.askable:
        raise NoAnswer("The printer does not say how it is.")
    return status


_FOR_RESIDENTS = {
    PrintState.PRINTING: SlipState.PRINTING,
    PrintState.PRINTED: SlipState.PRINTED,
    PrintState.REPRINTED: SlipState.PRINTED,
    PrintState.FAILED: SlipState.FAILED,
}
