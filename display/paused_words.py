"""Which windows are paused and why, in the words of a board.

Responsible for: grouping windows by their reason, a few to a group, so that a group fits on one line. Not responsible for:
where the words stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from display.hall_state import WindowCall
from i18n import Words
from queue_server.wire.messages import PauseReason

MOST_IN_A_GROUP = 4
_ORDER = (*PauseReason, None)


def paused_groups(windows: Iterable[WindowCall], numbers: Mapping[str, int], words: Words) -> tuple[str, ...]:
    """Groups such as ``3、5号窗口 用餐``; ``numbers`` are those of the hall's windows, others are left out."""
    by_reason: dict[PauseReason | None, list[int]] = defaultdict(list)
    for window in windows:
        if window.paused and window.window in numbers:
            by_reason[window.pause_reason].append(numbers[window.window])
    return tuple(
        _group(several, reason, words)
        for reason in sorted(by_reason, key=_ORDER.index)
        for several in _few(sorted(by_reason[reason]))
    )


def _few(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), MOST_IN_A_GROUP):
        yield numbers[start : start + MOST_IN_A_GROUP]


def _group(numbers: list[int], reason: PauseReason | None, words: Words) -> str:
    several = words("board.window", number=words("board.and").join(map(str, numbers)))
    return f"{several} {words(f'pause.{reason}')}" if reason is not None else several
