"""The two weights of Noto Sans SC in every size that is asked for.

Responsible for: loading and holding fonts and measuring text in real pixels. Not responsible for: logical
coordinates (``canvas``). pygame's own default font has no Chinese; these files come with the checkout.
"""

from __future__ import annotations

from pathlib import Path

import pygame

from screen.cache import Bounded

FONT_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "fonts"
_FILES = {False: "NotoSansSC-Regular.ttf", True: "NotoSansSC-Bold.ttf"}

EM_ABOVE_BASELINE = 0.88
"""Share of a Chinese character's square that lies above the base line."""
HELD = 32
"""Fonts, by size and weight, that are held at once: more than any one picture has; each keeps the glyphs that it drew."""


class Fonts:
    """Fonts by size in real pixels; pygame's font module must be initialised."""

    def __init__(self, folder: Path = FONT_FOLDER) -> None:
        self._folder = folder
        self._fonts: Bounded[tuple[int, bool], pygame.font.Font] = Bounded(HELD)
        self._widths: Bounded[tuple[str, int, bool], int] = Bounded(8192)

    def font(self, size: int, *, bold: bool) -> pygame.font.Font:
        """The font whose Chinese characters are ``size`` pixels high."""
        return self._fonts.get((size, bold), lambda: pygame.font.Font(self._folder / _FILES[bold], size))

    def width(self, text: str, size: int, *, bold: bool) -> int:
        """Width of one line in pixels."""
        return self._widths.get((text, size, bold), lambda: self.font(size, bold=bold).size(text)[0])

    def em_top(self, size: int, *, bold: bool) -> int:
        """How far the top of a Chinese character lies below the top of a rendered line, in pixels."""
        return round(self.font(size, bold=bold).get_ascent() - EM_ABOVE_BASELINE * size)
