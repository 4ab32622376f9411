"""Keeps one device open for as long as its program runs.

Responsible for: the thread that opens, runs and closes a device again and again with capped back-off, the device's
status as a value, and one log line when it is lost and one when it is back. Not responsible for what is done with the
device (``run``) or for telling the server (the listener).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Generic, Protocol, TypeVar

import structlog

from drivers.errors import DeviceError, PermanentFault, TransientFault
from drivers.status import Condition, DeviceStatus


class Closable(Protocol):
    """All that the supervisor needs to know of a device or line."""

    def close(self) -> None:
        """Let go of it."""


D = TypeVar("D", bound=Closable)


class Ended(TransientFault):
    """``run`` returned though nobody asked it to."""

    code = "ended"


class DriverCrashed(PermanentFault):
    """The driver or the code that uses it raised something else than a DeviceError: a mistake in the program."""

    code = "driver_crashed"


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait before the next try."""

    first: float = 0.25
    longest: float = 2.0

    def after(self, failures: int, fault: DeviceError) -> float:
        """The wait after so many failures in a row (at least one), the last being ``fault``."""
        if isinstance(fault, PermanentFault):
            return self.longest
        # The exponent is bounded because a device may be away for weeks.
        return min(self.longest, self.first * 2.0 ** min(failures - 1, 16))


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time, for tests to replace."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait
    """Waits for the event at most so many seconds; True when it is set."""


SYSTEM_CLOCKS = Clocks()


def _nobody_listens(_status: DeviceStatus) -> None:
    """The listener of a supervisor that nobody listens to."""


class DeviceSupervisor(Generic[D]):
    """Supervises one device on a thread of its own.

    ``open_device`` returns the open device, having made sure as far as its protocol allows that it answers; from then
    on it counts as online. ``run`` works with it until the stop event is set and raises DeviceError when the device
    fails. The listener gets every change of status, in order, on the thread that made it; it must not block.
    """

    def __init__(
        self,
        name: str,
        open_device: Callable[[], D],
        run: Callable[[D, threading.Event], None],
        *,
        listener: Callable[[DeviceStatus], None] = _nobody_listens,
        backoff: Backoff = Backoff(),
        clocks: Clocks = SYSTEM_CLOCKS,
    ) -> None:
        self._open_device = open_device
        self._run = run
        self._listener = listener
        self._backoff = backoff
        self._clocks = clocks
        self._log = structlog.get_logger(__name__).bind(device=name)
        self._stop = threading.Event()
        # Re-entrant: a listener may ask for the status it is being told.
        self._changing = threading.RLock()
        self._current: D | None = None
        self._failures = 0
        self._status = DeviceStatus(name, Condition.UNKNOWN, "opening", clocks.now())
        self._thread = threading.Thread(target=self._supervise, name=f"device-{name}", daemon=True)

    @property
    def status(self) -> DeviceStatus:
        """How the device is now."""
        return self._status

    @property
    def current(self) -> D | None:
        """The open device, None while there is none."""
        return self._current

    def start(self) -> None:
        """Begin; publishes the first status (unknown, opening) before it returns."""
        self._listener(self._status)
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End: True when the thread has ended within ``timeout`` seconds. A device that hangs is closed under ``run``."""
        self._stop.set()
        if not self._thread.is_alive():
            return True
        self._thread.join(timeout / 4)
        device = self._current
        if self._thread.is_alive() and device is not None:
            with contextlib.suppress(DeviceError):
                device.close()
        self._thread.join(timeout * 3 / 4)
        return not self._thread.is_alive()

    def set_condition(self, condition: Condition, reason: str = "") -> None:
        """For ``run``: what the open device says of itself, such as WARNING, "paper-near-end"; ignored while none is open."""
        with self._changing:
            if self._current is not None:
                self._publish(condition, reason)

    def __enter__(self) -> DeviceSupervisor[D]:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _supervise(self) -> None:
        while not self._stop.is_set():
            fault = self._live_once()
            if self._stop.is_set():
                return
            self._failures += 1
            self._tell_lost(fault)
            self._clocks.wait(self._stop, self._backoff.after(self._failures, fault))

    def _live_once(self) -> DeviceError:
        """Open, run and close; gives the reason why it ended."""
        try:
            device = self._open_device()
            try:
                self._use(device)
            finally:
                self._forget()
                device.close()
        except DeviceError as fault:
            return fault
        except Exception as mistake:  # noqa: BLE001  thread boundary: the device must be tried again
            self._log.error("driver crashed", exc_info=mistake)
            return DriverCrashed(f"{type(mistake).__name__}: {mistake}")
        return Ended("The device was given up.")

    def _use(self, device: D) -> None:
        opened_at = self._clocks.monotonic()
        with self._changing:
            was_lost = self._status.condition is not Condition.UNKNOWN
            self._current = device
            self._publish(Condition.ONLINE, "")
        if was_lost:
            self._log.info("device back")
        try:
            self._run(device, self._stop)
        finally:
            # Only a device that stayed is tried again quickly; one that fails at once is not.
            if self._clocks.monotonic() - opened_at >= self._backoff.longest:
                self._failures = 0

    def _forget(self) -> None:
        with self._changing:
            self._current = None

    def _tell_lost(self, fault: DeviceError) -> None:
        condition = Condition.FAULT if isinstance(fault, PermanentFault) else Condition.OFFLINE
        first_word = self._status.condition not in {Condition.OFFLINE, Condition.FAULT}
        if first_word:
            self._log.warning("device lost", reason=fault.code, detail=str(fault))
        self._publish(condition, fault.code)

    def _publish(self, condition: Condition, reason: str) -> None:
        with self._changing:
            if (condition, reason) != (self._status.condition, self._status.reason):
                self._status = DeviceStatus(self._status.device, condition, reason, self._clocks.now())
                self._listener(self._status)
