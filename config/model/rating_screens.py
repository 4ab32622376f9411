"""Touchscreens at windows on which residents rate (好差评)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.model.base import Identifier, Settings


class RatingScreenSection(Settings):
    """A touchscreen at a window: it says what the window is doing, and asks for a rating with its reasons."""

    id: Identifier
    """Also what its state is reported under."""
    window: Identifier
    width: Annotated[int, Field(ge=800, le=3840)] = 1024
    height: Annotated[int, Field(ge=480, le=2160)] = 600
    """Pixels of its panel; their shape is the picture's, which fills the panel whatever its size is."""
    fullscreen: bool = False
