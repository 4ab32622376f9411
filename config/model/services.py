"""What residents queue for."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from config.model.base import Bilingual, Identifier, Lane, Settings
from config.model.guides import Guide
from config.model.hours import ALWAYS, OpenPeriod, Period, Season

Prefix = Annotated[str, StringConstraints(pattern=r"^[A-HJ-NP-Z]{1,2}$")]
"""One or two capital letters; I and O are left out because they read as digits."""
Icon = Annotated[str, StringConstraints(min_length=1, max_length=1)]
TicketNumber = Annotated[int, Field(ge=1, le=9999)]


class CardRule(StrEnum):
    """Whether a service asks for a card before it gives a number."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class IntervalLimit(Settings):
    """How many numbers a service gives out in one stretch of its hours."""

    hours: Period
    tickets: Annotated[int, Field(ge=1, le=9999)]
    warn: Annotated[int, Field(ge=1, le=9999)] | None = None
    """Residents are told that few are left when so many were given out; less than ``tickets``."""


class ServiceSection(Settings):
    """A service (事项) residents queue for."""

    id: Identifier
    prefix: Prefix
    name: Bilingual
    icon: Icon = "办"
    first_number: TicketNumber = 1
    last_number: TicketNumber = 999
    open: Annotated[tuple[Period, ...], Field(min_length=1)] = ALWAYS
    seasons: tuple[Season, ...] = ()
    """Parts of the year with other hours; they do not overlap."""
    hours_note: Bilingual | None = None
    """Shown on the kiosk while the service is closed, such as 每周二 13:30–17:00 驻点办理."""
    card: CardRule = CardRule.NONE
    minutes: Annotated[float, Field(gt=0, le=240)] = 8.0
    """Usual handling time of one resident, in minutes."""
    lane: Lane = "general"
    zone: Bilingual | None = None
    """Where its residents wait."""
    max_waiting: Annotated[int, Field(ge=1, le=9999)] | None = None
    """No more numbers while so many wait; None: no bound."""
    warn_waiting: Annotated[int, Field(ge=1, le=9999)] | None = None
    """Residents are told that it will take long while so many wait; less than ``max_waiting``."""
    limits: tuple[IntervalLimit, ...] = ()
    """How many numbers there are at certain hours; the hours do not overlap."""
    one_per_person: bool = True
    """Whether a person may hold one waiting number of it at most. Persons are told apart by their cards alone."""
    guide: Guide | None = None
    check_materials: bool = False
    """Whether the kiosk asks to tick the guide's materials before it gives a number."""

    def is_open(self, weekday: int, minute: int) -> bool:
        """Whether numbers are given out on that weekday (0 = Monday) at that minute of the day, outside all seasons."""
        return any(period.covers(weekday, minute) for period in self.open)

    def hours_on(self, day: date) -> tuple[OpenPeriod, ...]:
        """The weekly hours that hold on that day: those of its season, or the usual ones."""
        season = next((season for season in self.seasons if season.covers(day)), None)
        return self.open if season is None else season.open

    def limit_at(self, weekday: int, minute: int) -> IntervalLimit | None:
        """The limit that holds on that weekday (0 = Monday) at that minute of the day."""
        return next((limit for limit in self.limits if limit.hours.covers(weekday, minute)), None)


class PackageSection(Settings):
    """Business that one number takes through several services (一票到底)."""

    id: Identifier
    """No service has it."""
    prefix: Prefix
    """Neither another package nor a service has it."""
    name: Bilingual
    icon: Icon = "套"
    services: Annotated[tuple[Identifier, ...], Field(min_length=2)]
    """In the order in which they are visited."""
    first_number: TicketNumber = 1
    last_number: TicketNumber = 999
    guide: Guide | None = None
