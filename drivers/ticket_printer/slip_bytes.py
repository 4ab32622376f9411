"""A laid-out slip as printer commands, and how long the printer takes for it.

Responsible for: the fewest bytes: a mode is switched only when it changes, and a row reaches its right edge with one
positioning command instead of spaces. Not responsible for what stands where (``slip_layout``).

Sizes of both scripts are set with ``GS !`` alone: the Chinese size commands set the same property, and the last wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from drivers.ticket_printer.escpos_transport import EscposTransport
from drivers.ticket_printer.slip_layout import (
    DOTS_PER_COLUMN,
    QR_MODULE_DOTS,
    Align,
    Element,
    QrCode,
    Row,
    TextLine,
)
from drivers.ticket_printer.slip_text import encode

INITIALISE = b"\x1b\x40"
CHINESE_ON, CHINESE_OFF = b"\x1c\x26", b"\x1c\x2e"
FEED_AND_PARTIAL_CUT = b"\x1d\x56\x42\x00"
LINE_FEED = b"\n"

_LINE_DOTS = 30
_GLYPH_DOTS = 24
_QR_DOTS = 57 * QR_MODULE_DOTS
"""Height of a QR code of version 10, larger than any address on a slip needs."""
_DOTS_PER_SECOND = 400
"""50 mm/s, the slowest printers of the field."""
_CUT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class PrintJob:
    """The bytes of one slip, cut included, and an upper bound of the seconds from the first line to the cut."""

    data: bytes
    paper_seconds: float


def build_job(elements: Iterable[Element]) -> PrintJob:
    """The job for a laid-out slip."""
    writer = _Writer()
    dots = 0
    for element in elements:
        writer.add(element)
        dots += _height(element)
    return PrintJob(writer.finish(), dots / _DOTS_PER_SECOND + _CUT_SECONDS)


def _height(element: Element) -> int:
    match element:
        case QrCode():
            return _QR_DOTS
        case TextLine():
            return _LINE_DOTS + _GLYPH_DOTS * (element.height_factor - 1)
        case Row():
            return _LINE_DOTS


class _Writer:
    """Knows the modes the printer is in."""

    def __init__(self) -> None:
        self._data = bytearray(INITIALISE + CHINESE_ON)
        self._escpos = EscposTransport(self._data.extend)
        self._align = Align.LEFT
        self._bold = False
        self._size = 0x00

    def add(self, element: Element) -> None:
        match element:
            case TextLine():
                self._modes(element.align, element.width_factor, element.height_factor, bold=element.bold)
                self._data += encode(element.text) + LINE_FEED
            case Row():
                self._modes(Align.LEFT, 1, 1, bold=False)
                self._data += encode(element.label) + _row_end(element) + LINE_FEED
            case QrCode():
                self._modes(Align.CENTRE, 1, 1, bold=False)
                self._escpos.native_qr(element.content, QR_MODULE_DOTS)

    def finish(self) -> bytes:
        return bytes(self._data + CHINESE_OFF + FEED_AND_PARTIAL_CUT)

    def _modes(self, align: Align, width: int, height: int, *, bold: bool) -> None:
        size = (width - 1) << 4 | (height - 1)
        if align != self._align:
            self._data += bytes([0x1B, 0x61, align])
        if bold != self._bold:
            self._data += bytes([0x1B, 0x45, bold])
        if size != self._size:
            self._data += bytes([0x1D, 0x21, size])
        self._align, self._bold, self._size = align, bold, size


def _row_end(row: Row) -> bytes:
    """``ESC $`` moves to a position counted in dots from the left edge, low byte first."""
    if not row.value:
        return b""
    position = row.value_column * DOTS_PER_COLUMN
    return b"\x1b\x24" + position.to_bytes(2, "little") + encode(row.value)
