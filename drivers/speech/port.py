"""What the announcer needs of a voice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words to speak, already spelled for the ear ("请 A 零 一 二 号 到 3 号窗口")."""

    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was spoken, as evidence and for pages that play it."""

    wav: Path | None
    """The recording, None when the voice keeps none."""
    seconds: float


class Speech(Protocol):
    """An opened voice. One announcement at a time: the caller's queue decides what is next."""

    def say(self, utterance: Utterance) -> Spoken:
        """Speak to the end, then return; raises DeviceError when the voice fails."""

    def close(self) -> None:
        """Let go of the voice."""
