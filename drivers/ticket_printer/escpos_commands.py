"""Where one ESC/POS item ends in a stream: a command with its parameters, or one character of text.

Responsible for: cutting the stream into items, so that unknown commands are skipped and text is never split.
Not responsible for what an item does (``escpos_interpreter``).

A command whose parameters would not fit into the receive buffer is one that this printer does not know.
"""

from __future__ import annotations

from dataclasses import dataclass

ESC, FS, GS = 0x1B, 0x1C, 0x1D
MAX_ITEM = 65536
"""Bytes of the receive buffer."""
_MAX_TABS = 32


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its lead and letter (two bytes, or one control byte), and its parameters."""

    code: bytes
    parameters: bytes = b""


@dataclass(frozen=True, slots=True)
class Character:
    """One character and the half-width columns it takes."""

    text: str
    columns: int


Item = Command | Character

# Number of parameter bytes after lead and letter; what is not listed is skipped without any.
_ESC_PARAMETERS = {
    **dict.fromkeys(b"! -/3=AEGJMRTVacdrt{", 1),
    **dict.fromkeys(b"$\\B", 2),
    **dict.fromkeys(b"p", 3),
}
_FS_PARAMETERS = {**dict.fromkeys(b"!-W", 1), **dict.fromkeys(b"Sp", 2)}
_GS_PARAMETERS = {**dict.fromkeys(b"!/BHITabfhrwx", 1), **dict.fromkeys(b"$LPW", 2)}
_TABLES = {ESC: _ESC_PARAMETERS, FS: _FS_PARAMETERS, GS: _GS_PARAMETERS}


def take_item(buffer: bytearray, *, chinese: bool) -> Item | None:
    """Remove the first item from the buffer; None when it is not complete yet."""
    if not buffer:
        return None
    first = buffer[0]
    if first in _TABLES:
        return _take_command(buffer)
    if first < 0x20 or first == 0x7F:
        return Command(_take(buffer, 1))
    return _take_character(buffer, chinese=chinese)


def _take_command(buffer: bytearray) -> Command | None:
    if len(buffer) < 2:
        return None
    size = _parameter_size(buffer)
    if size is not None and size > MAX_ITEM - 2:
        size = 0
    if size is None or len(buffer) < 2 + size:
        return None
    return Command(_take(buffer, 2), _take(buffer, size))


def _parameter_size(buffer: bytearray) -> int | None:
    """Bytes after lead and letter; None when they do not tell yet."""
    lead, letter = buffer[0], buffer[1]
    if (lead, letter) == (GS, ord("V")):
        return None if len(buffer) < 3 else 1 + (buffer[2] in {65, 66})
    if (lead, letter) == (GS, ord("(")):
        return None if len(buffer) < 5 else 3 + int.from_bytes(buffer[3:5], "little")
    if (lead, letter) == (GS, ord("v")):
        return None if len(buffer) < 8 else 6 + _raster_bytes(buffer)
    if (lead, letter) == (ESC, ord("D")):
        return _tabs_size(buffer)
    return _TABLES[lead].get(letter, 0)


def _tabs_size(buffer: bytearray) -> int | None:
    """Tab stops up to their closing zero; more of them than a printer has end by themselves."""
    end = buffer.find(0, 2, 2 + _MAX_TABS + 1)
    if end >= 0:
        return end - 1
    return _MAX_TABS if len(buffer) > 2 + _MAX_TABS else None


def _raster_bytes(buffer: bytearray) -> int:
    return int.from_bytes(buffer[4:6], "little") * int.from_bytes(buffer[6:8], "little")


def _take_character(buffer: bytearray, *, chinese: bool) -> Character | None:
    if buffer[0] < 0x80:
        return Character(_take(buffer, 1).decode("ascii"), 1)
    if not chinese or not 0x81 <= buffer[0] <= 0xFE:
        return Character(_take(buffer, 1).decode("cp437"), 1)
    if len(buffer) < 2:
        return None
    if not 0x30 <= buffer[1] <= 0x39:
        return Character(_take(buffer, 2).decode("gb18030", "replace"), 2)
    return None if len(buffer) < 4 else Character(_take(buffer, 4).decode("gb18030", "replace"), 2)


def _take(buffer: bytearray, size: int) -> bytes:
    data = bytes(buffer[:size])
    del buffer[:size]
    return data
