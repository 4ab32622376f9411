"""The ESC/POS ticket printer behind the ticket printer port.

Responsible for: asking before a slip, waiting for the paper, asking after it, and making sure that what is left of a
failed slip cannot pass for one. Not responsible for what a slip looks like (``slip_layout``), for status bits
(``escpos_status``) or for what is asked and waited for on the wire (``escpos_wire``).

A slip goes out without its cut first. Only when the printer has worked through it and says that all is well, the cut
follows. So a slip that stops in the middle is never cut off by itself: what an obstinate printer adds to it when its fault
is mended is followed by a mark that makes it void, and by the cut of that.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from config.model import EscposPrinter as EscposPrinterSettings
from drivers.link.port import Link, OneWay
from drivers.ticket_printer.escpos_wire import EscposWire
from drivers.ticket_printer.port import PrinterStatus, PrintResult, Sheet, Slip
from drivers.ticket_printer.sheet_layout import lay_out_sheet
from drivers.ticket_printer.slip_bytes import CUT_SECONDS, INITIALISE, LINE_FEED, PrintJob, build_job
from drivers.ticket_printer.slip_layout import Element, lay_out, lay_out_void
from drivers.ticket_printer.slip_raster import SlipFont

CLEAR_BUFFERS = bytes.fromhex("10140801031401060208")
"""``DLE DC4`` 8, real time: printers that know it forget what they have not printed yet."""
CANCEL = b"\x18"
REPORT_CHANGES = b"\x1d\x61\x0e"
"""``GS a``: tell by yourself when you go on- or off-line, at errors, and when the paper changes. ``ESC @`` ends it."""
RESYNCHRONISE = bytes(256)
"""Ends a command that a lost link has cut short: a printer takes NUL for parameters, or for nothing."""

_ONE_WAY = PrinterStatus(answered=False, askable=False)


class EscposPrinter:
    """One printer on one link; used by one thread at a time."""

    def __init__(
        self,
        link: Link,
        settings: EscposPrinterSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        font: SlipFont | None = None,
    ) -> None:
        self._link = link
        self._one_way = isinstance(link, OneWay) and link.one_way
        self._wire = EscposWire(link, settings.status_timeout_seconds, settings.baudrate, clock)
        self._paper_mm = settings.paper_mm
        self._font = font or SlipFont()
        self._rest_on_paper = False
        self._reports_changes = False

    def status(self) -> PrinterStatus:
        """Ask all four questions; the first silence means that the printer does not answer."""
        if self._one_way:
            return _ONE_WAY
        status = self._wire.status()
        if not status.answered:
            # It may have been switched off meanwhile, and forgotten.
            self._reports_changes = False
        elif status.ready and not self._reports_changes:
            self._link.write(REPORT_CHANGES)
            self._reports_changes = True
        return status

    def changed(self) -> bool:
        """Whether automatic status has come; the first time also as its answer to being switched on."""
        return not self._one_way and self._wire.spoke_up()

    def print_slip(self, slip: Slip) -> PrintResult:
        """Print and cut, and tell whether it is on the paper. A rest of a failed slip is made void first."""
        return self._print_elements(lay_out(slip, self._paper_mm))

    def print_sheet(self, sheet: Sheet) -> PrintResult:
        """As ``print_slip``."""
        return self._print_elements(lay_out_sheet(sheet, self._paper_mm))

    def void_rest(self) -> bool:
        """Also what a driver before this one has left: the printer may be in the middle of a command."""
        if self._one_way or not self.status().ready:
            return False
        self._link.write(RESYNCHRONISE)
        return self._make_void().ready

    def close(self) -> None:
        """Let go of the printer and its link."""
        self._link.close()

    def _print_elements(self, elements: tuple[Element, ...]) -> PrintResult:
        job = build_job(elements, self._font)
        if self._one_way:
            self._link.write(job.data)
            return PrintResult(False, _ONE_WAY, sent=True)
        before = self.status()
        if not before.ready:
            return PrintResult(False, before)
        if self._rest_on_paper and not (before := self._make_void()).ready:
            return PrintResult(False, before)
        return self._print(job)

    def _print(self, job: PrintJob) -> PrintResult:
        self._rest_on_paper = True
        self._wire.send(job.body, job.paper_seconds)
        middle = self._wire.status()
        if not middle.ready:
            self._abandon()
            return PrintResult(False, middle, void=True)
        # From here on it is whole: a fault during the cut leaves it in doubt, not void.
        self._rest_on_paper = False
        after = self._cut(job)
        return PrintResult(after.ready, after, paper_mm=job.paper_mm)

    def _cut(self, job: PrintJob) -> PrinterStatus:
        self._wire.send(job.cut + REPORT_CHANGES, CUT_SECONDS)
        return self._wire.status()

    def _make_void(self) -> PrinterStatus:
        """Mark what hangs from the printer and cut it off; how the printer is afterwards."""
        job = build_job(lay_out_void(self._paper_mm), self._font)
        self._wire.send(LINE_FEED + job.body, job.paper_seconds)
        status = self._wire.status()
        if status.ready:
            status = self._cut(job)
        self._rest_on_paper = not status.ready
        return status

    def _abandon(self) -> None:
        """Keep the rest of a failed slip from coming out later, as far as the printer lets us."""
        self._link.write(CLEAR_BUFFERS)
        # It answers with three bytes, and until then nothing may follow; most clones say nothing.
        self._wire.listen()
        self._link.write(CANCEL + INITIALISE)
        self._reports_changes = False
