"""An Onbon BX-5K/6K controller on the other end of a wire, with faults on request.

Responsible for: the wire, addresses, broadcasts and faults. Not responsible for: what requests do
(``onbon_controller``) or drawing dots.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from enum import StrEnum

from drivers.led_display.onbon_commands import Answer, ErrorCode, Request
from drivers.led_display.onbon_controller import ControllerState, OnbonController
from drivers.led_display.onbon_frames import BROADCASTS, PREAMBLE, DamagedFrame, OnbonDecoder, OnbonFrame
from drivers.link.port import Link
from drivers.wire_thread import WireThread

LATE_SECONDS = 1.5
_SILENCE = 0.02
"""Seconds between looks at what is to be said late."""
_MOST_REQUESTS = 1000
_NOISE = bytes.fromhex("5A00A5A55BFFA5A60100A6")
"""Starts of frames among it, so that the next frame's own start must end it."""


class OnbonFault(StrEnum):
    """How the controller can misbehave."""

    NONE = "none"
    SILENT = "silent"
    """Hears nothing and says nothing."""
    MUTE = "mute"
    """Obeys, says nothing."""
    BUSY = "busy"
    """Does nothing and says that it is busy."""
    MEMORY_FULL = "memory-full"
    """Does nothing and says that its memory is full."""
    GARBAGE_FIRST = "garbage-first"
    """Sends noise before each answer."""
    LATE = "late"
    """Obeys at once and answers much later."""
    DAMAGED_CRC = "damaged-crc"
    """Obeys, and its answers' CRC is wrong."""


_REFUSALS = {OnbonFault.BUSY: ErrorCode.BUSY, OnbonFault.MEMORY_FULL: ErrorCode.MEMORY}


class OnbonEmulator:
    """Answers like a controller from ``start`` to ``close``; thread-safe. ``on_change`` is called without locks held."""

    def __init__(
        self,
        link: Link,
        *,
        number: int = 1,
        width: int = 64,
        height: int = 16,
        complains: bool = False,
        late_seconds: float = LATE_SECONDS,
        on_change: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``complains``: answers a damaged frame with the CRC error instead of silence; models differ."""
        self.on_change = on_change
        self._link = link
        self._number = number
        self._complains = complains
        self._late_seconds = late_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._controller = OnbonController(width=width, height=height)
        self._decoder = OnbonDecoder()
        self._fault = OnbonFault.NONE
        self._requests: deque[Request] = deque(maxlen=_MOST_REQUESTS)
        self._late: deque[tuple[float, bytes]] = deque()
        self._thread = WireThread(link, self._on_bytes, silence=_SILENCE)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Switch off and let go of the link."""
        self._thread.close()

    def state(self) -> ControllerState:
        """What the sign shows and keeps."""
        with self._lock:
            return self._controller.state

    @property
    def requests(self) -> tuple[Request, ...]:
        """The latest requests that reached it, oldest first."""
        with self._lock:
            return tuple(self._requests)

    @property
    def fault(self) -> OnbonFault:
        """How it misbehaves now."""
        return self._fault

    def set_fault(self, fault: OnbonFault) -> None:
        """Misbehave in this way from now on; ``NONE`` mends it."""
        with self._lock:
            self._fault = fault
        self._tell()

    def switch_off_and_on(self) -> None:
        """Cut the power: dynamic areas are forgotten."""
        with self._lock:
            self._controller.lose_power()
        self._tell()

    def _on_bytes(self, data: bytes) -> None:
        for frame in self._decoder.feed(data):
            with self._lock:
                before = self._controller.state
                answer = self._answer(frame)
                changed = self._controller.state != before
            if answer is not None:
                self._say(answer)
            if changed:
                self._tell()
        while self._late and self._late[0][0] <= self._clock():
            self._link.write(self._late.popleft()[1])

    def _answer(self, frame: OnbonFrame | DamagedFrame) -> OnbonFrame | None:
        """What goes back for a frame; None for silence."""
        if self._fault is OnbonFault.SILENT or frame.destination not in {self._number, *BROADCASTS}:
            return None
        if isinstance(frame, DamagedFrame):
            return self._reply(frame, Answer.done(ErrorCode.CRC)) if self._complains else None
        request = Request.from_data(frame.data)
        if request is None:
            return None
        self._requests.append(request)
        if self._fault in _REFUSALS:
            answer = Answer.done(_REFUSALS[self._fault])
        else:
            answer = self._controller.obey(request)
        return self._reply(frame, answer) if request.reply_wanted else None

    def _reply(self, frame: OnbonFrame | DamagedFrame, answer: Answer) -> OnbonFrame | None:
        if frame.source is None or frame.destination in BROADCASTS:
            return None
        return OnbonFrame(frame.source, self._number, answer.to_data())

    def _say(self, answer: OnbonFrame) -> None:
        raw = answer.to_bytes()
        match self._fault:
            case OnbonFault.MUTE:
                return
            case OnbonFault.LATE:
                self._late.append((self._clock() + self._late_seconds, raw))
                return
            case OnbonFault.GARBAGE_FIRST:
                raw = _NOISE + raw
            case OnbonFault.DAMAGED_CRC:
                flipped = raw[len(PREAMBLE)] ^ 0x01
                raw = PREAMBLE + bytes((flipped,)) + raw[len(PREAMBLE) + 1 :]
        self._link.write(raw)

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
