"""What a kiosk needs of a card reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class CardScheme(StrEnum):
    """Kinds of card; the same words go over the wire."""

    ID_CARD = "id_card"
    SOCIAL_SECURITY = "social_security"


@dataclass(frozen=True, slots=True)
class CardIdentity:
    """Who the card says its holder is. ``repr`` shows nothing that must not be logged; no photo is kept."""

    scheme: CardScheme
    number: str = field(repr=False)
    name: str = field(repr=False, default="")

    @property
    def masked_number(self) -> str:
        """First four and last four characters, the rest as stars."""
        if len(self.number) < 9:
            return "*" * len(self.number)
        return f"{self.number[:4]}{'*' * (len(self.number) - 8)}{self.number[-4:]}"


class CardReader(Protocol):
    """An opened reader."""

    def read_card(self) -> CardIdentity | None:
        """Look for a card once. None: no card, or the one already reported is still lying there.

        Takes at most the protocol's own time. Raises DeviceRefused when a card is there but cannot be read (lift it
        and present it again), NoAnswer or BadAnswer when the reader itself fails, DeviceUnusable for good.
        """

    def check(self) -> None:
        """Ask the reader whether it works, without a card; raises DeviceError when it does not."""

    def close(self) -> None:
        """Let go of the reader and its link."""
