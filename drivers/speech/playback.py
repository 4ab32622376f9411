"""Playing wav files on the computer's own loudspeaker.

Responsible for: finding ``aplay`` and a sound card, and playing to the end within a deadline. Not responsible for what
is played.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from drivers.errors import DeviceRefused, DeviceUnusable, NoAnswer

Player = Callable[[Path, float], None]
"""Plays a file of so many seconds to the end; raises DeviceError."""

_ALSA_CARDS = Path("/proc/asound/cards")
_GRACE_SECONDS = 10.0


def find_player(
    output: str,
    card: str | None = None,
    *,
    which: Callable[[str], str | None] = shutil.which,
    cards: Path = _ALSA_CARDS,
) -> Player | None:
    """The player for ``output`` (``auto``, ``sound-card``, ``file``); None plays nothing.

    ``card`` is ALSA's name of an output, None the computer's own choice. Raises DeviceUnusable when a sound card is demanded
    and there is no way to play on one.
    """
    if output == "file":
        return None
    program = which("aplay")
    if program is not None and _has_sound_card(cards):
        return AplayPlayer(program, card)
    if output == "sound-card":
        missing = "the program aplay" if program is None else "a sound card"
        raise DeviceUnusable(f"This computer lacks {missing}.")
    return None


def _has_sound_card(cards: Path) -> bool:
    try:
        listing = cards.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return bool(listing.strip()) and "no soundcards" not in listing


class AplayPlayer:
    """Plays through ALSA."""

    def __init__(self, program: str, card: str | None = None) -> None:
        self._command = [program, "-q", *(["-D", card] if card is not None else [])]

    def __call__(self, wav: Path, seconds: float) -> None:
        """Play to the end; raises NoAnswer when it takes far longer than the recording, DeviceRefused when it fails."""
        try:
            result = subprocess.run(
                [*self._command, str(wav)],
                capture_output=True,
                timeout=seconds + _GRACE_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswer("The sound card did not finish playing.") from None
        except OSError as error:
            raise DeviceRefused(f"{self._command[0]} cannot be started: {error}.") from error
        if result.returncode != 0:
            reason = result.stderr.decode("utf-8", "replace").strip().splitlines()
            raise DeviceRefused(f"The sound card refused: {reason[-1] if reason else 'no reason given'}.")
