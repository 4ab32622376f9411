"""Whether a voice pack will sound well: every clip measured.

Responsible for: what a studio should mend, as plain sentences. Not responsible for whether the pack is complete:
``read_pack`` refuses one that is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from drivers.speech.levels import Levels, measure
from drivers.speech.pack_manifest import VoicePack
from drivers.speech.recording import read_wav

LONGEST_SECONDS = 4.0
QUIETEST_DBFS = -40.0
WIDEST_DB = 8.0
"""Clips that differ more from the others are made equally loud, noise and all."""
MOST_CLIPPED = 3
"""So many samples at the end of the scale may be chance."""
MOST_SILENT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ClipReport:
    """One clip."""

    language: str
    text: str
    file: Path
    levels: Levels
    problems: tuple[str, ...]


def check_clips(pack: VoicePack) -> list[ClipReport]:
    """Measure every clip; raises ValueError or OSError when one cannot be read any more."""
    measured = [
        (language, text, file, measure(read_wav(file)))
        for language, files in pack.clips.items()
        for text, file in files.items()
    ]
    usual = median(levels.rms_dbfs for *_, levels in measured)
    return [
        ClipReport(language, text, file, levels, tuple(_problems(levels, usual)))
        for language, text, file, levels in measured
    ]


def _problems(levels: Levels, usual: float) -> Iterator[str]:
    if levels.rms_dbfs < QUIETEST_DBFS:
        yield "nothing to be heard"
        return
    if levels.clipped > MOST_CLIPPED:
        yield f"distorted: {levels.clipped} samples at the end of the scale"
    if abs(levels.rms_dbfs - usual) > WIDEST_DB:
        louder = "louder" if levels.rms_dbfs > usual else "quieter"
        yield f"{abs(levels.rms_dbfs - usual):.0f} dB {louder} than the others"
    if levels.seconds > LONGEST_SECONDS:
        yield f"{levels.seconds:.1f} s long"
    if levels.silent_seconds > MOST_SILENT_SECONDS:
        yield f"{levels.silent_seconds:.1f} s of silence at its ends"
