"""How this agent's devices are, from what was heard of them to what the server is told.

Responsible for: one condition per device, reported when it changes. A keypad or an evaluator speaks only when somebody
presses a key: an open line alone says nothing about it, so it is unknown until it was heard.
Not responsible for: finding out, or getting the report to the server (``queue_server.client.devices``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from drivers.status import Condition, DeviceStatus
from queue_server.wire.messages import DeviceCondition, DeviceStateReport

NOT_HEARD = "not-heard-yet"
"""Reason while the line is open and the device has not spoken."""


class DeviceStates:
    """The newest condition of every device; thread-safe."""

    def __init__(self, report: Callable[[DeviceStateReport], None], now: Callable[[], datetime]) -> None:
        self._report = report
        self._now = now
        self._lock = threading.Lock()
        self._conditions: dict[str, tuple[Condition, str]] = {}

    def set(self, device: str, condition: Condition, reason: str = "") -> None:
        """The device is like that from now on; reported only when it was not before."""
        with self._lock:
            if self._conditions.get(device) == (condition, reason):
                return
            self._conditions[device] = (condition, reason)
            self._report(
                DeviceStateReport(
                    device=device, state=DeviceCondition(condition.value), reason=reason, since=self._now()
                )
            )

    def heard(self, device: str) -> None:
        """The device has spoken: it works."""
        self.set(device, Condition.ONLINE)

    def take(self, status: DeviceStatus) -> None:
        """What the device's supervisor says. Its "online" means no more than that the line is open."""
        if status.condition is Condition.ONLINE:
            self.set(status.device, Condition.UNKNOWN, NOT_HEARD)
        else:
            self.set(status.device, status.condition, status.reason)
