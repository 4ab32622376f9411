"""Frames of call keypads and evaluators, ``FF 68 L L 68 address command data SUM 16``.

Responsible for: the value of one frame and its bytes, both ways. Not responsible for: finding frames in a
stream (``decoder``) or what commands mean (``drivers.keypad``, ``drivers.evaluator``).

The layout is confirmed by a vendor document's excerpt and two independent hall systems;
docs/protocols/ff68.md has the table with the certainty of every part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.rs485.framing import LineProtocol, Miss, check_byte, contains_head

HEAD = LineProtocol.FF68.value
SECOND_START = 0x68
END = 0x16
HEADER_BYTES = 5
"""Head, L twice, second start byte."""
TRAILER_BYTES = 2
"""SUM and end byte."""
MIN_LENGTH = 2
"""L counts address, command and data; a frame without data has 2."""
MAX_LENGTH = 32
"""Documented frames stay below 9; the cap keeps a damaged length byte from swallowing what follows."""


@dataclass(frozen=True, slots=True)
class Ff68Frame:
    """One frame. Raises ValueError when a field cannot be sent.

    No documented frame carries the head of another one between its address and its last data byte. The
    decoder takes such a pair of bytes for the start of the next frame, so it cannot be sent either.
    """

    address: int
    command: int
    data: bytes = b""

    protocol: ClassVar[LineProtocol] = LineProtocol.FF68

    def __post_init__(self) -> None:
        check_byte("address", self.address)
        check_byte("command", self.command)
        if MIN_LENGTH + len(self.data) > MAX_LENGTH:
            raise ValueError(f"{len(self.data)} data bytes are more than {MAX_LENGTH - MIN_LENGTH}")
        if contains_head(self._body()):
            raise ValueError("address, command and data contain the head of another frame")

    def to_bytes(self) -> bytes:
        """The frame as it goes over the wire."""
        body = self._body()
        return HEAD + bytes((len(body), len(body), SECOND_START)) + body + bytes((checksum(body), END))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Ff68Frame:
        """The frame that ``raw`` is exactly; raises ValueError for anything else."""
        found = parse(raw)
        if isinstance(found, Miss) or found.to_bytes() != raw:
            raise ValueError(f"{raw.hex(' ')} is not one FF 68 frame")
        return found

    def _body(self) -> bytes:
        return bytes((self.address, self.command)) + self.data


def checksum(body: bytes | bytearray) -> int:
    """Sum of all bytes from the address to the last data byte, modulo 256."""
    return sum(body) & 0xFF


def parse(data: bytes | bytearray) -> Ff68Frame | Miss:
    """The frame at the very start of ``data``; what comes behind it is not looked at."""
    header = _check_header(data[:HEADER_BYTES])
    if header is not None:
        return header
    length = data[2]
    body = bytes(data[HEADER_BYTES : HEADER_BYTES + length])
    if contains_head(body):
        return Miss.MISMATCH
    trailer = bytes(data[HEADER_BYTES + length : HEADER_BYTES + length + TRAILER_BYTES])
    if len(trailer) < TRAILER_BYTES:
        return Miss.UNFINISHED
    if trailer != bytes((checksum(body), END)):
        return Miss.MISMATCH
    return Ff68Frame(body[0], body[1], body[2:])


def _check_header(header: bytes | bytearray) -> Miss | None:
    """None when all five bytes are there and right; every byte is checked as soon as it has come."""
    length = header[2] if len(header) > 2 else MIN_LENGTH
    expected = HEAD + bytes((length, length, SECOND_START))
    if not MIN_LENGTH <= length <= MAX_LENGTH or header != expected[: len(header)]:
        return Miss.MISMATCH
    return Miss.UNFINISHED if len(header) < HEADER_BYTES else None
