"""What the two protocols of the shared line have in common: their heads, and how a parser says no.

Responsible for: telling the protocols apart by their first two bytes. Not responsible for: what follows the
head (``ff68`` and ``a090``) or searching for it (``decoder``).
"""

from __future__ import annotations

from enum import Enum


class LineProtocol(Enum):
    """Protocols that share one line; the value is the head of every frame."""

    FF68 = b"\xff\x68"
    """Call keypads and evaluators."""
    A090 = b"\xa0\x90"
    """Window LED strip screens."""


class Miss(Enum):
    """Why bytes that begin with a head are not a frame."""

    UNFINISHED = "unfinished"
    """They may become one when more bytes arrive."""
    MISMATCH = "mismatch"
    """They never will."""


def contains_head(data: bytes | bytearray) -> bool:
    """True when a frame of either protocol seems to begin inside ``data``."""
    return any(protocol.value in data for protocol in LineProtocol)


def check_byte(name: str, value: int) -> None:
    """Raises ValueError when ``value`` does not fit in a byte."""
    if not 0 <= value <= 0xFF:
        raise ValueError(f"{name} {value} is not a byte")
