"""Kiosks where residents take a number."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.model.base import Identifier, Settings
from config.model.displays import Orientation


class KioskSection(Settings):
    """A touchscreen kiosk where residents take a number."""

    id: Identifier
    orientation: Orientation = Orientation.PORTRAIT
    card_readers: tuple[Identifier, ...] = ()
    """All readers of the kiosk; a card may be tapped on any of them."""
    printer: Identifier | None = None
    speech: Identifier | None = None
    """A voice that reads out what each screen asks for; a synthesiser, because no voice pack has these words."""
    idle_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    personal_seconds: Annotated[int, Field(ge=5, le=120)] = 30
    """Time-out of screens that ask for or show something personal."""
    fullscreen: bool = False
