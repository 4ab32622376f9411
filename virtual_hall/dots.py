"""Text as the dots of an LED matrix, sixteen high.

Responsible for: which dots are lit and in which colour. Not responsible for: drawing them (the page) or what a sign
was told (its emulator). A character is 16 dots wide, ASCII 8, as on the strip screens of the field.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

HEIGHT = 16
HALF_WIDTH = 8
COLOURS = {"red": 1, "green": 2, "yellow": 3}
_LIT = 104
"""Grey value from which a dot is lit: between hairy and fat at this size."""
_SIZE = 15
"""Font size at which digits and Chinese characters just fit their cells."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """``rows`` holds 16 strings of ``width`` digits: 0 dark, 1 red, 2 green, 3 yellow."""

    width: int
    rows: tuple[str, ...]


class DotFont:
    """Renders letters bold and Chinese regular, whose strokes would run together; Pillow is loaded with the first text."""

    def __init__(self, *, regular: Path, bold: Path) -> None:
        self._paths = {1: bold, 2: regular}
        self._fonts: dict[int, ImageFont.FreeTypeFont] = {}
        self._glyph = lru_cache(maxsize=512)(self._draw)
        self.render = lru_cache(maxsize=64)(self._render)

    def _render(self, characters: tuple[tuple[str, str], ...], columns: int) -> Matrix:
        """Characters with the name of their colour on a sign ``columns`` half-widths wide, cut where it ends.

        A text that fits is centred, as a clerk would set it.
        """
        cells = [(char, 1 if char.isascii() else 2, colour) for char, colour in characters]
        used = sum(width for _, width, _ in cells)
        left = " " * (max(0, columns - used) // 2)
        rows = ["0" * HALF_WIDTH * len(left)] * HEIGHT
        for char, width, colour in cells:
            digit = str(COLOURS.get(colour, 1))
            glyph = self._glyph(char, width)
            rows = [row + line.replace("1", digit) for row, line in zip(rows, glyph, strict=True)]
        total = columns * HALF_WIDTH
        return Matrix(width=total, rows=tuple(row[:total].ljust(total, "0") for row in rows))

    def _draw(self, char: str, width: int) -> tuple[str, ...]:
        from PIL import Image, ImageDraw, ImageFont

        if width not in self._fonts:
            self._fonts[width] = ImageFont.truetype(str(self._paths[width]), _SIZE)
        size = width * HALF_WIDTH
        image = Image.new("L", (size, HEIGHT), 0)
        ImageDraw.Draw(image).text((size / 2, 13), char, fill=255, font=self._fonts[width], anchor="ms")
        pixels = image.tobytes()
        return tuple(
            "".join("1" if pixels[y * size + x] >= _LIT else "0" for x in range(size)) for y in range(HEIGHT)
        )
