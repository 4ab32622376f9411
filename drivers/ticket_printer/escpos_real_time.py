"""Real-time commands of an ESC/POS stream, which a printer carries out as they arrive.

Responsible for: telling them from what goes into the receive buffer, across chunks. Not responsible for what they do
(``escpos_emulator``).
"""

from __future__ import annotations

from dataclasses import dataclass

_PREFIX_TO_SIZE = {b"\x10\x04": 3, b"\x10\x05": 3, b"\x10\x14": 3}
_CLEAR = bytes.fromhex("10140801031401060208")


@dataclass(frozen=True, slots=True)
class StatusQuestion:
    """``DLE EOT n``."""

    number: int


@dataclass(frozen=True, slots=True)
class Recover:
    """``DLE ENQ 1`` (go on) or ``2`` (clear the buffers first)."""

    clear: bool


@dataclass(frozen=True, slots=True)
class ClearBuffers:
    """``DLE DC4 8``: forget what has not been printed."""


Received = StatusQuestion | Recover | ClearBuffers | bytes


class RealTimeFilter:
    """Splits the incoming stream; holds back at most the beginning of one real-time command."""

    def __init__(self) -> None:
        self._held = b""

    def reset(self) -> None:
        """Forget the beginning of a command."""
        self._held = b""

    def feed(self, data: bytes) -> list[Received]:
        """Real-time commands and the bytes between them, in order."""
        stream = self._held + data
        self._held = b""
        found: list[Received] = []
        while stream:
            start = stream.find(b"\x10")
            if start != 0:
                ordinary, stream = (stream, b"") if start < 0 else (stream[:start], stream[start:])
                found.append(ordinary)
                continue
            size = _size(stream)
            if size > len(stream):
                self._held = stream
                break
            found.append(_command(stream[:size]))
            stream = stream[size:]
        return found


def _size(stream: bytes) -> int:
    """Bytes of the real-time command at the front; one when it is none."""
    if len(stream) < 2:
        return 2
    if stream[:2] not in _PREFIX_TO_SIZE:
        return 1
    return len(_CLEAR) if stream[:3] == _CLEAR[:3] else _PREFIX_TO_SIZE[stream[:2]]


def _command(data: bytes) -> Received:
    if data[:2] == b"\x10\x04":
        return StatusQuestion(data[2])
    if data[:2] == b"\x10\x05" and data[2] in {1, 2}:
        return Recover(clear=data[2] == 2)
    return ClearBuffers() if data == _CLEAR else data
