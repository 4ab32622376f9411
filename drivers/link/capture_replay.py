"""Playing a capture's device side back.

Responsible for: what the device says next and when, as the host speaks (``Replay``), and that as a link for a driver
(``ReplayLink``) or as a device on the end of one (``ReplayDevice``). Not responsible for the file (``capture``).

The device's bytes come in their recorded order. Bytes that followed something the host said wait for the host; bytes
that came by themselves come after the recorded pause.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from drivers.errors import LinkLost
from drivers.link.capture import Capture, Direction, Piece
from drivers.link.port import Link
from drivers.wire_thread import WireThread

SETTLE_SECONDS = 0.05
"""How long the rest of something that the host has begun to say is waited for."""
_LOOK_SECONDS = 0.02
_MOST_HEARD = 65536


class Matching(StrEnum):
    """What the host must say for the device to go on."""

    STRICT = "strict"
    """The recorded bytes, in whatever pieces."""
    LOOSE = "loose"
    """The recorded bytes, or those of a later turn, which is then played; anything else counts as the next turn."""


class ReplayMismatch(Exception):
    """The host did not say what was recorded; the message shows both. No DeviceError: no driver may take it for a fault."""


class Replay:
    """The device's part of a conversation. Knows no threads and no clock: ``now`` is in seconds, never less than before."""

    def __init__(
        self, capture: Capture, *, matching: Matching = Matching.STRICT, speed: float | None = None
    ) -> None:
        """``speed`` 1 keeps the recorded pauses, 2 halves them; None does without."""
        self._pieces = capture.pieces
        self._matching = matching
        self._scale = 0.0 if speed is None else 1.0 / speed
        self._next = 0
        self._since: float | None = None
        self._heard = bytearray()
        self._heard_at = 0.0

    @property
    def finished(self) -> bool:
        """True when everything recorded has been said by both sides."""
        return self._next == len(self._pieces)

    @property
    def rest(self) -> tuple[Piece, ...]:
        """What has not been said yet."""
        return self._pieces[self._next :]

    def hear(self, data: bytes, now: float) -> None:
        """The host says something; raises ReplayMismatch when strict and it is not what was recorded."""
        self._begin(now)
        self._heard += data
        self._heard_at = now
        del self._heard[:-_MOST_HEARD]
        self._go_on(now)

    def say(self, now: float) -> bytes:
        """The device's next bytes if they are due, else nothing; raises as ``hear``."""
        self._begin(now)
        self._go_on(now)
        if self._due_in(now) != 0.0:
            return b""
        piece = self._pieces[self._next]
        self._advance(self._next + 1, now)
        self._go_on(now)
        return piece.data

    def wait(self, now: float) -> float | None:
        """Seconds until ``say`` may have something; None while only the host can bring the conversation on."""
        self._begin(now)
        if self._heard and self._is_hosts_turn() and self._matching is Matching.LOOSE:
            return max(0.0, self._heard_at + SETTLE_SECONDS - now)
        return self._due_in(now)

    def _begin(self, now: float) -> None:
        if self._since is None:
            self._since = now

    def _due_in(self, now: float) -> float | None:
        if self.finished or self._is_hosts_turn():
            return None
        before = self._pieces[self._next - 1].at if self._next else 0.0
        pause = (self._pieces[self._next].at - before) * self._scale
        return max(0.0, (self._since or 0.0) + pause - now)

    def _is_hosts_turn(self) -> bool:
        return not self.finished and self._pieces[self._next].direction is Direction.TO_DEVICE

    def _advance(self, to: int, now: float) -> None:
        self._next = to
        self._since = now

    def _go_on(self, now: float) -> None:
        """Match what was heard against the host's turn, if it is the host's."""
        while self._heard and self._is_hosts_turn():
            turn, end = self._turn(self._next)
            if self._heard.startswith(turn):
                del self._heard[: len(turn)]
                self._advance(end, now)
            elif self._may_still_become(turn, now):
                return
            elif self._matching is Matching.STRICT:
                raise ReplayMismatch(_difference(turn, bytes(self._heard)))
            else:
                self._advance(self._later_turn() or end, now)
                self._heard.clear()
        if self._heard and self.finished:
            extra = bytes(self._heard)
            self._heard.clear()
            if self._matching is Matching.STRICT:
                raise ReplayMismatch(f"behind the end of the recording: {extra.hex(' ')!r}")

    def _may_still_become(self, turn: bytes, now: float) -> bool:
        """True while what was heard is the begin of the turn; a loose host has only a moment for the rest."""
        in_time = self._matching is Matching.STRICT or now < self._heard_at + SETTLE_SECONDS
        return in_time and turn.startswith(self._heard)

    def _later_turn(self) -> int | None:
        """Behind the next turn in which the host said just this; None when there is none."""
        position = self._next
        while position < len(self._pieces):
            turn, end = self._turn(position)
            if turn == self._heard:
                return end
            position = end if end > position else position + 1
        return None

    def _turn(self, start: int) -> tuple[bytes, int]:
        """What the host says from there on in one go, and where the device's next part begins."""
        end = start
        while end < len(self._pieces) and self._pieces[end].direction is Direction.TO_DEVICE:
            end += 1
        return b"".join(piece.data for piece in self._pieces[start:end]), end


