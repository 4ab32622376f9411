"""Breaking and shrinking text so that it fits, without knowing how it is drawn.

Responsible for: where a line of mixed Chinese and English may break, and which size makes a text fit its box.
Not responsible for: measuring (the caller passes a function) or drawing.

Chinese breaks between any two characters, except that closing punctuation never begins a line and opening
punctuation never ends one (GB/T 15834, 5.1.10). Latin words and numbers stay whole unless one alone is too long.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[str, int], float]
"""Width in logical pixels of a text at a size."""

LINE_HEIGHT = 1.3
"""Distance of two base lines in units of the size."""

_CLOSING = "，。、；：！？）》」』”’％%·…,.;:!?)]}"
_OPENING = "（《「『“‘([{"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]|[^\s\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]+)"
    rf"[{re.escape(_CLOSING)}]*|\s+"
)
_STEP = 2


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that has found its size."""

    size: int
    lines: tuple[str, ...]
    cut: bool
    """True when even the smallest size was too large and the rest was replaced by an ellipsis."""

    @property
    def height(self) -> int:
        """Height of all lines, in logical pixels."""
        return round(self.size * (1 + LINE_HEIGHT * (len(self.lines) - 1)))


def fit(
    text: str,
    *,
    width: int,
    height: int,
    size: int,
    smallest: int,
    max_lines: int,
    measure: Measure,
    evenness: float = 0.0,
) -> Fitted:
    """Find the largest size from ``size`` down to ``smallest`` at which the text fits ``width`` × ``height``.

    At most ``max_lines`` lines, as even as they can be without growing narrower than ``evenness`` times the width.
    A word is broken only at the smallest size.
    """
    at = size
    while True:
        lines = _room(height, at, max_lines)
        wrapped = wrap(text, width, at, measure)
        whole = at <= smallest or _widest_piece(text, at, measure) <= width
        if whole and len(wrapped) <= lines and all(measure(line, at) <= width for line in wrapped):
            narrowest = round(width * evenness)
            return Fitted(at, tuple(_evened(text, wrapped, narrowest, width, at, measure)), cut=False)
        if at <= smallest:
            return _shortened(wrapped, max(1, lines), width, at, measure)
        at = max(smallest, _next_size(wrapped, lines, width, at, measure))


def wrap(text: str, width: int, size: int, measure: Measure) -> list[str]:
    """Break into lines of at most ``width``; a line feed always breaks."""
    return [line for part in text.split("\n") for line in _wrap_part(part, width, size, measure)]


def _evened(
    text: str, wrapped: list[str], narrowest: int, width: int, size: int, measure: Measure
) -> list[str]:
    """The same number of lines with less difference between them: no lonely last word."""
    if len(wrapped) == 1 or "\n" in text:
        return wrapped
    average = sum(measure(line, size) for line in wrapped) / len(wrapped)
    start = max(narrowest, int(average), int(_widest_piece(text, size, measure)) + 1)
    candidates = [
        again
        for narrower in range(start, width, max(4, size // 4))
        if len(again := wrap(text, narrower, size, measure)) == len(wrapped)
    ]
    candidates.append(wrapped)
    # Where a clause ends is the best place to break.
    return next((lines for lines in candidates if _breaks_at_clauses(lines)), candidates[0])


def _breaks_at_clauses(lines: list[str]) -> bool:
    return all(line.rstrip().endswith(tuple(_CLOSING)) for line in lines[:-1])


def _widest_piece(text: str, size: int, measure: Measure) -> float:
    """Width of the longest part that should not be broken."""
    return max((measure(piece, size) for piece in _PIECE.findall(text)), default=0.0)


def _wrap_part(text: str, width: int, size: int, measure: Measure) -> list[str]:
    if measure(text, size) <= width:
        return [text]
    lines, rest = [], _pieces(text, width, size, measure)
    while rest:
        taken = _fitting(rest, width, size, measure)
        lines.append("".join(rest[:taken]).rstrip())
        rest = rest[taken:]
        while rest and rest[0].isspace():
            rest = rest[1:]
    return lines


def _fitting(pieces: list[str], width: int, size: int, measure: Measure) -> int:
    """How many of the pieces make a line, at least one. Halving: a font takes long over a text that it never saw."""
    more = range(2, len(pieces) + 1)
    return 1 + bisect_right(
        more, float(width), key=lambda count: measure("".join(pieces[:count]).rstrip(), size)
    )


def _pieces(text: str, width: int, size: int, measure: Measure) -> list[str]:
    whole: list[str] = _PIECE.findall(text)
    pieces: list[str] = []
    for piece in whole:
        pieces.extend([piece] if measure(piece, size) <= width else list(piece))
    return pieces


def _room(height: int, size: int, max_lines: int) -> int:
    # A height that came from ``Fitted.height`` was rounded.
    fitting = 1 + int((height + 1 - size) / (size * LINE_HEIGHT)) if height >= size else 0
    return min(max_lines, fitting)


def _next_size(wrapped: list[str], lines: int, width: int, size: int, measure: Measure) -> int:
    """A smaller size worth trying: for one line the width says which, otherwise the next step."""
    if lines == 1 and len(wrapped) > 1 and "\n" not in wrapped:
        full = sum(measure(line, size) for line in wrapped)
        return min(size - _STEP, int(size * width / full) // _STEP * _STEP + _STEP)
    return size - _STEP


def _shortened(wrapped: list[str], lines: int, width: int, size: int, measure: Measure) -> Fitted:
    kept = wrapped[:lines]
    last = kept[-1]
    while last and measure(last + "…", size) > width:
        last = last[:-1]
    return Fitted(size, (*kept[:-1], last.rstrip() + "…"), cut=True)
