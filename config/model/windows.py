"""Service windows and the clerks at them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.model.base import Bilingual, Identifier, Settings


class WindowSection(Settings):
    """A service window (窗口) and the devices on its desk."""

    id: Identifier
    number: Annotated[int, Field(ge=1, le=999)]
    services: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    keypad: Identifier | None = None
    evaluator: Identifier | None = None
    sign: Identifier | None = None


class ClerkSection(Settings):
    """A clerk who may log in at any window."""

    id: Identifier
    """What events and the API call the clerk; best not the name."""
    number: Annotated[int, Field(ge=10, le=99_999_999)]
    """Staff number (工号), typed on a call keypad: two to eight digits."""
    name: Bilingual | None = None
    """For readers of the hall file alone; it is shown nowhere."""
