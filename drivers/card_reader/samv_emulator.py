"""An identity card reader on the other end of a wire: the device's side of SAM_V, with faults on request.

Responsible for: the wire, faults, and what the hall's page shows of the reader. Not responsible for the reader's own
states and answers (``samv_device``).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum

from drivers.card_reader import samv_protocol as protocol
from drivers.card_reader.samv_device import CardData, SamvDevice
from drivers.card_reader.samv_frames import SMALLEST_REQUEST, Damage, FrameDecoder, SamvReply, SamvRequest
from drivers.link.port import Link
from drivers.wire_thread import WireThread


class SamvFault(StrEnum):
    """How the reader can misbehave."""

    NONE = "none"
    SILENT = "silent"
    FIND_FAILS = "find-fails"
    """Answers "no card" whatever lies on it."""
    READ_FAILS = "read-fails"
    DAMAGED_CHECKSUM = "damaged-checksum"
    CUT_REPLY = "cut-reply"
    """Stops in the middle of each reply."""
    GARBAGE_FIRST = "garbage-first"
    """Sends noise before each reply, the first bytes of a preamble among it."""
    NOT_AUTHORISED = "not-authorised"


_REMEMBERED = 1000
_NOISE = bytes.fromhex("00FFAAAAAA96AA13")


class SamvEmulator:
    """Answers like a reader from ``start`` to ``close``; thread-safe. ``on_change`` is called without locks held."""

    def __init__(
        self, link: Link, *, keeps_finding: bool = False, on_change: Callable[[], None] | None = None
    ) -> None:
        self.on_change = on_change
        self._link = link
        self._lock = threading.Lock()
        self._device = SamvDevice(keeps_finding=keeps_finding)
        self._decoder = FrameDecoder(SMALLEST_REQUEST)
        self._fault = SamvFault.NONE
        self._requests: deque[SamvRequest] = deque(maxlen=_REMEMBERED)
        self._thread = WireThread(link, self._on_bytes)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Switch off and let go of the link."""
        self._thread.close()

    def present(self, card: CardData) -> None:
        """Lay a card on the reader, in place of any other."""
        with self._lock:
            self._device.present(card)
        self._tell()

    def lift(self) -> None:
        """Take the card away."""
        with self._lock:
            self._device.lift()
        self._tell()

    def set_fault(self, fault: SamvFault) -> None:
        """Misbehave in this way from now on; ``NONE`` mends it."""
        with self._lock:
            self._fault = fault
        self._tell()

    def state(self) -> dict[str, object]:
        """For the hall's page: ``card`` (no-card, present, selected, read, failed) and ``fault``."""
        with self._lock:
            return {"card": self._device.phase.value, "fault": self._fault.value}

    @property
    def requests(self) -> tuple[SamvRequest, ...]:
        """The latest good requests, oldest first."""
        with self._lock:
            return tuple(self._requests)

    def _on_bytes(self, data: bytes) -> None:
        items = self._decoder.feed(data) if data else self._decoder.give_up()
        for item in items:
            with self._lock:
                before = self._device.phase
                replies = self._replies(item)
                changed = self._device.phase is not before
            for reply in replies:
                self._link.write(reply)
            if changed:
                self._tell()

    def _replies(self, item: bytes | Damage) -> list[bytes]:
        if self._fault is SamvFault.SILENT:
            return []
        return [self._disturbed(self._answer(item).to_bytes())]

    def _answer(self, item: bytes | Damage) -> SamvReply:
        if item is Damage.CHECKSUM:
            return SamvReply(protocol.REQUEST_CHECKSUM_WRONG)
        if isinstance(item, Damage):
            return SamvReply(protocol.REQUEST_LENGTH_WRONG)
        request = SamvRequest.from_body(item)
        self._requests.append(request)
        if self._fault is SamvFault.NOT_AUTHORISED:
            return SamvReply(protocol.NOT_AUTHORISED)
        if self._fault is SamvFault.FIND_FAILS and request == protocol.FIND_CARD:
            return SamvReply(protocol.NO_CARD)
        if self._fault is SamvFault.READ_FAILS and request.command == protocol.READ_TEXT_PHOTO.command:
            return self._device.fail_reading()
        return self._device.answer(request)

    def _disturbed(self, reply: bytes) -> bytes:
        match self._fault:
            case SamvFault.DAMAGED_CHECKSUM:
                return reply[:-1] + bytes([reply[-1] ^ 0x01])
            case SamvFault.CUT_REPLY:
                return reply[: len(reply) // 2]
            case SamvFault.GARBAGE_FIRST:
                return _NOISE + reply
            case _:
                return reply

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
