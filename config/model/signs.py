"""What window signs say."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from config.model.base import Settings
from config.sign_text import check_calling_text, check_resting_text, check_serving_text

SignColourName = Literal["red", "green", "yellow"]
_ShortText = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SignsSection(Settings):
    """What window signs say, and in which colour; see ``config.sign_text``."""

    idle: Annotated[_ShortText, AfterValidator(check_resting_text)] = "空闲"
    idle_colour: SignColourName = "green"
    calling: Annotated[_ShortText, AfterValidator(check_calling_text)] = "请{number}"
    calling_colour: SignColourName = "red"
    serving: Annotated[_ShortText, AfterValidator(check_serving_text)] = "{number} 办理中"
    serving_colour: SignColourName = "yellow"
    paused: Annotated[_ShortText, AfterValidator(check_resting_text)] = "暂停服务"
    paused_colour: SignColourName = "red"
    closed: Annotated[_ShortText, AfterValidator(check_resting_text)] = "停止服务"
    """While none of the window's services is open."""
    closed_colour: SignColourName = "red"
