"""A laid-out slip as printer commands, and how long the printer takes for it.

Responsible for: the fewest bytes: a mode is switched only when it changes, a row reaches its right edge with one
positioning command instead of spaces, and only lines that need it are sent as pictures. Not responsible for what stands
where (``slip_layout``) or for drawing (``slip_raster``).

Sizes of both scripts are set with ``GS !`` alone: the Chinese size commands set the same property, and the last wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

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
from drivers.ticket_printer.slip_raster import Raster, SlipFont
from drivers.ticket_printer.slip_text import encode, lacks, substituted, width

log = structlog.get_logger(__name__)

INITIALISE = b"\x1b\x40"
CHINESE_ON = b"\x1c\x26"
FEED_AND_PARTIAL_CUT = b"\x1d\x56\x42\x00"
LINE_FEED = b"\n"

DOTS_PER_MM = 8
_LINE_DOTS = 30
_GLYPH_DOTS = 24
_FEED_DOTS = _LINE_DOTS - _GLYPH_DOTS
_QR_DOTS = 57 * QR_MODULE_DOTS
"""Height of a QR code of version 10, larger than any address on a slip needs."""
_USUAL_QR_DOTS = 33 * QR_MODULE_DOTS
"""Version 4, which the address of a ticket's page takes."""
_TO_CUTTER_DOTS = 15 * DOTS_PER_MM
"""From the head to the cutter."""
_DOTS_PER_SECOND = 400
"""50 mm/s, the slowest printers of the field."""
CUT_SECONDS = 1.0
"""For the feed to the cutter and the cut."""

_REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
"""Beginnings of commands that a printer obeys wherever they come along, also inside a picture."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """The bytes of one slip, and an upper bound of the seconds from its first line to its last."""

    body: bytes
    """Everything on the paper."""
    paper_seconds: float
    paper_mm: float
    """Paper that the slip usually takes, feed to the cutter included."""

    cut: bytes = FEED_AND_PARTIAL_CUT

    @property
    def data(self) -> bytes:
        """Body and cut."""
        return self.body + self.cut


def build_job(elements: Iterable[Element], font: SlipFont | None = None) -> PrintJob:
    """The job for a laid-out slip; ``font`` draws what the printer lacks (default: the fonts of the checkout)."""
    writer = _Writer(font or SlipFont())
    slowest = usual = 0
    for element in elements:
        writer.add(element)
        slowest += _height(element, _QR_DOTS)
        usual += _height(element, _USUAL_QR_DOTS)
    return PrintJob(writer.finish(), slowest / _DOTS_PER_SECOND, (usual + _TO_CUTTER_DOTS) / DOTS_PER_MM)


def _height(element: Element, qr_dots: int) -> int:
    match element:
        case QrCode():
            return qr_dots
        case TextLine():
            return _LINE_DOTS + _GLYPH_DOTS * (element.height_factor - 1)
        case Row():
            return _LINE_DOTS + _GLYPH_DOTS * (element.factor - 1)


class _Writer:
    """Knows the modes the printer is in."""

    def __init__(self, font: SlipFont) -> None:
        self._font = font
        self._data = bytearray(INITIALISE + CHINESE_ON)
        self._escpos = EscposTransport(self._data.extend)
        self._align = Align.LEFT
        self._bold = False
        self._size = 0x00

    def add(self, element: Element) -> None:
        match element:
            case TextLine(text=""):
                self._data += LINE_FEED
            case TextLine():
                factor = (element.width_factor, element.height_factor)
                pieces = [(0, element.text)]
                if not self._add_picture(pieces, element.align, factor, bold=element.bold):
                    self._modes(element.align, *factor, bold=element.bold)
                    self._data += encode(substituted(element.text)) + LINE_FEED
            case Row():
                pieces = [(0, element.label), (element.value_column, element.value)]
                factor = (element.factor, element.factor)
                if not self._add_picture(pieces, Align.LEFT, factor, bold=False):
                    self._modes(Align.LEFT, *factor, bold=False)
                    self._data += encode(substituted(element.label)) + _row_end(element) + LINE_FEED
            case QrCode():
                self._aligned(Align.CENTRE)
                self._escpos.native_qr(element.content, QR_MODULE_DOTS)

    def finish(self) -> bytes:
        return bytes(self._data)

    def _add_picture(
        self, pieces: list[tuple[int, str]], align: Align, factor: tuple[int, int], *, bold: bool
    ) -> bool:
        """Send the line as a picture; False when it needs none, or when the font cannot be read."""
        if not any(lacks(character) for _, text in pieces for character in text):
            return False
        columns = max(column + width(text) for column, text in pieces)
        try:
            raster = self._font.draw(pieces, columns, factor=factor, bold=bold)
        except (OSError, ImportError) as error:
            log.warning("rare characters not drawn", reason=str(error))
            return False
        self._aligned(align)
        self._data += raster_command(raster) + bytes([0x1B, 0x4A, _FEED_DOTS])
        return True

    def _modes(self, align: Align, width: int, height: int, *, bold: bool) -> None:
        size = (width - 1) << 4 | (height - 1)
        self._aligned(align)
        if bold != self._bold:
            self._data += bytes([0x1B, 0x45, bold])
        if size != self._size:
            self._data += bytes([0x1D, 0x21, size])
        self._bold, self._size = bold, size

    def _aligned(self, align: Align) -> None:
        if align != self._align:
            self._data += bytes([0x1B, 0x61, align])
            self._align = align


def raster_command(raster: Raster) -> bytes:
    """``GS v 0``. A dot is added where the picture would hold a command in real time."""
    data = raster.data
    for command in _REAL_TIME:
        data = data.replace(command, bytes([command[0] | 0x08, command[1]]))
    size = raster.row_bytes.to_bytes(2, "little") + raster.height.to_bytes(2, "little")
    return b"\x1d\x76\x30\x00" + size + data


def _row_end(row: Row) -> bytes:
    """``ESC $`` moves to a position counted in dots from the left edge, low byte first."""
    if not row.value:
        return b""
    position = row.value_column * DOTS_PER_COLUMN * row.factor
    return b"\x1b\x24" + position.to_bytes(2, "little") + encode(substituted(row.value))
