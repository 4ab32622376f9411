"""Telling the server how this program's devices are, without ever holding up the program.

Responsible for: the newest state of each device reaching the server, and all of them again after the server was away and
once a minute. A program that dies takes its word along: states that nobody repeats are old. A repeat that says nothing new is
one lookup for the server, and no event. Not responsible for: finding out how a device is.
"""

from __future__ import annotations

import threading
import time

import structlog

from queue_server.client.errors import Refused, ServerUnreachable
from queue_server.client.http import QueueClient
from queue_server.client.retry import Backoff
from queue_server.wire.messages import DeviceStateReport

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 60.0


class DeviceReporter:
    """Reports on a thread of its own; only the newest state of a device is kept. Thread-safe."""

    def __init__(
        self, client: QueueClient, *, first_pause: float = 0.25, heartbeat: float = HEARTBEAT_SECONDS
    ) -> None:
        """Start the thread; ``first_pause`` is the shortest wait in seconds before a try is repeated, ``heartbeat`` the
        time between two reports of every device."""
        self._client = client
        self._heartbeat = heartbeat
        self._beat_at = time.monotonic() + heartbeat
        self._newest: dict[str, DeviceStateReport] = {}
        self._due: dict[str, DeviceStateReport] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._backoff = Backoff(first=first_pause)
        self._thread = threading.Thread(target=self._run, name="device-reporter", daemon=True)
        self._thread.start()

    def report(self, report: DeviceStateReport) -> None:
        """Take over a state and return at once."""
        with self._changed:
            self._newest[report.device] = report
            self._due[report.device] = report
            self._changed.notify_all()

    def repeat_all(self) -> None:
        """Report every device once more, for a server that may have forgotten."""
        with self._changed:
            self._due = dict(self._newest)
            self._changed.notify_all()

    def wait_empty(self, timeout: float) -> bool:
        """Wait until the server knows everything; False after ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._due, timeout)

    def close(self, timeout: float = 1.0) -> None:
        """Stop reporting."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        self._thread.join(timeout)

    def _run(self) -> None:
        away = False
        while (report := self._next()) is not None:
            if not self._try(report):
                away = True
                self._stopping.wait(self._backoff.next())
                continue
            self._backoff.reset()
            self._done(report)
            if away:
                away = False
                self.repeat_all()

    def _next(self) -> DeviceStateReport | None:
        with self._changed:
            while not self._stopping.is_set():
                now = time.monotonic()
                if now >= self._beat_at:
                    self._beat_at = now + self._heartbeat
                    self._due = dict(self._newest)
                elif self._due:
                    return next(iter(self._due.values()))
                else:
                    self._changed.wait(self._beat_at - now)
            return None

    def _try(self, report: DeviceStateReport) -> bool:
        try:
            self._client.report_device(report)
        except ServerUnreachable:
            return False
        except Refused as refusal:
            log.warning("device state refused", device=report.device, code=refusal.code)
        return True

    def _done(self, report: DeviceStateReport) -> None:
        """Settle, unless a newer state came while this one was on its way."""
        with self._changed:
            if self._due.get(report.device) is report:
                del self._due[report.device]
            self._changed.notify_all()
