"""Printed slips as drawings in printer dots.

Responsible for: where every piece of text and the QR code stand on the paper, from what the emulated printer holds. Not
responsible for: drawing (the page) or what is printed (the kiosk).

Cells are 12 by 24 dots at size one; a Chinese character takes two. Pieces of a line that stand apart become pieces of
their own, so that columns stay columns in a font whose letters are not all equally wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import segno

from drivers.ticket_printer.emulated_paper import PrintedLine, PrintedSlip
from drivers.ticket_printer.escpos_emulator import EscposEmulator
from drivers.ticket_printer.slip_layout import DOTS_PER_COLUMN, QR_MODULE_DOTS, Align
from drivers.ticket_printer.slip_raster import Raster
from drivers.ticket_printer.slip_text import width
from virtual_hall.printers import faults_of

KEPT_SLIPS = 4
CELL_HEIGHT = 24
LINE_HEIGHT = 30
"""The printers' usual line pitch, in dots."""
_APART = re.compile(r" {2,}")
_DARK = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Drawing:
    """One slip; lengths in dots."""

    name: str
    number: str
    """What stands largest on it."""
    width: int
    height: int
    texts: tuple[dict[str, Any], ...]
    qr: dict[str, Any] | None
    images: tuple[dict[str, Any], ...] = ()
    """Lines that came as pictures: a path in dots and its place."""

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "id": self.name,
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "texts": self.texts,
            "qr": self.qr,
            "images": self.images,
        }


class SlipDrawer:
    """Draws each slip once; one thread uses it."""

    def __init__(self, columns: dict[str, int]) -> None:
        """``columns`` has the paper's width of every printer in half-width characters."""
        self._columns = columns
        self._drawn: dict[str, list[dict[str, Any]]] = {}
        self._counts: dict[str, int] = {}

    def view(self, name: str, printer: EscposEmulator) -> dict[str, Any]:
        """The printer's faults and its newest slips, oldest first."""
        count = int(str(printer.state()["slips"]))
        if count != self._counts.get(name, 0):
            papers = printer.papers
            first = max(0, len(papers) - KEPT_SLIPS)
            self._drawn[name] = [
                draw(f"{name}-{number}", slip, self._columns[name]).as_json()
                for number, slip in enumerate(papers[first:], start=first + 1)
            ]
            self._counts[name] = len(papers)
        return {"faults": faults_of(printer), "slips": self._drawn.get(name, [])}


def draw(name: str, slip: PrintedSlip, columns: int) -> Drawing:
    """The slip on paper that many columns wide."""
    texts: list[dict[str, Any]] = []
    images: list[dict[str, Any]] = []
    qr: dict[str, Any] | None = None
    y = LINE_HEIGHT
    for index, line in enumerate(slip.lines):
        height = CELL_HEIGHT * line.height_factor
        if line.image is not None:
            height = line.image.height
            images.append(_image(line.image, line.align, columns, y))
        texts += _pieces(line, columns, baseline=y + height)
        y += max(LINE_HEIGHT, height + LINE_HEIGHT - CELL_HEIGHT)
        if slip.qr and index + 1 == max(1, slip.lines_above_qr):
            qr = _qr(slip.qr, columns, y)
            y += qr["size"]
    largest = max(slip.lines, key=lambda line: (line.height_factor, line.bold), default=PrintedLine(""))
    paper = columns * DOTS_PER_COLUMN
    return Drawing(name, largest.text.strip(), paper, y + LINE_HEIGHT, tuple(texts), qr, tuple(images))


def _pieces(line: PrintedLine, columns: int, *, baseline: int) -> Iterator[dict[str, Any]]:
    cell = DOTS_PER_COLUMN * line.width_factor
    text = line.text.rstrip()
    spare = columns * DOTS_PER_COLUMN - width(text) * cell
    start = {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[line.align]
    position = 0
    for gap in [*_APART.finditer(text), None]:
        piece = text[position : gap.start() if gap else len(text)]
        if piece.strip():
            yield {
                "x": start + width(text[:position]) * cell,
                "y": baseline,
                "w": width(piece) * cell,
                "size": CELL_HEIGHT * line.height_factor,
                "bold": line.bold,
                "text": piece,
            }
        position = gap.end() if gap else len(text)


def _image(image: Raster, align: Align, columns: int, y: int) -> dict[str, Any]:
    """One path of the dark runs of a picture, in dots."""
    spare = columns * DOTS_PER_COLUMN - image.width
    path = ""
    for row in range(image.height):
        dots = image.data[row * image.row_bytes : (row + 1) * image.row_bytes]
        for run in _DARK.finditer("".join(f"{byte:08b}" for byte in dots)):
            path += f"M{run.start()} {row}h{run.end() - run.start()}v1h-{run.end() - run.start()}z"
    return {"x": {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align], "y": y, "path": path}


def _qr(content: str, columns: int, y: int) -> dict[str, Any]:
    """A real code: one path of its dark modules, in modules, with its place and size in dots."""
    code = segno.make(content, error="m", micro=False)
    side = code.symbol_size(border=0)[0]
    size = (side + 8) * QR_MODULE_DOTS
    path = "".join(
        f"M{x} {row}h1v1h-1z"
        for row, modules in enumerate(code.matrix)
        for x, dark in enumerate(modules)
        if dark
    )
    x = (columns * DOTS_PER_COLUMN - side * QR_MODULE_DOTS) // 2
    return {
        "x": x,
        "y": y + 4 * QR_MODULE_DOTS,
        "scale": QR_MODULE_DOTS,
        "size": size,
        "path": path,
        "content": content,
    }
