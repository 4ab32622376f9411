"""A voice pack out of the installed synthesiser, as a start for a studio or as a voice without an engine.

Responsible for: one file for each clip, and the manifest. Not responsible for how a synthesiser speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drivers.errors import BadAnswer, DeviceRefused
from drivers.speech.clip_words import LETTERS, NEEDED_CHINESE, NEEDED_ENGLISH, WHOLE_NUMBERS
from drivers.speech.levels import matched, trimmed
from drivers.speech.pack_manifest import MANIFEST, VoicePack, read_pack, write_manifest
from drivers.speech.pyttsx3_voice import ENGLISH_VOICE
from drivers.speech.recording import read_wav, write_wav
from drivers.speech.spelling import CHINESE_DIGITS, YAO
from drivers.speech.synthesiser import Synthesiser

_CHINESE_FILES = {
    **{digit: f"digit-{value}" for value, digit in enumerate(CHINESE_DIGITS)},
    YAO: "digit-1-yao",
    "十": "ten",
    "百": "hundred",
    "请": "qing",
    "号": "hao",
    "到": "dao",
    "窗口": "chuangkou",
    "窗口办理": "chuangkou-banli",
}
"""Names that every file system takes."""


def make_pack(folder: Path, synthesiser: Synthesiser, *, voice: str, rate: int) -> VoicePack:
    """A complete pack in a new or empty folder; raises DeviceError, and OSError when it cannot be written."""
    if folder.exists() and any(folder.iterdir()):
        raise DeviceRefused(f"{folder} is not empty; {MANIFEST} and clips are written into a new folder.")
    clips: dict[str, dict[str, str]] = {"zh": {}, "en": {}}
    sample_rate = 0
    for language, text, file in _wanted():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        # Letters sound alike in both languages, and the Chinese voice borrows them from the English one.
        speaker = ENGLISH_VOICE if language == "en" or text in LETTERS else voice
        synthesiser.speak_to_file(text, path, voice=speaker, rate=rate, volume=1.0)
        sample_rate = _finish(path)
        clips[language][text] = file
    write_manifest(folder, voice, sample_rate, clips)
    return read_pack(folder)


def _wanted() -> Iterator[tuple[str, str, str]]:
    """Language, words and file of every clip."""
    for text in (*NEEDED_CHINESE, *WHOLE_NUMBERS):
        name = f"letter-{text}" if text in LETTERS else f"number-{text}"
        yield "zh", text, f"zh/{_CHINESE_FILES.get(text, name)}.wav"
    for text in NEEDED_ENGLISH:
        yield "en", text, f"en/{text.replace(' ', '-')}.wav"


def _finish(path: Path) -> int:
    """Cut the silence off and make it as loud as the others; gives the samples a second."""
    try:
        recording = read_wav(path)
    except (ValueError, OSError) as error:
        raise BadAnswer(f"The voice left no recording: {error}.") from error
    write_wav(path, matched(trimmed(recording)))
    return recording.rate
