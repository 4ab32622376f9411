"""A voice that may fail and come back, without an announcement ever waiting for it.

Responsible for: opening it when something is to be said, knowing the sound card it shares with other voices, saying how it is,
and trying again after a pause. Not responsible for: which words, or their order.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog

from drivers.errors import DeviceError, NoAnswer
from drivers.speech.port import NotHeard, Speech, Spoken, Utterance
from drivers.status import Condition
from queue_server.client import Backoff

log = structlog.get_logger(__name__)

LONGEST_PAUSE_SECONDS = 30.0
"""After a voice that hung or crashed: every try costs its deadline, and the calls wait meanwhile."""
RETRY_SECONDS = 2.5
"""After one that said at once that it cannot: a loudspeaker that is plugged in is heard three seconds later."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of saying something."""

    spoken: Spoken | None
    """The evidence; also of an announcement that was recorded and then not played."""
    fault: str = ""
    """Why it was not heard, as a stable code; empty when it was."""


class Voice:
    """Used by one thread: speech engines live on the thread that opened them."""

    def __init__(
        self,
        open_speech: Callable[[], Speech],
        listener: Callable[[Condition, str], None],
        *,
        texts: Sequence[str] = (),
        turn: AbstractContextManager[object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``listener`` gets every change as condition and reason.

        ``texts`` hold every word that will be needed; a voice that lacks one is told to be faulty from the start. ``turn`` is the
        sound card's; voices that share it never speak at once. ``clock`` is monotonic, in seconds.
        """
        self._open_speech = open_speech
        self._listener = listener
        self._texts = texts
        self.turn = turn or threading.Lock()
        """Held by whoever lets it say something."""
        self._clock = clock
        self._speech: Speech | None = None
        self._condition: tuple[Condition, str] | None = None
        self._backoff = Backoff(first=1.0, cap=LONGEST_PAUSE_SECONDS)
        self._closed_until = float("-inf")
        self._speaking_since: float | None = None

    def prepare(self) -> None:
        """Open it, when it is not open and not failing."""
        if self._speech is not None or self._clock() < self._closed_until:
            return
        try:
            self._speech = self._open_speech()
            self._speech.rehearse(self._texts)
        except DeviceError as fault:
            self._fail(fault)
        else:
            self._tell(Condition.ONLINE, "")

    def say(self, utterance: Utterance) -> Attempt:
        """Speak to the end, or say why not; while holding ``turn``."""
        self.prepare()
        if self._speech is None:
            return Attempt(None, self._fault)
        self._speaking_since = self._clock()
        try:
            spoken = self._speech.say(utterance)
        except DeviceError as fault:
            self._fail(fault)
            return Attempt(fault.spoken if isinstance(fault, NotHeard) else None, fault.code)
        finally:
            self._speaking_since = None
        self._backoff.reset()
        self._tell(Condition.ONLINE, "")
        return Attempt(spoken)

    def close(self) -> None:
        """Let go of the voice."""
        speech, self._speech = self._speech, None
        if speech is not None:
            try:
                speech.close()
            except DeviceError as fault:
                log.info("voice did not close", reason=fault.code)

    def watch(self, limit: float) -> None:
        """Tell when it has been speaking for longer than ``limit`` seconds; may be called on another thread."""
        since = self._speaking_since
        if since is not None and self._clock() - since > limit:
            self._tell(Condition.FAULT, "hung")

    def give_up(self, reason: str) -> Attempt:
        """The voice misbehaved in a way that its errors do not describe."""
        self._speech = None
        self._closed_until = self._clock() + LONGEST_PAUSE_SECONDS
        self._tell(Condition.FAULT, reason)
        return Attempt(None, reason)

    @property
    def _fault(self) -> str:
        return self._condition[1] if self._condition is not None else ""

    def _fail(self, fault: DeviceError) -> None:
        self.close()
        pause = self._backoff.next()
        if not isinstance(fault, NoAnswer) and not isinstance(fault.__cause__, NoAnswer):
            pause = min(pause, RETRY_SECONDS)
        self._closed_until = self._clock() + pause
        self._tell(Condition.FAULT, fault.code, str(fault))

    def _tell(self, condition: Condition, reason: str, detail: str = "") -> None:
        if self._condition == (condition, reason):
            return
        self._condition = (condition, reason)
        if condition is Condition.ONLINE:
            log.info("voice ready")
        else:
            log.warning("voice lost", reason=reason, detail=detail)
        self._listener(condition, reason)
