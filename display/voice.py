"""A voice that may fail and come back, without an announcement ever waiting for it.

Responsible for: opening it when something is to be said, saying how it is, and trying again after a pause.
Not responsible for: which words, or their order.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from drivers.errors import DeviceError, PermanentFault
from drivers.speech.port import Speech, Spoken, Utterance
from drivers.status import Condition
from queue_server.client import Backoff

log = structlog.get_logger(__name__)

LONGEST_PAUSE_SECONDS = 30.0


class Voice:
    """Used by one thread: speech engines live on the thread that opened them."""

    def __init__(
        self,
        open_speech: Callable[[], Speech],
        listener: Callable[[Condition, str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``listener`` gets every change as condition and reason; ``clock`` is monotonic, in seconds."""
        self._open_speech = open_speech
        self._listener = listener
        self._clock = clock
        self._speech: Speech | None = None
        self._condition: tuple[Condition, str] | None = None
        self._backoff = Backoff(first=1.0, cap=LONGEST_PAUSE_SECONDS)
        self._closed_until = float("-inf")

    def prepare(self) -> None:
        """Open it, when it is not open and not failing."""
        if self._speech is not None or self._clock() < self._closed_until:
            return
        try:
            self._speech = self._open_speech()
        except DeviceError as fault:
            self._fail(fault)
        else:
            self._tell(Condition.ONLINE, "")

    def say(self, utterance: Utterance) -> Spoken | None:
        """Speak to the end; None when there is no voice to speak with."""
        self.prepare()
        if self._speech is None:
            return None
        try:
            spoken = self._speech.say(utterance)
        except DeviceError as fault:
            self.close()
            self._fail(fault)
            return None
        self._backoff.reset()
        self._tell(Condition.ONLINE, "")
        return spoken

    def close(self) -> None:
        """Let go of the voice."""
        speech, self._speech = self._speech, None
        if speech is not None:
            try:
                speech.close()
            except DeviceError as fault:
                log.info("voice did not close", reason=fault.code)

    def note_hung(self) -> None:
        """It has been speaking for longer than anything takes; may be called on another thread."""
        self._tell(Condition.FAULT, "hung")

    def give_up(self, reason: str) -> None:
        """The voice misbehaved in a way that its errors do not describe."""
        self._speech = None
        self._closed_until = self._clock() + LONGEST_PAUSE_SECONDS
        self._tell(Condition.FAULT, reason)

    def _fail(self, fault: DeviceError) -> None:
        pause = LONGEST_PAUSE_SECONDS if isinstance(fault, PermanentFault) else self._backoff.next()
        self._closed_until = self._clock() + pause
        self._tell(Condition.FAULT, fault.code)

    def _tell(self, condition: Condition, reason: str) -> None:
        if self._condition == (condition, reason):
            return
        self._condition = (condition, reason)
        if condition is Condition.ONLINE:
            log.info("voice ready")
        else:
            log.warning("voice lost", reason=reason)
        self._listener(condition, reason)
