"""The messages of a screen's mirror, as docs/architecture.md gives them: bytes to values and back.

Responsible for: framing and the layout's shape. Not responsible for: the connection (``screens``).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict

PointerKind = Literal["down", "move", "up"]

MAX_MESSAGE = 4 * 1024 * 1024
"""A half-size picture of a 4K screen stays far below; more is not a mirror."""


class Target(BaseModel):
    """Something that can be touched, in full-size pixels."""

    model_config = ConfigDict(frozen=True)

    id: str
    x: int
    y: int
    w: int
    h: int

    @property
    def centre(self) -> tuple[int, int]:
        """Where a finger lands."""
        return self.x + self.w // 2, self.y + self.h // 2


class Layout(BaseModel):
    """What a screen shows and what can be touched on it."""

    model_config = ConfigDict(frozen=True)

    screen: str
    targets: tuple[Target, ...] = ()

    def target(self, wanted: str) -> Target | None:
        """The target with that id, None when it is not on the screen."""
        return next((target for target in self.targets if target.id == wanted), None)


class Framing:
    """Cuts a byte stream into (type byte, payload); any chunking, bounded."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Complete messages so far; raises ValueError when the stream cannot be a mirror's."""
        self._buffer += data
        while len(self._buffer) >= 4:
            (length,) = struct.unpack_from(">I", self._buffer)
            if not 1 <= length <= MAX_MESSAGE:
                raise ValueError(f"a mirror message cannot be {length} bytes long")
            if len(self._buffer) < 4 + length:
                return
            message = bytes(self._buffer[4 : 4 + length])
            del self._buffer[: 4 + length]
            yield message[:1], message[1:]


def encode_pointer(kind: PointerKind, x: int, y: int) -> bytes:
    """A pointer message, ready for the socket."""
    body = b"P" + json.dumps({"kind": kind, "x": x, "y": y}).encode()
    return struct.pack(">I", len(body)) + body
