"""What the agent at the windows needs of an LED sign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class SignColour(StrEnum):
    """Colours every sign of the field has."""

    RED = "red"
    GREEN = "green"
    YELLOW = "yellow"


@dataclass(frozen=True, slots=True)
class SignText:
    """What a sign shows until told otherwise."""

    text: str
    colour: SignColour = SignColour.RED
    flashing: bool = False
    """Drivers of signs that cannot flash by themselves ignore it."""


class WindowSign(Protocol):
    """An opened sign."""

    def show(self, content: SignText) -> None:
        """Show the text; raises NoAnswer when the sign does not acknowledge, LinkLost when the line is gone."""

    def pages(self, content: SignText) -> tuple[SignText, ...]:
        """What to show by turns so that all of it can be read; the content itself where the sign manages alone."""

    def close(self) -> None:
        """Let go of the sign; the line it shares stays open for the others."""
