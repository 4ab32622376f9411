"""Recorded clips behind the speech port, joined to announcements.

Responsible for: one line of text to sound. Not responsible for which clips a line takes (``clip_words``), for the pack's
files (``pack_manifest``) or for the sound card (``loudspeaker``).

Clips are cut at their ends and made equally loud, whatever the studio's files are like. The hour's rate changes the
pauses alone: faster clips would sound higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.call_text import is_chinese
from config.model import VoicePackSpeech
from drivers.errors import BadAnswer, DeviceUnusable
from drivers.speech.clip_words import Cut, Pause, cut_chinese, cut_english
from drivers.speech.levels import amplified, matched, trimmed
from drivers.speech.loudspeaker import Loudspeaker
from drivers.speech.pack_manifest import VoicePack, read_pack
from drivers.speech.playback import Player
from drivers.speech.port import Spoken, Utterance
from drivers.speech.recording import Recording, join, read_wav, silence

GAP_SECONDS = 0.03
"""Between clips that follow each other without a pause."""


class VoicePackVoice:
    """One loudspeaker zone; used by one thread at a time."""

    def __init__(self, settings: VoicePackSpeech, out_dir: Path, player: Player | None = None) -> None:
        """Raises PackUnusable naming everything that is missing, and DeviceUnusable for a demanded sound card."""
        self._volume = settings.volume
        self._pack = read_pack(Path(settings.folder))
        self._loudspeaker = Loudspeaker(settings, out_dir, player)
        self._clips: dict[Path, Recording] = {}

    def rehearse(self, texts: Sequence[str]) -> None:
        """Raises DeviceUnusable naming every word of the texts that was not recorded."""
        unknown = missing_words(self._pack, texts)
        if unknown:
            raise DeviceUnusable(f"The voice pack {self._pack.name} has no clip for: {', '.join(unknown)}.")

    def say(self, utterance: Utterance) -> Spoken:
        """Chime, then the text as often as asked; returns when it has been played, or at once where nothing plays."""
        return self._loudspeaker.announce(utterance, lambda line: self._speak(line, utterance))

    def hush(self) -> None:
        """Cut short what is being said; from any thread."""
        self._loudspeaker.hush()

    def close(self) -> None:
        """Forget the clips."""
        self._clips.clear()

    def _speak(self, line: str, utterance: Utterance) -> Recording:
        cut = _cut(self._pack, line)
        if cut.unknown:
            raise BadAnswer(f"The voice pack has no clip for: {', '.join(cut.unknown)}.")
        files = self._pack.clips["zh" if is_chinese(line) else "en"]
        gap = self._silence(GAP_SECONDS, utterance)
        parts: list[Recording] = []
        for piece in cut.pieces:
            if isinstance(piece, Pause):
                parts.append(self._silence(piece.seconds, utterance))
            else:
                parts += [self._clip(files[piece]), gap]
        if not parts:
            raise BadAnswer(f"There is nothing to say in {line!r}.")
        return amplified(join(parts), self._volume * utterance.volume)

    def _silence(self, seconds: float, utterance: Utterance) -> Recording:
        return silence(self._pack.sample_rate, seconds / utterance.rate)

    def _clip(self, path: Path) -> Recording:
        """Ready to be joined; each is read once."""
        if path not in self._clips:
            try:
                self._clips[path] = matched(trimmed(read_wav(path)))
            except (ValueError, OSError) as error:
                raise BadAnswer(f"The clip {path.name} cannot be read: {error}.") from error
        return self._clips[path]


def missing_words(pack: VoicePack, texts: Sequence[str]) -> tuple[str, ...]:
    """Every word of the texts for which the pack has no clip."""
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    return tuple(dict.fromkeys(word for line in lines for word in _cut(pack, line).unknown))


def _cut(pack: VoicePack, line: str) -> Cut:
    if is_chinese(line):
        return cut_chinese(line, pack.clips["zh"])
    return cut_english(line, pack.clips["en"])
