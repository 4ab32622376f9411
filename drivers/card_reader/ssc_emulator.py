"""A virtual social security card behind a vpcd link, with faults on request.

Responsible for: the wire, presence, faults, and what the hall's page shows. Not responsible for the chip (``ssc_chip``).
An empty terminal is silent: the protocol has no other word for it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum

from drivers.card_reader import vpcd_frames as frames
from drivers.card_reader.ssc_chip import Manners, SocialSecurityData, SscChip
from drivers.link.port import Link
from drivers.wire_thread import WireThread

ATR = bytes.fromhex("3B6B00000031C06477E30300829000")
"""T=0 with eleven historical bytes."""
_REMEMBERED = 1000


class SscFault(StrEnum):
    """How the card can misbehave."""

    NONE = "none"
    MUTE = "mute"
    """Gives its ATR, then answers nothing."""
    CUT_ANSWER = "cut-answer"
    """Stops in the middle of each answer."""
    NONSENSE = "nonsense"
    """Answers one byte, which holds no status."""


class SscEmulator:
    """Answers like a card from ``start`` to ``close``; thread-safe. ``on_change`` is called without locks held."""

    def __init__(
        self, link: Link, *, manners: Manners | None = None, on_change: Callable[[], None] | None = None
    ) -> None:
        self.on_change = on_change
        self._link = link
        self._lock = threading.Lock()
        self._manners = manners or Manners()
        self._chip: SscChip | None = None
        self._fault = SscFault.NONE
        self._apdus: deque[bytes] = deque(maxlen=_REMEMBERED)
        self._decoder = frames.MessageDecoder()
        self._thread = WireThread(link, self._on_bytes)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Let go of the link."""
        self._thread.close()

    def present(self, card: SocialSecurityData) -> None:
        """Put a card in, in place of any other."""
        with self._lock:
            self._chip = SscChip(card, self._manners)
        self._tell()

    def lift(self) -> None:
        """Take the card out."""
        with self._lock:
            self._chip = None
        self._tell()

    def set_fault(self, fault: SscFault) -> None:
        """Misbehave in this way from now on; ``NONE`` mends it."""
        with self._lock:
            self._fault = fault
        self._tell()

    def state(self) -> dict[str, object]:
        """For the hall's page: ``card`` (no-card, present) and ``fault``."""
        with self._lock:
            return {"card": "no-card" if self._chip is None else "present", "fault": self._fault.value}

    @property
    def apdus(self) -> tuple[bytes, ...]:
        """The latest command APDUs, oldest first."""
        with self._lock:
            return tuple(self._apdus)

    def _on_bytes(self, data: bytes) -> None:
        if not data:
            self._decoder.reset()
        for message in self._decoder.feed(data):
            with self._lock:
                answer = self._answer(message)
            if answer is not None:
                self._link.write(answer)

    def _answer(self, message: bytes) -> bytes | None:
        if self._chip is None:
            return None
        if message in frames.CONTROLS:
            return self._control(self._chip, message)
        self._apdus.append(message)
        match self._fault:
            case SscFault.MUTE:
                return None
            case SscFault.NONSENSE:
                return frames.message(b"\x90")
            case SscFault.CUT_ANSWER:
                whole = frames.message(self._chip.answer(message))
                return whole[: len(whole) // 2]
            case SscFault.NONE:
                return frames.message(self._chip.answer(message))

    def _control(self, chip: SscChip, code: bytes) -> bytes | None:
        if code == frames.GET_ATR:
            return frames.message(ATR)
        chip.reset()
        return None

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
