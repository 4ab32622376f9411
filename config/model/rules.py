"""House rules of the queue."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

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
