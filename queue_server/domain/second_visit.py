"""The second-visit card (二次优先卡): what it is good for.

Responsible for: the card as a value, and what stands against using it. Not responsible for: its code, its paper, or words
(``service.card_words``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CardProblem(StrEnum):
    """Why a card is not taken; part of the API's contract."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    OTHER_SERVICE = "other-service"


@dataclass(frozen=True, slots=True)
class SecondVisit:
    """A card that puts its holder first once."""

    code: str = field(repr=False)
    service: str
    """The service that could not be finished."""
    package: str | None
    """The package it was a step of; the card is good for that as well."""
    valid_until: date
    """The last day it is good."""
    used: bool = False

    @property
    def good_for(self) -> tuple[str, ...]:
        """Services and packages that it may be used for."""
        return (self.service,) if self.package is None else (self.service, self.package)

    def problem(self, day: date, wish: str | None = None) -> CardProblem | None:
        """What stands against using it that day, for a service or package if one is named; None: nothing."""
        if self.used:
            return CardProblem.USED
        if day > self.valid_until:
            return CardProblem.EXPIRED
        return None if wish is None or wish in self.good_for else CardProblem.OTHER_SERVICE
