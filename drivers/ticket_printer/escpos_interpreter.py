"""Turns a stream of ESC/POS into paper, one item at a time.

Responsible for: modes, lines, QR codes and cuts. Not responsible for status, power or faults (``escpos_emulator``): the
caller decides before each step whether the printer can go on.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from drivers.ticket_printer.emulated_paper import LineBuffer, PrintedLine, PrintedSlip, Style
from drivers.ticket_printer.escpos_commands import Character, Command, take_item
from drivers.ticket_printer.slip_layout import DOTS_PER_COLUMN, Align
from drivers.ticket_printer.slip_raster import Raster

_QR_LINES = 8
"""Paper that a QR code takes, in lines."""
_LINE_DOTS = 30
ROLL_LINES = 20_000
"""On a roll of 80 m: paper that nobody cuts is never longer."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one step did besides changing modes."""

    lines: int = 0
    """Lines of paper that moved."""
    cut: PrintedSlip | None = None
    question: bytes = b""
    """``r`` or ``a`` and its parameter: the printer has come to a ``GS r`` or ``GS a``, or to an ``ESC @``, which ends the
    latter."""


class EscposInterpreter:
    """The printing part of a printer: a receive buffer, modes, and the paper since the last cut."""

    def __init__(self, columns: int) -> None:
        self._row_bytes = columns * DOTS_PER_COLUMN // 8
        self._buffer = bytearray()
        self._line = LineBuffer(columns)
        self._lines: deque[PrintedLine] = deque(maxlen=ROLL_LINES)
        self._qr, self._lines_above_qr = "", 0
        self._stored_qr = ""
        self._style = Style()
        self._chinese = True

    @property
    def live(self) -> PrintedSlip:
        """The paper since the last cut, printed lines only."""
        return PrintedSlip(tuple(self._lines), self._qr, lines_above_qr=self._lines_above_qr)

    @property
    def waiting(self) -> int:
        """Bytes in the receive buffer."""
        return len(self._buffer)

    def receive(self, data: bytes) -> None:
        """Put bytes into the receive buffer."""
        self._buffer += data

    def clear_buffers(self) -> None:
        """Forget everything that is not on paper."""
        self._buffer.clear()
        self._line.clear()

    def restart(self) -> None:
        """Power-on: as ``clear_buffers``, and all modes as at the beginning."""
        self.clear_buffers()
        self._initialise()

    def step(self) -> Effect | None:
        """Carry out the next item; None when there is none, or not all of it yet."""
        item = take_item(self._buffer, chinese=self._chinese)
        if item is None:
            return None
        return self._print(item) if isinstance(item, Character) else self._obey(item)

    def _print(self, character: Character) -> Effect:
        wrapped = 0
        if not self._line.fits(character.columns, self._style) and not self._line.empty:
            wrapped = self._end_line()
        self._line.put(character.text, character.columns, self._style)
        return Effect(lines=wrapped)

    def _obey(self, command: Command) -> Effect:
        match command.code:
            case b"\n":
                return Effect(lines=self._end_line())
            case b"\t":
                self._line.tab(self._style)
            case b"\x1bd":
                return Effect(lines=self._feed(command.parameters[0]))
            case b"\x1dV":
                return self._cut(command.parameters)
            case b"\x1d(" | b"\x1dv":
                draw = self._two_dimensional if command.code == b"\x1d(" else self._picture
                return Effect(lines=draw(command.parameters))
            case b"\x1b@":
                return self._begin_anew()
            case b"\x1dr" | b"\x1da":
                return Effect(question=command.code[1:] + command.parameters)
            case b"\x1b$":
                self._line.move_to(int.from_bytes(command.parameters, "little"), self._style)
            case _:
                self._set_mode(command)
        return Effect()

    def _set_mode(self, command: Command) -> None:
        value = command.parameters[0] if command.parameters else 0
        match command.code:
            case b"\x1c&" | b"\x1c.":
                self._chinese = command.code == b"\x1c&"
            case b"\x1d!":
                self._style = replace(
                    self._style, width_factor=(value >> 4 & 7) + 1, height_factor=(value & 7) + 1
                )
            case b"\x1bE":
                self._style = replace(self._style, bold=bool(value & 1))
            case b"\x1ba":
                if self._line.empty and value % 48 in set(Align):
                    self._style = replace(self._style, align=Align(value % 48))
            case b"\x1b!":
                self._print_mode(value)
            case _:
                pass  # Unknown to this printer: skipped.

    def _print_mode(self, value: int) -> None:
        self._style = replace(
            self._style,
            bold=bool(value & 0x08),
            height_factor=2 if value & 0x10 else 1,
            width_factor=2 if value & 0x20 else 1,
        )

    def _begin_anew(self) -> Effect:
        self._line.clear()
        self._initialise()
        return Effect(question=b"a\x00")

    def _initialise(self) -> None:
        self._style = Style()
        self._chinese = True
        self._stored_qr = ""

    def _end_line(self) -> int:
        line = self._line.take(self._style)
        self._lines.append(line)
        return line.height_factor

    def _feed(self, lines: int) -> int:
        moved = 0 if self._line.empty else self._end_line()
        self._lines.extend([PrintedLine("")] * lines)
        return moved + lines

    def _cut(self, parameters: bytes) -> Effect:
        moved = 0 if self._line.empty else self._end_line()
        slip = replace(self.live, cut="partial" if parameters[0] in {1, 49, 66} else "full")
        self._lines.clear()
        self._qr, self._lines_above_qr = "", 0
        return Effect(lines=moved, cut=slip)

    def _picture(self, parameters: bytes) -> int:
        """``GS v 0``: rows of dots from the left edge or in the middle; what is wider than the paper is cut off."""
        row_bytes, height = (int.from_bytes(parameters[at : at + 2], "little") for at in (2, 4))
        kept = min(row_bytes, self._row_bytes)
        if not kept or not height:
            return 0
        moved = 0 if self._line.empty else self._end_line()
        rows = (parameters[start : start + kept] for start in range(6, 6 + row_bytes * height, row_bytes))
        raster = Raster(kept * 8, height, b"".join(rows))
        self._lines.append(PrintedLine("", align=self._style.align, image=raster))
        return moved + -(-height // _LINE_DOTS)

    def _two_dimensional(self, parameters: bytes) -> int:
        """``GS ( k`` for QR codes: store (function 80) and print (81)."""
        if parameters[3:5] == b"1P":
            self._stored_qr = parameters[6:].decode("utf-8", "replace")
        elif parameters[3:5] == b"1Q" and self._stored_qr:
            self._qr, self._lines_above_qr = self._stored_qr, len(self._lines)
            return _QR_LINES
        return 0
