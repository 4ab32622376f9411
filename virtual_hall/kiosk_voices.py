"""What kiosks say, for the page: the sentences at once, and the sound of those that somebody wants to hear.

Responsible for: the newest sentences of every kiosk with a written voice, and having one spoken on demand. Not responsible
for: what is said and when (the kiosk), or for playing it (the page).

A hall on autopilot shows hundreds of screens a minute and says something on each. Written down that costs nothing; spoken it
would keep a processor busy for nobody. So the engine is started for the first sentence that is listened to, and rests when
nobody has listened for a while.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from config.model import HallConfig, Pyttsx3Speech, WrittenSpeech
from drivers.registry import open_speech
from drivers.speech.port import Chime, Speech, Utterance
from virtual_hall.announcements import SpokenList

NEWEST = 3
"""Sentences of a kiosk on the page."""
REST_SECONDS = 30.0
MOST_SOUNDS = 100
_VOICE = Pyttsx3Speech(id="page", kind="speech", driver="pyttsx3", output="file")


class Studio:
    """Sentences as wav files, each made when it is first asked for; safe to share between threads."""

    def __init__(
        self, open_voice: Callable[[], Speech], after: Callable[[float, Callable[[], None]], None]
    ) -> None:
        """``after`` calls something once after so many seconds; ``open_voice`` raises DeviceError."""
        self._open_voice = open_voice
        self._after = after
        self._lock = threading.Lock()
        self._voice: Speech | None = None
        self._made: dict[str, Path] = {}
        self._uses = 0

    def wav(self, text: str) -> Path | None:
        """The sentence's recording, None when the voice keeps none; raises DeviceError when it cannot be made."""
        with self._lock:
            known = self._made.get(text)
            if known is not None and known.is_file():
                return known
            return self._make(text)

    def close(self) -> None:
        """End the engine; recordings stay."""
        with self._lock:
            self._rest()

    def _make(self, text: str) -> Path | None:
        if self._voice is None:
            self._voice = self._open_voice()
        self._uses += 1
        use = self._uses
        self._after(REST_SECONDS, lambda: self._rest_after(use))
        wav = self._voice.say(Utterance(text, chime=Chime.NONE)).wav
        if wav is not None:
            self._made[text] = wav
            for old in list(self._made)[:-MOST_SOUNDS]:
                del self._made[old]
        return wav

    def _rest_after(self, use: int) -> None:
        with self._lock:
            if use == self._uses:
                self._rest()

    def _rest(self) -> None:
        voice, self._voice = self._voice, None
        if voice is not None:
            voice.close()


class KioskVoices:
    """The written voices of all kiosks. One thread calls ``view``; ``sound`` may be called by any."""

    def __init__(self, lists: Mapping[str, SpokenList], record: Callable[[str], Path | None]) -> None:
        """``lists`` by kiosk; ``record`` gives a sentence's recording and raises DeviceError."""
        self._lists = lists
        self._record = record
        self._texts: dict[str, str] = {}

    @property
    def kiosks(self) -> Iterable[str]:
        """Those that have such a voice."""
        return self._lists

    def view(self, kiosk: str) -> list[dict[str, object]]:
        """The newest sentences, oldest first, as announcements are listed; each has a sound to ask for."""
        entries = self._lists[kiosk].read()
        texts = {f"{kiosk}.{entry['id']}": str(entry["text"]) for entry in entries}
        others = {name: text for name, text in self._texts.items() if not name.startswith(f"{kiosk}.")}
        self._texts = others | texts
        return [{**entry, "sound": f"/api/sounds/{kiosk}.{entry['id']}.wav"} for entry in entries[-NEWEST:]]

    def sound(self, name: str) -> Path | None:
        """The recording of a sentence that is still listed, made now if it has to be; raises DeviceError."""
        text = self._texts.get(name)
        return None if text is None else self._record(text)


def written_voices(hall: HallConfig) -> tuple[str, ...]:
    """The kiosks whose voice is written."""
    return tuple(
        kiosk.id
        for kiosk in hall.kiosks
        if kiosk.speech is not None and isinstance(hall.device(kiosk.speech), WrittenSpeech)
    )


def page_voice(folder: Path) -> Speech:
    """The voice that speaks for the page into files; raises DeviceError."""
    return open_speech(_VOICE, folder)
