"""Finds the frames in what a shared line delivers.

Responsible for: any chunking, telling the protocols apart by head, resynchronising by one byte, a bounded
buffer, and counting what was no frame. Not responsible for: reading the line or its clock; the owner of the
line calls ``flush`` when the line has been silent for longer than a device ever pauses inside a frame.

What comes out depends on the bytes and on the places of ``flush`` alone, never on how the bytes were cut. A
keypad's frame behind a stray head of either protocol is found with its own last byte, because ``FF 68``
occurs inside no frame. A screen's frame behind a stray ``A0 90 … length`` is found when that length is used
up, or at the ``flush``.
"""

from __future__ import annotations

from drivers.rs485 import a090, ff68
from drivers.rs485.a090 import A090Acknowledgement, A090Frame
from drivers.rs485.ff68 import Ff68Frame
from drivers.rs485.framing import LineProtocol, Miss

LineFrame = Ff68Frame | A090Frame | A090Acknowledgement

SLICE = 512
"""Bytes taken over at once; bounds the buffer however much a single read brings."""
MAX_PENDING = a090.HEADER_BYTES + a090.MAX_DATA
"""The longest unfinished frame that is still waited for."""


class LineDecoder:
    """Bytes in, frames out; never raises. One thread at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._noise_bytes = 0

    @property
    def pending(self) -> int:
        """Bytes of a frame that has begun, at most ``MAX_PENDING``."""
        return len(self._buffer)

    @property
    def noise_bytes(self) -> int:
        """Bytes dropped so far because they belonged to no frame."""
        return self._noise_bytes

    def feed(self, data: bytes) -> list[LineFrame]:
        """Frames that these bytes complete, in order."""
        frames: list[LineFrame] = []
        for start in range(0, len(data), SLICE):
            self._buffer += data[start : start + SLICE]
            self._take(frames, final=False)
        return frames

    def flush(self) -> list[LineFrame]:
        """Give up on what has begun, and return the frames that were waiting behind it."""
        frames: list[LineFrame] = []
        self._take(frames, final=True)
        return frames

    def _take(self, frames: list[LineFrame], *, final: bool) -> None:
        while self._buffer:
            found = self._parse(final=final)
            if found is Miss.UNFINISHED and not final:
                return
            if isinstance(found, Miss):
                self._noise_bytes += 1
                del self._buffer[0]
            else:
                frames.append(found)
                del self._buffer[: len(found.to_bytes())]

    def _parse(self, *, final: bool) -> LineFrame | Miss:
        if self._buffer[0] == LineProtocol.FF68.value[0]:
            return ff68.parse(self._buffer)
        frame = a090.parse_frame(self._buffer)
        if frame is Miss.MISMATCH or (frame is Miss.UNFINISHED and final):
            # A screen's answer may begin like a frame to a screen; which of the two it is shows at the end.
            return a090.parse_acknowledgement(self._buffer)
        return frame
