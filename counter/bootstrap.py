"""Builds the counter agent of one hall: which line has which devices, and what is done with each.

Responsible for: composition, and the order of starting and ending; everything that is decided is decided in other
modules. Window signs are run here as well, because one process owns a line (decision 0002).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from config.model import BusDevice, DeviceSection, HallConfig, WindowSection
from counter.clerk import Clerk
from counter.desk import Desk
from counter.device_states import DeviceStates
from counter.line_agent import LineAgent, Station
from counter.rating import RatingStation
from display.signs import Signs
from display.window_sign import SignAgent
from drivers.registry import (
    LinkFactory,
    lines_of,
    open_evaluator,
    open_keypad,
    open_line,
    open_link,
    open_sign,
)
from drivers.rs485.line import SharedLine
from drivers.status import Condition, DeviceStatus
from drivers.supervisor import DeviceSupervisor
from queue_server.client import (
    DeviceReporter,
    EventFeed,
    FeedBack,
    FeedItem,
    FeedThread,
    Outbox,
    QueueClient,
    ServerClock,
)
from queue_server.wire.messages import RatingRequest

STOPPED = "agent-stopped"
"""Reason of devices whose agent has ended in an orderly way: nobody knows how they are."""
END_SECONDS = 0.8
LAST_WORDS_SECONDS = 0.3
CLOSE_SECONDS = 0.2
"""Together less than the two seconds in which a program of the edge ends, also while the server hangs."""

Lines = Mapping[str, tuple[BusDevice, ...]]
OpenDevice = Callable[[DeviceSection, SharedLine | None], Any]


class UnknownLine(Exception):
    """No device of the hall hangs on the line that was asked for; the message names those that exist."""


@dataclass(frozen=True, slots=True)
class Place:
    """One device at a window: how it is opened, and what is done with it until the stop event."""

    settings: DeviceSection
    open_device: OpenDevice
    run: Callable[[Any, threading.Event], None]

    def station(self) -> Station[SharedLine]:
        """The place on its line."""
        return Station(self.settings.id, lambda line: self.open_device(self.settings, line), self.run)

    def alone(self, listener: Callable[[DeviceStatus], None]) -> DeviceSupervisor[Any]:
        """The place of a device that needs no line."""
        return DeviceSupervisor(
            self.settings.id, lambda: self.open_device(self.settings, None), self.run, listener=listener
        )


class CounterAgent:
    """Everything of one process, from ``start`` to ``stop``."""

    def __init__(
        self,
        hall: HallConfig,
        client: QueueClient,
        state: Path,
        *,
        link: str | None = None,
        links: LinkFactory = open_link,
    ) -> None:
        """``link`` keeps to one line of the hall (UnknownLine), ``state`` is this program's folder (OSError)."""
        self._hall = hall
        self._client = client
        self._links = links
        self._clock = ServerClock()
        self._signs = Signs(hall, self._clock.now, fetch=client.snapshot)
        lines = chosen_lines(hall, link)
        on_lines = {device.id for devices in lines.values() for device in devices}
        self._reporter = DeviceReporter(client)
        self._states = DeviceStates(self._reporter.report, self._clock.now)
        self._outbox = Outbox(state / f"ratings{_suffix(link)}.jsonl", self._deliver)
        self._desks = {window.id: self._desk(window) for window in hall.windows}
        self._places = {
            place.settings.id: place
            for place in self._furnish()
            if place.settings.id in on_lines or (link is None and not isinstance(place.settings, BusDevice))
        }
        self._agents = [agent for devices in lines.values() for agent in self._line_agents(devices)]
        self._alone = [
            place.alone(self._states.take)
            for place in self._places.values()
            if not isinstance(place.settings, BusDevice)
        ]
        self._feed = FeedThread(EventFeed(client), [self._take], name="counter-feed")

    def start(self) -> None:
        """Begin: devices first, so that the hall's state finds somebody to show it."""
        for agent in self._agents:
            agent.start()
        for supervisor in self._alone:
            supervisor.start()
        self._signs.start()
        self._feed.start()

    def stop(self) -> None:
        """End within two seconds; ratings that wait for the server stay on disk."""
        endings: list[Callable[[float], object]] = [self._feed.stop, self._signs.stop]
        endings += [agent.stop for agent in self._agents]
        endings += [supervisor.stop for supervisor in self._alone]
        _all_at_once(endings, END_SECONDS)
        for device in self._places:
            self._states.set(device, Condition.UNKNOWN, STOPPED)
        self._reporter.wait_empty(LAST_WORDS_SECONDS)
        _all_at_once([self._reporter.close, self._outbox.close], CLOSE_SECONDS)

    def _take(self, item: FeedItem) -> None:
        self._clock.observe(item)
        for desk in self._desks.values():
            desk.take(item)
        self._signs.take(item)
        if isinstance(item, FeedBack):
            self._reporter.repeat_all()

    def _deliver(self, _kind: str, body: Mapping[str, Any]) -> None:
        self._client.rate(RatingRequest.model_validate(body))

    def _desk(self, window: WindowSection) -> Desk:
        seconds = self._hall.rules.rating_window_seconds
        return Desk(window, rating_window_seconds=seconds, now=self._clock.now)

    def _line_agents(self, devices: tuple[BusDevice, ...]) -> Iterator[LineAgent[SharedLine]]:
        """One, or none for a line on which no window has a device."""
        stations = [self._places[device.id].station() for device in devices if device.id in self._places]
        if stations:
            yield LineAgent(
                f"line {devices[0].link}",
                lambda: open_line(devices, self._links),
                stations,
                listener=self._states.take,
            )

    def _furnish(self) -> Iterator[Place]:
        """Every device on every desk of the hall."""
        windows = {window.number: window for window in self._hall.windows}
        for window in self._hall.windows:
            desk = self._desks[window.id]
            if window.keypad is not None:
                clerk = Clerk(desk, self._client, windows, heard=self._hears(window.keypad))
                yield Place(self._hall.device(window.keypad), open_keypad, clerk.run)
            if window.evaluator is not None:
                yield Place(
                    self._hall.device(window.evaluator),
                    open_evaluator,
                    self._rating_station(desk, window.evaluator).run,
                )
            if window.sign is not None:
                agent = self._sign_agent(window.sign)
                self._signs.add(window.id, agent)
                open_here = partial(open_sign, links=self._links)
                yield Place(self._hall.device(window.sign), open_here, agent.run)

    def _rating_station(self, desk: Desk, device: str) -> RatingStation:
        heard = self._hears(device)
        return RatingStation(desk, self._client, self._outbox, now=self._clock.now, heard=heard)

    def _sign_agent(self, device: str) -> SignAgent:
        def silent(reason: str) -> None:
            self._states.set(device, Condition.FAULT, reason)

        return SignAgent(device, answered=self._hears(device), silent=silent)

    def _hears(self, device: str) -> Callable[[], None]:
        return lambda: self._states.heard(device)


def chosen_lines(hall: HallConfig, link: str | None) -> Lines:
    """The hall's shared lines by link, or that one alone; raises UnknownLine."""
    lines = lines_of(hall.devices)
    if link is None:
        return lines
    if link not in lines:
        raise UnknownLine(f"the hall has no line {link!r}; its lines are {', '.join(lines) or 'none'}")
    return {link: lines[link]}


def _suffix(link: str | None) -> str:
    """Agents of several lines may share a state folder; each keeps ratings of its own."""
    return "" if link is None else "-" + re.sub(r"[^A-Za-z0-9]+", "-", link).strip("-")


def _all_at_once(endings: Sequence[Callable[[float], object]], seconds: float) -> None:
    """Give every part the same time to end."""
    threads = [threading.Thread(target=ending, args=(seconds,), daemon=True) for ending in endings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
