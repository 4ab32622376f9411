"""What stands where on a slip: a slip becomes lines, rows, a QR code and a cut for one width of paper.

Responsible for: order, sizes, alignment and wrapping. Not responsible for bytes (``slip_bytes``) or for words: they
come with the slip, in its language.

Paper of 80 mm prints 576 dots, 48 half-width columns; 58 mm prints 384 dots, 32 columns. Both at 8 dots a millimetre.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from drivers.ticket_printer.port import Slip
from drivers.ticket_printer.slip_text import printable, width, wrap, wrap_evenly

DOTS_PER_COLUMN = 12
COLUMNS = {80: 48, 58: 32}
"""Half-width columns by paper width in millimetres."""

MAX_FACTOR = 8
"""Largest character size of ``GS !``."""
_RULE_FACTOR = 8
"""A stroke eight times as wide rules the paper with an eighth of the bytes."""
_STROKE = "─"
"""Two columns wide, and as wide as its cell: strokes join."""
QR_MODULE_DOTS = 6


class Align(IntEnum):
    """As ``ESC a`` counts."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text at one size."""

    text: str
    width_factor: int = 1
    height_factor: int = 1
    bold: bool = False
    align: Align = Align.CENTRE


@dataclass(frozen=True, slots=True)
class Row:
    """A label at the left edge and a value that begins ``value_column`` columns of its size in and ends at the right."""

    label: str
    value: str
    value_column: int
    factor: int = 1


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code in the middle of the paper."""

    content: str


Element = TextLine | Row | QrCode

GAP = TextLine("")
"""An empty line; printers feed the same for it at every size."""

VOID = "作废 VOID"
"""Stands under what is left of a slip that was not finished; for residents and staff of either language."""


def lay_out(slip: Slip, paper_mm: int) -> tuple[Element, ...]:
    """Everything on the slip from top to bottom; the cut follows by itself. KeyError for other paper."""
    columns = COLUMNS[paper_mm]
    size = 2 if slip.large else 1
    return (
        *centred(slip.hall, columns, factor=size, bold=True),
        *all_centred(slip.header, columns, factor=size),
        rule(columns),
        *as_large_as_fits(slip.number, columns),
        *centred(slip.reprint_mark, columns, factor=2, bold=True),
        *centred(slip.service, columns, factor=size + 1, bold=True),
        *centred(slip.service_second, columns, factor=size),
        *below(row for label, value in slip.rows for row in _rows(label, value, columns, size)),
        *below(_qr(slip, columns, size)),
        *below(_foot(slip, columns, size)),
    )


def lay_out_void(paper_mm: int) -> tuple[Element, ...]:
    """What makes the paper above it worthless. KeyError for other paper."""
    columns = COLUMNS[paper_mm]
    edge = rule(columns)
    return (edge, *centred(VOID, columns, factor=columns // width(VOID), bold=True), edge)


def all_centred(texts: Iterable[str], columns: int, *, factor: int = 1) -> list[TextLine]:
    """Texts one under the other."""
    return [line for text in texts for line in centred(text, columns, factor=factor)]


def centred(text: str, columns: int, *, factor: int = 1, bold: bool = False) -> list[TextLine]:
    """A text in the middle, on as many lines as it needs; none for an empty text."""
    return [TextLine(line, factor, factor, bold) for line in wrap_evenly(text, columns // factor)]


def as_large_as_fits(number: str, columns: int) -> list[TextLine]:
    """A number in the largest size at which it fits on one line."""
    factor = max(1, min(MAX_FACTOR, columns // max(1, width(printable(number)))))
    return centred(number, columns, factor=factor, bold=True)


def rule(columns: int) -> TextLine:
    """A line across the paper; bold as what stands around it, which saves switching."""
    return TextLine(_STROKE * (columns // _RULE_FACTOR // width(_STROKE)), _RULE_FACTOR, 1, bold=True)


def below(block: Iterable[Element]) -> list[Element]:
    """The block with an empty line above it; nothing for an empty block."""
    elements = list(block)
    return [GAP, *elements] if elements else []


def _rows(label: str, value: str, paper_columns: int, size: int) -> list[Row]:
    """One row, or the value on lines of its own under the label when both do not fit beside each other."""
    label, value = printable(label).strip(), printable(value).strip()
    columns = paper_columns // size
    if width(label) + 1 + width(value) <= columns:
        return [_row(label, value, columns, size)]
    labels = [_row(line, "", columns, size) for line in wrap(label, columns)]
    return labels + [_row("", line, columns, size) for line in wrap(value, columns)]


def _row(label: str, value: str, columns: int, size: int) -> Row:
    return Row(label, value, columns - width(value), size)


def _foot(slip: Slip, columns: int, size: int) -> list[TextLine]:
    """Notice, further lines, and the time of issue unless a row tells it already."""
    told = any(f"{slip.issued_at:%H:%M}" in value for _, value in slip.rows)
    issued = "" if told else f"{slip.issued_at:%Y-%m-%d %H:%M}"
    return all_centred((slip.notice, *slip.footer, issued), columns, factor=size)


def _qr(slip: Slip, columns: int, size: int) -> list[Element]:
    if not slip.qr:
        return []
    # Scanners want four modules of white around the code; at the sides there is more than that.
    return [QrCode(slip.qr), *below(centred(slip.qr_caption, columns, factor=size))]
