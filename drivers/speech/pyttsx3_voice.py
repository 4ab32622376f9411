"""The offline voice behind the speech port: espeak-ng through pyttsx3, with a chime.

Responsible for: one wav file for each announcement, playing it where there is a sound card, and keeping only the newest
files. Not responsible for words (``spelling``) or for the engine's process (``synthesiser``).

Lines without a Chinese character are spoken by an English voice: the Chinese one would speak their digits in Chinese.
"""

from __future__ import annotations

from pathlib import Path

from config.model import Pyttsx3Speech
from drivers.errors import BadAnswer
from drivers.speech.playback import Player, find_player
from drivers.speech.port import Spoken, Utterance
from drivers.speech.recording import Recording, chime, join, read_wav, silence, write_wav
from drivers.speech.synthesiser import Synthesiser

KEPT_FILES = 200
ENGLISH_VOICE = "gmw/en"
_PAUSE_SECONDS = 0.5
_PREFIX = "call-"


class Pyttsx3Voice:
    """One loudspeaker zone; used by one thread at a time."""

    def __init__(
        self,
        settings: Pyttsx3Speech,
        out_dir: Path,
        player: Player | None = None,
        *,
        synthesiser: Synthesiser | None = None,
    ) -> None:
        """Without ``player`` the settings decide; raises DeviceUnusable when they demand a sound card that is missing."""
        self._settings = settings
        self._out_dir = out_dir
        self._player = player or find_player(settings.output)
        self._synthesiser = synthesiser or Synthesiser()
        out_dir.mkdir(parents=True, exist_ok=True)
        self._next = _last_number(out_dir) + 1

    def say(self, utterance: Utterance) -> Spoken:
        """Chime, then the text as often as asked; returns when it has been played, or at once where nothing plays."""
        recording = self._compose(utterance)
        wav = self._out_dir / f"{_PREFIX}{self._next:06d}.wav"
        self._next += 1
        write_wav(wav, recording)
        self._forget_old_files()
        if self._player is not None:
            self._player(wav, recording.seconds)
        return Spoken(wav, recording.seconds)

    def close(self) -> None:
        """End the engine's process; files stay."""
        self._synthesiser.close()

    def _compose(self, utterance: Utterance) -> Recording:
        lines = [self._speak(line) for line in utterance.text.splitlines() if line.strip()]
        if not lines:
            raise BadAnswer("There is nothing to say.")
        pause = silence(lines[0].rate, _PAUSE_SECONDS)
        spoken = [part for line in lines * max(1, utterance.times) for part in (line, pause)]
        return join([chime(lines[0].rate, volume=self._settings.volume), *spoken[:-1]])

    def _speak(self, line: str) -> Recording:
        scratch = self._out_dir / ".line.wav"
        scratch.unlink(missing_ok=True)
        self._synthesiser.speak_to_file(
            line,
            scratch,
            voice=ENGLISH_VOICE if line.isascii() else self._settings.voice,
            rate=self._settings.rate,
            volume=self._settings.volume,
        )
        try:
            return read_wav(scratch)
        except (ValueError, OSError) as error:
            raise BadAnswer(f"The voice left no recording: {error}.") from error
        finally:
            scratch.unlink(missing_ok=True)

    def _forget_old_files(self) -> None:
        for old in _recordings(self._out_dir)[:-KEPT_FILES]:
            old.unlink(missing_ok=True)


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
