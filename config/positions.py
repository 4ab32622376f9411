"""Which line of a hall file a path stands on, for reports.

Responsible for: the usual way of writing (``[hall]``, ``[[windows]]``, ``key = value``). Inline tables and keys inside
long strings are not recognised; a report without a line is still right.
"""

from __future__ import annotations

import re

from config.mistakes import Path

_HEADER = re.compile(r"^\s*(?P<open>\[\[?)\s*(?P<name>[A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_-]+|\"[^\"]*\")\s*(\.|=)")


class Positions:
    """Line numbers by path."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        counts: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            header = _HEADER.match(line)
            if header:
                table = self._table(header["name"], counts, is_array=header["open"] == "[[")
                self._lines.setdefault(table, number)
                if isinstance(table[-1], int):
                    self._lines.setdefault(table[:-1], number)
            elif key := _KEY.match(line):
                self._lines.setdefault((*table, key["key"].strip('"')), number)

    def line(self, path: Path) -> int | None:
        """The line of the path, or of the nearest thing around it that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    @staticmethod
    def _table(name: str, counts: dict[Path, int], *, is_array: bool) -> Path:
        """The path of a header: ``[devices.keys]`` belongs to the last ``[[devices]]`` before it."""
        path: Path = ()
        for step in name.split("."):
            path = (*path, counts[path]) if path in counts else path
            path = (*path, step)
        if is_array:
            counts[path] = counts.get(path, -1) + 1
        return (*path, counts[path]) if is_array else path
