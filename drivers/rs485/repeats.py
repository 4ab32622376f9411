"""Tells a device's repeats from new presses.

Responsible for: remembering which frames a device sent lately and whether they were answered. Not responsible
for: answering. Times are seconds of one monotonic clock.

A keypad that hears no answer sends the identical frame again. No source gives its pace; ignoring the same
frame for 500 ms is inferred from the pace at which people press. The time counts from the latest repeat, so
that a press which takes long to carry out is not carried out twice.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import Enum

WINDOW = 0.5


class Kind(Enum):
    """What a received frame is."""

    NEW = "new"
    REPEAT = "repeat"
    """Still unanswered, or sent before the answer could reach the device."""
    UNHEARD = "unheard"
    """Answered before the device sent it once more: the answer was lost and has to be given again."""


@dataclass(slots=True)
class _Memory:
    seen: float
    answered: float | None = None


class RepeatFilter:
    """One device's recent frames; may be used from several threads."""

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._lock = threading.Lock()
        self._recent: dict[bytes, _Memory] = {}

    def judge(self, raw: bytes, at: float) -> Kind:
        """What the frame received at ``at`` is; it is remembered."""
        with self._lock:
            self._forget(at)
            known = self._recent.get(raw)
            if known is None:
                self._recent[raw] = _Memory(at)
                return Kind.NEW
            known.seen = at
            unheard = known.answered is not None and known.answered < at
            return Kind.UNHEARD if unheard else Kind.REPEAT

    def answered(self, raw: bytes, at: float) -> None:
        """Note that the frame was answered at ``at``."""
        with self._lock:
            known = self._recent.get(raw)
            if known is not None:
                known.answered = at

    def _forget(self, now: float) -> None:
        for raw in [raw for raw, memory in self._recent.items() if now - memory.seen >= self._window]:
            del self._recent[raw]
