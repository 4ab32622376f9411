"""Text as ``A0 90`` screens take it: every character followed by its colour.

Responsible for: characters to bytes and back, widths, and what stands in for a character the screens lack.
Not responsible for: frames (``a090``) or a screen's width (its settings).

An ASCII character is its byte and a colour byte, any other is two GBK bytes and a colour byte. Two hall
systems agree on the layout and on red; green and yellow are known from one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from drivers.rs485.a090 import MAX_DATA

MISSING = "〓"
"""Stands for a character outside GBK: the mark that printers traditionally use for a missing sort."""
INVISIBLE = {"Mn", "Me", "Cf"}
"""Unicode categories of marks that take no place of their own; a screen that cannot draw them loses nothing."""


_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
"""What is not broken if it can be helped: a number or a Latin word, and otherwise each character."""


class Colour(IntEnum):
    """Colour byte behind every character."""

    RED = 0x00
    GREEN = 0x01
    YELLOW = 0x02


@dataclass(frozen=True, slots=True)
class ColouredCharacter:
    """One character of the screen. A colour byte outside ``Colour`` is kept as it came."""

    character: str
    colour: int


def drawable(text: str) -> str:
    """The text in characters that GBK has: others become ``MISSING``, controls and line ends become spaces."""
    return "".join(map(_drawable_character, unicodedata.normalize("NFC", text)))


def width(character: str) -> int:
    """Columns a drawable character takes: one for ASCII, two for all others."""
    return 1 if character.isascii() else 2


def fit(text: str, columns: int) -> str:
    """The drawable text as far as it fits into ``columns``; a character is never halved."""
    fitting, used = "", 0
    for character in drawable(text):
        used += width(character)
        if used > columns:
            break
        fitting += character
    return fitting


def pages(text: str, columns: int) -> tuple[str, ...]:
    """The drawable text in pieces of at most ``columns``, at least one; ``columns`` must be 2 or more.

    Breaks stand between words where they can, and never in a number that fits into a piece of its own. No piece
    exceeds ``MAX_DATA``.
    """
    shown, most = drawable(text), min(columns, MAX_DATA // 2)
    if columns_of(shown) <= most:
        return (shown,)
    made = [""]
    for gap, part in _parts(shown, most):
        joined = made[-1] + (gap if made[-1] else "") + part
        if columns_of(joined) <= most:
            made[-1] = joined
        else:
            made.append(part)
    return tuple(made)


def columns_of(text: str) -> int:
    """Columns the drawable text takes."""
    return sum(map(width, text))


def encode(text: str, colour: Colour) -> bytes:
    """Data bytes for the drawable text in one colour, cut before the first character that exceeds ``MAX_DATA``."""
    data = b""
    for character in drawable(text):
        coded = character.encode("gbk") + bytes((colour,))
        if len(data) + len(coded) > MAX_DATA:
            break
        data += coded
    return data


def decode(data: bytes) -> tuple[ColouredCharacter, ...]:
    """The characters a screen shows for ``data``; broken pairs are shown as ``MISSING``, a torn end is left out."""
    return tuple(_characters(data))


def _parts(text: str, columns: int) -> Iterator[tuple[str, str]]:
    """What must stay together, each at most ``columns`` wide, with the space that belongs in front of it."""
    for word in text.split():
        pieces = [word] if columns_of(word) <= columns else list(_pieces(word, columns))
        for position, piece in enumerate(pieces):
            yield ("" if position else " "), piece


def _pieces(word: str, columns: int) -> Iterator[str]:
    for piece in _PIECE.findall(word):
        for start in range(0, len(piece), columns):
            yield piece[start : start + columns]


def _characters(data: bytes) -> Iterable[ColouredCharacter]:
    position = 0
    while position < len(data):
        size = 1 if data[position] < 0x80 else 2
        coded, colour = data[position : position + size], data[position + size : position + size + 1]
        if not colour:
            return
        yield ColouredCharacter(_decode_character(coded), colour[0])
        position += size + 1


def _decode_character(coded: bytes) -> str:
    try:
        return coded.decode("gbk")
    except UnicodeDecodeError:
        return MISSING


def _drawable_character(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    try:
        if len(character.encode("gbk")) == 2:
            return character
    except UnicodeEncodeError:
        pass
    return "" if unicodedata.category(character) in INVISIBLE else MISSING
