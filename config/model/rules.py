"""House rules of the queue."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from config.call_text import check_chinese, check_english
from config.model.base import Settings


class OnCallNext(StrEnum):
    """What call-next does with the ticket the window still holds."""

    FINISH = "finish"
    REFUSE = "refuse"


class CallTexts(Settings):
    """A call in words, with ``{number}``, ``{window}``, ``{service}`` and ``{zone}``; see ``config.call_text``."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(check_chinese)]
    en: Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(check_english)]


class RulesSection(Settings):
    """House rules of the queue."""

    on_call_next: OnCallNext = OnCallNext.FINISH
    rating_window_seconds: Annotated[int, Field(ge=10, le=3600)] = 60
    announce_max_age_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    announce_times: Annotated[int, Field(ge=1, le=3)] = 2
    announce_text: CallTexts = CallTexts(
        zh="请 [{number}号 到 {window}号窗口]办理", en="Number {number}, please go to window {window}"
    )
    """For the ear."""
    announce_caption: CallTexts = CallTexts(
        zh="请 [{number}号 到 {window}号窗口]办理", en="{number}, please go to window {window}"
    )
    """For the eye, in lists of what was announced."""
    require_log_in: bool = False
    """Whether a window calls only while a clerk is logged in there."""
    recall_gap_seconds: Annotated[int, Field(ge=0, le=120)] = 15
    """How long after a call the same number may be called again."""
    max_calls: Annotated[int, Field(ge=1, le=10)] = 3
    """Calls, the first one included, after which a number is passed (过号)."""
    undo_seconds: Annotated[int, Field(ge=0, le=60)] = 10
    """How long a clerk's slip of the finger can be taken back; 0: not at all."""
    restore_after: Annotated[tuple[Annotated[int, Field(ge=0, le=50)], ...], Field(max_length=5)] = (3, 0)
    """A passed number that comes back is put behind so many waiting tickets, one entry for each time; 0 is the end of
    the queue. Who is passed more often than there are entries must take a new number."""
    restore_minutes: Annotated[int, Field(ge=0, le=1440)] = 30
    """How long after it was passed a number may come back; 0: until the day ends."""
    tickets_per_person: Annotated[int, Field(ge=1, le=20)] = 3
    """Per day, of those whom a card tells apart."""
    ageing_minutes: Annotated[int, Field(ge=1, le=240)] = 30
    """Who has waited so long is called as if one priority more urgent, and again after as long."""
    priority_in_a_row: Annotated[int, Field(ge=1, le=10)] = 2
    """After so many priority tickets in a row a window calls one without priority, when one waits."""
    cut_off: Literal["none", "forecast"] = "none"
    """Whether kiosks stop giving numbers when the wait forecast goes beyond closing time and ``overtime_minutes``."""
    overtime_minutes: Annotated[int, Field(ge=0, le=240)] = 60
    """How long after closing those who wait are still served."""
    cover_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    """How long a window may pause while no other staffed window serves what it serves."""

    @property
    def served_after_closing(self) -> timedelta | None:
        """``overtime_minutes`` where the forecast cuts off; None: it does not."""
        return timedelta(minutes=self.overtime_minutes) if self.cut_off == "forecast" else None
