"""What Onbon BX-5K/6K controllers are asked and what they answer: the data part of a frame.

Responsible for: requests and answers as values, the device's own error words, the clock and the status answer.
Not responsible for: frames (``onbon_frames``) or the layout of dynamic areas (``onbon_areas``).

Requests and answers share one layout: group, command, one byte (the wish for an answer, or the error), the
little-endian length of the parameters, the parameters. Some senders write 0 for the length, so it is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum

HEAD_BYTES = 5
REPLY_WANTED = 0x01
NO_REPLY_WANTED = 0x02
BRIGHTNESS_BY_VALUE = 0x01
FULL_BRIGHTNESS = 0x0F
ANSWER_PADDING = b"\x00\x00"


class Command(Enum):
    """Group and command of everything that this product asks or understands."""

    STATUS = (0xA1, 0x02)
    PING = (0xA2, 0x00)
    RESET = (0xA2, 0x01)
    SET_CLOCK = (0xA2, 0x03)
    POWER = (0xA3, 0x00)
    BRIGHTNESS = (0xA3, 0x02)
    UPDATE_AREAS = (0xA3, 0x06)
    CLEAR = (0xA3, 0x10)
    ANSWER = (0xA0, 0x00)
    """A controller's answer to everything but questions."""


GROUPS = frozenset(command.value[0] for command in Command if command is not Command.ANSWER)


class ErrorCode(IntEnum):
    """Third byte of an answer."""

    NONE = 0x00
    UNKNOWN_GROUP = 0x01
    UNKNOWN_COMMAND = 0x02
    BUSY = 0x03
    MEMORY = 0x04
    CRC = 0x05
    NO_FILE = 0x06
    FLASH = 0x07
    CLOCK = 0x0E
    BLOCK = 0x10


PASSING = frozenset({ErrorCode.BUSY, ErrorCode.CRC})
"""Errors that asking again may mend."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the host asks. ``group`` and ``command`` may be ones that no controller knows."""

    group: int
    command: int
    parameters: bytes = b""
    reply_wanted: bool = True

    @classmethod
    def of(cls, command: Command, parameters: bytes = b"") -> Request:
        """A request that wants an answer."""
        return cls(*command.value, parameters)

    @property
    def known(self) -> Command | None:
        """The command, when it is one of ``Command``."""
        return _known(self.group, self.command)

    def to_data(self) -> bytes:
        """The data part of its frame."""
        wish = REPLY_WANTED if self.reply_wanted else NO_REPLY_WANTED
        return _data(self.group, self.command, wish, self.parameters)

    @classmethod
    def from_data(cls, data: bytes) -> Request | None:
        """The request in a frame's data part; None when that is too short for one."""
        if len(data) < HEAD_BYTES:
            return None
        return cls(data[0], data[1], data[HEAD_BYTES:], data[2] != NO_REPLY_WANTED)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a controller answers. ``error`` is 0 when it obeyed."""

    group: int
    command: int
    error: int = ErrorCode.NONE
    parameters: bytes = b""

    @classmethod
    def done(cls, error: ErrorCode = ErrorCode.NONE) -> Answer:
        """The plain answer: obeyed, or the reason why not."""
        return cls(*Command.ANSWER.value, error)

    @property
    def known(self) -> Command | None:
        """The command, when it is one of ``Command``."""
        return _known(self.group, self.command)

    @property
    def error_word(self) -> str:
        """The device's reason in words."""
        try:
            return ErrorCode(self.error).name.lower().replace("_", " ")
        except ValueError:
            return f"error {self.error:#04x}"

    def to_data(self) -> bytes:
        """The data part of its frame."""
        return _data(self.group, self.command, self.error, self.parameters)

    @classmethod
    def from_data(cls, data: bytes) -> Answer | None:
        """The answer in a frame's data part; None when that is too short for one."""
        if len(data) < HEAD_BYTES:
            return None
        return cls(data[0], data[1], data[2], data[HEAD_BYTES:])


