"""What the announcer needs of a voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from drivers.errors import TransientFault


class Chime(StrEnum):
    """What sounds before the words."""

    TWO_TONE = "two-tone"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to speak, already spelled for the ear ("请 A零一二号 到 3号窗口办理").

    Each line is spoken by itself; a line without any Chinese character belongs to the English voice. Without words there
    is only the chime.
    """

    text: str
    times: int = 1
    chime: Chime = Chime.TWO_TONE
    volume: float = 1.0
    """Part of the voice's own volume, 0 to 1."""
    rate: float = 1.0
    """Multiple of the voice's own rate."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was spoken, as evidence and for pages that play it."""

    wav: Path | None
    """The recording, None when the voice keeps none."""
    seconds: float


class NotHeard(TransientFault):
    """The announcement was made and recorded, but the sound card did not play it."""

    code = "sound_card"

    def __init__(self, message: str, spoken: Spoken) -> None:
        super().__init__(message)
        self.spoken = spoken


class Speech(Protocol):
    """An opened voice. One announcement at a time: the caller's queue decides what is next."""

    def rehearse(self, texts: Sequence[str]) -> None:
        """Make sure that these texts could be spoken, without a sound; raises DeviceUnusable naming what is missing."""

    def say(self, utterance: Utterance) -> Spoken:
        """Speak to the end, then return; raises DeviceError when the voice fails."""

    def close(self) -> None:
        """Let go of the voice."""


@runtime_checkable
class Interruptible(Protocol):
    """A voice that can be cut short."""

    def hush(self) -> None:
        """End what is being said, from any thread: a ``say`` under way returns soon, and what it has left is not played."""
