"""Text as a Chinese ticket printer takes it: which characters, how wide, where lines break.

Responsible for: what may stand in a line, which characters the printer has no glyph for, display width in half-width
columns, wrapping. Not responsible for the order of things on a slip (``slip_layout``), for commands (``slip_bytes``) or
for drawing what the printer lacks (``slip_raster``).

The printer takes GB 18030. A character of one byte is one column wide, one of two bytes two columns. Characters that
take four bytes (rare names) and those of the private areas have no glyph in most printers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MISSING = "〓"
"""The mark for a missing character that every Chinese printer has."""

_CLOSING = "，。、；：？！）》」』】〕％·…”’"
"""Punctuation that stays with what it follows."""
_TOKEN = re.compile(
    # A count keeps its measure word beside it: 3号, 12人.
    rf" +|(?:[!-~]*[0-9][^ -~]|[!-~]+|[^ -~])[{_CLOSING}]*"
)
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
"""Soft hyphens, joiners, directions and variants: they choose between shapes that a slip does not have."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def printable(text: str) -> str:
    """The text in composed characters; control characters become spaces, invisible ones go."""
    visible = _INVISIBLE.sub("", _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text)))
    return unicodedata.normalize("NFC", visible)


def lacks(character: str) -> bool:
    """Whether a printer has no glyph for the printable character."""
    return len(encode(character)) > 2 or "\ue000" <= character <= "\uf8ff"


def substituted(text: str) -> str:
    """The text with a mark in the place of every character that the printer lacks; no wider or narrower."""
    return "".join((MISSING, "?")[columns_of(each) == 1] if lacks(each) else each for each in text)


def encode(text: str) -> bytes:
    """The bytes between ``FS &`` and ``FS .``; the text has been made printable."""
    return text.encode("gb18030")


def columns_of(character: str) -> int:
    """Half-width columns of one printable character: one or two."""
    size = len(encode(character))
    if size <= 2:
        return size
    return 1 if unicodedata.east_asian_width(character) in {"N", "Na", "H"} else 2


def width(text: str) -> int:
    """Half-width columns that a printable text takes at single size."""
    return sum(map(columns_of, text))


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
    """For centred text: no more lines than ``wrap`` makes, broken after punctuation if it can be, else equally long.

    No word is cut for it that ``wrap`` leaves whole.
    """
    best = wrap(text, columns)
    longest = max((width(token.strip()) for token in _tokens(printable(text), columns)), default=0)
    for narrower in range(columns - 1, max(2, longest) - 1, -1):
        tighter = wrap(text, narrower)
        if len(tighter) > len(best):
            break
        if _breaks_after_punctuation(tighter) >= _breaks_after_punctuation(best):
            best = tighter
    return best


def _breaks_after_punctuation(lines: tuple[str, ...]) -> int:
    return sum(line[-1:] in set(_CLOSING + ",.;:") for line in lines[:-1])


def _tokens(text: str, columns: int) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        piece = ""
        for character in token:
            if width(piece + character) > columns:
                yield piece
                piece = ""
            piece += character
        yield piece
