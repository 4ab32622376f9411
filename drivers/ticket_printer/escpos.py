"""The ESC/POS ticket printer behind the ticket printer port.

Responsible for: asking before a slip, waiting for the paper, asking after it, and leaving no rest of a failed slip in
the printer. Not responsible for what a slip looks like (``slip_layout``) or for status bits (``escpos_status``).

``DLE EOT`` is answered at once, also while paper moves or the printer is off-line; ``GS r`` is answered in its turn
and not at all while off-line. So the slip ends with ``GS r``: its answer means that the cut is done, and only then does
the status decide whether the slip counts. Sources: Epson's ESC/POS reference, tests of several drivers.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from config.model import EscposPrinter as EscposPrinterSettings
from drivers.link.port import Link
from drivers.ticket_printer.escpos_status import Ordered, RealTime, StatusStream, combine, is_offline
from drivers.ticket_printer.port import PrinterStatus, PrintResult, Slip
from drivers.ticket_printer.slip_bytes import (
    FEED_AND_PARTIAL_CUT,
    INITIALISE,
    LINE_FEED,
    PrintJob,
    build_job,
)
from drivers.ticket_printer.slip_layout import lay_out

PAPER_SENSOR_IN_TURN = b"\x1d\x72\x01"
CLEAR_BUFFERS = bytes.fromhex("10140801031401060208")
"""``DLE DC4`` 8, real time: printers that know it forget what they have not printed yet."""
CANCEL = b"\x18"

_BITS_PER_BYTE = 10
_LOOK_SECONDS = 0.25
"""How often the printer is asked, while a slip prints, whether it has gone off-line."""
_MAX_STALE_CHUNKS = 64


class EscposPrinter:
    """One printer on one link; used by one thread at a time."""

    def __init__(
        self, link: Link, settings: EscposPrinterSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._link = link
        self._paper_mm = settings.paper_mm
        self._status_seconds = settings.status_timeout_seconds
        self._seconds_per_byte = _BITS_PER_BYTE / settings.baudrate
        self._clock = clock
        self._rest_on_paper = False

    def status(self) -> PrinterStatus:
        """Ask all four questions; the first silence means that the printer does not answer."""
        values: list[int] = []
        for question in (1, 2, 3, 4):
            value = self._real_time(question)
            if value is None:
                return PrinterStatus(answered=False)
            values.append(value)
        return combine(*values)

    def print_slip(self, slip: Slip) -> PrintResult:
        """Print and cut, and tell whether it is on the paper. A rest of a failed slip is cut off first."""
        before = self.status()
        if not before.ready:
            return PrintResult(False, before)
        job = build_job(lay_out(slip, self._paper_mm))
        separate = LINE_FEED + FEED_AND_PARTIAL_CUT if self._rest_on_paper else b""
        self._rest_on_paper = True
        self._link.write(separate + job.data + PAPER_SENSOR_IN_TURN)
        self._wait_for_paper(job)
        after = self.status()
        self._rest_on_paper = not after.ready
        if not after.ready:
            self._abandon()
        return PrintResult(after.ready, after)

    def close(self) -> None:
        """Let go of the printer and its link."""
        self._link.close()

    def _real_time(self, question: int) -> int | None:
        """The answer to ``DLE EOT``; None after the status time-out."""
        self._drop_stale_input()
        self._link.write(bytes([0x10, 0x04, question]))
        stream = StatusStream()
        deadline = self._clock() + self._status_seconds
        while (rest := deadline - self._clock()) > 0 and (data := self._link.read(rest)):
            for answer in stream.feed(data):
                if isinstance(answer, RealTime):
                    return answer.value
        return None

    def _wait_for_paper(self, job: PrintJob) -> None:
        """Until the printer has worked through the job, has gone off-line, or could have been done long ago.

        Every question asked meanwhile is also heard out, so that no late answer is taken for one of ``status``.
        """
        wire_seconds = len(job.data) * self._seconds_per_byte
        deadline = self._clock() + wire_seconds + job.paper_seconds + self._status_seconds
        stream, unanswered, done = StatusStream(), 0, False
        while (unanswered or not done) and (rest := deadline - self._clock()) > 0:
            data = self._link.read(min(rest, _LOOK_SECONDS))
            for answer in stream.feed(data):
                done = done or isinstance(answer, Ordered) or is_offline(answer.value)
                unanswered -= isinstance(answer, RealTime)
            if not data and done:
                return
            if not data:
                self._link.write(b"\x10\x04\x01")
                unanswered += 1

    def _abandon(self) -> None:
        """Keep the rest of a failed slip from coming out later, as far as the printer lets us."""
        self._link.write(CLEAR_BUFFERS)
        # It answers with three bytes, and until then nothing may follow; most clones say nothing.
        self._link.read(self._status_seconds)
        self._link.write(CANCEL + INITIALISE)

    def _drop_stale_input(self) -> None:
        for _ in range(_MAX_STALE_CHUNKS):
            if not self._link.read(0):
                return
