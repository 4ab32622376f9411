"""The sensors of an emulated printer and the status bytes they give.

Responsible for: paper, cover and error as bits, in each of the three forms of status. Not responsible for when they are
asked (``escpos_emulator``).
"""

from __future__ import annotations

from enum import StrEnum

from drivers.ticket_printer.port import Paper


class PrinterError(StrEnum):
    """What can be wrong inside."""

    NONE = "none"
    RECOVERABLE = "recoverable"
    CUTTER = "cutter"
    UNRECOVERABLE = "unrecoverable"
    OVERHEATED = "overheated"
    """Clears by itself on a real printer."""


_ERROR_BITS = {
    PrinterError.NONE: 0x00,
    PrinterError.RECOVERABLE: 0x04,
    PrinterError.CUTTER: 0x08,
    PrinterError.UNRECOVERABLE: 0x20,
    PrinterError.OVERHEATED: 0x40,
}
_MENDED_BY_COMMAND = frozenset({PrinterError.RECOVERABLE, PrinterError.CUTTER})


class Sensors:
    """Not thread-safe: the emulator's lock is held."""

    def __init__(self) -> None:
        self.paper = Paper.OK
        self.cover_open = False
        self.error = PrinterError.NONE
        self.lines_used = 0
        self._lines_left: int | None = None

    @property
    def offline(self) -> bool:
        """True when nothing prints."""
        return self.paper is Paper.OUT or self.cover_open or self.error is not PrinterError.NONE

    def set_paper(self, paper: Paper) -> None:
        """A new roll has no end in sight."""
        self.paper, self._lines_left = paper, None

    def run_out_after(self, lines: int) -> None:
        """The roll ends after that many lines."""
        self._lines_left = lines

    def set_cover(self, *, open_: bool) -> None:
        """Open or close the cover."""
        self.cover_open = open_

    def set_error(self, error: PrinterError) -> None:
        """Break or mend."""
        self.error = error

    def recover(self) -> bool:
        """What ``DLE ENQ`` can do; True when there was something to mend."""
        mended = self.error in _MENDED_BY_COMMAND
        if mended:
            self.error = PrinterError.NONE
        return mended

    def use_paper(self, lines: int) -> bool:
        """Paper moves; True when the roll ended with it."""
        self.lines_used += lines
        if self._lines_left is None:
            return False
        self._lines_left -= lines
        if self._lines_left > 0:
            return False
        self.set_paper(Paper.OUT)
        return True

    def real_time(self, number: int) -> bytes:
        """The answer to ``DLE EOT``; empty for a number this printer does not know."""
        out = self.paper is Paper.OUT
        broken = self.error is not PrinterError.NONE
        answers = {
            1: 0x08 * self.offline,
            2: 0x04 * self.cover_open | 0x20 * out | 0x40 * broken,
            3: _ERROR_BITS[self.error],
            4: 0x60 * out | 0x0C * (self.paper is not Paper.OK),
        }
        return bytes([0x12 | answers[number]]) if number in answers else b""

    def paper_in_turn(self) -> bytes:
        """The answer to ``GS r 1``."""
        return bytes([0x03 * (self.paper is Paper.NEAR_END)])

    def automatic(self) -> bytes:
        """The four bytes that ``GS a`` asked for."""
        paper = 0x0C * (self.paper is Paper.OUT) | 0x03 * (self.paper is not Paper.OK)
        return bytes(
            [0x10 | 0x08 * self.offline | 0x20 * self.cover_open, _ERROR_BITS[self.error], paper, 0x00]
        )
