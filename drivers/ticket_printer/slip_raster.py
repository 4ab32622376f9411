"""Lines with characters that the printer lacks, drawn dot by dot.

Responsible for: one line of text as a black and white picture whose characters stand in the same cells as the printer's
own. Not responsible for the command that prints it (``slip_bytes``) or for which lines need it (``slip_text``).

A cell is 12 dots wide and 24 high at size one. A character that the font lacks as well is drawn as an empty box, so that a
reader sees that something is missing. Pillow is loaded with the first line that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.ticket_printer.slip_text import columns_of

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

FONT_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "fonts"
CELL_WIDTH, CELL_HEIGHT = 12, 24

_FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}
_BASELINE = 0.86
"""Share of a cell's height above the base line: capitals and Chinese characters then stand as high as the printer's."""
_THRESHOLD = 112
"""Grey from which a dot is printed; a little under half, because thin strokes burn weakly."""
_NO_CHARACTER = "\U0010ffff"
"""Every font draws its mark for a missing character in its place."""


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture: rows from the top, eight dots to a byte, the leftmost in the highest bit, set where it is black."""

    width: int
    """In dots, a multiple of eight."""
    height: int
    data: bytes

    @property
    def row_bytes(self) -> int:
        """Bytes of one row."""
        return self.width // 8


class SlipFont:
    """The two weights in every size that is asked for; loaded when first needed. One thread uses it."""

    def __init__(self, folder: Path = FONT_FOLDER) -> None:
        self._font = lru_cache(maxsize=16)(lambda size, bold: _load(folder / _FILES[bold], size))

    def draw(
        self, pieces: Iterable[tuple[int, str]], columns: int, *, factor: tuple[int, int], bold: bool
    ) -> Raster:
        """Texts at columns of a line that many columns wide, characters ``factor`` times as wide and as high.

        Raises OSError when the font's file cannot be read.
        """
        from PIL import Image

        cell = (CELL_WIDTH * factor[0], CELL_HEIGHT * factor[1])
        size = (-(-columns * cell[0] // 8) * 8, cell[1])
        picture = Image.new("L", size, 0)
        for column, character in _cells(pieces):
            glyph = self._glyph(character, cell, bold=bold)
            picture.paste(glyph, (column * cell[0], 0))
        dots = picture.point(lambda grey: 255 if grey >= _THRESHOLD else 0).convert("1")
        return Raster(*size, dots.tobytes())

    def _glyph(self, character: str, cell: tuple[int, int], *, bold: bool) -> Image:
        """One character in its cell: as high as the cell, and pressed or stretched to its width."""
        from PIL import Image, ImageDraw

        width, height = columns_of(character) * cell[0], cell[1]
        font = self._font(height, bold)
        if _is_missing(character, font):
            return _box(width, height)
        length = round(font.getlength(character))
        room = max(columns_of(character) * height // 2, length)
        glyph = Image.new("L", (room, height), 0)
        ImageDraw.Draw(glyph).text(
            ((room - length) // 2, round(height * _BASELINE)), character, fill=255, font=font, anchor="ls"
        )
        return glyph if room == width else glyph.resize((width, height))


def _cells(pieces: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for start, text in pieces:
        column = start
        for character in text:
            yield column, character
            column += columns_of(character)


def _load(path: Path, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _is_missing(character: str, font: FreeTypeFont) -> bool:
    drawn, missing = font.getmask(character), font.getmask(_NO_CHARACTER)
    return drawn.size == missing.size and bytes(drawn) == bytes(missing)


def _box(width: int, height: int) -> Image:
    from PIL import Image, ImageDraw

    box = Image.new("L", (width, height), 0)
    edge = height // CELL_HEIGHT + 1
    frame = (edge, height // 8, width - edge - 1, height * 7 // 8)
    ImageDraw.Draw(box).rectangle(frame, outline=255, width=edge)
    return box
