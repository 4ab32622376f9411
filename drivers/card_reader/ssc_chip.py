"""The chip of an emulated social security card: APDU in, answer out.

Responsible for: selecting, reading records of EF05 and EF06 by number, by short file id and by tag, the three
generations, and the manners of deployed readers (wrong Le, GET RESPONSE). Not responsible for the wire
(``ssc_emulator``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.card_reader.ssc_card import AID, EF05, EF06

_OK = b"\x90\x00"
_NOT_FOUND = b"\x6a\x82"
_NO_RECORD = b"\x6a\x83"
_SECURITY = b"\x69\x82"
_WRONG_LENGTH = b"\x67\x00"
_UNKNOWN = b"\x6d\x00"


@dataclass(frozen=True, slots=True)
class SocialSecurityData:
    """What an invented card holds."""

    number: str = field(repr=False)
    name: str = field(repr=False)
    generation: int = 3
    sex: str = field(repr=False, default="2")
    birth: str = field(repr=False, default="19491231")
    card_number: str = field(repr=False, default="T00000001")


@dataclass(frozen=True, slots=True)
class Manners:
    """How the card differs from the plainest one."""

    exact_length: bool = True
    """Answers 6Cxx unless Le is exactly the record's length."""
    get_response: bool = False
    """Announces every record with 61xx and gives it to GET RESPONSE."""
    short_file_ids: bool = True
    """False for cards that insist on SELECT before READ RECORD."""
    other_card: bool = False
    """A card without the social security application."""


class SscChip:
    """The chip after power-on."""

    def __init__(self, card: SocialSecurityData, manners: Manners) -> None:
        self._manners = manners
        self._files = {EF05: _ef05(card), EF06: _ef06(card)}
        self.reset()

    def reset(self) -> None:
        """Power on or reset: nothing is selected any more."""
        self._application = False
        self._file: int | None = None
        self._waiting = b""

    def answer(self, apdu: bytes) -> bytes:
        """The answer to one command, status word included; every input has one."""
        if len(apdu) < 4:
            return _WRONG_LENGTH
        match apdu[1]:
            case 0xA4:
                return self._select(apdu)
            case 0xB2:
                return self._read_record(apdu)
            case 0xC0:
                return self._get_response(apdu)
            case 0x84:
                return bytes(range(8)) + _OK
            case 0x20:
                return _SECURITY
            case _:
                return _UNKNOWN

    def _select(self, apdu: bytes) -> bytes:
        name = apdu[5 : 5 + apdu[4]] if len(apdu) > 4 else b""
        if apdu[2] == 0x04:
            self._application = name == AID and not self._manners.other_card
            return _OK if self._application else _NOT_FOUND
        wanted = int.from_bytes(name, "big")
        if not self._application or wanted not in self._files:
            return _NOT_FOUND
        self._file = wanted
        return _OK

    def _read_record(self, apdu: bytes) -> bytes:
        file = self._addressed_file(apdu[3])
        if file is None:
            return _NOT_FOUND
        by_tag = apdu[3] == 0x00
        records = self._files[file]
        if by_tag:
            record = next((item for item in records if item[0] == apdu[2]), None)
        else:
            record = records[apdu[2] - 1] if 1 <= apdu[2] <= len(records) else None
        if record is None:
            return _NO_RECORD
        return self._hand_over(record, apdu[4] if len(apdu) > 4 else 0)

    def _addressed_file(self, p2: int) -> int | None:
        if not self._application:
            return None
        if p2 in {0x00, 0x04}:
            return self._file
        short = {0x2C: EF05, 0x34: EF06}
        return short.get(p2) if self._manners.short_file_ids else None

    def _hand_over(self, record: bytes, length: int) -> bytes:
        if self._manners.get_response:
            self._waiting = record
            return bytes([0x61, len(record)])
        if self._manners.exact_length and length != len(record):
            return bytes([0x6C, len(record)])
        return record + _OK

    def _get_response(self, apdu: bytes) -> bytes:
        if not self._waiting:
            return _WRONG_LENGTH
        record, self._waiting = self._waiting, b""
        return record[: apdu[4] or 256] + _OK if len(apdu) > 4 else _WRONG_LENGTH


def _object(tag: int, value: bytes) -> bytes:
    return bytes([tag, len(value)]) + value


def _ef05(card: SocialSecurityData) -> tuple[bytes, ...]:
    return (
        _object(0x01, bytes.fromhex("110105") + bytes(13)),
        _object(0x02, b"\x33"),
        _object(0x03, f"{card.generation}.00".encode("ascii")),
        _object(0x04, b"TEST".ljust(12, b"\x00")),
        _object(0x05, bytes.fromhex("20200101")),
        _object(0x06, bytes.fromhex("20300101")),
        _object(0x07, card.card_number.encode("ascii").ljust(9, b"\x00")[:9]),
    )


def _ef06(card: SocialSecurityData) -> tuple[bytes, ...]:
    """Generation 1 has no name extension, so that every later record comes one earlier."""
    name = card.name.encode("gbk")
    more = () if card.generation == 1 else (_object(0x4E, name[30:50].ljust(20, b"\x00")),)
    return (
        _object(0x08, card.number.encode("ascii").ljust(18, b"\x00")),
        _object(0x09, name[:30].ljust(30, b"\x00")),
        *more,
        _object(0x0A, card.sex.encode("ascii")),
        _object(0x0B, b"\x01"),
        _object(0x0C, bytes.fromhex("110105")),
        _object(0x0D, bytes.fromhex(card.birth)),
    )
