"""Days on which the hall's weekly hours do not hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from config.model.base import Settings
from config.toml_values import TOML_DATE

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _read_day(value: object) -> object:
    """A day as the loader hands on a TOML date, or as it is written out; all else is left to be refused."""
    text = value.get(TOML_DATE) if isinstance(value, Mapping) else value
    if isinstance(value, date):
        return value
    try:
        if isinstance(text, str) and len(text) == len("2026-10-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{value!r} is not a day; write it like 2026-10-01, without quotes")


Day = Annotated[date, BeforeValidator(_read_day)]


class CalendarSection(Settings):
    """Holidays, days off in exchange and days of work in exchange."""

    holidays: Literal["china", "none"] = "none"
    """Whose public holidays and make-up workdays (调休) the hall keeps."""
    closed: tuple[Day, ...] = ()
    """Days on which it is closed besides."""
    extra_open: tuple[Day, ...] = ()
    """Days on which it is open whatever ``holidays`` say."""
    make_up_like: Weekday = "fri"
    """The weekday whose hours hold on a make-up workday or an extra open day that falls on a weekend."""
