"""How a device is, as a value that programs pass on to the server and screens show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Condition(StrEnum):
    """Silence is ``unknown``, never ``online``. The same words go over the wire."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    WARNING = "warning"
    OFFLINE = "offline"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """One device's condition with its reason and since when (zone-aware)."""

    device: str
    condition: Condition
    reason: str
    since: datetime
