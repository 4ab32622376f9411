"""Frames of Onbon BX-5K/6K font-card controllers: pure values to bytes and back.

Responsible for: the envelope (``A5`` bytes, escaped header, data and CRC, ``5A``) and finding it in a stream.
Not responsible for: what the data ask or answer (``onbon_commands``) or when to send them (``onbon``).

The frame is confirmed by the vendor's protocol document and by captures of other programs whose checks were
computed again; docs/protocols/onbon.md has the table with the certainty of every part.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

START = 0xA5
END = 0x5A
PREAMBLE = bytes((START,)) * 8
"""Senders write eight; a receiver takes one as well, because a wire may lose the first."""
BROADCASTS = frozenset({0xFFFE, 0xFFFF})
"""Every controller obeys and none answers."""
ANY_CONTROLLER = 0xFE
PROTOCOL_VERSION = 0x02
UNCHECKED = 0xFFFF
"""In place of the CRC: the sender did not compute one."""
BARCODE_BYTES = 16
MAX_DATA = 2048
"""Longest data part that is believed; our choice, the largest known request is far below."""

_ESCAPED = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_PLAIN = {pair: byte for byte, pair in _ESCAPED.items()}
_ESCAPES = frozenset(pair[0] for pair in _PLAIN)
_HEADER = Struct("<HH3xBBBBBH")
"""Destination, source, reserved, barcode flag, check mode, display mode, controller type, version, data length."""
_CRC_BYTES = 2
MAX_PENDING = 2 * (_HEADER.size + BARCODE_BYTES + MAX_DATA + _CRC_BYTES)
"""The longest unfinished frame that is still waited for, when each of its bytes is escaped."""


@dataclass(frozen=True, slots=True)
class OnbonFrame:
    """One frame either way. Raises ValueError when a field cannot be sent."""

    destination: int
    source: int
    data: bytes
    controller_type: int = ANY_CONTROLLER
    display_mode: int = 0
    barcode: bytes = b""
    """The controller's barcode, or nothing."""

    def __post_init__(self) -> None:
        if not all(0 <= address <= 0xFFFF for address in (self.destination, self.source)):
            raise ValueError("an address has two bytes")
        if len(self.barcode) not in {0, BARCODE_BYTES}:
            raise ValueError(f"a barcode has {BARCODE_BYTES} bytes, not {len(self.barcode)}")
        if len(self.data) > MAX_DATA:
            raise ValueError(f"{len(self.data)} data bytes are more than {MAX_DATA}")

    def to_bytes(self) -> bytes:
        """The frame as it goes over the wire."""
        header = _HEADER.pack(
            self.destination,
            self.source,
            bool(self.barcode),
            0,  # check mode: CRC
            self.display_mode,
            self.controller_type,
            PROTOCOL_VERSION,
            len(self.data),
        )
        body = header + self.barcode + self.data
        return PREAMBLE + escape(body + crc16(body).to_bytes(_CRC_BYTES, "little")) + bytes((END,))


@dataclass(frozen=True, slots=True)
class DamagedFrame:
    """Bytes between a start and an end that are no frame. The addresses are what its header seems to say."""

    destination: int | None = None
    source: int | None = None


def crc16(data: bytes) -> int:
    """CRC-16/ARC: reflected polynomial A001, start 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def escape(plain: bytes) -> bytes:
    """The same bytes without any ``A5`` or ``5A``."""
    return b"".join(_ESCAPED.get(byte) or bytes((byte,)) for byte in plain)


def unescape(escaped: bytes) -> bytes | None:
    """What ``escape`` was given; None for bytes that it never makes."""
    plain = bytearray()
    position = 0
    while position < len(escaped):
        size = 2 if escaped[position] in _ESCAPES else 1
        piece = escaped[position : position + size]
        byte = _PLAIN.get(piece) if size == 2 else piece[0]
        if byte is None:
            return None
        plain.append(byte)
        position += size
    return bytes(plain)


def parse(escaped: bytes) -> OnbonFrame | DamagedFrame:
    """What stands between a start and an end; never raises."""
    body = unescape(escaped)
    if body is None or len(body) < _HEADER.size + _CRC_BYTES:
        return DamagedFrame()
    destination, source, has_barcode, check_mode, display, controller, _version, length = _HEADER.unpack_from(
        body
    )
    start = _HEADER.size + (BARCODE_BYTES if has_barcode == 1 else 0)
    check = int.from_bytes(body[-_CRC_BYTES:], "little")
    whole = length <= MAX_DATA and len(body) == start + length + _CRC_BYTES
    # A byte lost in front would make other bytes the check mode: only the one mode that everybody uses is believed.
    if not whole or check_mode != 0 or check not in {UNCHECKED, crc16(body[:-_CRC_BYTES])}:
        return DamagedFrame(destination, source)
    data, barcode = body[start:-_CRC_BYTES], body[_HEADER.size : start]
    return OnbonFrame(destination, source, data, controller, display, barcode)


class OnbonDecoder:
    """Bytes in, frames out, whatever the chunking; never raises. One thread at a time.

    A start byte occurs nowhere else in a frame, so a frame that lost its end costs nothing but itself.
    """

    def __init__(self) -> None:
        self._body: bytearray | None = None
        self._noise_bytes = 0

    @property
    def pending(self) -> int:
        """Bytes of a frame that has begun, at most ``MAX_PENDING``."""
        return len(self._body or b"")

    @property
    def noise_bytes(self) -> int:
        """Bytes dropped so far that stood outside of every start and end."""
        return self._noise_bytes

    def feed(self, data: bytes) -> list[OnbonFrame | DamagedFrame]:
        """What these bytes complete, in order."""
        found: list[OnbonFrame | DamagedFrame] = []
        for byte in data:
            if byte == START:
                self._drop()
                self._body = bytearray()
            elif self._body is None:
                self._noise_bytes += 1
            elif byte == END:
                found.append(parse(bytes(self._body)))
                self._body = None
            else:
                self._grow(self._body, byte)
        return found

    def _grow(self, body: bytearray, byte: int) -> None:
        body.append(byte)
        if len(body) > MAX_PENDING:
            self._drop()

    def _drop(self) -> None:
        self._noise_bytes += self.pending
        self._body = None
