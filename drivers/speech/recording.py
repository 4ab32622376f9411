"""Sound as 16-bit mono samples: the chime, silence, joining, and wav files.

Responsible for: arithmetic on samples with the standard library alone. Not responsible for speech (``synthesiser``) or
for playing (``playback``).
"""

from __future__ import annotations

import math
import sys
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

_FULL_SCALE = 32767
# A falling third, the two tones of a door bell: hertz, start and length in seconds.
_CHIME_TONES = ((784.0, 0.0, 0.9), (622.25, 0.35, 1.1))
_CHIME_LOUDNESS = 0.35
_CHIME_SECONDS = 1.45
_ATTACK_SECONDS = 0.005
_DECAY_PER_SECOND = 5.0


@dataclass(frozen=True, slots=True)
class Recording:
    """Samples from -32768 to 32767 at ``rate`` a second, one channel."""

    rate: int
    samples: array[int]

    @property
    def seconds(self) -> float:
        """How long it takes to play."""
        return len(self.samples) / self.rate


def chime(rate: int, *, volume: float = 1.0) -> Recording:
    """The two tones before an announcement; ``volume`` from 0 to 1."""
    samples = array("h", bytes(2 * int(rate * _CHIME_SECONDS)))
    for at in range(len(samples)):
        level = sum(_tone(at / rate - start, hertz, length) for hertz, start, length in _CHIME_TONES)
        samples[at] = int(level * _CHIME_LOUDNESS * volume * _FULL_SCALE)
    return Recording(rate, samples)


def _tone(seconds: float, hertz: float, length: float) -> float:
    if not 0.0 <= seconds < length:
        return 0.0
    attack = min(1.0, seconds / _ATTACK_SECONDS)
    # The last tenth fades to nothing, so that no click ends the tone.
    fade = min(1.0, (length - seconds) / (0.1 * length))
    return math.sin(2 * math.pi * hertz * seconds) * attack * fade * math.exp(-_DECAY_PER_SECOND * seconds)


def silence(rate: int, seconds: float) -> Recording:
    """Nothing to hear for that long."""
    return Recording(rate, array("h", bytes(2 * int(rate * seconds))))


def join(parts: list[Recording]) -> Recording:
    """One after the other; raises ValueError when their rates differ or there are none."""
    rates = {part.rate for part in parts}
    if len(rates) != 1:
        raise ValueError(f"recordings of {len(rates)} different rates cannot be joined")
    samples = array("h")
    for part in parts:
        samples += part.samples
    return Recording(rates.pop(), samples)


def read_wav(path: Path) -> Recording:
    """Read a 16-bit mono file; raises ValueError for any other, OSError when it cannot be read."""
    try:
        with wave.open(str(path), "rb") as source:
            if (source.getnchannels(), source.getsampwidth()) != (1, 2):
                raise ValueError(f"{path.name} is not 16-bit mono")
            samples = array("h", source.readframes(source.getnframes()))
            rate = source.getframerate()
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is not a wav file") from error
    return Recording(rate, _little_endian(samples))


def write_wav(path: Path, recording: Recording) -> None:
    """Write a file that readers see whole or not at all."""
    fresh = path.with_name(f".{path.name}.part")
    with wave.open(str(fresh), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(recording.rate)
        target.writeframes(_little_endian(recording.samples).tobytes())
    fresh.replace(path)


def _little_endian(samples: array[int]) -> array[int]:
    """Wav files are little-endian, arrays are as the machine is."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples
