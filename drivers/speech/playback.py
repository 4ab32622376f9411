"""Playing wav files on the computer's own loudspeaker.

Responsible for: finding ``aplay`` and a sound card, and playing to the end within a deadline. Not responsible for what
is played.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, runtime_checkable

from drivers.errors import DeviceRefused, DeviceUnusable, NoAnswer


class Player(Protocol):
    """How a file is played; a plain function will do."""

    def __call__(self, wav: Path, seconds: float, /) -> None:
        """Play a file of so many seconds to the end; raises DeviceError."""


@runtime_checkable
class Stoppable(Protocol):
    """A player that can be cut short."""

    def stop(self) -> None:
        """End what is playing, from any thread: the call that plays it returns as if that had come to its end."""


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
        self._changing = threading.Lock()
        self._playing: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def __call__(self, wav: Path, seconds: float) -> None:
        """Play to the end; raises NoAnswer when it takes far longer than the recording, DeviceRefused when it fails."""
        try:
            process = subprocess.Popen(
                [*self._command, str(wav)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise DeviceRefused(f"{self._command[0]} cannot be started: {error}.") from error
        with process, self._as_playing(process):
            try:
                _, complaint = process.communicate(timeout=seconds + _GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise NoAnswer("The sound card did not finish playing.") from None
        if process.returncode != 0 and not self._stopped:
            reason = complaint.decode("utf-8", "replace").strip().splitlines()
            raise DeviceRefused(f"The sound card refused: {reason[-1] if reason else 'no reason given'}.")

    def stop(self) -> None:
        """End what is playing."""
        with self._changing:
            if self._playing is not None:
                self._stopped = True
                self._playing.terminate()

    @contextmanager
    def _as_playing(self, process: subprocess.Popen[bytes]) -> Iterator[None]:
        """The process that ``stop`` ends, as long as it is not yet waited for."""
        with self._changing:
            self._playing, self._stopped = process, False
        try:
            yield
        finally:
            with self._changing:
                self._playing = None
