"""Text as ``A0 90`` screens take it: every character followed by its colour.

Responsible for: characters to bytes and back, widths, and what stands in for a character the screens lack.
Not responsible for: frames (``a090``) or a screen's width (its settings).

An ASCII character is its byte and a colour byte, any other is two GBK bytes and a colour byte. Two hall
systems agree on the layout and on red; green and yellow are known from one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from drivers.rs485.a090 import MAX_DATA

MISSING = "〓"
"""Stands for a character outside GBK: the mark that printers traditionally use for a missing sort."""
INVISIBLE = {"Mn", "Me", "Cf"}
"""Unicode categories of marks that take no place of their own; a screen that cannot draw them loses nothing."""


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
