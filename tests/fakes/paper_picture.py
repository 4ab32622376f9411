"""Emulated paper as a picture, dot for dot: ``python -m tests.fakes.paper_picture FOLDER`` draws every golden slip."""

from __future__ import annotations

import sys
from pathlib import Path

import segno
from PIL import Image

from drivers.ticket_printer.emulated_paper import PrintedLine, PrintedSlip
from drivers.ticket_printer.escpos_interpreter import EscposInterpreter
from drivers.ticket_printer.slip_layout import COLUMNS, DOTS_PER_COLUMN, QR_MODULE_DOTS, Align
from drivers.ticket_printer.slip_raster import Raster, SlipFont
from drivers.ticket_printer.slip_text import width

MARGIN, PITCH, CELL = 24, 30, 24


def picture(slip: PrintedSlip, columns: int, font: SlipFont) -> Image.Image:
    """The slip in printer dots, black on white."""
    strips: list[tuple[Image.Image, Align]] = []
    for index, line in enumerate(slip.lines):
        strips.append((_strip(line, columns, font), line.align))
        if slip.qr and index + 1 == slip.lines_above_qr:
            strips.append((_code(slip.qr), Align.CENTRE))
    paper = columns * DOTS_PER_COLUMN
    sheet = Image.new("1", (paper + 2 * MARGIN, sum(strip.height for strip, _ in strips) + 2 * MARGIN), 1)
    y = MARGIN
    for strip, align in strips:
        spare = paper - strip.width
        sheet.paste(strip, (MARGIN + {Align.LEFT: 0, Align.CENTRE: spare // 2, Align.RIGHT: spare}[align], y))
        y += strip.height
    return sheet


def _strip(line: PrintedLine, columns: int, font: SlipFont) -> Image.Image:
    factor = (line.width_factor, line.height_factor)
    drawn = line.image or font.draw(
        [(0, line.text)], min(columns, width(line.text)), factor=factor, bold=line.bold
    )
    strip = Image.new("1", (max(1, drawn.width), drawn.height + PITCH - CELL), 1)
    if drawn.width:
        strip.paste(_image(drawn))
    return strip


def _image(raster: Raster) -> Image.Image:
    dark = bytes(byte ^ 0xFF for byte in raster.data)
    return Image.frombytes("1", (raster.width, raster.height), dark)


def _code(content: str) -> Image.Image:
    code = segno.make(content, error="m", micro=False)
    side = len(code.matrix)
    image = Image.new("1", (side, side), 1)
    image.putdata([0 if dark else 1 for row in code.matrix for dark in row])
    return image.resize((side * QR_MODULE_DOTS, side * QR_MODULE_DOTS))


def paper_of(data: bytes, columns: int) -> PrintedSlip:
    """What an emulated printer makes of the bytes, up to the last cut."""
    interpreter = EscposInterpreter(columns)
    interpreter.receive(data)
    cut = PrintedSlip()
    while (effect := interpreter.step()) is not None:
        cut = effect.cut or cut
    return cut


def main(folder: Path) -> None:
    golden = Path(__file__).parents[1] / "golden" / "slips"
    font = SlipFont()
    for file in sorted(golden.glob("*.hex")):
        columns = COLUMNS[int(file.stem.rpartition("-")[2])]
        slip = paper_of(bytes.fromhex(file.read_text("ascii")), columns)
        picture(slip, columns, font).save(folder / f"{file.stem}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
