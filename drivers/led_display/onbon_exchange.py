"""One request to an Onbon controller and its answer.

Responsible for: addressing, waiting, asking again, and refusing answers that cannot be meant for the request. Not
responsible for: which requests (``onbon``).

The plain answer does not say what it answers. What came before a request is therefore thrown away, a question
(``A1 02``) takes no plain "obeyed", and a request is repeated only with the very same bytes, so that a late answer
to its first sending is right for the second as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from drivers.errors import DeviceRefused, NoAnswer
from drivers.led_display.onbon_commands import PASSING, Answer, Command, ErrorCode, Request
from drivers.led_display.onbon_frames import DamagedFrame, OnbonDecoder, OnbonFrame
from drivers.link.pacing import LinePace
from drivers.link.port import Link

HOST_ADDRESS = 0x8000
"""What programs call themselves; controllers answer to it."""
ATTEMPTS = 2
"""Sendings of a request that nobody answers."""
COMPLAINTS = 5
"""Answers "busy" or "damaged" after which the controller is believed."""
BUSY_SECONDS = 0.15
_MOST_STALE_READS = 64
"""A wire that never falls silent is no reason to wait for ever."""

_QUESTIONS = frozenset({Command.STATUS})


class OnbonExchange:
    """Owns an open link to one controller. One thread at a time."""

    def __init__(
        self,
        link: Link,
        controller: int,
        *,
        baudrate: int,
        answer_seconds: float,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """``answer_seconds`` count from the last bit of a request; ``pause`` waits before asking a busy one again."""
        self._link = link
        self._controller = controller
        self._pace = LinePace(baudrate)
        self._answer_seconds = answer_seconds
        self._pause = pause

    def ask(self, request: Request) -> Answer:
        """The answer to a request that was obeyed.

        Raises NoAnswer after two silences, DeviceRefused with the device's own word (``busy`` and ``crc`` only after
        asking again for a while), LinkLost.
        """
        silences = complaints = 0
        while silences < ATTEMPTS:
            answer = self._ask_once(request)
            if answer is None:
                silences += 1
            elif answer.error == ErrorCode.NONE:
                return answer
            elif answer.error in PASSING and complaints + 1 < COMPLAINTS:
                complaints += 1
                self._pause(BUSY_SECONDS)
            else:
                text = f"{self._link.name}: the sign {self._controller} refuses: {answer.error_word}"
                raise DeviceRefused(text)
        raise NoAnswer(f"{self._link.name}: the sign {self._controller} does not answer")

    def close(self) -> None:
        """Close the link."""
        self._link.close()

    def _ask_once(self, request: Request) -> Answer | None:
        self._forget_stale_bytes()
        raw = OnbonFrame(self._controller, HOST_ADDRESS, request.to_data()).to_bytes()
        started = time.monotonic()
        self._link.write(raw)
        return self._wait(request, started + self._pace.seconds(len(raw)) + self._answer_seconds)

    def _forget_stale_bytes(self) -> None:
        for _ in range(_MOST_STALE_READS):
            if not self._link.read(0.0):
                return

    def _wait(self, request: Request, deadline: float) -> Answer | None:
        decoder = OnbonDecoder()
        while (rest := deadline - time.monotonic()) > 0:
            for frame in decoder.feed(self._link.read(rest)):
                answer = self._understand(frame, request)
                if answer is not None:
                    return answer
        return None

    def _understand(self, frame: OnbonFrame | DamagedFrame, request: Request) -> Answer | None:
        """The answer in the frame, None when it cannot be the one that is waited for."""
        if isinstance(frame, DamagedFrame):
            return None
        if (frame.destination, frame.source) != (HOST_ADDRESS, self._controller):
            return None
        answer = Answer.from_data(frame.data)
        if answer is None:
            return None
        if answer.known is Command.ANSWER:
            is_late = request.known in _QUESTIONS and answer.error == ErrorCode.NONE
            return None if is_late else answer
        return answer if request.known in _QUESTIONS and answer.known is request.known else None
