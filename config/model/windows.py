"""Service windows and the clerks at them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.model.base import Bilingual, Identifier, Lane, Settings
from config.model.hours import ALWAYS, Period


class Help(Settings):
    """A rule of overflow: when a window calls for a service that is not its own.

    It may do so while nobody waits for its own services, or while the other service has grown too much.
    """

    service: Identifier
    when_waiting: Annotated[int, Field(ge=1, le=500)] = 10
    """It has: at least so many wait there."""
    when_minutes: Annotated[int, Field(ge=1, le=240)] = 20
    """It has: whoever is first there has waited so long."""


class WindowSection(Settings):
    """A service window (窗口) and the devices on its desk."""

    id: Identifier
    number: Annotated[int, Field(ge=1, le=999)]
    services: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    order: Literal["arrival", "listed"] = "arrival"
    """Whom the window calls among its services: who came first, or the first service in its list that somebody waits for."""
    lane: Lane = "general"
    """An express window serves express services alone, but may help with others."""
    helps: tuple[Help, ...] = ()
    """Services of other windows that it takes a hand in."""
    planned: Annotated[tuple[Period, ...], Field(min_length=1)] = ALWAYS
    """When it is meant to be staffed; forecasts count on it."""
    keypad: Identifier | None = None
    evaluator: Identifier | None = None
    sign: Identifier | None = None


class ClerkSection(Settings):
    """A clerk who may log in at any window."""

    id: Identifier
    """What events and the API call the clerk; best not the name."""
    number: Annotated[int, Field(ge=10, le=99_999_999)]
    """Staff number (工号), typed on a call keypad and shown on the window's rating screen: two to eight digits."""
    name: Bilingual | None = None
    """For readers of the hall file alone; it is shown nowhere."""
