"""The PC/SC service through the library ``smartcard`` (pyscard): the only module that imports it, and only when used.

Responsible for: the library's calls, and its result codes as our errors. Not responsible for deadlines: none of these
calls has one (``pcsc``).

Result codes are those of PC/SC part 3 as pcsc-lite's winscard.h numbers them; Windows uses the same numbers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from drivers.card_reader.pcsc_service import NotAllowed, NotInstalled, SlotState
from drivers.errors import BadAnswer, DeviceError, DeviceRefused, LinkLost, LinkUnavailable

SUCCESS = 0
TIMEOUT = 0x8010000A
NO_READERS = 0x8010002E
NO_SERVICE = frozenset({0x8010001D, 0x8010001E, 0x80100003, 0x80100013, 0x80100001, 0x80100014})
"""Not there, stopped, handle no longer known, and the communication errors of a service that ended under us."""
NOT_ALLOWED = frozenset({0x8010006A, 0x80100027})
READER_GONE = frozenset({0x80100009, 0x80100017})
_CARD_TROUBLES = {
    0x8010000C: "The card was taken out too early: put it in again.",
    0x80100069: "The card was taken out too early: put it in again.",
    0x80100016: "The card stopped answering, or was taken out too early: put it in again.",
    0x80100066: "The card does not answer: is it the right way round?",
    0x80100067: "The card has no power: take it out and put it in again.",
    0x80100068: "Another program has reset the card: take it out and put it in again.",
    0x80100065: "The reader cannot talk to cards of this kind.",
    0x8010000B: "Another program uses the card.",
    0x8010000F: "The reader and the card have no protocol in common.",
}

_PRESENT, _MUTE, _GONE = 0x0020, 0x0200, 0x0004 | 0x0008
"""Bits of a slot's state: a card is there; it is mute; the reader is unknown or unavailable."""
_SHARED = 2
_T0_OR_T1 = 3
_LEAVE, _UNPOWER = 0, 2
_SCOPE_USER = 0


def open_library() -> ScardService:
    """A connection to the service. Raises NotInstalled, NotAllowed, and LinkUnavailable when it does not run."""
    try:
        scard = import_module("smartcard.scard")
    except ImportError as error:
        raise NotInstalled("PC/SC support is not installed: run `make pcsc`, then start again.") from error
    result, context = scard.SCardEstablishContext(_SCOPE_USER)
    code = _code(result)
    if code in NOT_ALLOWED:
        raise NotAllowed("The PC/SC service does not let this user in: allow it in the rules of polkit.")
    if code != SUCCESS:
        raise LinkUnavailable(
            "The PC/SC service is not running: start it with `systemctl enable --now pcscd.socket`"
            f" ({_written(scard, code)})."
        )
    return ScardService(scard, context)


class ScardService:
    """One context with at most one connected card."""

    def __init__(self, scard: Any, context: int) -> None:
        self._scard = scard
        self._context = context
        self._card: int | None = None
        self._protocol = 0

    def readers(self) -> tuple[str, ...]:
        """The names of all readers."""
        result, names = self._scard.SCardListReaders(self._context, [])
        if _code(result) == NO_READERS:
            return ()
        self._check(result)
        return tuple(names)

    def look(self, reader: str, known: SlotState | None, seconds: float) -> SlotState:
        """The slot's state; a timeout means that it is still as known."""
        asked = [(reader, known.raw if known else 0)]
        result, states = self._scard.SCardGetStatusChange(self._context, round(seconds * 1000), asked)
        if _code(result) == TIMEOUT and known is not None:
            return known
        self._check(result)
        raw = int(states[0][1])
        if raw & _GONE:
            raise LinkLost("The card reader was unplugged.")
        # The upper half counts what was put in and taken out.
        return SlotState(bool(raw & _PRESENT), bool(raw & _MUTE), raw >> 16, raw)

    def connect(self, reader: str) -> None:
        """Shared with a transaction: a program that merely watches the reader does not keep us out."""
        result, card, protocol = self._scard.SCardConnect(self._context, reader, _SHARED, _T0_OR_T1)
        self._check(result)
        self._card, self._protocol = card, protocol
        self._check(self._scard.SCardBeginTransaction(card))

    def transmit(self, apdu: bytes) -> bytes:
        """The answer as the service gives it: ``61xx`` and ``6Cxx`` are the caller's."""
        if self._card is None:
            raise DeviceRefused("No card is connected.")
        result, answer = self._scard.SCardTransmit(self._card, self._protocol, list(apdu))
        self._check(result)
        return bytes(byte & 0xFF for byte in answer)

    def disconnect(self) -> None:
        """Whatever the service says to it: the card is not ours any more."""
        card, self._card = self._card, None
        if card is not None:
            self._scard.SCardEndTransaction(card, _LEAVE)
            self._scard.SCardDisconnect(card, _UNPOWER)

    def release(self) -> None:
        """Whatever the service says to it: the context is not ours any more."""
        self.disconnect()
        self._scard.SCardReleaseContext(self._context)

    def _check(self, result: int) -> None:
        code = _code(result)
        if code != SUCCESS:
            raise _error(code, _written(self._scard, code))


def _code(result: int) -> int:
    """Builds of the library differ in whether a code with the highest bit set is negative."""
    return int(result) & 0xFFFFFFFF


def _error(code: int, written: str) -> DeviceError:
    if code in _CARD_TROUBLES:
        return DeviceRefused(_CARD_TROUBLES[code])
    if code in NO_SERVICE:
        return LinkLost(f"The PC/SC service has ended ({written}).")
    if code in READER_GONE:
        return LinkLost("The card reader was unplugged.")
    return BadAnswer(f"The PC/SC service reports a fault ({written}).")


def _written(scard: Any, code: int) -> str:
    return f"{str(scard.SCardGetErrorMessage(code)).rstrip('.')}, {code:08X}"
