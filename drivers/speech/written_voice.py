"""A voice that writes down what it would say, for whoever reads along or has it spoken elsewhere.

Responsible for: one line in a list for each announcement, and keeping the list short. Not responsible for: sound; it makes none
and costs nothing, so a screen that is played a hundred times faster than by people may have it.

Each line of ``said.jsonl`` is a JSON object ``{"seq", "at", "text", "wav"}``: a number that grows, the time of this computer,
the words as they are spelled for the ear, and null, since there is no recording.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from drivers.errors import BadAnswer, DeviceUnusable
from drivers.speech.pace import estimated_seconds
from drivers.speech.port import Spoken, Utterance

LIST = "said.jsonl"
MOST_BYTES = 64 * 1024
KEPT_LINES = 50


def utc_now() -> datetime:
    """The computer's clock, zone-aware."""
    return datetime.now(UTC)


class WrittenVoice:
    """Takes no time; used by one thread at a time."""

    def __init__(self, out_dir: Path, now: Callable[[], datetime] = utc_now) -> None:
        """Goes on with the list in ``out_dir``; raises DeviceUnusable when nothing can be written there."""
        self._path = out_dir / LIST
        self._now = now
        self._last = 0
        try:
            out_dir.mkdir(parents=True, exist_ok=True)
            self._shorten()
        except OSError as error:
            raise DeviceUnusable(f"The list of what is said cannot be kept: {error.strerror}.") from error

    def rehearse(self, texts: Sequence[str]) -> None:
        """It can write anything."""

    def say(self, utterance: Utterance) -> Spoken:
        """Write the words down once, at once; raises BadAnswer when there is nothing to say or the disk says no."""
        seconds = estimated_seconds(utterance)
        text = " ".join(line.strip() for line in utterance.text.splitlines() if line.strip())
        try:
            if text:
                self._append(text)
        except OSError as error:
            raise BadAnswer(f"It could not be written down: {error.strerror}.") from error
        return Spoken(None, seconds)

    def close(self) -> None:
        """The list stays."""

    def _append(self, text: str) -> None:
        now = self._now()
        # Milliseconds, so that no program of this list needs to know what an earlier one wrote.
        self._last = max(self._last + 1, int(now.timestamp() * 1000))
        line = {"seq": self._last, "at": now.isoformat(), "text": text, "wav": None}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            grown = file.tell()
        if grown > MOST_BYTES:
            self._shorten()

    def _shorten(self) -> None:
        """Readers see the long list or the short one."""
        try:
            lines = self._path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return
        if len(lines) > KEPT_LINES:
            fresh = self._path.with_suffix(".new")
            fresh.write_bytes(b"".join(lines[-KEPT_LINES:]))
            fresh.replace(self._path)
