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

_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕％·…,.;:?!)]}%")
"""Closing punctuation stays with the character before it."""
_TOKEN = re.compile(r" +|[!-~]+|[^ -~]")


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
    """Lines of at most ``columns``, broken at spaces between words and anywhere between Chinese characters.

    A word longer than a line is cut. No line begins with closing punctuation while the line before can spare its last
    character.
    """
    lines: list[str] = []
    line = ""
    for token in _tokens(printable(text).strip(), columns):
        if width(line + token.rstrip()) <= columns:
            line += token
            continue
        line, carried = _carry(line, token)
        lines.append(line.rstrip())
        line = (carried + token).lstrip()
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


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
        for start in range(0, len(token), columns):
            yield token[start : start + columns]


def _carry(line: str, token: str) -> tuple[str, str]:
    """Take the last character of the line along when the next one may not begin a line."""
    keeps_something = len(line) > 1 and not line[-1].isspace() and not line[-1].isascii()
    if token[0] in _NEVER_FIRST and keeps_something:
        return line[:-1], line[-1]
    return line, ""
