"""Frames of window LED strip screens, ``A0 90 address function length data XOR``, and their acknowledgement.

Responsible for: the value of one frame and its bytes, both ways, and the per-character text coding inside it.
Not responsible for: finding frames in a stream (``decoder``) or when to send them (``drivers.led_display``).

The text frame is confirmed by two independent hall systems, the acknowledgement is known from one of them;
docs/protocols/a090.md has the table with the certainty of every part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor
from typing import ClassVar

from drivers.rs485.framing import LineProtocol, Miss, check_byte, contains_head

HEAD = LineProtocol.A090.value
ACK_END = b"\xa5\xaa"
HEADER_BYTES = 6
"""Head, address, function, length (two bytes, high first)."""
MAX_DATA = 254
"""One deployed sender divides by 255 where it should by 256; below 255 bytes both count alike."""
MAX_ACK_BYTES = 12
"""An acknowledgement ends in ``A5 AA`` at most this many bytes after its head begins; our choice, the source
shows only that something may stand between the address and the end."""


class Function(IntEnum):
    """What a frame asks of the screen."""

    SHOW_STORED = 0xA1
    STORE_TEXT = 0xA2
    SHOW_TEXT = 0xA5


FUNCTIONS = bytes(Function)


@dataclass(frozen=True, slots=True)
class A090Frame:
    """One frame to a screen. Raises ValueError when a field cannot be sent.

    ``FF 68`` cannot occur in GBK text with its colour bytes; the decoder takes it for the start of a keypad's
    frame.
    """

    address: int
    function: Function
    data: bytes = b""

    protocol: ClassVar[LineProtocol] = LineProtocol.A090

    def __post_init__(self) -> None:
        check_byte("address", self.address)
        if len(self.data) > MAX_DATA:
            raise ValueError(f"{len(self.data)} data bytes are more than {MAX_DATA}")
        if LineProtocol.FF68.value in self.data:
            raise ValueError("the data contain the head of a keypad's frame")

    def to_bytes(self) -> bytes:
        """The frame as it goes over the wire."""
        body = bytes((self.address, self.function)) + len(self.data).to_bytes(2, "big") + self.data
        return HEAD + body + bytes((checksum(body),))


@dataclass(frozen=True, slots=True)
class A090Acknowledgement:
    """A screen's answer, ``A0 90 address … A5 AA``; ``body`` is what one vendor may put in between."""

    address: int
    body: bytes = b""

    protocol: ClassVar[LineProtocol] = LineProtocol.A090

    def __post_init__(self) -> None:
        check_byte("address", self.address)
        if len(self.to_bytes()) > MAX_ACK_BYTES:
            raise ValueError(f"{len(self.body)} bytes do not fit in an acknowledgement")
        if ACK_END in self.body or contains_head(bytes((self.address,)) + self.body):
            raise ValueError("the body contains another head or the end")

    def to_bytes(self) -> bytes:
        """The acknowledgement as it goes over the wire."""
        return HEAD + bytes((self.address,)) + self.body + ACK_END


def checksum(body: bytes | bytearray) -> int:
    """Exclusive or of all bytes from the address to the last data byte."""
    return reduce(xor, body, 0)


def parse_frame(data: bytes | bytearray) -> A090Frame | Miss:
    """The frame to a screen at the very start of ``data``; what comes behind it is not looked at."""
    header = _check_header(data[:HEADER_BYTES])
    if header is not None:
        return header
    end = HEADER_BYTES + data[5]
    content = bytes(data[HEADER_BYTES:end])
    if LineProtocol.FF68.value in content:
        return Miss.MISMATCH
    if len(data) <= end:
        return Miss.UNFINISHED
    if checksum(data[len(HEAD) : end]) != data[end]:
        return Miss.MISMATCH
    return A090Frame(data[2], Function(data[3]), content)


def parse_acknowledgement(data: bytes | bytearray) -> A090Acknowledgement | Miss:
    """The acknowledgement at the very start of ``data``; what comes behind it is not looked at."""
    if bytes(data[:2]) != HEAD[: len(data)]:
        return Miss.MISMATCH
    answer = bytes(data[2:MAX_ACK_BYTES])
    end = answer.find(ACK_END, 1)
    if contains_head(answer[:end] if end > 0 else answer):
        return Miss.MISMATCH
    if end > 0:
        return A090Acknowledgement(answer[0], answer[1:end])
    return Miss.UNFINISHED if len(data) < MAX_ACK_BYTES else Miss.MISMATCH


def _check_header(header: bytes | bytearray) -> Miss | None:
    """None when all six bytes are there and right; every byte is checked as soon as it has come."""
    wrong = (
        header[:2] != HEAD[: len(header)]
        or (len(header) > 3 and header[3] not in FUNCTIONS)
        or (len(header) > 4 and header[4] != 0)  # the high byte of a length below 255
        or (len(header) > 5 and header[5] > MAX_DATA)
    )
    if wrong:
        return Miss.MISMATCH
    return Miss.UNFINISHED if len(header) < HEADER_BYTES else None
