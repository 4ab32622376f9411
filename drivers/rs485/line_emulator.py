"""The devices' side of a shared line: all emulated devices of one wire behind one link.

Responsible for: hearing the host, handing its frames to the devices, putting what they say on the wire one
after another, their timers, and the line's pace. Not responsible for: what devices do (the emulators of each
kind).
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Protocol

from drivers.errors import LinkLost
from drivers.link.pacing import LinePace
from drivers.link.port import Link
from drivers.rs485.decoder import LineDecoder, LineFrame
from drivers.rs485.framing import LineProtocol
from drivers.rs485.line_plug import LinePlug
from drivers.wire_thread import WireThread


class EmulatedDevice(Protocol):
    """A device that can hang on an emulated line."""

    @property
    def protocol(self) -> LineProtocol:
        """Which frames it understands."""

    @property
    def address(self) -> int:
        """Which of them are for it."""

    @property
    def plug(self) -> LinePlug:
        """Where it is connected."""

    def hear(self, frame: LineFrame) -> None:
        """A frame of the host with the device's address has come."""


class LineEmulator:
    """Lives from ``start`` to ``close``; thread-safe."""

    def __init__(self, link: Link, *, baudrate: int | None = None) -> None:
        """``baudrate`` makes the line as slow as a real one; leave it out when the link paces itself."""
        self._link = link
        self._pace = LinePace(baudrate) if baudrate else None
        self._decoder = LineDecoder()
        self._devices: dict[tuple[LineProtocol, int], EmulatedDevice] = {}
        self._agenda = _Agenda()
        self._closing = threading.Event()
        self._ears = WireThread(link, self._on_bytes)
        self._mouth = threading.Thread(target=self._agenda.run, name=f"emulated {link.name}", daemon=True)

    def add(self, device: EmulatedDevice) -> None:
        """Hang a device on the line, before or after ``start``; raises ValueError when its address is taken."""
        if self._devices.setdefault((device.protocol, device.address), device) is not device:
            raise ValueError(f"two {device.protocol.name} devices share address {device.address:#04x}")
        device.plug.connect(self)

    @property
    def devices(self) -> tuple[EmulatedDevice, ...]:
        """All devices, in the order they were added."""
        return tuple(self._devices.values())

    @property
    def noise_bytes(self) -> int:
        """Bytes heard that belonged to no frame, those of a host that closes its frames wrongly among them."""
        return self._decoder.noise_bytes

    def start(self) -> None:
        """Begin to listen and to speak."""
        self._mouth.start()
        self._ears.start()

    def close(self) -> None:
        """Switch everything off and close the link; a second call does nothing."""
        self._closing.set()
        self._agenda.close()
        self._ears.close()
        if self._mouth.is_alive() and threading.current_thread() is not self._mouth:
            self._mouth.join(timeout=2.0)

    # --- the wire, as devices see it ---

    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def say(self, raw: bytes) -> None:
        """Put bytes on the wire, after those already waiting; also for noise that no device has made."""
        self._agenda.put(self.now(), lambda: self._write(raw))

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run ``action`` after that time."""
        self._agenda.put(self.now() + seconds, action)

    def _write(self, raw: bytes) -> None:
        try:
            if self._pace is None:
                self._link.write(raw)
                return
            for seconds, piece in self._pace.pieces(raw):
                self._closing.wait(seconds)
                self._link.write(piece)
        except LinkLost:
            # What a device says on a cut wire is gone; it cannot tell.
            return

    def _on_bytes(self, data: bytes) -> None:
        if data and self._pace is not None:
            self._closing.wait(self._pace.seconds(len(data)))
        for frame in self._decoder.feed(data) if data else self._decoder.flush():
            device = self._devices.get((frame.protocol, frame.address))
            if device is not None and device.plug.hears:
                device.hear(frame)


class _Agenda:
    """Actions by time, run one at a time by the thread that calls ``run``."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._entries: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._closed = False

    def put(self, due: float, action: Callable[[], None]) -> None:
        """Run ``action`` at ``due``; actions due at the same time keep their order."""
        with self._changed:
            heapq.heappush(self._entries, (due, next(self._order), action))
            self._changed.notify_all()

    def close(self) -> None:
        """End ``run``; what is left is forgotten."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def run(self) -> None:
        """Until closed."""
        while True:
            action = self._next()
            if action is None:
                return
            action()

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._closed:
                due = self._entries[0][0] if self._entries else None
                rest = None if due is None else due - time.monotonic()
                if rest is not None and rest <= 0:
                    return heapq.heappop(self._entries)[2]
                self._changed.wait(rest)
            return None
