"""Hall boards, and loudspeaker zones with how they sound at which hours."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Bilingual, Identifier, Settings
from config.model.hours import OpenPeriod, Period


class Orientation(StrEnum):
    """How a screen is mounted."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class BoardSection(Settings):
    """A hall board: the screen that shows the calls."""

    kind: Literal["board"]
    id: Identifier
    orientation: Orientation = Orientation.LANDSCAPE
    fullscreen: bool = False


class ZoneSound(StrEnum):
    """What is heard of a call."""

    SPEECH = "speech"
    CHIME = "chime"
    SILENT = "silent"


class ZoneHours(Settings):
    """How a zone sounds at certain hours."""

    hours: Period
    sound: ZoneSound = ZoneSound.SPEECH
    volume: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Part of the loudspeaker's own volume."""
    rate: Annotated[float, Field(ge=0.5, le=2)] = 1.0
    """Multiple of the loudspeaker's own rate."""


USUAL_HOURS = ZoneHours(hours=OpenPeriod.parse("daily 00:00-24:00"))
"""How a zone sounds when its schedule says nothing."""


class AnnouncerSection(Settings):
    """A loudspeaker zone that speaks the calls."""

    kind: Literal["announcer"]
    id: Identifier
    speech: Identifier
    name: Bilingual | None = None
    """What ``{zone}`` becomes in the texts of a call."""
    windows: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """The windows whose calls are spoken here; None: all."""
    language: Literal["zh", "en", "zh+en"] = "zh+en"
    one: Literal["一", "幺"] = "一"
    """How the digit 1 of a number is spoken in Chinese."""
    chime: Literal["two-tone", "none"] = "two-tone"
    announce_times: Annotated[int, Field(ge=1, le=3)] | None = None
    """None: as the house rules say."""
    merge_above: Annotated[int, Field(ge=1, le=50)] = 2
    """More waiting calls than these are announced together."""
    merge_after_seconds: Annotated[float, Field(ge=0, le=600)] = 15.0
    """So are calls of which the oldest has waited longer."""
    schedule: tuple[ZoneHours, ...] = ()

    def hours_at(self, weekday: int, minute: int) -> ZoneHours:
        """What holds on that weekday (0 = Monday) at that minute of the day."""
        covering = (entry for entry in self.schedule if entry.hours.covers(weekday, minute))
        return next(covering, USUAL_HOURS)


DisplaySection = Annotated[BoardSection | AnnouncerSection, Field(discriminator="kind")]
