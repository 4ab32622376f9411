"""Weekly opening periods and seasons, as a hall file writes them, and what they cover.

Times of day are minutes after midnight in the hall's zone.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_serializer

from config.model.base import Settings

WEEKDAYS: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIOD = re.compile(r"^(?P<days>daily|[a-z]{3}(?:-[a-z]{3})?)\s+(?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)$")
MINUTES_PER_DAY = 24 * 60


class OpenPeriod(BaseModel):
    """A weekly opening period, written ``"mon-fri 09:00-12:00"`` or ``"daily 00:00-24:00"``."""

    model_config = ConfigDict(frozen=True)

    weekdays: frozenset[int]
    """0 is Monday."""
    start: int
    """Minutes after midnight, inclusive."""
    end: int
    """Minutes after midnight, exclusive; 1440 is the end of the day."""

    @classmethod
    def parse(cls, text: object) -> OpenPeriod:
        """Read the written form; raises ValueError with a sentence that shows a right example."""
        if isinstance(text, OpenPeriod):
            return text
        match = _PERIOD.match(text.strip().lower()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(f'{text!r} is not an opening period; write it like "mon-fri 09:00-12:00"')
        start, end = _minutes(match["start"]), _minutes(match["end"])
        if start >= end:
            raise ValueError(f"{text!r} ends before it starts")
        return cls(weekdays=_weekdays(match["days"]), start=start, end=end)

    @model_serializer
    def written(self) -> str:
        """The written form, which ``parse`` reads."""
        first, last = min(self.weekdays), max(self.weekdays)
        days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
        if len(self.weekdays) == len(WEEKDAYS):
            days = "daily"
        return f"{days} {_clock(self.start)}-{_clock(self.end)}"

    def covers(self, weekday: int, minute: int) -> bool:
        """True when the period is open on that weekday (0 = Monday) at that minute of the day."""
        return weekday in self.weekdays and self.start <= minute < self.end

    def overlaps(self, other: OpenPeriod) -> bool:
        """True when some moment of the week belongs to both."""
        return bool(self.weekdays & other.weekdays) and self.start < other.end and other.start < self.end


def _minutes(clock: str) -> int:
    if clock == "24:00":
        return MINUTES_PER_DAY
    try:
        parsed = time.fromisoformat(clock)
    except ValueError:
        raise ValueError(f"{clock!r} is not a time of day") from None
    return parsed.hour * 60 + parsed.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _weekdays(text: str) -> frozenset[int]:
    if text == "daily":
        return frozenset(range(7))
    first, _, last = text.partition("-")
    unknown = [day for day in (first, last or first) if day not in WEEKDAYS]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a weekday; use {', '.join(WEEKDAYS)}")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if start > end:
        raise ValueError(f"{text!r} runs backwards; write two periods instead")
    return frozenset(range(start, end + 1))


Period = Annotated[OpenPeriod, BeforeValidator(OpenPeriod.parse)]
ALWAYS: tuple[OpenPeriod, ...] = (OpenPeriod.parse("daily 00:00-24:00"),)
"""Every minute of the week."""

_MONTH_DAY = re.compile(r"\d\d-\d\d")


def _checked_month_day(text: str) -> str:
    try:
        # A leap year, because a season may begin or end on 29 February.
        date.fromisoformat(f"2000-{text}" if _MONTH_DAY.fullmatch(text) else "")
    except ValueError:
        raise ValueError(f'"{text}" is not a day of the year; write month and day, like "04-10"') from None
    return text


MonthDay = Annotated[str, AfterValidator(_checked_month_day)]
"""A day of every year, such as ``"04-10"``; such texts compare as the days do."""


class Season(Settings):
    """Opening hours that take the place of the usual ones for a part of every year."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    first: Annotated[MonthDay, Field(validation_alias="from", serialization_alias="from")]
    last: Annotated[MonthDay, Field(validation_alias="to", serialization_alias="to")]
    """Inclusive; before ``first`` when the season runs over the new year."""
    open: Annotated[tuple[Period, ...], Field(min_length=1)]

    def covers(self, day: date) -> bool:
        """Whether the day is in the season."""
        return any(first <= f"{day:%m-%d}" <= last for first, last in self._spans())

    def overlaps(self, other: Season) -> bool:
        """True when some day of a year belongs to both."""
        return any(
            first <= others_last and others_first <= last
            for first, last in self._spans()
            for others_first, others_last in other._spans()
        )

    def _spans(self) -> tuple[tuple[str, str], ...]:
        """The parts of one calendar year that the season covers."""
        if self.first <= self.last:
            return ((self.first, self.last),)
        return ((self.first, "12-31"), ("01-01", self.last))
