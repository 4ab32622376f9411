"""Dynamic areas of Onbon BX-5K/6K controllers: rectangles whose text the host replaces at any time.

Responsible for: the parameters of "update dynamic areas" (A3 06) as values, both ways. Not responsible for: the
bytes of the text (``onbon_text``) or which area a window's text goes into (``onbon``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct

NONE, ALL = 0x00, 0xFF
"""Delete counts that are no numbers of ids."""
IN_PIXELS = 0x8000
"""Bit of a horizontal measure that is not in bytes of eight pixels; one source names it."""
PIXELS_PER_BYTE = 8

_AREA = Struct("<BHHHHBBBHBBBBBBBBBI")
_SINGLE, _SEVERAL = 0x01, 0x02
_BY_HAND, _AUTOMATIC = 0x01, 0x02


class RunMode(IntEnum):
    """What happens after the last page."""

    LOOP = 0
    STOP_ON_LAST = 1
    LOOP_THEN_ERASE = 2
    """Erased after the time-out."""
    LOOP_THEN_LAST = 3
    """The last page stays after the time-out."""
    ONCE = 4


class ShowMode(IntEnum):
    """How a page appears."""

    STATIC = 1
    QUICK = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


class Across(IntEnum):
    """Horizontal alignment."""

    LEFT = 0
    RIGHT = 1
    CENTRE = 2


class Down(IntEnum):
    """Vertical alignment."""

    TOP = 0
    BOTTOM = 1
    CENTRE = 2


@dataclass(frozen=True, slots=True)
class DynamicArea:
    """One area; all measures in pixels. Raises ValueError when a field cannot be sent."""

    width: int
    height: int
    text: bytes
    """In GBK with the controls of ``onbon_text``."""
    x: int = 0
    y: int = 0
    area_id: int = 0
    line_spacing: int = 0
    run: RunMode = RunMode.LOOP
    timeout_seconds: int = 0
    across: Across = Across.LEFT
    down: Down = Down.TOP
    several_lines: bool = False
    wraps: bool = False
    """True: the controller breaks lines where they are full."""
    show: ShowMode = ShowMode.STATIC
    speed: int = 0
    """0 fastest to 24 slowest."""
    stay: int = 10
    """How long a page stays, in half seconds."""

    def __post_init__(self) -> None:
        for measure in (self.x, self.y, self.width, self.height):
            if not 0 <= measure < IN_PIXELS:
                raise ValueError(f"{measure} pixels cannot be sent")
        for byte in (self.area_id, self.line_spacing, self.speed, self.stay):
            if not 0 <= byte <= 0xFF:
                raise ValueError(f"{byte} is not a byte")

    def to_bytes(self) -> bytes:
        """The area behind its length field."""
        fixed = _AREA.pack(
            0,
            _measure(self.x),
            self.y,
            _measure(self.width),
            self.height,
            self.area_id,
            self.line_spacing,
            self.run,
            self.timeout_seconds,
            0,  # no voice
            0,  # no extended parameters
            self.across | self.down << 2,
            _SEVERAL if self.several_lines else _SINGLE,
            _AUTOMATIC if self.wraps else _BY_HAND,
            self.show,
            0,  # leaves as it came
            self.speed,
            self.stay,
            len(self.text),
        )
        return fixed + self.text

    @classmethod
    def from_bytes(cls, data: bytes) -> DynamicArea | None:
        """What ``to_bytes`` made; None for anything else, such as an area with a voice."""
        if len(data) < _AREA.size:
            return None
        fields = _AREA.unpack_from(data)
        kind, x, y, width, height, area_id, spacing, run, timeout, voice, extended, align = fields[:12]
        lines, wrap, show, _leave, speed, stay, length = fields[12:]
        if kind or voice or extended or len(data) != _AREA.size + length:
            return None
        try:
            return cls(
                _pixels(width),
                height,
                data[_AREA.size :],
                _pixels(x),
                y,
                area_id,
                spacing,
                RunMode(run),
                timeout,
                Across(align & 0b11),
                Down(align >> 2 & 0b11),
                lines == _SEVERAL,
                wrap == _AUTOMATIC,
                ShowMode(show),
                speed,
                stay,
            )
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class AreaUpdate:
    """One "update dynamic areas": first some are deleted, then some are replaced."""

    areas: tuple[DynamicArea, ...] = ()
    delete: frozenset[int] = frozenset()
    delete_all: bool = False

    def to_parameters(self) -> bytes:
        """The request's parameters."""
        ids = b"" if self.delete_all else bytes(sorted(self.delete))
        count = ALL if self.delete_all else len(ids)
        written = b"".join(_with_length(area.to_bytes()) for area in self.areas)
        return bytes((count,)) + ids + bytes((len(self.areas),)) + written

    @classmethod
    def from_parameters(cls, data: bytes) -> AreaUpdate | None:
        """What ``to_parameters`` made; None for anything else."""
        if not data:
            return None
        delete_all = data[0] == ALL
        count_at = 1 if delete_all else 1 + data[0]
        if len(data) <= count_at:
            return None
        areas = list(_read_areas(data[count_at + 1 :]))
        if len(areas) != data[count_at] or None in areas:
            return None
        good = tuple(area for area in areas if area is not None)
        return cls(good, frozenset(data[1:count_at]), delete_all)


def _read_areas(data: bytes) -> Iterator[DynamicArea | None]:
    """The areas one after another; None for one that is not right."""
    while data:
        end = 2 + int.from_bytes(data[:2], "little")
        yield DynamicArea.from_bytes(data[2:end]) if len(data) >= end else None
        data = data[end:]


def _with_length(area: bytes) -> bytes:
    return len(area).to_bytes(2, "little") + area


def _measure(pixels: int) -> int:
    """A horizontal measure as it goes over the wire: in bytes of eight pixels where that is exact."""
    return pixels | IN_PIXELS if pixels % PIXELS_PER_BYTE else pixels // PIXELS_PER_BYTE


def _pixels(measure: int) -> int:
    return measure & ~IN_PIXELS if measure & IN_PIXELS else measure * PIXELS_PER_BYTE
