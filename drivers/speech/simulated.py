"""A voice in memory, for demonstrations and for tests that need no sound."""

from __future__ import annotations

import threading

from drivers.errors import DeviceError
from drivers.speech.port import Spoken, Utterance

_SECONDS_PER_CHARACTER = 0.2


class SimulatedSpeech:
    """Remembers what it was asked to say and takes no time; failures are set from outside, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._said: list[Utterance] = []
        self._failure: DeviceError | None = None
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

    def say(self, utterance: Utterance) -> Spoken:
        """Remember the words; the seconds are an estimate of how long a voice would take."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            self._said.append(utterance)
        return Spoken(None, len(utterance.text) * utterance.times * _SECONDS_PER_CHARACTER)

    def close(self) -> None:
        """Nothing to let go of."""
        self.closed = True