def _difference(recorded: bytes, heard: bytes) -> str:
    same = next((at for at, pair in enumerate(zip(recorded, heard, strict=False)) if pair[0] != pair[1]), 0)
    return f"from byte {same} on: recorded {recorded[same:].hex(' ')!r}, heard {heard[same:].hex(' ')!r}"


class ReplayLink:
    """A link for a driver whose device is a capture. ``write`` and ``read`` may run on two threads."""

    def __init__(
        self, capture: Capture | Path, *, matching: Matching = Matching.STRICT, speed: float | None = None
    ) -> None:
        """A capture or its file; raises OSError and ValueError for a file that cannot be read."""
        self._name = str(capture) if isinstance(capture, Path) else "capture"
        if isinstance(capture, Path):
            capture = Capture.parse(capture.read_text("utf-8"))
        self._replay = Replay(capture, matching=matching, speed=speed)
        self._changed = threading.Condition()
        self._is_closed = False

    @property
    def name(self) -> str:
        """The file's path, or ``capture``."""
        return self._name

    @property
    def finished(self) -> bool:
        """True when everything recorded has been said by both sides."""
        with self._changed:
            return self._replay.finished

    def write(self, data: bytes) -> None:
        """The host speaks; raises LinkLost after ``close``, ReplayMismatch when strict and it is not what was recorded."""
        with self._changed:
            self._refuse_when_closed()
            self._replay.hear(data, time.monotonic())
            self._changed.notify_all()

    def read(self, timeout: float) -> bytes:
        """The device's bytes as soon as they are due; empty after ``timeout`` seconds; raises as ``write``."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                self._refuse_when_closed()
                now = time.monotonic()
                data = self._replay.say(now)
                if data or now >= deadline:
                    return data
                due_in = self._replay.wait(now)
                self._changed.wait(deadline - now if due_in is None else min(deadline - now, due_in))

    def close(self) -> None:
        """Whoever reads or writes from now on gets LinkLost."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise LinkLost(f"{self._name} was closed.")


class ReplayDevice:
    """A capture as an emulated device behind its end of a link, from ``start`` to ``close``."""

    def __init__(
        self,
        link: Link,
        capture: Capture,
        *,
        matching: Matching = Matching.LOOSE,
        speed: float | None = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._clock = clock
        self._replay = Replay(capture, matching=matching, speed=speed)
        self._mismatch: ReplayMismatch | None = None
        self._ended = threading.Event()
        self._thread = WireThread(link, self._on_bytes, silence=_LOOK_SECONDS)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def close(self) -> None:
        """Fall silent and let go of the link."""
        self._thread.close()

    def wait(self, seconds: float) -> bool:
        """True as soon as all has been said, or the host has said something else; False after so many seconds."""
        return self._ended.wait(seconds)

    @property
    def mismatch(self) -> ReplayMismatch | None:
        """What the host said wrong, when strict."""
        return self._mismatch

    @property
    def rest(self) -> tuple[Piece, ...]:
        """What has not been said yet."""
        return self._replay.rest

    def _on_bytes(self, data: bytes) -> None:
        if self._mismatch is not None:
            return
        try:
            if data:
                self._replay.hear(data, self._clock())
            while due := self._replay.say(self._clock()):
                self._link.write(due)
        except ReplayMismatch as mismatch:
            self._mismatch = mismatch
        if self._mismatch is not None or self._replay.finished:
            self._ended.set()
