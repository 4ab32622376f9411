"""The template of slips."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from config.model.base import Bilingual, Settings


class SlipRow(StrEnum):
    """A row of a slip: a label and a value."""

    AHEAD = "ahead"
    WAIT = "wait"
    WINDOWS = "windows"
    TAKEN_AT = "taken-at"
    PHONE = "phone"
    """The hall's phone; left out where there is none."""
    KIOSK = "kiosk"
    """Which kiosk gave the number."""


class SlipVariant(StrEnum):
    """The language of slips for residents who chose none at the kiosk."""

    ZH = "zh"
    EN = "en"
    BILINGUAL = "bilingual"
    """Both languages on every slip, whatever was chosen."""


class SlipSection(Settings):
    """The hall's template of a slip. Hall, number and service are on every slip."""

    rows: tuple[SlipRow, ...] = (SlipRow.AHEAD, SlipRow.WAIT, SlipRow.WINDOWS, SlipRow.TAKEN_AT)
    header: Annotated[tuple[Bilingual, ...], Field(max_length=3)] = ()
    """Lines under the hall's name."""
    footer: Annotated[tuple[Bilingual, ...], Field(max_length=4)] = ()
    """Lines under the notice."""
    notice: bool = True
    """Whether the hall's notice is on it."""
    qr: bool = True
    """Whether the code of the ticket's page is on it, where the hall has such pages."""
    variant: SlipVariant = SlipVariant.ZH
    large: bool = False
    """Large print on every slip; the kiosk's large type has it in any case."""
    reprint_minutes: Annotated[int, Field(ge=0, le=60)] = 10
    """A slip that stopped in the middle is printed again when the printer is mended within so many minutes; 0: never."""

    @field_validator("rows")
    @classmethod
    def each_once(cls, rows: tuple[SlipRow, ...]) -> tuple[SlipRow, ...]:
        """ValueError for a row that is there twice."""
        for row in rows:
            if rows.count(row) > 1:
                raise ValueError(f'The row "{row}" is there twice')
        return rows
