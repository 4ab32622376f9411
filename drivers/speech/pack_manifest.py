"""``pack.toml``: which recording says what. docs/voice-pack.md describes it for a studio.

Responsible for: reading the manifest, and one complete list of what is wrong with a pack: keys, missing words, files that
are not there or of another format. Not responsible for how the recordings sound (``pack_check``).
"""

from __future__ import annotations

import json
import tomllib
import wave
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.errors import DeviceUnusable
from drivers.speech.clip_words import NEEDED_CHINESE, NEEDED_ENGLISH

MANIFEST = "pack.toml"
FORMAT = 1
SLOWEST_RATE, FASTEST_RATE = 8000, 48000
_NEEDED = {"zh": NEEDED_CHINESE, "en": NEEDED_ENGLISH}
_KEYS = {"format", "name", "sample_rate", *_NEEDED}


class PackUnusable(DeviceUnusable):
    """A pack that cannot be spoken with; ``problems`` holds all that was found, as plain sentences."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        super().__init__(f"The voice pack {folder} cannot be used. {' '.join(problems)}")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class VoicePack:
    """A pack whose files are all there."""

    name: str
    sample_rate: int
    clips: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    """Language (``zh``, ``en``) to what is said to its file."""


def read_pack(folder: Path) -> VoicePack:
    """Read and check the pack in ``folder``; raises PackUnusable naming everything that is missing or wrong."""
    manifest = _manifest(folder)
    problems = [*_wrong_keys(manifest)]
    rate = manifest.get("sample_rate")
    clips: dict[str, dict[str, Path]] = {}
    for language, needed in _NEEDED.items():
        files = manifest.get(language, {})
        if not isinstance(files, dict) or not all(isinstance(file, str) for file in files.values()):
            problems.append(f'[{language}] must hold lines like "号" = "zh/hao.wav".')
            continue
        if language == "zh" or files:
            problems += _missing_words(language, files, needed)
        problems += _wrong_files(folder, dict.fromkeys(files.values()), rate)
        clips[language] = {text: folder / file for text, file in files.items()}
    if problems or not isinstance(rate, int):
        raise PackUnusable(folder, problems)
    return VoicePack(str(manifest.get("name", folder.name)), rate, clips)


def _manifest(folder: Path) -> dict[str, object]:
    try:
        return tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except OSError as error:
        raise PackUnusable(folder, [f"{MANIFEST} cannot be read: {error.strerror}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackUnusable(folder, [f"{MANIFEST} is not TOML: {error}."]) from None


def _wrong_keys(manifest: Mapping[str, object]) -> Iterator[str]:
    for key in sorted(manifest.keys() - _KEYS):
        yield f'There is no key "{key}" in {MANIFEST}.'
    if manifest.get("format") != FORMAT:
        yield f"format must be {FORMAT}."
    rate = manifest.get("sample_rate")
    if type(rate) is not int or not SLOWEST_RATE <= rate <= FASTEST_RATE:
        yield f"sample_rate must be {SLOWEST_RATE} to {FASTEST_RATE}."


def _missing_words(language: str, files: Mapping[str, str], needed: tuple[str, ...]) -> Iterator[str]:
    missing = [text for text in needed if text not in files]
    if missing:
        yield f"No clip in [{language}] for: {', '.join(missing)}."


def _wrong_files(folder: Path, files: Collection[str], rate: object) -> Iterator[str]:
    absent = [file for file in files if not (folder / file).is_file()]
    if absent:
        yield f"These files are missing: {', '.join(absent)}."
    for file in files:
        if file not in absent and (problem := _wrong_format(folder / file, rate)):
            yield f"{file} {problem}."


def _wrong_format(path: Path, rate: object) -> str:
    """What is wrong with the file's format; empty when nothing is."""
    try:
        with wave.open(str(path), "rb") as clip:
            if (clip.getnchannels(), clip.getsampwidth()) != (1, 2):
                return "is not 16-bit mono"
            if clip.getframerate() != rate:
                return f"has {clip.getframerate()} samples a second"
            return "" if clip.getnframes() else "is empty"
    except (wave.Error, EOFError, OSError):
        return "is not a wav file"


def write_manifest(folder: Path, name: str, sample_rate: int, clips: Mapping[str, Mapping[str, str]]) -> None:
    """Write ``pack.toml``; ``clips`` is language to what is said to the file's path in the folder."""
    lines = [f"format = {FORMAT}", f"name = {_quoted(name)}", f"sample_rate = {sample_rate}"]
    for language, files in clips.items():
        lines += [
            "",
            f"[{language}]",
            *(f"{_quoted(text)} = {_quoted(file)}" for text, file in files.items()),
        ]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    """JSON's strings are TOML's basic strings."""
    return json.dumps(text, ensure_ascii=False)