def set_clock(moment: datetime) -> Request:
    """Set the controller's clock to the moment's own date and time."""
    return Request.of(Command.SET_CLOCK, SignClock.of(moment).to_bytes())


def set_power(*, on: bool) -> Request:
    """Light the sign, or darken it without forgetting anything."""
    return Request.of(Command.POWER, b"\x01" if on else b"\x02")


def set_brightness(level: int) -> Request:
    """0 darkest to 15 brightest; raises ValueError for others."""
    if not 0 <= level <= FULL_BRIGHTNESS:
        raise ValueError(f"brightness {level} is not 0 to {FULL_BRIGHTNESS}")
    return Request.of(Command.BRIGHTNESS, bytes((BRIGHTNESS_BY_VALUE, level)))


@dataclass(frozen=True, slots=True)
class SignClock:
    """Date and time as the controller keeps them, without a time zone. ``weekday``: 1 Monday to 7 Sunday."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int

    SIZE = 8

    @classmethod
    def of(cls, moment: datetime) -> SignClock:
        """The date and time that a clock on the wall shows."""
        date, time = moment.date(), moment.time()
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, moment.isoweekday())

    def to_bytes(self) -> bytes:
        """Eight BCD bytes: year low, year high, month, day, hour, minute, second, weekday."""
        numbers = (self.year % 100, self.year // 100, self.month, self.day)
        return bytes(
            number // 10 << 4 | number % 10
            for number in (*numbers, self.hour, self.minute, self.second, self.weekday)
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> SignClock | None:
        """What ``to_bytes`` made; None when it is not a date and time."""
        if len(data) != cls.SIZE or any(byte >> 4 > 9 or byte & 0x0F > 9 for byte in data):
            return None
        low, high, *rest = ((byte >> 4) * 10 + (byte & 0x0F) for byte in data)
        clock = cls(high * 100 + low, *rest)
        return clock if clock.is_possible else None

    @property
    def is_possible(self) -> bool:
        """True for a moment of the calendar, whatever the weekday says."""
        try:
            datetime.fromisoformat(self.written)
        except ValueError:
            return False
        return True

    @property
    def written(self) -> str:
        """Such as ``2026-03-02 09:00:00``."""
        date = f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{date} {self.hour:02}:{self.minute:02}:{self.second:02}"


@dataclass(frozen=True, slots=True)
class SignStatus:
    """What a controller tells about itself. One source has the layout; the size of ``programs`` is inferred."""

    on: bool
    brightness: int
    clock: SignClock | None
    programs: int
    """Programs stored in the controller; not this product's business, but they may lie under its text."""
    current_program: bytes
    areas: tuple[int, ...]
    """Ids of the dynamic areas it shows."""
    barcode: bytes = bytes(16)
    network_id: bytes = bytes(12)

    def to_parameters(self) -> bytes:
        """The answer's parameters."""
        clock = self.clock.to_bytes() if self.clock else bytes(SignClock.SIZE)
        head = bytes((self.on, self.brightness)) + clock + bytes((self.programs,)) + self.current_program
        return (
            head + bytes(2) + bytes((len(self.areas),)) + bytes(self.areas) + self.barcode + self.network_id
        )

    @classmethod
    def from_parameters(cls, data: bytes) -> SignStatus | None:
        """What ``to_parameters`` made; None when it is too short for that."""
        areas_at = 18
        if len(data) < areas_at or len(data) < areas_at + data[areas_at - 1]:
            return None
        ids = data[areas_at : areas_at + data[areas_at - 1]]
        rest = data[areas_at + len(ids) :]
        clock = SignClock.from_bytes(data[2:10])
        return cls(data[0] == 1, data[1], clock, data[10], data[11:15], tuple(ids), rest[:16], rest[16:28])


def _data(group: int, command: int, third: int, parameters: bytes) -> bytes:
    length = len(parameters).to_bytes(2, "little")
    return bytes((group, command, third)) + length + parameters


def _known(group: int, command: int) -> Command | None:
    try:
        return Command((group, command))
    except ValueError:
        return None
