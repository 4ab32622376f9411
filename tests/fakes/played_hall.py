"""A hall played by the minute: random arrivals and log-normal sessions, to see how forecasts fare against what then happens."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

from queue_server.domain.forecast import (
    CallRecord,
    DayRecord,
    HallLoad,
    Handling,
    QueueLoad,
    QueueNow,
    QueueState,
    WindowLoad,
    learn_handling,
)

Ask = Callable[[HallLoad, QueueState], None]
"""Asked for every resident who takes a number, before it joins its queue."""


@dataclass(slots=True)
class _Window:
    name: str
    services: tuple[str, ...]
    held: str | None = None
    since: float = 0.0


@dataclass(slots=True)
class PlayedHall:
    """Windows call whoever came first. ``sessions`` are the true ones; ``configured`` is what the hall believes at first."""

    windows: Mapping[str, tuple[str, ...]]
    sessions: Mapping[str, Handling]
    configured: Mapping[str, float]
    opening: tuple[float, float] = (540.0, 1020.0)
    finished: dict[str, list[float]] = field(default_factory=dict)
    """Session minutes so far; kept from day to day."""

    def day(self, rates: Mapping[str, Sequence[float]], source: random.Random, ask: Ask) -> list[float]:
        """One day with so many residents an hour, by hour from the opening. The waits, in the order of the numbers taken."""
        waits: list[float] = []
        queues: dict[str, list[tuple[float, int]]] = {service: [] for service in self.sessions}
        windows = [_Window(name, services) for name, services in self.windows.items()]
        record = DayRecord(self.opening[0])
        events: list[tuple[float, int, str, int]] = [
            (minute, index, service, -1)
            for index, (minute, service) in enumerate(sorted(self._arrivals(rates, source)))
        ]
        heapq.heapify(events)
        count = len(events)
        while events:
            now, _, service, position = heapq.heappop(events)
            if position < 0:
                ask(self._load(now, windows, queues), self._state(now, windows, queues, service, record))
                queues[service].append((now, len(waits)))
                waits.append(-1.0)
            else:
                window = windows[position]
                self.finished.setdefault(service, []).append(now - window.since)
                window.held = None
            for place, window in enumerate(windows):
                called = None if window.held else self._call(window, queues)
                if called is None:
                    continue
                minute, number = queues[called].pop(0)
                waits[number] = now - minute
                record.add(CallRecord(called, minute, now))
                window.held, window.since = called, now
                count += 1
                heapq.heappush(events, (now + self._session(called, source), count, called, place))
        return waits

    def _arrivals(
        self, rates: Mapping[str, Sequence[float]], source: random.Random
    ) -> list[tuple[float, str]]:
        found: list[tuple[float, str]] = []
        for service, hours in rates.items():
            for hour, rate in enumerate(hours):
                minute = self.opening[0] + 60.0 * hour
                end = minute + 60.0
                while rate > 0.0 and (minute := minute + source.expovariate(rate / 60.0)) < end:
                    found.append((minute, service))
        return found

    @staticmethod
    def _call(window: _Window, queues: Mapping[str, list[tuple[float, int]]]) -> str | None:
        heads = [(queues[service][0], service) for service in window.services if queues[service]]
        return min(heads)[1] if heads else None

    def _session(self, service: str, source: random.Random) -> float:
        true = self.sessions[service]
        sigma = sqrt(log(1.0 + true.variation**2))
        return source.lognormvariate(log(true.mean) - sigma * sigma / 2.0, sigma)

    def _load(
        self, now: float, windows: Sequence[_Window], queues: Mapping[str, list[tuple[float, int]]]
    ) -> HallLoad:
        return HallLoad(
            now,
            tuple(
                WindowLoad(
                    window.name,
                    window.services,
                    held_service=window.held,
                    held_since=window.since if window.held else None,
                )
                for window in windows
            ),
            {
                service: QueueLoad(len(line), tuple(minute for minute, _ in line[:100]))
                for service, line in queues.items()
            },
            {
                service: learn_handling(self.finished.get(service, []), minutes)
                for service, minutes in self.configured.items()
            },
        )

    def _state(
        self,
        now: float,
        windows: Sequence[_Window],
        queues: Mapping[str, list[tuple[float, int]]],
        service: str,
        record: DayRecord,
    ) -> QueueState:
        line = queues[service]
        counters = sum(service in window.services for window in windows)
        head = line[0][0] if line else None
        return record.state(service, now, QueueNow(len(line), counters, self.configured[service], head))
