"""Loudspeaker zones of an invented hall."""

from __future__ import annotations

from typing import Any

from config.loader import read_hall
from config.model import AnnouncerSection, HallConfig


def zone_hall(*, rules: dict[str, Any] | None = None, **zone: Any) -> HallConfig:
    """A hall in Shanghai with windows w1 (number 3) and w2 (12), and the zone ``voice-1`` with these keys."""
    name = {"zh": "民政", "en": "Civil affairs"}
    return read_hall(
        {
            "hall": {"id": "h", "name": {"zh": "厅", "en": "Hall"}},
            "rules": rules or {},
            "services": [{"id": "civil", "prefix": "A", "name": name}],
            "windows": [
                {"id": "w1", "number": 3, "services": ["civil"]},
                {"id": "w2", "number": 12, "services": ["civil"]},
            ],
            "displays": [{"kind": "announcer", "id": "voice-1", "speech": "speaker", **zone}],
            "devices": [{"id": "speaker", "kind": "speech", "driver": "simulated"}],
        }
    )


def the_zone(hall: HallConfig) -> AnnouncerSection:
    """Its announcer."""
    zone = hall.display("voice-1")
    assert isinstance(zone, AnnouncerSection)
    return zone
