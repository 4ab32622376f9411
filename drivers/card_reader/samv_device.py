"""The identity card reader's own states and answers, without a wire.

Responsible for: what a reader of the field does with a good request, in each state of the card on it. Not responsible
for bytes, faults or threads (``samv_emulator``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from drivers.card_reader import samv_protocol as protocol
from drivers.card_reader.samv_frames import SamvReply, SamvRequest
from drivers.card_reader.samv_text import CardText, compose_text

_PHOTO_BYTES = 1024
_SAM_ID = bytes.fromhex("05000100E5D634013930000032090100")
"""Reads 05.01-20240101-0000012345-0000067890."""


@dataclass(frozen=True, slots=True)
class CardData:
    """What lies in a card's chip. The photo of an invented person is empty."""

    text: CardText
    photo: bytes = field(repr=False, default=bytes(_PHOTO_BYTES))
    fingerprint: bytes = field(repr=False, default=b"")
    """0, 512 or 1024 bytes."""
    newest_address: str = field(repr=False, default="")
    chip_number: bytes = field(repr=False, default=bytes(protocol.CHIP_NUMBER_BYTES))


class Phase(Enum):
    """How far the card on the reader has come."""

    NO_CARD = "no-card"
    PRESENT = "present"
    SELECTED = "selected"
    READ = "read"
    FAILED = "failed"


_AFTER_SELECT = frozenset({Phase.SELECTED, Phase.READ})


class SamvDevice:
    """A reader. One that ``keeps_finding`` finds a card again after reading it; others answer "no card" until lifted."""

    def __init__(self, *, keeps_finding: bool = False) -> None:
        self.phase = Phase.NO_CARD
        self._card: CardData | None = None
        self._keeps_finding = keeps_finding

    def present(self, card: CardData) -> None:
        """A card comes into the field."""
        self._card, self.phase = card, Phase.PRESENT

    def lift(self) -> None:
        """The card leaves the field."""
        self._card, self.phase = None, Phase.NO_CARD

    def fail_reading(self) -> SamvReply:
        """The card slips while it is read."""
        if self._card is not None:
            self.phase = Phase.FAILED
        return SamvReply(protocol.READ_FAILED)

    def answer(self, request: SamvRequest) -> SamvReply:
        """The reply to one request."""
        wanted = 1 if request.command == 0x61 else 0
        if len(request.data) != wanted:
            return SamvReply(protocol.REQUEST_LENGTH_WRONG)
        if request.command in {0x10, 0x11, 0x12, 0x61}:
            return self._about_itself(request)
        if request.command == 0x60:
            known = request.parameter in protocol.BAUD_RATES.values()
            return SamvReply(protocol.OK if known else protocol.UNKNOWN_COMMAND)
        if request == protocol.FIND_CARD:
            return self._find()
        if request == protocol.SELECT_CARD:
            return self._select()
        if request.command == 0x30:
            return self._read(request)
        return SamvReply(protocol.UNKNOWN_COMMAND)

    def _about_itself(self, request: SamvRequest) -> SamvReply:
        if request.parameter != 0xFF:
            return SamvReply(protocol.UNKNOWN_COMMAND)
        if request == protocol.RESET and self._card is not None:
            self.phase = Phase.PRESENT
        return SamvReply(protocol.OK, _SAM_ID if request == protocol.SAM_ID else b"")

    def _find(self) -> SamvReply:
        done = self.phase is Phase.FAILED or (self.phase is Phase.READ and not self._keeps_finding)
        if self._card is None or done:
            return SamvReply(protocol.NO_CARD)
        self.phase = Phase.PRESENT
        return SamvReply(protocol.FOUND, bytes(4))

    def _select(self) -> SamvReply:
        if self.phase is not Phase.PRESENT:
            return SamvReply(protocol.SELECT_FAILED)
        self.phase = Phase.SELECTED
        return SamvReply(protocol.OK, bytes(8))

    def _read(self, request: SamvRequest) -> SamvReply:
        if self._card is None or self.phase not in _AFTER_SELECT:
            return self.fail_reading()
        if request == protocol.READ_ADDRESS:
            return _newest_address(self._card)
        if request == protocol.READ_CHIP_NUMBER:
            return SamvReply(protocol.OK, self._card.chip_number)
        if request not in {protocol.READ_TEXT_PHOTO, protocol.READ_WITH_FINGERPRINT}:
            return SamvReply(protocol.UNKNOWN_COMMAND)
        self.phase = Phase.READ
        return _reading(self._card, with_fingerprint=request == protocol.READ_WITH_FINGERPRINT)


def _reading(card: CardData, *, with_fingerprint: bool) -> SamvReply:
    text = compose_text(card.text)
    parts = [text, card.photo, card.fingerprint] if with_fingerprint else [text, card.photo]
    lengths = b"".join(len(part).to_bytes(2, "big") for part in parts)
    return SamvReply(protocol.OK, lengths + b"".join(parts))


def _newest_address(card: CardData) -> SamvReply:
    if not card.newest_address:
        return SamvReply(protocol.NO_SUCH_ITEM)
    first = card.newest_address[:35].ljust(35).encode("utf-16-le")
    return SamvReply(protocol.OK, first.ljust(protocol.ADDRESS_BYTES, b"\x00"))
