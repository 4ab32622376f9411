"""A device's status in the words of the API."""

from __future__ import annotations

from drivers.status import DeviceStatus
from queue_server.wire.messages import DeviceCondition, DeviceStateReport

_LONGEST_REASON = 200


def device_report(status: DeviceStatus) -> DeviceStateReport:
    """What the server is told of a device."""
    return DeviceStateReport(
        device=status.device,
        state=DeviceCondition(status.condition.value),
        reason=status.reason[:_LONGEST_REASON],
        since=status.since,
    )
