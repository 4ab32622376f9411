"""Frames of the SAM_V identity card reader (GA 450): pure values to bytes and back.

Responsible for: requests, replies, the checksum, an incremental decoder, and which replies can answer which request.
Not responsible for: time-outs and sessions (``samv``) or the text block inside a reply (``samv_text``).

A frame is ``AA AA AA 96 69``, a big-endian length that counts everything after itself, the body, and the XOR of length
and body. A request's body is command, parameter, data; a reply's is ``00 00``, a status byte (SW3), data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from operator import xor

PREAMBLE = bytes.fromhex("AAAAAA9669")
MAX_LENGTH = 0x090A
"""Length field of the largest reply (text, photo and fingerprint); anything larger is noise."""
SMALLEST_REQUEST = 3
SMALLEST_REPLY = 4

_HEAD = len(PREAMBLE) + 2


def frame(body: bytes) -> bytes:
    """The whole frame around a body."""
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([_checksum(counted)])


def _checksum(counted: bytes | bytearray) -> int:
    return reduce(xor, counted, 0)


@dataclass(frozen=True, slots=True)
class SamvRequest:
    """What the host asks."""

    command: int
    parameter: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        """The whole frame."""
        return frame(bytes([self.command, self.parameter]) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> SamvRequest:
        """Read a body that the decoder found; it has at least two bytes."""
        return cls(body[0], body[1], body[2:])


@dataclass(frozen=True, slots=True)
class SamvReply:
    """What the reader answers. ``data`` may hold a person's data and is kept out of ``repr``."""

    status: int
    data: bytes = field(repr=False, default=b"")

    def to_bytes(self) -> bytes:
        """The whole frame."""
        return frame(bytes([0x00, 0x00, self.status]) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> SamvReply | None:
        """Read a body that the decoder found; None when SW1 and SW2 are not zero, which no reader sends."""
        return cls(body[2], body[3:]) if body[:2] == b"\x00\x00" else None


class Damage(Enum):
    """A frame began and was not right."""

    CHECKSUM = "checksum"
    LENGTH = "length"


class FrameDecoder:
    """Finds frames in any chunking of a noisy stream; holds at most one unfinished frame."""

    def __init__(self, smallest: int) -> None:
        self._smallest = smallest
        self._buffer = bytearray()

    @property
    def unfinished(self) -> bool:
        """True while a frame has begun and is not complete."""
        return len(self._buffer) >= len(PREAMBLE)

    def feed(self, data: bytes) -> list[bytes | Damage]:
        """Bodies of good frames, and a mark for each that was not good, in order; never raises."""
        self._buffer += data
        found: list[bytes | Damage] = []
        while (item := self._next()) is not None:
            found.append(item)
        return found

    def give_up(self) -> list[bytes | Damage]:
        """The line fell silent: the frame under way will never be complete; what hides behind its head comes out."""
        found: list[bytes | Damage] = []
        while self.unfinished:
            del self._buffer[:1]
            found += self.feed(b"")
        return found

    def _next(self) -> bytes | Damage | None:
        self._seek_preamble()
        if len(self._buffer) < _HEAD:
            return None
        length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
        if not self._smallest <= length <= MAX_LENGTH:
            del self._buffer[:1]
            return Damage.LENGTH
        end = _HEAD + length
        if len(self._buffer) < end:
            return None
        if _checksum(self._buffer[len(PREAMBLE) : end - 1]) != self._buffer[end - 1]:
            # One byte only: the next head may lie inside what this one claimed.
            del self._buffer[:1]
            return Damage.CHECKSUM
        body = bytes(self._buffer[_HEAD : end - 1])
        del self._buffer[:end]
        return body

    def _seek_preamble(self) -> None:
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            start = max(0, len(self._buffer) - len(PREAMBLE) + 1)
        del self._buffer[:start]
