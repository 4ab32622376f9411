"""What was announced, from the list that the display program keeps in its state folder.

Responsible for: the newest entries for the page and the recordings that belong to them. Not responsible for: speaking.
Each line is a JSON object ``{"seq", "at", "text", "wav", …}``; ``wav`` is a path or null.
"""

from __future__ import annotations

import json
from pathlib import Path

KEPT = 12
_TAIL = 32 * 1024


class SpokenList:
    """Reads the end of the list again whenever the file has changed; one thread calls ``read``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._entries: list[dict[str, object]] = []
        self._sounds: dict[str, Path] = {}

    def read(self) -> list[dict[str, object]]:
        """The newest announcements, oldest first, each with ``id``, ``at``, ``text`` and ``sound`` (an address or None)."""
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_size)
            if seen != self._seen:
                lines = self._last_lines(stat.st_size)
                self._seen = seen
                self._entries, self._sounds = _parse(lines)
        except OSError:
            self._seen, self._entries = None, []
        return self._entries

    def sound(self, name: str) -> Path | None:
        """The recording of that name, None when no listed announcement has it or it is gone."""
        path = self._sounds.get(name)
        return path if path is not None and path.is_file() else None

    def _last_lines(self, size: int) -> list[str]:
        with self._path.open("rb") as file:
            file.seek(max(0, size - _TAIL))
            content = file.read(_TAIL)
        # The first line may have been cut, the last may still be being written.
        lines = content.split(b"\n")
        return [line.decode("utf-8", "replace") for line in lines[:-1]][-KEPT:]


def _parse(lines: list[str]) -> tuple[list[dict[str, object]], dict[str, Path]]:
    entries: list[dict[str, object]] = []
    sounds: dict[str, Path] = {}
    for line in lines:
        try:
            spoken = json.loads(line)
            entry: dict[str, object] = {
                "id": spoken["seq"],
                "at": spoken["at"],
                "text": spoken["text"],
                "sound": None,
            }
        except (ValueError, KeyError, TypeError):
            continue
        wav = spoken.get("wav")
        if isinstance(wav, str):
            name = Path(wav).stem
            sounds[name] = Path(wav)
            entry["sound"] = f"/api/sounds/{name}.wav"
        entries.append(entry)
    return entries, sounds
