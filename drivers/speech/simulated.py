"""A voice in memory, for demonstrations and for tests that need no sound."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from drivers.errors import DeviceError
from drivers.speech.pace import estimated_seconds
from drivers.speech.port import Spoken, Utterance


class SimulatedSpeech:
    """Remembers what it was asked to say and takes no time; failures are set from outside, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._said: list[Utterance] = []
        self._failure: DeviceError | None = None
        self._hushed = 0
        self.closed = False

    @property
    def said(self) -> tuple[Utterance, ...]:
        """Everything said so far, oldest first."""
        with self._lock:
            return tuple(self._said)

    def fail_with(self, failure: DeviceError | None) -> None:
        """Raise this from every call until told None."""
        with self._lock:
            self._failure = failure

    def rehearse(self, texts: Sequence[str]) -> None:
        """It can remember anything."""

    def say(self, utterance: Utterance) -> Spoken:
        """Remember the words; the seconds are an estimate of how long a voice would take."""
        seconds = estimated_seconds(utterance)
        with self._lock:
            if self._failure is not None:
                raise self._failure
            self._said.append(utterance)
        return Spoken(None, seconds)

    def hush(self) -> None:
        """Count it: nothing here takes time that could be cut short."""
        with self._lock:
            self._hushed += 1

    @property
    def hushed(self) -> int:
        """How often it was told to be silent."""
        with self._lock:
            return self._hushed

    def close(self) -> None:
        """Nothing to let go of."""
        self.closed = True
