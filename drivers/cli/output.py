"""What the commands print: lines for people, or one JSON object a line for programs.

Responsible for: the form. Not responsible for what is told.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import TextIO


class Output:
    """Writes either form; every fact is told in both."""

    def __init__(self, stream: TextIO, *, as_json: bool) -> None:
        self._stream = stream
        self._as_json = as_json

    @property
    def as_json(self) -> bool:
        """True when programs read along."""
        return self._as_json

    def tell(self, text: str, /, **facts: object) -> None:
        """``text`` for people, ``facts`` for programs."""
        self._write(json.dumps(facts, ensure_ascii=False, default=str) if self._as_json else text)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows as a table for people, and as objects with the headings as keys for programs."""
        if self._as_json:
            for row in rows:
                self._write(json.dumps(dict(zip(headings, row, strict=True)), ensure_ascii=False))
            return
        columns = list(zip(headings, *rows, strict=True))
        widths = [max(map(_width, column)) for column in columns]
        for row in (headings, *rows):
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self._write("  ".join(cells).rstrip())

    def _write(self, line: str) -> None:
        self._stream.write(f"{line}\n")
        self._stream.flush()


def _width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
