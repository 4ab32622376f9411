"""Devices that nobody reports any more.

Responsible for: noticing that a device's program has gone silent, and saying so in place of its last word. Not responsible for:
what a device reports (``report_device``).

Programs repeat the state of every device once a minute. Who was heard is known in memory alone: after a start of the server
every device has the full time to be heard of.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from queue_server.service.change import Change
from queue_server.service.commands import Commands
from queue_server.service.ports import DeviceRecord, StoreUnavailable
from queue_server.service.views import device_view
from queue_server.wire.events import DeviceChanged
from queue_server.wire.messages import Answer, DeviceCondition, DeviceView

SILENT_AFTER = timedelta(seconds=200)
"""Three reports missed."""
LOOK_EVERY_SECONDS = 20.0
NOT_HEARD = "not-heard"
"""The reason of a device that nobody reports."""

_log = structlog.get_logger("queue_server.devices")


class DeviceSilence:
    """Watches one hall's devices; ``heard`` may be called from any thread."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._heard: dict[str, datetime] = {}
        self._since = commands.clock.now()

    def heard(self, device: str) -> None:
        """Its program has just reported it."""
        self._heard[device] = self._commands.clock.now()

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop."""
        while not stop.wait(LOOK_EVERY_SECONDS):
            try:
                self.look()
            except StoreUnavailable as problem:
                _log.warning("devices_not_looked_at", problem=str(problem))

    def look(self) -> None:
        """Say of every device that is silent that nothing is known of it any more; once."""
        with self._commands.store.read() as unit:
            records = unit.devices()
        for record in records:
            if record.state != DeviceCondition.UNKNOWN and self._silent(record.device):
                self._commands.change(self._forget(record))

    def _silent(self, device: str) -> bool:
        last = self._heard.get(device, self._since)
        return self._commands.clock.now() - last > SILENT_AFTER

    def _forget(self, seen: DeviceRecord) -> Callable[[Change], Answer]:
        def work(change: Change) -> DeviceView:
            known = change.unit.device(seen.device)
            if known != seen or not self._silent(seen.device):
                return device_view(known or seen)
            record = DeviceRecord(seen.device, DeviceCondition.UNKNOWN, NOT_HEARD, change.now)
            change.unit.save_device(record)
            change.emit(DeviceChanged, device=device_view(record))
            return device_view(record)

        return work
