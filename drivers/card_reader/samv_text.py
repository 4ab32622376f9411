"""The 256-byte text block of an identity card, in its four layouts.

Responsible for: where each field lies, UTF-16LE and padding, both ways. Not responsible for whether a number is right
(``id_number``) or for the photo, which nobody here keeps.

The UTF-16LE letter at offset 248 tells the layout: space for citizens, ``J`` for residence permits of Hong Kong, Macau
and Taiwan residents, ``I`` for the 2017 foreigner's permit, ``Y`` for the one issued since 2023-12-01. Fields are padded
with spaces (``20 00``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

TEXT_BYTES = 256
_TYPE_OFFSET = 248
_PAD = " ".encode("utf-16-le")


class CardType(Enum):
    """Kinds of card by their type letter."""

    CITIZEN = " "
    HONG_KONG_MACAU_TAIWAN = "J"
    FOREIGNER_2017 = "I"
    FOREIGNER_2023 = "Y"


@dataclass(frozen=True, slots=True)
class CardText:
    """What the text block says; fields that a layout lacks stay empty. ``repr`` shows the kind of card only."""

    kind: CardType
    number: str = field(repr=False)
    name: str = field(repr=False)
    """Chinese name; on foreigners' permits it may be empty."""
    english_name: str = field(repr=False, default="")
    sex: str = field(repr=False, default="")
    """1 male, 2 female, 0 unknown, 9 unstated."""
    nation: str = field(repr=False, default="")
    """Two digits of the people (民族): 01 to 56, 97 other, 98 naturalised."""
    nationality: str = field(repr=False, default="")
    birth: str = field(repr=False, default="")
    address: str = field(repr=False, default="")
    issuer: str = field(repr=False, default="")
    valid_from: str = field(repr=False, default="")
    valid_to: str = field(repr=False, default="")
    """YYYYMMDD, or 长期 on citizens' cards."""
    travel_permit: str = field(repr=False, default="")
    count: str = field(repr=False, default="")
    """Issue count of a permit ``J``, renewal count of a permit ``Y``."""
    version: str = field(repr=False, default="")
    previous_number: str = field(repr=False, default="")

    @property
    def display_name(self) -> str:
        """The Chinese name, or the English one where there is no Chinese name."""
        return self.name or self.english_name


Slots = tuple[tuple[int, int], ...]
"""Offset and size of each piece of a field, in bytes."""

_CITIZEN: Mapping[str, Slots] = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "nation": ((32, 4),),
    "birth": ((36, 16),),
    "address": ((52, 70),),
    "number": ((122, 36),),
    "issuer": ((158, 30),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
}
_PERMIT_J: Mapping[str, Slots] = {**_CITIZEN, "travel_permit": ((220, 18),), "count": ((238, 4),)}
_PERMIT_I: Mapping[str, Slots] = {
    "english_name": ((0, 120),),
    "sex": ((120, 2),),
    "number": ((122, 30),),
    "nationality": ((152, 6),),
    "name": ((158, 30),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
    "birth": ((220, 16),),
    "version": ((236, 4),),
    "issuer": ((240, 8),),
}
_PERMIT_Y: Mapping[str, Slots] = {
    "name": ((0, 30),),
    "sex": ((30, 2),),
    "count": ((32, 4),),
    "birth": ((36, 16),),
    # The English name goes on behind the dates when it is long.
    "english_name": ((52, 70), (220, 22)),
    "number": ((122, 36),),
    "valid_from": ((188, 16),),
    "valid_to": ((204, 16),),
    "nationality": ((242, 6),),
    "previous_number": ((250, 6),),
}
LAYOUTS: Mapping[CardType, Mapping[str, Slots]] = {
    CardType.CITIZEN: _CITIZEN,
    CardType.HONG_KONG_MACAU_TAIWAN: _PERMIT_J,
    CardType.FOREIGNER_2017: _PERMIT_I,
    CardType.FOREIGNER_2023: _PERMIT_Y,
}


def parse_text(block: bytes) -> CardText:
    """Read a text block; raises ValueError when it has another size or a type letter nobody described."""
    if len(block) != TEXT_BYTES:
        raise ValueError(f"a text block has {TEXT_BYTES} bytes, not {len(block)}")
    kind = CardType(_decode(block[_TYPE_OFFSET : _TYPE_OFFSET + 2]) or " ")
    return CardText(kind=kind, **{name: _gather(block, slots) for name, slots in LAYOUTS[kind].items()})


def compose_text(text: CardText) -> bytes:
    """Write a text block; raises ValueError when a field does not fit its place."""
    block = bytearray(_PAD * (TEXT_BYTES // 2))
    block[_TYPE_OFFSET : _TYPE_OFFSET + 2] = text.kind.value.encode("utf-16-le")
    for name, slots in LAYOUTS[text.kind].items():
        _scatter(block, slots, getattr(text, name).encode("utf-16-le"), name)
    return bytes(block)


def _gather(block: bytes, slots: Slots) -> str:
    return _decode(b"".join(block[start : start + size] for start, size in slots))


def _decode(raw: bytes) -> str:
    return raw.decode("utf-16-le", "replace").strip(" \0")


def _scatter(block: bytearray, slots: Slots, raw: bytes, name: str) -> None:
    room = sum(size for _, size in slots)
    if len(raw) > room:
        raise ValueError(f"{name} takes {len(raw)} bytes, its field has {room}")
    rest = raw + _PAD * ((room - len(raw)) // 2)
    for start, size in slots:
        block[start : start + size], rest = rest[:size], rest[size:]
