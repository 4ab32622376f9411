"""Hall files read into settings.

Responsible for: TOML in, ``HallConfig`` or one complete list of mistakes out. Not responsible for the rules
themselves: ``sections`` checks each table, ``crosscheck`` and ``wiring`` compare them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.crosscheck import crosscheck
from config.mistakes import HallFileError, Mistake
from config.model import HallConfig
from config.positions import Positions
from config.sections import SECTIONS, Draft, Item, read_sections


def load_hall(path: Path | str) -> HallConfig:
    """The settings in the file; raises HallFileError with every mistake in it, or because it cannot be read."""
    source = str(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"The file is not UTF-8: byte {error.start + 1} fits no character."
        raise HallFileError(source, [Mistake((), problem, "Save it as UTF-8.")]) from None
    except (OSError, ValueError) as error:
        problem = f"The file cannot be read: {getattr(error, 'strerror', None) or error}."
        raise HallFileError(source, [Mistake((), problem)]) from None
    return parse_hall(text, source)


def parse_hall(text: str, source: str = "hall file") -> HallConfig:
    """The same for TOML text; ``source`` is its name in the report."""
    try:
        return read_hall(tomllib.loads(text), source, Positions(text).line)
    except tomllib.TOMLDecodeError as error:
        raise HallFileError(source, [_syntax(str(error))]) from None
    except RecursionError:
        raise HallFileError(source, [Mistake((), "Lists or tables are nested too deeply.")]) from None


def read_hall(
    document: Mapping[str, object],
    source: str = "hall file",
    line_of: Callable[[tuple[str | int, ...]], int | None] = lambda _path: None,
) -> HallConfig:
    """The same for a document that was read already; ``line_of`` gives the line of a path for the report."""
    draft = read_sections(document)
    mistakes = [*draft.mistakes, *crosscheck(draft)]
    if mistakes:
        placed = [replace(mistake, line=line_of(mistake.path)) for mistake in mistakes]
        raise HallFileError(source, sorted(placed, key=_in_order))
    return _built(draft)


def _built(draft: Draft) -> HallConfig:
    """A draft without mistakes has a model in every item."""
    parts: dict[str, Any] = {}
    for name in SECTIONS:
        part: Item | list[Item] = getattr(draft, name)
        parts[name] = tuple(item.model for item in part) if isinstance(part, list) else part.model
    return HallConfig(**parts)


def _in_order(mistake: Mistake) -> tuple[int, int, tuple[str, ...]]:
    """By section as a file usually has them, then by table."""
    section = mistake.path[0] if mistake.path else ""
    index = mistake.path[1] if len(mistake.path) > 1 and isinstance(mistake.path[1], int) else 0
    rank = SECTIONS.index(str(section)) if section in SECTIONS else len(SECTIONS)
    return rank, index, tuple(str(step) for step in mistake.path)


def _syntax(message: str) -> Mistake:
    """tomllib ends its messages with "(at line 3, column 7)"."""
    words, _, place = message.rpartition(" (at ")
    line = place.removeprefix("line ").partition(",")[0]
    problem = f"This is not TOML: {words} ({place}." if words else f"This is not TOML: {message}."
    return Mistake((), problem, line=int(line) if line.isdigit() else None)
