"""What is asked of an ESC/POS printer, and how long an answer is waited for.

Responsible for: the four questions of a status, sending a job and waiting until it is done, and hearing what the printer
says by itself. Not responsible for what follows from it (``escpos``).

``DLE EOT`` is answered at once, also while paper moves or the printer is off-line; ``GS r`` is answered in its turn
and not at all while off-line. So every job ends with ``GS r``: its answer means that all before it is done. Sources: Epson's
ESC/POS reference, tests of several drivers.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.link.port import Link
from drivers.ticket_printer.escpos_status import Answer, Automatic, Ordered, RealTime, StatusStream, combine
from drivers.ticket_printer.port import PrinterStatus

PAPER_SENSOR_IN_TURN = b"\x1d\x72\x01"
IS_OFFLINE = b"\x10\x04\x01"

_BITS_PER_BYTE = 10
_LOOK_SECONDS = 0.25
"""How often the printer is asked, while a slip prints, whether it has gone off-line."""
_MAX_STALE_CHUNKS = 64


class EscposWire:
    """Questions and answers over one link; used by one thread at a time."""

    def __init__(self, link: Link, answer_seconds: float, baudrate: int, clock: Callable[[], float]) -> None:
        self._link = link
        self._answer_seconds = answer_seconds
        self._seconds_per_byte = _BITS_PER_BYTE / baudrate
        self._clock = clock
        self._stream = StatusStream()
        self._spoke_up = False

    def status(self) -> PrinterStatus:
        """The printer's word; the first silence means that it does not answer. Raises LinkLost."""
        values: list[int] = []
        self._drop_stale_input()
        # What comes from now on may be a change after its question was answered.
        self._spoke_up = False
        for question in (1, 2, 3, 4):
            value = self._ask(question)
            if value is None:
                return PrinterStatus(answered=False)
            values.append(value)
        return combine(*values)

    def send(self, job: bytes, paper_seconds: float) -> None:
        """Send a job, and wait until the printer has worked through it, has gone off-line, or could have been done long ago.

        Every question asked meanwhile is also heard out, so that no late answer is taken for one of ``status``.
        """
        self._link.write(job + PAPER_SENSOR_IN_TURN)
        deadline = self._clock() + len(job) * self._seconds_per_byte + paper_seconds + self._answer_seconds
        unanswered, done = 0, False
        while (unanswered or not done) and (rest := deadline - self._clock()) > 0:
            data = self._link.read(min(rest, _LOOK_SECONDS))
            for answer in self._heard(data):
                done = done or isinstance(answer, Ordered) or answer.offline
                unanswered -= isinstance(answer, RealTime)
            if not data and done:
                return
            if not data:
                self._link.write(IS_OFFLINE)
                unanswered += 1

    def listen(self) -> None:
        """Pass over what the printer says next, or its silence."""
        self._link.read(self._answer_seconds)

    def spoke_up(self) -> bool:
        """Whether the printer has said something by itself since the last status."""
        self._drop_stale_input()
        return self._spoke_up

    def _ask(self, question: int) -> int | None:
        """The answer to ``DLE EOT``; None after the status time-out."""
        self._drop_stale_input()
        self._link.write(bytes([0x10, 0x04, question]))
        deadline = self._clock() + self._answer_seconds
        while (rest := deadline - self._clock()) > 0 and (data := self._link.read(rest)):
            for answer in self._heard(data):
                if isinstance(answer, RealTime):
                    return answer.value
        return None

    def _heard(self, data: bytes) -> list[Answer]:
        answers = self._stream.feed(data)
        self._spoke_up = self._spoke_up or any(isinstance(answer, Automatic) for answer in answers)
        return answers

    def _drop_stale_input(self) -> None:
        for _ in range(_MAX_STALE_CHUNKS):
            data = self._link.read(0)
            if not data:
                return
            self._heard(data)
