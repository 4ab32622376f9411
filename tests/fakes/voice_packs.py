"""Voice packs without a voice: every clip is a tone of its own length."""

from __future__ import annotations

import math
from array import array
from pathlib import Path

from drivers.speech.clip_words import NEEDED_CHINESE, NEEDED_ENGLISH
from drivers.speech.pack_manifest import write_manifest
from drivers.speech.recording import Recording, write_wav

RATE = 8000


def tone(seconds: float, level: float = 0.3, *, rate: int = RATE, silence: float = 0.0) -> Recording:
    """A tone of 440 Hz, 0 to 1 of the scale, with silence on both sides."""
    quiet = [0] * int(silence * rate)
    loud = [
        round(32767 * level * math.sin(2 * math.pi * 440 * at / rate)) for at in range(int(seconds * rate))
    ]
    return Recording(rate, array("h", [*quiet, *loud, *quiet]))


def toned_pack(folder: Path, *, english: bool = True) -> Path:
    """A complete pack; the clip at place n of the needed words sounds 100 + n ms."""
    files: dict[str, dict[str, str]] = {"zh": {}, "en": {}} if english else {"zh": {}}
    for language, words in (("zh", NEEDED_CHINESE), ("en", NEEDED_ENGLISH)):
        for place, text in enumerate(words if language in files else ()):
            file = f"{language}/{place}.wav"
            (folder / language).mkdir(parents=True, exist_ok=True)
            write_wav(folder / file, tone(0.1 + place / 1000, 0.2 + place / 200))
            files[language][text] = file
    write_manifest(folder, "音调", RATE, files)
    return folder
