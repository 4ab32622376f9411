"""One loudspeaker: announcements put together, kept as files, and played.

Responsible for: chime, lines and pauses in their order, one wav file for each announcement, playing it where there is a
sound card, and keeping only the newest files. Not responsible for how a line becomes sound: each voice does that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from config import model
from drivers.errors import BadAnswer, DeviceError
from drivers.speech.playback import Player, Stoppable, find_player
from drivers.speech.port import Chime, NotHeard, Spoken, Utterance
from drivers.speech.recording import Recording, chime, join, silence, write_wav

KEPT_FILES = 200
CHIME_RATE = 22_050
"""Samples a second of a chime without words."""
_PAUSE_SECONDS = 0.5
_PREFIX = "call-"


class Loudspeaker:
    """Used by one thread at a time."""

    def __init__(self, settings: model.Loudspeaker, out_dir: Path, player: Player | None = None) -> None:
        """Without ``player`` the settings decide; raises DeviceUnusable when they demand a sound card that is missing."""
        self._volume = settings.volume
        self._out_dir = out_dir
        self._player = player or find_player(settings.output, settings.card)
        out_dir.mkdir(parents=True, exist_ok=True)
        self._next = _last_number(out_dir) + 1
        self._hushed = threading.Event()

    def announce(self, utterance: Utterance, speak: Callable[[str], Recording]) -> Spoken:
        """Returns when it has been played, or at once where nothing plays.

        ``speak`` makes the sound of one line. Raises BadAnswer when there is nothing to be heard, and NotHeard when the sound
        card fails.
        """
        self._hushed.clear()
        recording = self._compose(utterance, speak)
        spoken = Spoken(self._keep(recording), recording.seconds)
        if self._player is not None and spoken.wav is not None and not self._hushed.is_set():
            try:
                self._player(spoken.wav, spoken.seconds)
            except DeviceError as fault:
                raise NotHeard(str(fault), spoken) from fault
        return spoken

    def hush(self) -> None:
        """Play nothing more of the present announcement; from any thread."""
        self._hushed.set()
        player: object = self._player
        if isinstance(player, Stoppable):
            player.stop()

    def _compose(self, utterance: Utterance, speak: Callable[[str], Recording]) -> Recording:
        lines = [line.strip() for line in utterance.text.splitlines() if line.strip()]
        # A line that is said several times is made once.
        sounds = {line: speak(line) for line in dict.fromkeys(lines)}
        rate = next((sound.rate for sound in sounds.values()), CHIME_RATE)
        parts = [
            part
            for line in lines * max(1, utterance.times)
            for part in (_pause(rate, utterance), sounds[line])
        ]
        parts = parts[1:]
        if utterance.chime is Chime.TWO_TONE:
            parts.insert(0, chime(rate, volume=self._volume * utterance.volume))
        if not parts:
            raise BadAnswer("There is nothing to say.")
        return join(parts)

    def _keep(self, recording: Recording) -> Path:
        wav = self._out_dir / f"{_PREFIX}{self._next:06d}.wav"
        self._next += 1
        write_wav(wav, recording)
        for old in _recordings(self._out_dir)[:-KEPT_FILES]:
            old.unlink(missing_ok=True)
        return wav


def _pause(rate: int, utterance: Utterance) -> Recording:
    return silence(rate, _PAUSE_SECONDS / utterance.rate)


def _recordings(out_dir: Path) -> list[Path]:
    """Oldest first."""
    found = [path for path in out_dir.glob(f"{_PREFIX}*.wav") if _number(path) is not None]
    return sorted(found, key=lambda path: _number(path) or 0)


def _last_number(out_dir: Path) -> int:
    """Numbers go on where an earlier run stopped, so that a page never mistakes one call for another."""
    found = _recordings(out_dir)
    return (_number(found[-1]) or 0) if found else 0


def _number(path: Path) -> int | None:
    digits = path.stem.removeprefix(_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() else None
