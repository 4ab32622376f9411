"""Text as a Chinese ticket printer takes it: which characters, how wide, where lines break.

Responsible for: replacing what a printer cannot print, display width in half-width columns, wrapping.
Not responsible for the order of things on a slip (``slip_layout``) or for commands (``slip_bytes``).

The printer takes GB 18030. A character of one byte is one column wide, one of two bytes two columns. Characters that
take four bytes (rare names) have no glyph in most printers and are printed as ``〓``, the mark for a missing character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MISSING = "〓"

_CLOSING = "，。、；：？！）》」』】〕％·…"
"""Punctuation that stays with what it follows."""
_TOKEN = re.compile(
    # A count keeps its measure word beside it: 3号, 12人.
    rf" +|(?:[!-~]*[0-9][^ -~]|[!-~]+|[^ -~])[{_CLOSING}]*"
)


def printable(text: str) -> str:
    """The text with one printable character for each of its own; control characters become spaces."""
    return "".join(_printable_character(character) for character in text)


def encode(text: str) -> bytes:
    """The bytes between ``FS &`` and ``FS .``; the text has been made printable."""
    return text.encode("gb18030")


def width(text: str) -> int:
    """Half-width columns that a printable text takes at single size."""
    return len(encode(text))


def wrap(text: str, columns: int) -> tuple[str, ...]:
    """Lines of at most ``columns``: words and counts stay whole, Chinese breaks anywhere but before punctuation.

    What is longer than a line is cut. ``columns`` is at least 2.
    """
    lines: list[str] = []
    line = ""
    for token in _tokens(printable(text).strip(), columns):
        if width(line + token.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        line = (line + token).lstrip()
    return (*lines, line.rstrip()) if line else tuple(lines)


def wrap_evenly(text: str, columns: int) -> tuple[str, ...]:
    """For centred text: no more lines than ``wrap`` makes, broken after punctuation if it can be, else equally long."""
    best = wrap(text, columns)
    for narrower in range(columns - 1, 1, -1):
        tighter = wrap(text, narrower)
        if len(tighter) > len(best):
            break
        if _breaks_after_punctuation(tighter) >= _breaks_after_punctuation(best):
            best = tighter
    return best


def _breaks_after_punctuation(lines: tuple[str, ...]) -> int:
    return sum(line[-1] in _CLOSING + ",.;:" for line in lines[:-1])


def _printable_character(character: str) -> str:
    if ord(character) < 0x20 or ord(character) == 0x7F:
        return " "
    try:
        size = len(character.encode("gb18030"))
    except UnicodeEncodeError:
        return MISSING
    return character if size <= 2 else MISSING


def _tokens(text: str, columns: int) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        piece = ""
        for character in token:
            if width(piece + character) > columns:
                yield piece
                piece = ""
            piece += character
        yield piece
