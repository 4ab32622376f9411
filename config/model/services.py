"""What residents queue for."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from config.model.base import Bilingual, Identifier, Settings
from config.model.hours import OpenPeriod, Period


class CardRule(StrEnum):
    """Whether a service asks for a card before it gives a number."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ServiceSection(Settings):
    """A service (事项) residents queue for."""

    id: Identifier
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-HJ-NP-Z]{1,2}$")]
    """One or two capital letters; I and O are left out because they read as digits."""
    name: Bilingual
    icon: Annotated[str, StringConstraints(min_length=1, max_length=1)] = "办"
    first_number: Annotated[int, Field(ge=1, le=9999)] = 1
    last_number: Annotated[int, Field(ge=1, le=9999)] = 999
    open: Annotated[tuple[Period, ...], Field(min_length=1)] = (OpenPeriod.parse("daily 00:00-24:00"),)
    hours_note: Bilingual | None = None
    """Shown on the kiosk while the service is closed, such as 每周二 13:30–17:00 驻点办理."""
    card: CardRule = CardRule.NONE
    minutes: Annotated[float, Field(gt=0, le=240)] = 8.0
    """Usual handling time of one resident, in minutes."""

    def is_open(self, weekday: int, minute: int) -> bool:
        """Whether numbers are given out on that weekday (0 = Monday) at that minute of the day."""
        return any(period.covers(weekday, minute) for period in self.open)
