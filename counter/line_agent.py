"""One RS-485 line and the devices that share it.

Responsible for: keeping the line open, a worker for every device while it is, and telling that all of them are out of
reach when it is not. One device that fails or misbehaves never stops its neighbours.
Not responsible for: what the workers do, or how lines and devices are opened.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from drivers.errors import LinkLost
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import DeviceSupervisor

LINE_CHECK_SECONDS = 0.2
"""How late a lost line is noticed when nobody happens to use it."""


class Line(Protocol):
    """What the agent needs of an open line."""

    @property
    def lost(self) -> bool:
        """True when nothing will ever come from this line again."""

    def close(self) -> None:
        """Let go of it."""


L = TypeVar("L", bound=Line)


@dataclass(frozen=True, slots=True)
class Station(Generic[L]):
    """One device on a line: how it is opened there, and what is done with it until the stop event."""

    device: str
    open_device: Callable[[L], Any]
    run: Callable[[Any, threading.Event], None]


class LineAgent(Generic[L]):
    """Supervises one line and the stations on it."""

    def __init__(
        self,
        name: str,
        open_line: Callable[[], L],
        stations: Sequence[Station[L]],
        *,
        listener: Callable[[DeviceStatus], None],
    ) -> None:
        """``listener`` gets the status of every device, and must not block."""
        self._stations = tuple(stations)
        self._listener = listener
        self._supervisor = DeviceSupervisor(name, open_line, self._run, listener=self._tell_stations)

    def start(self) -> None:
        """Begin to open the line."""
        self._supervisor.start()

    def stop(self, timeout: float = 1.5) -> bool:
        """End; True when everything on the line has ended within ``timeout`` seconds."""
        return self._supervisor.stop(timeout)

    def _run(self, line: L, stop: threading.Event) -> None:
        supervisors = [self._supervise(station, line) for station in self._stations]
        try:
            for supervisor in supervisors:
                supervisor.start()
            while not stop.wait(LINE_CHECK_SECONDS):
                if line.lost:
                    raise LinkLost("the line is gone")
        finally:
            _stop_together(supervisors)

    def _supervise(self, station: Station[L], line: L) -> DeviceSupervisor[Any]:
        return DeviceSupervisor(
            station.device, lambda: station.open_device(line), station.run, listener=self._listener
        )

    def _tell_stations(self, status: DeviceStatus) -> None:
        """The line's state is that of its devices, but an open line says nothing about them."""
        if status.condition is Condition.ONLINE:
            return
        for station in self._stations:
            self._listener(DeviceStatus(station.device, status.condition, status.reason, status.since))


def _stop_together(supervisors: Sequence[DeviceSupervisor[Any]]) -> None:
    """A program ends in two seconds, however many devices it has."""
    threads = [threading.Thread(target=supervisor.stop, daemon=True) for supervisor in supervisors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
