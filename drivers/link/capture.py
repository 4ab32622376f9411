"""What passed over a link, as a text file that people read and programs play back.

Responsible for: the file's form, both ways, and the link that writes it while it is used. Not responsible for playing it
back (``capture_replay``).

A capture holds what the device sent, unchanged: that of a card reader holds people's data.

    # paihao capture 1
    # /dev/ttyUSB1, 115200 baud
      0.000000 > AA AA AA 96 69 00 03 20 01 22                     # ....i.. ."
      0.031250 < AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97      # ....i..........
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TextIO

from drivers.errors import LinkLost
from drivers.link.port import Link

HEAD = "# paihao capture 1"
ROW_BYTES = 16

_ROW = re.compile(
    r"\s*(?:(?P<at>\d+(?:\.\d+)?)\s+(?P<direction>[<>])|\+)\s+(?P<hex>[0-9A-Fa-f][0-9A-Fa-f ]*?)\s*(?:#.*)?"
)
_TIME_WIDTH = 10
_HEX_WIDTH = 3 * ROW_BYTES


class Direction(StrEnum):
    """Who spoke."""

    TO_DEVICE = ">"
    FROM_DEVICE = "<"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that passed in one go."""

    at: float
    """Seconds since the recording began."""
    direction: Direction
    data: bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """Everything of one recording, in order."""

    pieces: tuple[Piece, ...] = ()

    def written(self, *about: str) -> str:
        """The file's text; ``about`` becomes comments at its top."""
        head = [HEAD, *(f"# {line}" for line in about)]
        return "\n".join([*head, *(written_piece(piece) for piece in self.pieces), ""])

    @classmethod
    def parse(cls, text: str) -> Capture:
        """Reads the file's text; raises ValueError with a sentence that names the line.

        Comments, empty lines and the amount of space do not matter, so a person may cut and mend a capture.
        """
        pieces: list[Piece] = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("#"):
                _take_row(pieces, line, number)
        return cls(tuple(pieces))

    def sent(self, direction: Direction) -> bytes:
        """All bytes that went one way."""
        return b"".join(piece.data for piece in self.pieces if piece.direction is direction)


def written_piece(piece: Piece) -> str:
    """Rows of sixteen bytes with their characters beside them; a ``+`` continues the row above."""
    rows = [piece.data[start : start + ROW_BYTES] for start in range(0, len(piece.data), ROW_BYTES)]
    first = f"{piece.at:{_TIME_WIDTH}.6f} {piece.direction}"
    heads = [first, *["+".rjust(len(first))] * (len(rows) - 1)]
    return "\n".join(_row(head, row) for head, row in zip(heads, rows, strict=True))


def _row(head: str, data: bytes) -> str:
    characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in data)
    return f"{head} {data.hex(' ').upper():{_HEX_WIDTH}} # {characters}"


def _take_row(pieces: list[Piece], line: str, number: int) -> None:
    match = _ROW.fullmatch(line)
    if match is None:
        raise ValueError(f"line {number} is not a row of a capture: {line.strip()[:40]!r}")
    try:
        data = bytes.fromhex(match["hex"])
    except ValueError:
        raise ValueError(f"line {number} has half a byte") from None
    if match["at"] is None:
        if not pieces:
            raise ValueError(f"line {number} continues a row, and there is none above it")
        last = pieces.pop()
        pieces.append(Piece(last.at, last.direction, last.data + data))
        return
    at = float(match["at"])
    if pieces and at < pieces[-1].at:
        raise ValueError(f"line {number} goes back in time")
    pieces.append(Piece(at, Direction(match["direction"]), data))


class RecordingLink:
    """The host's end of a link; everything that passes is written down. Use as any ``Link``; closing leaves the sink open."""

    def __init__(
        self,
        link: Link,
        sink: TextIO,
        *,
        about: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``sink`` gets whole lines and is flushed after each piece; ``clock`` in seconds, monotonic."""
        self._link = link
        self._sink = sink
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock()
        sink.write(Capture().written(link.name, *about))
        sink.flush()

    @property
    def name(self) -> str:
        """The recorded link's own."""
        return self._link.name

    def write(self, data: bytes) -> None:
        """Hand on and write down what was handed on; raises LinkLost."""
        with self._lock:
            # Written down first: the answer may be read on another thread before this one goes on.
            self._note(Direction.TO_DEVICE, data)
        try:
            self._link.write(data)
        except LinkLost as lost:
            self._note_loss(lost)
            raise

    def read(self, timeout: float) -> bytes:
        """As the recorded link's; raises LinkLost."""
        try:
            data = self._link.read(timeout)
        except LinkLost as lost:
            self._note_loss(lost)
            raise
        with self._lock:
            self._note(Direction.FROM_DEVICE, data)
        return data

    def close(self) -> None:
        """Close the recorded link."""
        self._link.close()

    def _note(self, direction: Direction, data: bytes) -> None:
        if data:
            self._write_line(written_piece(Piece(self._clock() - self._began, direction, data)))

    def _note_loss(self, lost: LinkLost) -> None:
        with self._lock:
            self._write_line(f"# {self._clock() - self._began:.6f} {lost}")

    def _write_line(self, line: str) -> None:
        self._sink.write(f"{line}\n")
        self._sink.flush()
