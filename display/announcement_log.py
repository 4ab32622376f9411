"""What an announcer leaves on disk: how far it has come, and what it has spoken.

``announcer-<id>.seq`` holds the last sequence that was taken up; it is written before anything is spoken, because a call
spoken twice sends two people. ``announcements.jsonl`` has one JSON object a line for pages that show or play what was
spoken::

    {"seq", "at", "text", "wav", "seconds", "display", "seqs", "captions", "heard", "why"}

``seq`` and ``at`` are those of the newest call in it, ``seqs`` all of them. ``text`` is the first of ``captions``, of which
there is one for each language. ``wav`` is an absolute path or null. ``heard`` is ``speech``, ``chime`` or ``nothing``, and
``why`` says why not more: ``quiet_hours``, ``too_old``, ``withdrawn`` or the code of the voice's fault.

Responsible for: these two files and nothing else. Both may be lost without harm.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from display.announcements import Announcement, Progress
from drivers.speech.port import Spoken

LONGEST_LOG_LINES = 2000
KEPT_LOG_LINES = 500


class Heard(StrEnum):
    """What residents heard of an announcement."""

    SPEECH = "speech"
    CHIME = "chime"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Announced:
    """What became of calls that were announced together, at least one."""

    announcements: tuple[Announcement, ...]
    captions: tuple[str, ...]
    """One for each language, at least one."""
    heard: Heard
    spoken: Spoken | None
    why: str = ""
    """Why no more was heard."""

    def as_json(self, display: str) -> str:
        """The line in the list."""
        newest, spoken = self.announcements[-1], self.spoken
        line: dict[str, object] = {
            "seq": newest.seq,
            "at": newest.at.isoformat(),
            "text": self.captions[0],
            "wav": str(spoken.wav.absolute()) if spoken is not None and spoken.wav is not None else None,
            "seconds": spoken.seconds if spoken is not None else 0.0,
            "display": display,
            "seqs": [each.seq for each in self.announcements],
            "captions": self.captions,
            "heard": self.heard,
            "why": self.why,
        }
        return json.dumps(line, ensure_ascii=False)


class ProgressFile:
    """One announcer's place in the event log."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path

    def load(self) -> Progress:
        """Where the announcer was; nowhere when there is no readable file."""
        try:
            return Progress(int(self._path.read_text(encoding="ascii")))
        except (OSError, ValueError):
            return Progress()

    def save(self, progress: Progress) -> None:
        """Raises OSError."""
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text(str(progress.last_seq), encoding="ascii")
        fresh.replace(self._path)


class AnnouncementLog:
    """The list of what was spoken; announcers of one program share it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Lock()
        self._lines = self._count()

    def add(self, display: str, announced: Announced) -> None:
        """Append one line. Raises OSError."""
        line = announced.as_json(display)
        with self._lock:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            self._lines += 1
            if self._lines > LONGEST_LOG_LINES:
                self._shorten()

    def _count(self) -> int:
        try:
            return self._path.read_bytes().count(b"\n")
        except OSError:
            return 0

    def _shorten(self) -> None:
        kept = self._path.read_text(encoding="utf-8", errors="replace").splitlines()[-KEPT_LOG_LINES:]
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text("".join(line + "\n" for line in kept), encoding="utf-8")
        fresh.replace(self._path)
        self._lines = len(kept)
