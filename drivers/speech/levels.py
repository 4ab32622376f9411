"""How loud recordings are, and making clips of different sessions fit together.

Responsible for: measuring, cutting silence off the ends, and equal loudness without distortion. Works with the standard
library alone. Levels are in dBFS: 0 is the loudest that 16 bits hold.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

from drivers.speech.recording import Recording

FULL_SCALE = 32767
TARGET_DBFS = -18.0
"""Loudness of every clip of a pack, as the root of the mean square."""
HEADROOM_DBFS = -1.0
"""No peak is made louder."""
SILENCE_DBFS = -100.0
_EDGE_PART = 0.01
"""What is quieter than this part of the peak is silence at an end: 40 dB."""
_EDGE_SECONDS = 0.015
"""Kept of it, so that soft beginnings such as those of 十 and 七 stay whole."""
_FADE_SECONDS = 0.004


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured of one recording."""

    seconds: float
    rms_dbfs: float
    peak_dbfs: float
    clipped: int
    """Samples at the end of the scale."""
    silent_seconds: float
    """At both ends together."""


def measure(recording: Recording) -> Levels:
    """Measure the whole recording."""
    samples = recording.samples
    start, end = _sounding(recording)
    return Levels(
        recording.seconds,
        decibels(rms(samples)),
        decibels(peak(samples)),
        sum(1 for sample in samples if not -FULL_SCALE < sample < FULL_SCALE),
        (len(samples) - (end - start)) / recording.rate,
    )


def rms(samples: array[int]) -> float:
    """Root of the mean square, 0 for nothing."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0.0


def peak(samples: array[int]) -> int:
    """The largest sample of either sign."""
    return max(map(abs, samples), default=0)


def decibels(level: float) -> float:
    """A level of samples in dBFS."""
    return max(SILENCE_DBFS, 20 * math.log10(level / FULL_SCALE)) if level > 0 else SILENCE_DBFS


def level_of(dbfs: float) -> float:
    """The level of samples that is so many dBFS."""
    return FULL_SCALE * math.pow(10.0, dbfs / 20)


def trimmed(recording: Recording) -> Recording:
    """Without the silence at its ends, which fade so that no click is heard where clips meet."""
    start, end = _sounding(recording)
    margin = int(_EDGE_SECONDS * recording.rate)
    kept = recording.samples[max(0, start - margin) : end + margin]
    fade = min(int(_FADE_SECONDS * recording.rate), len(kept) // 2)
    for step in range(fade):
        kept[step] = kept[step] * step // fade
        kept[-1 - step] = kept[-1 - step] * step // fade
    return Recording(recording.rate, kept)


def matched(recording: Recording) -> Recording:
    """At the loudness all clips share, or as near to it as its peaks allow."""
    loudness, highest = rms(recording.samples), peak(recording.samples)
    if not highest:
        return recording
    return amplified(recording, min(level_of(TARGET_DBFS) / loudness, level_of(HEADROOM_DBFS) / highest))


def amplified(recording: Recording, factor: float) -> Recording:
    """Every sample times ``factor``, within the scale."""
    if factor == 1.0:
        return recording
    samples = array("h", bytes(2 * len(recording.samples)))
    for at, sample in enumerate(recording.samples):
        samples[at] = max(-FULL_SCALE, min(FULL_SCALE, round(sample * factor)))
    return Recording(recording.rate, samples)


def _sounding(recording: Recording) -> tuple[int, int]:
    """First and one past the last sample that is not silence; the same twice when all is."""
    samples = recording.samples
    threshold = max(1, int(peak(samples) * _EDGE_PART))
    loud = (at for at, sample in enumerate(samples) if abs(sample) > threshold)
    start = next(loud, None)
    if start is None:
        return 0, 0
    end = next(at for at in range(len(samples) - 1, -1, -1) if abs(samples[at]) > threshold)
    return start, end + 1
