"""Status bytes of an ESC/POS printer: told apart in a stream, and put together to a printer's word.

Responsible for: which byte is what, and what its bits mean. Not responsible for asking (``escpos``).

Three kinds arrive mixed on one line. A real-time answer (``DLE EOT``) matches 0xx1xx10. Automatic status (``GS a``) is
four bytes, the first 0xx1xx00 and the others 0xx0xxxx. An ordered answer (``GS r``) is one byte 0000xxxx. Everything
else, such as XON and XOFF, is not status.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.ticket_printer.port import Paper, PrinterStatus

_FIXED = 0x93
_REAL_TIME = 0x12
_AUTOMATIC = 0x10
_AUTOMATIC_BYTES = 4


@dataclass(frozen=True, slots=True)
class RealTime:
    """An answer to ``DLE EOT``; nothing in it says to which one."""

    value: int

    @property
    def offline(self) -> bool:
        """What it says if it answers ``DLE EOT 1``."""
        return bool(self.value & 0x08)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An answer to ``GS r``: everything sent before that question has been carried out."""

    value: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Four bytes that nobody asked for: something has changed. The truth is asked for afterwards."""

    block: bytes

    @property
    def offline(self) -> bool:
        """Whether nothing prints now."""
        return bool(self.block[0] & 0x08)


Answer = RealTime | Ordered | Automatic


class StatusStream:
    """Takes the stream apart, in any chunking; holds at most three bytes."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Answer]:
        """What has come, in order; noise is passed over; never raises."""
        self._pending += data
        found: list[Answer] = []
        while self._pending and not self._is_unfinished_automatic():
            if answer := self._take():
                found.append(answer)
        return found

    def _is_unfinished_automatic(self) -> bool:
        return (
            self._pending[0] & _FIXED == _AUTOMATIC
            and len(self._pending) < _AUTOMATIC_BYTES
            and all(map(_may_follow, self._pending[1:]))
        )

    def _take(self) -> Answer | None:
        first = self._pending[0]
        if first & _FIXED == _AUTOMATIC:
            return self._take_automatic()
        del self._pending[:1]
        if first & _FIXED == _REAL_TIME:
            return RealTime(first)
        return Ordered(first) if first & 0xF0 == 0 else None

    def _take_automatic(self) -> Automatic | None:
        """A block that breaks off goes as far as it came: what is left of it must not pass for an ordered answer."""
        size = 1
        while size < _AUTOMATIC_BYTES and _may_follow(self._pending[size]):
            size += 1
        block = bytes(self._pending[:size])
        del self._pending[:size]
        return Automatic(block) if size == _AUTOMATIC_BYTES else None


def _may_follow(byte: int) -> bool:
    return byte & 0x90 == 0


def combine(printer: int, offline_cause: int, error_cause: int, paper: int) -> PrinterStatus:
    """The answers to ``DLE EOT`` 1 to 4 as one status."""
    cover_open = bool(offline_cause & 0x04)
    roll = _paper(offline_cause, paper)
    error = bool(offline_cause & 0x40) or bool(error_cause & 0x6C)
    # Off-line for no cause it names, such as a held feed button: it would not print, so it must not look ready.
    unexplained = RealTime(printer).offline and not cover_open and roll is not Paper.OUT
    return PrinterStatus(True, roll, cover_open, error or unexplained)


def _paper(offline_cause: int, paper: int) -> Paper:
    if paper & 0x60 or offline_cause & 0x20:
        return Paper.OUT
    return Paper.NEAR_END if paper & 0x0C else Paper.OK
