"""What residents should know of a service before they queue (办事指南)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from config.model.base import Bilingual, Explanation, Settings


class Material(Settings):
    """Something a resident has to bring."""

    name: Bilingual
    copies: Annotated[int, Field(ge=1, le=20)] = 1
    required: bool = True
    """False: needed in some cases alone, which ``note`` names."""
    note: Explanation | None = None


class Guide(Settings):
    """What a service is about, what it costs, and what has to be brought along."""

    summary: Explanation
    """Who may apply for what."""
    time_limit: Bilingual | None = None
    """When the matter is settled, such as 当场办结."""
    fee: Bilingual | None = None
    basis: Explanation | None = None
    """The law or rule behind it."""
    place: Bilingual | None = None
    phone: Annotated[str, StringConstraints(max_length=40)] = ""
    """For questions; empty: the hall's."""
    steps: Annotated[tuple[Bilingual, ...], Field(max_length=12)] = ()
    """In order, from the number to the end."""
    materials: Annotated[tuple[Material, ...], Field(max_length=30)] = ()
