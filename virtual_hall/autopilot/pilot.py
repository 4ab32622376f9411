"""The autopilot itself: lets the simulated day happen, tick by tick, or stands still.

Responsible for: switching on and off, speed, counts, and passing the hall's events to lobby and floor. Not
responsible for: any decision (``visit``, ``clerks``), any device (``hands``) or its thread (``page_side``).
"""

from __future__ import annotations

import queue
import random
import threading
from collections import Counter
from collections.abc import Callable

from queue_server.wire.events import (
    Event,
    RatingRecorded,
    TicketCalled,
    TicketFinished,
    TicketForwarded,
    TicketIssued,
    TicketNoShow,
    TicketParked,
    TicketRestored,
)
from virtual_hall.autopilot.clerks import House
from virtual_hall.autopilot.clock import Days, HallClock
from virtual_hall.autopilot.crowd import Crowd, Door
from virtual_hall.autopilot.floor import Floor
from virtual_hall.autopilot.lobby import Lobby
from virtual_hall.autopilot.ports import Hall

SPEEDS = (1, 10, 60)
TICK = 0.1
"""Seconds between two moments of the day."""
FASTEST_TOUCH, SLOWEST_TOUCH = 0.35, 2.5
"""Seconds between two touches of a resident: people are slow, but a fast day must not wait for them."""
_COUNTED: dict[type[object], str] = {
    TicketIssued: "issued",
    TicketCalled: "called",
    TicketFinished: "finished",
    TicketForwarded: "forwarded",
    TicketNoShow: "no_show",
    TicketRestored: "restored",
    TicketParked: "parked",
    RatingRecorded: "rated",
}


class Pilot:
    """Thread-safe switch over lobby and floor."""

    def __init__(
        self,
        hall: Hall,
        crowd: Crowd,
        days: Days,
        rng: random.Random,
        *,
        house: House,
        monotonic: Callable[[], float],
    ) -> None:
        self._hall, self._days, self._monotonic = hall, days, monotonic
        self._clock = HallClock(monotonic)
        self._lobby = Lobby(hall)
        self._floor = Floor(hall, random.Random(rng.random()), minutes=crowd.minutes, house=house)
        self._door = Door(crowd, random.Random(rng.random()))
        self._arrivals = days.arrivals(random.Random(rng.random()))
        self._next_arrival = next(self._arrivals)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._counts = Counter(dict.fromkeys(_COUNTED.values(), 0))
        self._on = False
        self._speed = 1
        self._lock = threading.Lock()

    def switch(self, *, on: bool, speed: int) -> None:
        """On or off, at one of ``SPEEDS``; raises ValueError for another."""
        if speed not in SPEEDS:
            raise ValueError(f"the autopilot runs at {', '.join(map(str, SPEEDS))} times, not {speed}")
        with self._lock:
            self._on, self._speed = on, speed
            self._clock.run(speed if on else 0.0)

    def notice(self, event: Event) -> None:
        """Something happened in the hall; any thread may say so."""
        self._events.put(event)

    def view(self) -> dict[str, object]:
        """State and counts for the page, the latter since the start, by anybody's hand; ``clock`` is the simulated time
        of day as HH:MM."""
        minute = int(self._days.time_of_day(self._clock.now()) // 60)
        return {
            "on": self._on,
            "speed": self._speed,
            "speeds": list(SPEEDS),
            "clock": f"{minute // 60:02d}:{minute % 60:02d}",
            "in_line": self._lobby.in_line,
            "turned_away": self._lobby.turned_away,
            **self._counts,
        }

    def tick(self) -> None:
        """One moment of the day."""
        with self._lock:
            now, on, speed = self._clock.now(), self._on, self._speed
        while not self._events.empty():
            self._take(self._events.get(), now)
        if not on:
            return
        while self._next_arrival <= now:
            resident = self._door.next_resident(self._hall.open_services())
            if resident is not None:
                self._lobby.enter(resident)
            self._next_arrival = next(self._arrivals)
        self._lobby.tick(self._monotonic(), max(FASTEST_TOUCH, SLOWEST_TOUCH / speed))
        self._floor.tick(now, speed)

    def _take(self, event: Event, now: float) -> None:
        counted = _COUNTED.get(type(event))
        if counted is not None:
            self._counts[counted] += 1
        if isinstance(event, TicketIssued) and event.ticket.kiosk is not None:
            ticket = event.ticket
            resident = self._lobby.slip_taken(event.ticket.kiosk, ticket.package or ticket.service)
            if resident is not None:
                self._floor.take_seat(ticket.id, resident)
        self._floor.notice(event, now)
