"""What the server does beside serving: learning from the day that is over, and warning of a calendar that ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date, datetime, time

import structlog

from queue_server.domain.calendar import HolidaysUnknown
from queue_server.service.opening import HallOpening

LEARN_AT = time(3, 0)
"""In the hall's zone: every hall is closed, and the day before is complete."""
LOOK_EVERY_SECONDS = 60.0
LONGEST_SECONDS = 900

_log = structlog.get_logger("queue_server.night")


class Night:
    """Runs ``learn`` once after ``LEARN_AT`` of every day, and soon after a start that was off at that time."""

    def __init__(
        self, hall_file: str, database: str, opening: HallOpening, learnt_at: Callable[[], datetime | None]
    ) -> None:
        self._command = [
            sys.executable, "-m", "queue_server", "learn", "--hall", hall_file, "--database", database,
        ]  # fmt: skip
        self._opening = opening
        self._zone = opening.zone
        self._learnt_at = learnt_at
        self._tried: date | None = None
        self._warned: HolidaysUnknown | None = None

    def run(self, stop: threading.Event, now: Callable[[], datetime]) -> None:
        """Look at the clock until told to stop."""
        self.warn(now())
        while not stop.wait(LOOK_EVERY_SECONDS):
            self.warn(now())
            if self.is_due(now()):
                self._learn()

    def warn(self, now: datetime) -> None:
        """Say it once when the holidays of the coming weeks are not known."""
        warning = self._opening.warning(now.astimezone(self._zone).date())
        if warning is not None and warning != self._warned:
            _log.warning("holidays_unknown", year=warning.year, problem=warning.message)
        self._warned = warning

    def is_due(self, now: datetime) -> bool:
        """Whether today's learning was not done or tried yet, and its time has come."""
        local = now.astimezone(self._zone)
        if local.time() < LEARN_AT or self._tried == local.date():
            return False
        self._tried = local.date()
        last = self._learnt_at()
        return last is None or last.astimezone(self._zone).date() < local.date()

    def _learn(self) -> None:
        try:
            done = subprocess.run(
                self._command, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            _log.warning("not_learnt", problem=type(problem).__name__)
            return
        if done.returncode:
            _log.warning("not_learnt", status=done.returncode)
        else:
            _log.info("learnt", result=done.stdout.strip())
