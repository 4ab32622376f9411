"""Text as Onbon BX-5K/6K font cards take it, and how it fills an area.

Responsible for: characters to bytes and back with their colours, and breaking text into the pages of an area. Not
responsible for: the area's other fields (``onbon_areas``) or choosing what to show (``onbon``).

The backslash begins a control: ``\\C1`` red, ``\\C2`` green, ``\\C3`` yellow, ``\\FO000`` a font, ``\\n`` a new
line. A backslash of the text itself must therefore never reach the sign, neither as a character of its own nor as
the second byte of a Chinese one, because nobody knows whether a sign looks at pairs of bytes there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drivers.led_display.port import SignColour
from drivers.rs485 import a090_text
from drivers.rs485.a090_text import MISSING, width

CONTROL = 0x5C
NEW_LINE = "\n"
DEFAULT_COLOUR = SignColour.RED
"""Of text before any colour control; what a sign of one colour shows anyway."""

_COLOUR_DIGITS = {SignColour.RED: b"1", SignColour.GREEN: b"2", SignColour.YELLOW: b"3"}
_COLOURS = {digit: colour for colour, digit in _COLOUR_DIGITS.items()}
_FULL_WIDTH_BACKSLASH = "＼"
_FONT_CONTROL_BYTES = 6


@dataclass(frozen=True, slots=True)
class ShownCharacter:
    """One character of the sign; ``NEW_LINE`` where the text breaks."""

    character: str
    colour: SignColour


def drawable(text: str) -> str:
    """The text in characters that the sign has: a backslash becomes its full-width form, unknown ones ``〓``."""
    return "".join(map(_harmless, a090_text.drawable(text)))


def encode(text: str, colour: SignColour) -> bytes:
    """The bytes of the drawable text in one colour."""
    return b"\\C" + _COLOUR_DIGITS[colour] + drawable(text).encode("gbk")


def decode(data: bytes) -> tuple[ShownCharacter, ...]:
    """The characters a sign shows for ``data``; unknown controls and a torn end are left out, broken pairs ``〓``."""
    return tuple(_characters(data))


def columns_of(text: str) -> int:
    """Half-width columns that the drawable text takes in one line."""
    return sum(map(width, text))


def break_lines(text: str, columns: int) -> list[str]:
    """The text in lines of at most ``columns``; a character is never halved, and one wider than a line stands alone."""
    lines, used = [""], 0
    for character in text:
        if character == NEW_LINE or (lines[-1] and used + width(character) > columns):
            lines.append("")
            used = 0
        if character != NEW_LINE:
            lines[-1] += character
            used += width(character)
    return lines


def pages_of(text: str, *, columns: int, rows: int, wraps: bool) -> tuple[str, ...]:
    """What an area of that size shows in turn; lines of a page are joined by ``NEW_LINE``."""
    lines = break_lines(text, columns) if wraps else text.split(NEW_LINE)
    return tuple(NEW_LINE.join(lines[start : start + rows]) for start in range(0, len(lines), rows))


def centred(text: str, columns: int) -> str:
    """The text filled up with spaces to a whole line; it must fit."""
    missing = columns - columns_of(text)
    return " " * (missing // 2) + text + " " * (missing - missing // 2)


def _harmless(character: str) -> str:
    if character == "\\":
        return _FULL_WIDTH_BACKSLASH
    return MISSING if CONTROL in character.encode("gbk") else character


def _characters(data: bytes) -> Iterable[ShownCharacter]:
    colour, position = DEFAULT_COLOUR, 0
    for size in _sizes(data):
        piece = data[position : position + size]
        position += size
        if piece[:2] == b"\\C":
            colour = _COLOURS.get(piece[2:3], colour)
        elif piece == b"\\n":
            yield ShownCharacter(NEW_LINE, colour)
        elif piece[0] != CONTROL:
            yield ShownCharacter(_decode_character(piece), colour)


def _sizes(data: bytes) -> Iterator[int]:
    """Lengths of the characters and controls one after another, without a torn end."""
    position = 0
    while position < len(data):
        size = _size(data[position : position + 3])
        position += size
        if position <= len(data):
            yield size


def _size(begin: bytes) -> int:
    if begin[0] != CONTROL:
        return 1 if begin[0] < 0x80 else 2
    if begin[1:2] == b"C":
        return 3
    return _FONT_CONTROL_BYTES if begin[1:3] == b"FO" else 2


def _decode_character(piece: bytes) -> str:
    try:
        return piece.decode("gbk")
    except UnicodeDecodeError:
        return MISSING
