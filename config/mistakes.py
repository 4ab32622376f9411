"""What is wrong with a hall file, as values, and the report a person reads.

Responsible for: wording and order of the report. Not responsible for finding mistakes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where in the file, such as ``("windows", 2, "services", 0)``."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing a person has to mend."""

    path: Path
    problem: str
    """A plain sentence."""
    suggestion: str = ""
    """Another one, saying what to write instead; empty when nobody can know."""
    item: str = ""
    """The id of the service, window … that ``path`` leads into, where it has one."""
    line: int | None = None
    """In the file, counted from 1, where it could be found."""

    @property
    def place(self) -> str:
        """The path in its written form, such as ``windows[2].services[0]``."""
        return written(self.path)

    def as_dict(self) -> dict[str, object]:
        """For programs."""
        return {
            "path": self.place,
            "item": self.item,
            "line": self.line,
            "problem": self.problem,
            "suggestion": self.suggestion,
        }


class HallFileError(Exception):
    """The hall file cannot be used; ``mistakes`` holds all that was found, in the order of the file."""

    def __init__(self, source: str, mistakes: Sequence[Mistake]) -> None:
        super().__init__(report(source, mistakes))
        self.source = source
        self.mistakes = tuple(mistakes)


def report(source: str, mistakes: Sequence[Mistake]) -> str:
    """All mistakes as text for a terminal."""
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    lines = [f"{source}: {count}"]
    for mistake in mistakes:
        lines += ["", f"  {_headline(mistake)}", f"      {mistake.problem}"]
        if mistake.suggestion:
            lines.append(f"      {mistake.suggestion}")
    return "\n".join(lines)


def _headline(mistake: Mistake) -> str:
    details = [f'"{mistake.item}"'] if mistake.item else []
    if mistake.line is not None:
        details.append(f"line {mistake.line}")
    place = mistake.place or "the file"
    return f"{place} ({', '.join(details)})" if details else place


def written(path: Path) -> str:
    """``("windows", 2, "services", 0)`` as ``windows[2].services[0]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def closest(wrong: object, right: Iterable[str]) -> str:
    """The word of ``right`` that was probably meant; empty when none is near."""
    by_lower_case = {word.lower(): word for word in sorted(right)}
    close = difflib.get_close_matches(str(wrong)[:80].lower(), by_lower_case, n=1, cutoff=0.6)
    return by_lower_case[close[0]] if close else ""


def did_you_mean(wrong: object, right: Iterable[str]) -> str:
    """A sentence that names the likeliest of ``right``, or all of a few; empty when there is nothing to say."""
    known = sorted(set(right))
    likely = closest(wrong, known)
    if likely:
        return f'Did you mean "{likely}"?'
    if 0 < len(known) <= 12:
        return f"Known: {', '.join(known)}."
    return ""
