"""The kiosk's printer: slips of new tickets and reprints, one after the other.

Responsible for: the supervised printer and its condition, the queue of slips, and what became of each slip, told to the
server durably and to the screen at once. Not responsible for: what stands on a slip (``kiosk.slip``).

A slip that the printer has not begun within its patience fails: the resident is told to remember the number, and
the ticket stays on the staff's list. It is not printed later, when nobody is there to take it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from drivers.errors import DeviceError, NoAnswer
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import DeviceSupervisor
from drivers.ticket_printer.port import Paper, PrinterStatus, Slip, TicketPrinter
from kiosk.views import SlipChanged, SlipState
from queue_server.client import Refused, ServerUnreachable, new_request_id
from queue_server.wire.messages import IssuedTicket, PrintState

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 4.0
STATUS_SECONDS = 5.0
NO_ANSWER = "no-answer"
REPORT_KIND = "print-state"


class Reports(Protocol):
    """The durable outbox."""

    def put(self, kind: str, body: Mapping[str, Any]) -> None:
        """Keep the report until it is delivered; raises OSError."""


@dataclass(slots=True)
class _Job:
    """One slip on its way. Whoever claims it first, the printer or its time-out, decides what becomes of it."""

    ticket: str
    make: Callable[[], Slip]
    reprint: bool
    _free: threading.Lock = field(default_factory=threading.Lock)

    def claim(self) -> bool:
        """True for the first caller only."""
        return self._free.acquire(blocking=False)


class PrintingStation:
    """One printer on its supervisor's thread."""

    def __init__(
        self,
        device: str,
        open_printer: Callable[[], TicketPrinter],
        *,
        make_slip: Callable[[IssuedTicket, str, bool], Slip],
        current_ticket: Callable[[str], IssuedTicket],
        reports: Reports,
        post: Callable[[object], None],
        report_device: Callable[[DeviceStatus], None],
        patience: float = PATIENCE_SECONDS,
        status_seconds: float = STATUS_SECONDS,
    ) -> None:
        """``make_slip`` takes the ticket, a language ("" for the hall's own) and whether it is a reprint.

        ``current_ticket`` asks the server for a ticket as it stands now; raises ServerUnreachable or Refused.
        """
        self._make_slip = make_slip
        self._current_ticket = current_ticket
        self._reports = reports
        self._post = post
        self._patience = patience
        self._status_seconds = status_seconds
        self._jobs: queue.SimpleQueue[_Job] = queue.SimpleQueue()
        self._supervisor = DeviceSupervisor(device, open_printer, self._run, listener=report_device)

    def start(self) -> None:
        """Open the printer."""
        self._supervisor.start()

    def close(self, timeout: float = 1.0) -> None:
        """Let go of the printer."""
        self._supervisor.stop(timeout)

    def print_ticket(self, issued: IssuedTicket, language: str) -> None:
        """Queue the slip of a new ticket; returns at once."""
        self._queue(_Job(issued.ticket.id, lambda: self._make_slip(issued, language, False), reprint=False))

    def reprint(self, ticket_id: str) -> None:
        """Queue a second slip with the values of now and its mark; returns at once."""
        self._queue(
            _Job(ticket_id, lambda: self._make_slip(self._current_ticket(ticket_id), "", True), reprint=True)
        )

    def _queue(self, job: _Job) -> None:
        self._jobs.put(job)
        timer = threading.Timer(self._patience, self._give_up, (job,))
        timer.daemon = True
        timer.start()

    def _give_up(self, job: _Job) -> None:
        if job.claim():
            self._tell(job, PrintState.FAILED, self._reason_of_silence())

    def _reason_of_silence(self) -> str:
        """Why nothing came out: what the printer last said of itself, or that it says nothing."""
        status = self._supervisor.status
        return status.reason if self._supervisor.current and status.reason else NO_ANSWER

    # --- on the supervisor's thread -------------------------------------------------------------------------

    def _run(self, printer: TicketPrinter, stop: threading.Event) -> None:
        self._note(ask_status(printer))
        waited = 0.0
        while not stop.is_set():
            try:
                job = self._jobs.get(timeout=0.25)
            except queue.Empty:
                waited += 0.25
                if waited >= self._status_seconds:
                    waited = 0.0
                    self._note(ask_status(printer))
                continue
            if job.claim():
                self._print(printer, job)

    def _print(self, printer: TicketPrinter, job: _Job) -> None:
        self._tell(job, PrintState.PRINTING)
        try:
            slip = job.make()
        except (ServerUnreachable, Refused) as error:
            log.warning("slip not made", reason=str(error))
            self._tell(job, PrintState.FAILED, "server-away")
            return
        try:
            result = printer.print_slip(slip)
        except DeviceError:
            self._tell(job, PrintState.FAILED, NO_ANSWER)
            raise
        self._note(result.status)
        if result.printed:
            self._tell(job, PrintState.REPRINTED if job.reprint else PrintState.PRINTED)
        else:
            self._tell(job, PrintState.FAILED, result.status.reason or NO_ANSWER)

    def _note(self, status: PrinterStatus) -> None:
        """The device's condition, from what the printer says of itself."""
        if not status.answered:
            self._supervisor.set_condition(Condition.UNKNOWN, NO_ANSWER)
        elif not status.ready:
            self._supervisor.set_condition(Condition.FAULT, status.reason or "not-ready")
        elif status.paper is Paper.NEAR_END:
            self._supervisor.set_condition(Condition.WARNING, status.reason)
        else:
            self._supervisor.set_condition(Condition.ONLINE)

    def _tell(self, job: _Job, state: PrintState, reason: str = "") -> None:
        """The screen first: it must not wait for the disk."""
        if not job.reprint:
            self._post(SlipChanged(job.ticket, _FOR_RESIDENTS[state], reason))
        body = {"ticket": job.ticket, "request_id": new_request_id(), "state": state.value, "reason": reason}
        try:
            self._reports.put(REPORT_KIND, body)
        except OSError as error:
            log.error("print report not kept", state=state.value, reason=str(error))  # noqa: TRY400


def ask_status(printer: TicketPrinter) -> PrinterStatus:
    """The printer's word; raises NoAnswer when there is none, so that the supervisor opens the link anew."""
    status = printer.status()
    if not status.answered:
        raise NoAnswer("The printer does not say how it is.")
    return status


_FOR_RESIDENTS = {
    PrintState.PRINTING: SlipState.PRINTING,
    PrintState.PRINTED: SlipState.PRINTED,
    PrintState.FAILED: SlipState.FAILED,
}
