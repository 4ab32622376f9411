"""What a PC/SC reader needs of the computer's PC/SC service, and which of its readers a hall file means.

Responsible for: the shape of an open connection to the service, and choosing a reader by a part of its name. Not
responsible for the library behind it (``pcsc_library``) or for reading a card (``pcsc``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drivers.errors import DeviceUnusable, LinkUnavailable


class NotInstalled(DeviceUnusable):
    """The library for PC/SC is not installed."""


class NotAllowed(LinkUnavailable):
    """The service runs and does not let this user in."""


class NoSuchReader(LinkUnavailable):
    """No reader has the name."""


class SeveralReaders(LinkUnavailable):
    """More than one reader has the name."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """What the service knows of a reader's slot, without asking the card."""

    present: bool
    mute: bool = False
    """A card is there, but gave no answer to power: upside down, or broken."""
    insertion: int = 0
    """Another number for every card put in, so that a card exchanged between two looks is noticed."""
    raw: int = 0
    """The service's own word, to tell a change by."""


class PcscService(Protocol):
    """An open connection (a PC/SC "context"). One thread uses it; any call may block for as long as the card likes.

    A service that ended or a reader that was unplugged raises LinkLost; a card that is gone or answers nonsense raises
    DeviceRefused; everything else that fails raises BadAnswer.
    """

    def readers(self) -> tuple[str, ...]:
        """The names of all readers; empty when none is plugged in."""

    def look(self, reader: str, known: SlotState | None, seconds: float) -> SlotState:
        """The slot's state: at once when it is not ``known``, otherwise after a change or after ``seconds``."""

    def connect(self, reader: str) -> None:
        """Power the card and keep other programs from talking to it."""

    def transmit(self, apdu: bytes) -> bytes:
        """One command to the connected card and its answer, status word included, as they are."""

    def disconnect(self) -> None:
        """Take the power from the card; without effect when none is connected. Never raises."""

    def release(self) -> None:
        """Let go of the service. Never raises."""


def choose_reader(names: Sequence[str], part: str) -> str:
    """The one reader whose name is or holds ``part``, capital letters or not.

    Never by position: positions change with every plug. Raises NoSuchReader, SeveralReaders.
    """
    wanted = part.casefold()
    exact = [name for name in names if name.casefold() == wanted]
    fitting = exact or [name for name in names if wanted in name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise SeveralReaders(f'"{part}" is a part of several reader names: {", ".join(fitting)}.')
    present = f"there are: {', '.join(names)}" if names else "there is none at all"
    raise NoSuchReader(f'There is no PC/SC reader with "{part}" in its name; {present}.')
