"""The one owner of a shared line.

Responsible for: one reader thread, handing every frame to the device it belongs to, one sender at a time with
the pauses the wire needs, telling everybody when the link is gone, and counting. Not responsible for: opening
the link, opening it again, or what frames mean (``drivers.keypad``, ``drivers.evaluator``,
``drivers.led_display``).

A link may take bytes faster than the wire carries them, so a sender keeps its turn for the time the bytes
take at the line's baud rate.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from drivers.errors import LinkLost
from drivers.link.pacing import LinePace
from drivers.link.port import Link
from drivers.rs485.decoder import LineDecoder, LineFrame
from drivers.rs485.endpoint import Endpoint, Received
from drivers.rs485.framing import LineProtocol
from drivers.rs485.own_frames import OwnFrames

SILENCE = 0.05
"""Seconds without a byte after which a frame that has begun is given up. Devices send a frame in one go (8 ms
between bytes at 1200 baud), USB adapters hand bytes over every 16 ms."""
IDLE_READ = 1.0
"""Seconds one read waits on a quiet line."""
TURN_AROUND = 0.005
"""Seconds of quiet before the host speaks, so that the last speaker has let go of the wire."""
OWN_ECHO = 0.05
"""Seconds after the last sent byte in which an adapter delivers what it sent. A keypad repeats only after 300 ms."""


@dataclass(frozen=True, slots=True)
class LineStatistics:
    """What a line has carried since it was opened."""

    received: int = 0
    """Frames handed to a device."""
    sent: int = 0
    noise_bytes: int = 0
    """Bytes that belonged to no frame."""
    unknown: int = 0
    """Good frames of addresses nobody has registered."""
    own: int = 0
    """Frames of the host that the adapter delivered back."""
    overflown: int = 0
    """Frames dropped because nobody fetched those before."""


class SharedLine:
    """Owns the link from now on, and reads it at once on a thread of its own."""

    def __init__(
        self,
        link: Link,
        *,
        baudrate: int = 9600,
        silence: float = SILENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``clock`` (seconds, monotonic) stamps what is received; the pauses on the wire always take real time."""
        self.turn = threading.Lock()
        self._link = link
        self._pace = LinePace(baudrate)
        self._silence = silence
        self._clock = clock
        self._log = structlog.get_logger(__name__).bind(line=link.name)
        self._decoder = LineDecoder()
        self._own = OwnFrames()
        self._state = threading.Lock()
        self._endpoints: dict[tuple[LineProtocol, int], Endpoint] = {}
        self._strangers: set[tuple[LineProtocol, int]] = set()
        self._counts: Counter[str] = Counter()
        self._loss: LinkLost | None = None
        self._ended = threading.Event()
        self._last_byte = time.monotonic()
        self._reader = threading.Thread(target=self._read, name=f"line {link.name}", daemon=True)
        self._reader.start()

    @property
    def name(self) -> str:
        """What a technician calls the line."""
        return self._link.name

    @property
    def lost(self) -> bool:
        """True when nothing will ever come from this line again."""
        return self._loss is not None

    def now(self) -> float:
        """The clock that stamps what is received."""
        return self._clock()

    def attach(self, protocol: LineProtocol, address: int) -> Endpoint:
        """A place for the device; raises ValueError when its address is taken, LinkLost when the line is gone."""
        endpoint = Endpoint(self, protocol, address)
        with self._state:
            self.check()
            if self._endpoints.setdefault((protocol, address), endpoint) is not endpoint:
                raise ValueError(f"{self.name}: two devices share {protocol.name} address {address:#04x}")
        return endpoint

    def detach(self, endpoint: Endpoint) -> None:
        """Forget the endpoint; a second call does nothing."""
        key = (endpoint.protocol, endpoint.address)
        with self._state:
            if self._endpoints.get(key) is endpoint:
                del self._endpoints[key]

    def statistics(self) -> LineStatistics:
        """Counted so far."""
        with self._state:
            return LineStatistics(noise_bytes=self._decoder.noise_bytes, **self._counts)

    def check(self) -> None:
        """Raises LinkLost when the line is gone."""
        if self._loss is not None:
            raise LinkLost(str(self._loss)) from self._loss

    def transmit(self, raw: bytes) -> None:
        """Put bytes on the wire while holding ``turn``; returns when the last one should be out. Raises LinkLost."""
        self.check()
        self._pause_until(self._last_byte + TURN_AROUND)
        seconds = self._pace.seconds(len(raw))
        self._own.remember(raw, self._clock() + seconds + OWN_ECHO)
        started = time.monotonic()
        try:
            self._link.write(raw)
        except LinkLost as lost:
            self._lose(lost)
            raise
        self._pause_until(started + seconds)
        self._last_byte = time.monotonic()
        self._count("sent")

    def close(self) -> None:
        """Close the link; every endpoint raises LinkLost from now on. A second call does nothing."""
        self._lose(LinkLost(f"{self.name} has been closed"))
        self._link.close()
        if threading.current_thread() is not self._reader:
            self._reader.join(timeout=2 * IDLE_READ)

    def _read(self) -> None:
        try:
            while not self.lost:
                self._route(self._pull())
        except LinkLost as lost:
            self._lose(lost)
        except Exception as bug:  # noqa: BLE001
            # Boundary of the reader thread: whatever it dies of, nobody may wait for it in vain.
            self._log.exception("line_reader_failed")
            self._lose(LinkLost(f"{self.name}: the reader has failed: {bug}"))

    def _pull(self) -> list[LineFrame]:
        data = self._link.read(self._silence if self._decoder.pending else IDLE_READ)
        if not data:
            return self._decoder.flush()
        self._last_byte = time.monotonic()
        return self._decoder.feed(data)

    def _route(self, frames: list[LineFrame]) -> None:
        for frame in frames:
            received = Received(frame, self._clock())
            if self._own.recognise(frame.to_bytes(), received.at):
                self._count("own")
            else:
                self._hand_over(received)

    def _hand_over(self, received: Received) -> None:
        key = (received.frame.protocol, received.frame.address)
        with self._state:
            endpoint = self._endpoints.get(key)
        if endpoint is None:
            self._note_stranger(key)
        else:
            self._count("received" if endpoint.deliver(received) else "overflown")

    def _note_stranger(self, key: tuple[LineProtocol, int]) -> None:
        self._count("unknown")
        if key not in self._strangers:
            self._strangers.add(key)
            self._log.warning("line_stranger", protocol=key[0].name, address=f"{key[1]:#04x}")

    def _count(self, what: str) -> None:
        with self._state:
            self._counts[what] += 1

    def _pause_until(self, moment: float) -> None:
        self._ended.wait(max(0.0, moment - time.monotonic()))

    def _lose(self, loss: LinkLost) -> None:
        with self._state:
            self._loss = self._loss or loss
            endpoints = list(self._endpoints.values())
        self._ended.set()
        for endpoint in endpoints:
            endpoint.wake()
