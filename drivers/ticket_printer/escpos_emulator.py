"""An ESC/POS ticket printer on the other end of a wire, with everything that can happen to one.

Responsible for: power, paper, cover, errors, the status each of them gives, and going on with buffered bytes when a
fault is cleared, as real printers do. Not responsible for what the bytes print (``escpos_interpreter``).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from drivers.errors import LinkLost
from drivers.link.port import Link
from drivers.ticket_printer.emulated_paper import PrintedSlip
from drivers.ticket_printer.emulated_sensors import PrinterError, Sensors
from drivers.ticket_printer.escpos_commands import MAX_ITEM
from drivers.ticket_printer.escpos_interpreter import Effect, EscposInterpreter
from drivers.ticket_printer.escpos_real_time import (
    ClearBuffers,
    RealTimeFilter,
    Received,
    Recover,
    StatusQuestion,
)
from drivers.ticket_printer.port import Paper
from drivers.ticket_printer.slip_layout import COLUMNS
from drivers.wire_thread import WireThread

_CLEAR_RESPONSE = bytes.fromhex("372500")


class EscposEmulator:
    """Prints from ``start`` to ``close``; thread-safe. ``on_change`` is called without locks held."""

    def __init__(
        self,
        link: Link,
        *,
        paper_mm: int = 80,
        seconds_per_line: float = 0.0,
        knows_clear: bool = True,
        on_change: Callable[[], None] | None = None,
    ) -> None:
        """``knows_clear``: whether it obeys ``DLE DC4`` 8; many clones do not."""
        self.on_change = on_change
        self._link = link
        self._lock = threading.RLock()
        self._interpreter = EscposInterpreter(COLUMNS[paper_mm])
        self._filter = RealTimeFilter()
        self._sensors = Sensors()
        self._papers: list[PrintedSlip] = []
        self._outgoing = bytearray()
        self._seconds_per_line = seconds_per_line
        self._busy_until = 0.0
        self._knows_clear = knows_clear
        self._automatic = 0
        self._silent = False
        self._powered = True
        silence = min(0.1, seconds_per_line) if seconds_per_line else 0.1
        self._thread = WireThread(link, self._on_bytes, silence=silence)

    def start(self) -> None:
        """Begin to print."""
        self._thread.start()

    def close(self) -> None:
        """Let go of the link."""
        self._thread.close()

    @property
    def papers(self) -> list[PrintedSlip]:
        """Everything cut off so far, oldest first."""
        with self._lock:
            return list(self._papers)

    @property
    def live(self) -> PrintedSlip:
        """The paper since the last cut, still in the printer."""
        with self._lock:
            return self._interpreter.live

    @property
    def lines_used(self) -> int:
        """Lines of paper that have moved since the beginning."""
        with self._lock:
            return self._sensors.lines_used

    def state(self) -> dict[str, object]:
        """For the hall's page: ``paper``, ``cover_open``, ``error``, ``powered``, ``silent``, ``slips``, ``waiting_bytes``."""
        with self._lock:
            return {
                "paper": self._sensors.paper.value,
                "cover_open": self._sensors.cover_open,
                "error": self._sensors.error.value,
                "powered": self._powered,
                "silent": self._silent,
                "slips": len(self._papers),
                "waiting_bytes": self._interpreter.waiting,
            }

    def set_paper(self, paper: Paper) -> None:
        """``OK`` is a new roll; ``NEAR_END`` still prints; ``OUT`` does not."""
        self._turn(lambda: self._sensors.set_paper(paper))

    def run_out_after(self, lines: int) -> None:
        """The roll ends after that many more lines, in the middle of whatever is printing then."""
        self._turn(lambda: self._sensors.run_out_after(lines))

    def set_cover(self, *, open_: bool) -> None:
        """Open or close the cover."""
        self._turn(lambda: self._sensors.set_cover(open_=open_))

    def set_error(self, error: PrinterError) -> None:
        """Jam the cutter or heat the head; ``NONE`` mends it."""
        self._turn(lambda: self._sensors.set_error(error))

    def set_silent(self, *, silent: bool) -> None:
        """A silent printer prints and answers nothing."""
        self._turn(lambda: setattr(self, "_silent", silent))

    def set_power(self, *, on: bool) -> None:
        """Without power nothing is heard, printed or answered, and the buffers are lost."""

        def switch() -> None:
            self._powered = on
            self._automatic = 0
            self._filter.reset()
            self._interpreter.restart()

        self._turn(switch)

    def _turn(self, knob: Callable[[], object]) -> None:
        with self._lock:
            knob()
            self._report_automatically()
            self._print_what_can_be()
            outgoing = self._take_outgoing()
        self._link_write(outgoing)
        self._tell()

    def _on_bytes(self, data: bytes) -> None:
        with self._lock:
            if not self._powered:
                return
            before = (len(self._papers), self._interpreter.live, self._sensors.paper)
            for item in self._filter.feed(data):
                self._receive(item)
                self._print_what_can_be()
            self._print_what_can_be()
            changed = before != (len(self._papers), self._interpreter.live, self._sensors.paper)
            outgoing = self._take_outgoing()
        self._link_write(outgoing)
        if changed:
            self._tell()

    def _receive(self, item: Received) -> None:
        match item:
            case StatusQuestion(number):
                self._outgoing += self._sensors.real_time(number)
            case Recover(clear):
                self._recover(clear=clear)
            case ClearBuffers():
                self._clear()
            case bytes():
                room = MAX_ITEM - self._interpreter.waiting
                self._interpreter.receive(item[:room])

    def _recover(self, *, clear: bool) -> None:
        if self._sensors.recover():
            if clear:
                self._interpreter.clear_buffers()
            self._report_automatically()

    def _clear(self) -> None:
        if self._knows_clear:
            self._interpreter.clear_buffers()
            self._outgoing += _CLEAR_RESPONSE

    def _print_what_can_be(self) -> None:
        while self._powered and not self._sensors.offline and time.monotonic() >= self._busy_until:
            effect = self._interpreter.step()
            if effect is None:
                return
            self._apply(effect)

    def _apply(self, effect: Effect) -> None:
        if effect.cut is not None:
            self._papers.append(effect.cut)
        if effect.question:
            self._answer_in_turn(effect.question)
        if effect.lines:
            self._busy_until = time.monotonic() + effect.lines * self._seconds_per_line
            if self._sensors.use_paper(effect.lines):
                self._report_automatically()

    def _answer_in_turn(self, question: bytes) -> None:
        if question[:1] == b"a":
            self._automatic = question[1]
            self._report_automatically()
        elif question[1] in {1, 49}:
            self._outgoing += self._sensors.paper_in_turn()

    def _report_automatically(self) -> None:
        if self._automatic:
            self._outgoing += self._sensors.automatic()

    def _take_outgoing(self) -> bytes:
        data = b"" if self._silent or not self._powered else bytes(self._outgoing)
        self._outgoing.clear()
        return data

    def _link_write(self, data: bytes) -> None:
        """Nobody may be listening; a printer does not notice."""
        with contextlib.suppress(LinkLost):
            if data:
                self._link.write(data)

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
