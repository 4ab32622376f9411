"""The autopilot itself: one thread that lets the simulated day happen, or stands still.

Responsible for: switching on and off, speed, counts, and passing the hall's events to lobby and floor. Not
responsible for: any decision (``residents``, ``clerks``) or any device (``hands``).
"""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from queue_server.wire.events import (
    Event,
    RatingRecorded,
    TicketCalled,
    TicketEvent,
    TicketFinished,
    TicketIssued,
    TicketNoShow,
)
from virtual_hall.autopilot.clock import Days, HallClock
from virtual_hall.autopilot.crowd import Crowd
from virtual_hall.autopilot.floor import Floor
from virtual_hall.autopilot.lobby import Lobby
from virtual_hall.autopilot.ports import Hall, TicketSeen
from virtual_hall.autopilot.residents import draw_resident

SPEEDS = (1, 10, 60)
TICK = 0.1
FASTEST_TOUCH, SLOWEST_TOUCH = 0.35, 2.5
"""Seconds between two touches of a resident: people are slow, but a fast day must not wait for them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened since the autopilot was switched on for the first time, by anybody's hand."""

    issued: int = 0
    called: int = 0
    finished: int = 0
    no_show: int = 0
    rated: int = 0


class Pilot:
    """Thread-safe switch over lobby and floor."""

    def __init__(
        self,
        hall: Hall,
        crowd: Crowd,
        days: Days,
        rng: random.Random,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._hall, self._crowd, self._days, self._rng = hall, crowd, days, rng
        self._monotonic = monotonic
        self._clock = HallClock(monotonic)
        self._lobby = Lobby(hall)
        self._floor = Floor(hall, random.Random(rng.random()))
        self._arrivals = days.arrivals(random.Random(rng.random()))
        self._next_arrival = next(self._arrivals)
        self._names = 0
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._counts = Counts()
        self._on = False
        self._speed = 1
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="autopilot", daemon=True)

    def start(self) -> None:
        """Start the thread; the autopilot is off until ``switch``."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2.0)

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
        """State and counts for the page; ``clock`` is the simulated time of day as HH:MM."""
        minute = int(self._days.time_of_day(self._clock.now()) // 60)
        return {
            "on": self._on,
            "speed": self._speed,
            "speeds": list(SPEEDS),
            "clock": f"{minute // 60:02d}:{minute % 60:02d}",
            "in_line": self._lobby.in_line,
            "turned_away": self._lobby.turned_away,
            **asdict(self._counts),
        }

    def tick(self) -> None:
        """One moment of the day; the thread calls it, tests may."""
        with self._lock:
            now, on, speed = self._clock.now(), self._on, self._speed
        while not self._events.empty():
            self._take(self._events.get(), now)
        if not on:
            return
        while self._next_arrival <= now:
            self._let_in()
            self._next_arrival = next(self._arrivals)
        self._lobby.tick(self._monotonic(), max(FASTEST_TOUCH, SLOWEST_TOUCH / speed))
        self._floor.tick(now, speed)

    def _run(self) -> None:
        while not self._stop.wait(TICK):
            self.tick()

    def _let_in(self) -> None:
        open_services = self._hall.open_services()
        wishes = [wish for wish in self._crowd.wishes if wish.service in open_services]
        if wishes:
            self._names += 1
            self._lobby.enter(draw_resident(self._names, wishes, self._rng, minutes=self._crowd.minutes))

    def _take(self, event: Event, now: float) -> None:
        self._count(event)
        if not isinstance(event, TicketEvent):
            return
        ticket = event.ticket
        if isinstance(event, TicketIssued) and ticket.kiosk is not None:
            seen = TicketSeen(id=ticket.id, number=ticket.number, service=ticket.service)
            resident = self._lobby.slip_taken(ticket.kiosk, seen)
            if resident is not None:
                self._floor.take_seat(ticket.id, resident)
        elif isinstance(event, TicketFinished) and ticket.window is not None:
            self._floor.finished(ticket.window, ticket.id, now)
        elif isinstance(event, TicketNoShow):
            self._floor.passed(ticket.id)

    def _count(self, event: Event) -> None:
        counted: dict[type[object], str] = {
            TicketIssued: "issued",
            TicketCalled: "called",
            TicketFinished: "finished",
            TicketNoShow: "no_show",
            RatingRecorded: "rated",
        }
        name = counted.get(type(event))
        if name is not None:
            self._counts = replace(self._counts, **{name: getattr(self._counts, name) + 1})
