"""When staff are warned, and how residents' ratings are weighed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.model.base import Settings

_Count = Annotated[int, Field(ge=1, le=999)]
_Minutes = Annotated[int, Field(ge=1, le=480)]


class AlarmsSection(Settings):
    """Bounds beyond which the hall's manager is warned."""

    waiting_per_window: _Count = 10
    """Residents who wait for a service, for each staffed window that serves it."""
    queue_length: _Count = 20
    """Residents who wait for one service."""
    target_minutes: _Minutes = 15
    """The wait that the hall aims at; what was longer counts against it in reports."""
    wait_minutes: _Minutes = 20
    """How long one resident has waited."""
    unmanned_minutes: _Minutes = 5
    """How long a service with residents has had no staffed window."""
    handling_minutes: _Minutes = 30
    """How long one resident has been at a window."""


class EvaluationSection(Settings):
    """What becomes of ratings (好差评)."""

    follow_up_days: Annotated[int, Field(ge=1, le=30)] = 5
    """Working days within which a bad rating has to be followed up."""
    ranking_minimum: Annotated[int, Field(ge=1, le=1000)] = 20
    """Ratings a window or clerk needs before it is ranked."""
    ask_reasons: bool = True
    """Whether who rates badly is asked why."""
