"""The offline voice behind the speech port: espeak-ng through pyttsx3.

Responsible for: one line of text to sound. Not responsible for words (``wording``), for the engine's process
(``synthesiser``) or for files and the sound card (``loudspeaker``).

Lines without a Chinese character are spoken by an English voice: the Chinese one would speak their digits in Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.call_text import is_chinese
from config.model import Pyttsx3Speech
from drivers.errors import BadAnswer
from drivers.speech.loudspeaker import Loudspeaker
from drivers.speech.playback import Player
from drivers.speech.port import Spoken, Utterance
from drivers.speech.recording import Recording, read_wav
from drivers.speech.synthesiser import Synthesiser

ENGLISH_VOICE = "gmw/en"
SLOWEST, FASTEST = 60, 300
"""Words a minute at which the engine can still be understood."""


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
        self._scratch = out_dir / ".line.wav"
        self._loudspeaker = Loudspeaker(settings, out_dir, player)
        self._synthesiser = synthesiser or Synthesiser()

    def rehearse(self, texts: Sequence[str]) -> None:
        """A synthesiser can speak anything."""

    def say(self, utterance: Utterance) -> Spoken:
        """Chime, then the text as often as asked; returns when it has been played, or at once where nothing plays."""
        return self._loudspeaker.announce(utterance, lambda line: self._speak(line, utterance))

    def hush(self) -> None:
        """Cut short what is being said; from any thread."""
        self._loudspeaker.hush()

    def close(self) -> None:
        """End the engine's process; files stay."""
        self._synthesiser.close()

    def _speak(self, line: str, utterance: Utterance) -> Recording:
        self._scratch.unlink(missing_ok=True)
        self._synthesiser.speak_to_file(
            line,
            self._scratch,
            voice=self._settings.voice if is_chinese(line) else ENGLISH_VOICE,
            rate=round(min(max(self._settings.rate * utterance.rate, SLOWEST), FASTEST)),
            volume=self._settings.volume * utterance.volume,
        )
        try:
            return read_wav(self._scratch)
        except (ValueError, OSError) as error:
            raise BadAnswer(f"The voice left no recording: {error}.") from error
        finally:
            self._scratch.unlink(missing_ok=True)
