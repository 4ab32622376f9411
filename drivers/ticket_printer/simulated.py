"""A ticket printer in memory, for demonstrations and for tests that need no wire."""

from __future__ import annotations

import threading

from drivers.errors import DeviceError
from drivers.ticket_printer.port import Paper, PrinterStatus, PrintResult, Sheet, Slip

_READY = PrinterStatus(answered=True, paper=Paper.OK, cover_open=False, error=False)

_PAPER_MM = 100.0


class SimulatedPrinter:
    """Behaves as the port says; its status and failures are set from outside, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._papers: list[Slip | Sheet] = []
        self._status = _READY
        self._after_next: PrinterStatus | None = None
        self._failure: DeviceError | None = None
        self._changed = False
        self._voided = 0
        self.closed = False

    @property
    def slips(self) -> tuple[Slip, ...]:
        """The slips printed so far, oldest first."""
        with self._lock:
            return tuple(paper for paper in self._papers if isinstance(paper, Slip))

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets printed so far, oldest first."""
        with self._lock:
            return tuple(paper for paper in self._papers if isinstance(paper, Sheet))

    @property
    def voided(self) -> int:
        """How often what was left of a slip was made void."""
        with self._lock:
            return self._voided

    def set_status(self, status: PrinterStatus) -> None:
        """What the printer says of itself from now on; it tells the change by itself."""
        with self._lock:
            self._changed = self._changed or status != self._status
            self._status = status

    def fail_during_next(self, status: PrinterStatus) -> None:
        """The next paper fails in the middle and leaves the printer with this status."""
        with self._lock:
            self._after_next = status

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None."""
        with self._lock:
            self._failure = failure

    def status(self) -> PrinterStatus:
        """The status that was set."""
        with self._lock:
            self._raise_failure()
            self._changed = False
            return self._status

    def print_slip(self, slip: Slip) -> PrintResult:
        """Keeps the slip when it is ready before and after."""
        return self._print(slip)

    def print_sheet(self, sheet: Sheet) -> PrintResult:
        """As ``print_slip``."""
        return self._print(sheet)

    def void_rest(self) -> bool:
        """Counts."""
        with self._lock:
            self._raise_failure()
            self._voided += self._status.ready
            return self._status.ready

    def changed(self) -> bool:
        """Whether a status was set since the last one was asked for."""
        with self._lock:
            self._raise_failure()
            return self._changed

    def close(self) -> None:
        """Nothing to let go of."""
        self.closed = True

    def _print(self, paper: Slip | Sheet) -> PrintResult:
        with self._lock:
            self._raise_failure()
            if not self._status.ready:
                return PrintResult(False, self._status)
            if self._after_next is not None:
                self._status, self._after_next = self._after_next, None
                return PrintResult(False, self._status, void=True)
            self._papers.append(paper)
            return PrintResult(True, self._status, paper_mm=_PAPER_MM)

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure
