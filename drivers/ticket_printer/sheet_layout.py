"""What stands where on a sheet: a sheet becomes lines and a QR code for one width of paper.

Responsible for: order, sizes, boxes to tick and hanging indents. Not responsible for bytes (``slip_bytes``) or for words:
they come with the sheet, in its language.
"""

from __future__ import annotations

from drivers.ticket_printer.port import Sheet, SheetLine
from drivers.ticket_printer.slip_layout import (
    COLUMNS,
    Align,
    Element,
    QrCode,
    TextLine,
    all_centred,
    as_large_as_fits,
    below,
    centred,
    rule,
)
from drivers.ticket_printer.slip_text import width, wrap

BOX = "□ "
"""In every Chinese printer's character set."""
_INDENT = width(BOX)


def lay_out_sheet(sheet: Sheet, paper_mm: int) -> tuple[Element, ...]:
    """Everything on the sheet from top to bottom; the cut follows by itself. KeyError for other paper."""
    columns = COLUMNS[paper_mm]
    size = 2 if sheet.large else 1
    lines = [line for each in sheet.lines for line in _line(each, columns // size, size)]
    return (
        *centred(sheet.heading, columns, factor=size, bold=True),
        rule(columns),
        *(as_large_as_fits(sheet.number, columns) if sheet.number else ()),
        *centred(sheet.title, columns, factor=size + 1, bold=True),
        *centred(sheet.subtitle, columns, factor=size),
        *below(lines),
        *below([QrCode(sheet.qr)] if sheet.qr else ()),
        *below(all_centred(sheet.footer, columns, factor=size)),
    )


def _line(line: SheetLine, columns: int, size: int) -> list[TextLine]:
    """What does not fit goes on under the text, so that every box stands alone at the edge."""
    margin = _INDENT if line.tick or line.indent else 0
    first = BOX if line.tick else " " * margin
    texts = wrap(line.text, columns - margin) or ("",)
    leads = [first] + [" " * margin] * (len(texts) - 1)
    return [
        TextLine((lead + text).rstrip(), size, size, line.strong, Align.LEFT)
        for lead, text in zip(leads, texts, strict=True)
    ]
