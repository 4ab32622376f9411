"""What comes out of an emulated printer: slips made of lines, as a reader of the paper sees them.

Responsible for: the paper's values and the line under way. Not responsible for commands (``escpos_interpreter``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from drivers.ticket_printer.slip_layout import DOTS_PER_COLUMN, Align
from drivers.ticket_printer.slip_raster import Raster


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line. Factors are those of its largest character."""

    text: str
    width_factor: int = 1
    height_factor: int = 1
    bold: bool = False
    align: Align = Align.LEFT
    image: Raster | None = None
    """A picture that takes the place of text."""


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """Paper from one cut to the next; ``cut`` is ``full``, ``partial``, or empty for paper still in the printer."""

    lines: tuple[PrintedLine, ...] = ()
    qr: str = ""
    cut: str = ""
    lines_above_qr: int = 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines' texts without the blanks around them, empty lines and pictures left out."""
        return tuple(line.text.strip() for line in self.lines if line.text.strip())


@dataclass(frozen=True, slots=True)
class Style:
    """Modes that ``ESC @`` resets."""

    width_factor: int = 1
    height_factor: int = 1
    bold: bool = False
    align: Align = Align.LEFT


class LineBuffer:
    """The line under way: characters at columns, with the modes they were sent in."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self.clear()

    def clear(self) -> None:
        """Nothing has been sent since the last line."""
        self._text = ""
        self._column = 0
        self._style: Style | None = None

    @property
    def empty(self) -> bool:
        """True when a line feed would print a blank line."""
        return not self._text

    def fits(self, columns: int, style: Style) -> bool:
        """Whether that many single columns still go on the line at the style's width."""
        return self._column + columns * style.width_factor <= self._columns

    def put(self, character: str, columns: int, style: Style) -> None:
        """Add a character that takes ``columns`` at single width."""
        self._text += character
        self._column += columns * style.width_factor
        self._style = _larger(self._style, style)

    def move_to(self, dots: int, style: Style) -> None:
        """Go right to a position in dots from the left edge; a position that has passed stays where it is."""
        while (self._column + style.width_factor) * DOTS_PER_COLUMN <= dots:
            self.put(" ", 1, style)

    def tab(self, style: Style) -> None:
        """Go to the next multiple of eight columns."""
        self.move_to((self._column // 8 + 1) * 8 * DOTS_PER_COLUMN, style)

    def take(self, style: Style) -> PrintedLine:
        """The line as printed; the next one begins."""
        used = self._style or Style(align=style.align)
        line = PrintedLine(self._text, used.width_factor, used.height_factor, used.bold, used.align)
        self.clear()
        return line


def _larger(before: Style | None, now: Style) -> Style:
    if before is None:
        return now
    return replace(
        before,
        width_factor=max(before.width_factor, now.width_factor),
        height_factor=max(before.height_factor, now.height_factor),
        bold=before.bold or now.bold,
    )
