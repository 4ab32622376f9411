"""How far the kiosk has followed the hall's events, kept across restarts.

Responsible for: one number in one file that is whole or the one before, also after a power cut. Not responsible for: what
happens at an event.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


class Bookmark:
    """The sequence of the last event that needs no second look. Used by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.seq = _read(path)
        """None before the first event."""

    def move(self, seq: int) -> None:
        """Keep ``seq``; on disk when this returns. A disk that says no is logged: a reprint may then come twice."""
        if seq == self.seq:
            return
        self.seq = seq
        try:
            self._write(f"{seq}\n")
        except OSError as error:
            log.warning("bookmark not kept", file=self._path.name, reason=str(error))

    def _write(self, text: str) -> None:
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _read(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("bookmark unreadable, following from now", file=path.name, reason=str(error))
        return None
