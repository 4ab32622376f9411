"""When one service gives numbers.

Responsible for: opening and closing times of a service, over breaks, seasons and holidays. Not responsible for: limits on
queues and persons (``domain.admission``), or whether windows are staffed: every number that was given is served.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from queue_server.domain.calendar.hall_days import HallDays
from queue_server.domain.calendar.instants import Stretch, instants

HORIZON_DAYS = 60
"""How far ahead the next opening is looked for."""

_DAYS_KEPT = 128


class Period(Protocol):
    """A weekly period, in minutes after midnight."""

    @property
    def weekdays(self) -> Set[int]:
        """0 is Monday."""

    @property
    def start(self) -> int:
        """Inclusive."""

    @property
    def end(self) -> int:
        """Exclusive; 1440 is the end of the day."""


class OpeningHours(Protocol):
    """Weekly hours that may change with the season."""

    def hours_on(self, day: date) -> Iterable[Period]:
        """The weekly periods of the season that the day is in."""


class WhyClosed(StrEnum):
    """Why a service gives no numbers at a time."""

    HOURS = "hours"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class OpenState:
    """How a service stands by its calendar. Times are in the hall's zone."""

    open: bool
    reason: WhyClosed | None = None
    """None while it is open."""
    opens_at: datetime | None = None
    """When it opens next; None while it is open, and when that is not within ``HORIZON_DAYS``."""
    closes_at: datetime | None = None
    """When it closes next, be it for a break; None while it is closed, and when it stays open beyond ``HORIZON_DAYS``."""
    day_ends_at: datetime | None = None
    """When it closes last on this day, breaks aside; None where ``closes_at`` is."""


@dataclass(frozen=True, slots=True)
class _Timeline:
    """States of one day: ``states[n]`` holds until ``changes[n]``, the last one for the rest of the day."""

    changes: tuple[datetime, ...]
    states: tuple[OpenState, ...]


class ServiceCalendar:
    """Immutable; safe to share between threads. Every instant it is asked about has a zone."""

    def __init__(self, hours: OpeningHours, days: HallDays, zone: tzinfo) -> None:
        self._hours = hours
        self._days = days
        self._zone = zone
        self._stretches = lru_cache(maxsize=_DAYS_KEPT)(self._find_stretches)
        self._timeline = lru_cache(maxsize=_DAYS_KEPT)(self._draw_timeline)

    def state(self, now: datetime) -> OpenState:
        """Whether it is open, and when that changes."""
        timeline = self._timeline(now.astimezone(self._zone).date())
        return timeline.states[bisect_right(timeline.changes, now.astimezone(UTC))]

    def periods(self, day: date) -> tuple[Stretch, ...]:
        """When it is open on that day, in the hall's zone and in order."""
        return tuple(stretch.in_zone(self._zone) for stretch in self._stretches(day))

    def next_opening(self, now: datetime) -> datetime | None:
        """The first instant from ``now`` on at which it is open, which may be ``now``; None when ``HORIZON_DAYS`` pass."""
        day = now.astimezone(self._zone).date()
        opens = self._first_open(now.astimezone(UTC), day)
        return None if opens is None else opens.astimezone(self._zone)

    def working_days_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, as ``HallDays`` counts."""
        return self._days.working_days_after(day, count)

    def _find_stretches(self, day: date) -> tuple[Stretch, ...]:
        weekday = self._days.hours_like(day)
        if weekday is None:
            return ()
        spans = [(p.start, p.end) for p in self._hours.hours_on(day) if weekday in p.weekdays]
        return instants(day, spans, self._zone)

    def _first_open(self, since: datetime, day: date) -> datetime | None:
        for ahead in range(HORIZON_DAYS + 1):
            for stretch in self._stretches(day + timedelta(days=ahead)):
                if stretch.closes_at > since:
                    return max(stretch.opens_at, since)
        return None

    def _closing(self, stretch: Stretch, day: date) -> datetime | None:
        """When a stretch of ``day`` ends, over midnights; None when it does not within the horizon."""
        closes = stretch.closes_at
        for ahead in range(1, HORIZON_DAYS + 1):
            following = self._stretches(day + timedelta(days=ahead))
            if not following or following[0].opens_at != closes:
                return closes
            closes = following[0].closes_at
        return None

    def _draw_timeline(self, day: date) -> _Timeline:
        changes, states = zip(*self._steps(day), strict=True)
        return _Timeline(changes[1:], states)

    def _steps(self, day: date) -> Iterator[tuple[datetime, OpenState]]:
        """Every state of the day with the instant it begins; that of the first one means nothing."""
        stretches = self._stretches(day)
        closings = [self._closing(stretch, day) for stretch in stretches]
        since = datetime.min.replace(tzinfo=UTC)
        yield since, self._closed(since, day)
        for stretch, closing in zip(stretches, closings, strict=True):
            yield (
                stretch.opens_at,
                OpenState(True, closes_at=self._local(closing), day_ends_at=self._local(closings[-1])),
            )
            yield stretch.closes_at, self._closed(stretch.closes_at, day)

    def _closed(self, since: datetime, day: date) -> OpenState:
        reason = WhyClosed.HOLIDAY if self._days.hours_like(day) is None else WhyClosed.HOURS
        return OpenState(False, reason, opens_at=self._local(self._first_open(since, day)))

    def _local(self, instant: datetime | None) -> datetime | None:
        return None if instant is None else instant.astimezone(self._zone)
