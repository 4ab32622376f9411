"""What the hall tells of its waits while the day is simulated, where admission asks for it.

Responsible for: the look at the simulated hall in the terms of ``domain.forecast``, and the interval that is told. Not responsible
for: the arithmetic, or who is refused (``front_desk``).

The hall knows its windows' plans, who is where since when, and the sessions of the day so far. It is a hall without a past: what
nights would have taught is missing, so the look ahead counts alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from queue_server.domain.forecast import (
    CallRecord,
    DayRecord,
    HallLoad,
    Handling,
    HelpRule,
    LiveWaits,
    QueueLoad,
    QueueNow,
    TodayPace,
    WaitCurve,
    WaitEstimator,
    WindowLoad,
    learn_handling,
)
from queue_server.domain.lines import Lines
from queue_server.domain.wait import WaitInterval, told_wait
from queue_server.simulation.seat import Seat

EVERY = 0.5
"""Minutes that a look is good for at least; the real hall looks each second."""
FAR_FROM_CLOSING = 0.05
"""A look is good for so much of the time until closing: in the morning nothing hangs on a minute."""
ROOM = 15
"""Places beyond the end of a line that a look still answers for."""
LOOKED_AT = 100
"""The first of each line whose times of arrival matter."""
LATEST = 50
"""Sessions of each service that its usual time is learnt from."""


class Foresight:
    """The forecasts of one simulated day. All times are minutes after midnight."""

    def __init__(self, seats: Sequence[Seat], lines: Lines, minutes: Mapping[str, float]) -> None:
        self._seats = seats
        self._lines = lines
        self._minutes = minutes
        self._waits = LiveWaits(WaitEstimator(), TodayPace())
        self._record = DayRecord()
        self._sessions: dict[str, list[float]] = defaultdict(list)
        self._arrived: dict[str, float] = {}
        self._looks: dict[str, tuple[float, int, WaitCurve]] = {}
        """When, the furthest place that was asked for, and what was found."""

    def arrived(self, ticket: str, minute: float) -> None:
        """The ticket was taken."""
        self._arrived[ticket] = minute

    def called(self, ticket: str, service: str, minute: float) -> None:
        """The ticket was called for the first time."""
        self._record.add(CallRecord(service, self._arrived[ticket], minute))

    def ended(self, service: str, minutes: float) -> None:
        """A session took so long, from the call on."""
        latest = self._sessions[service]
        latest.append(minutes)
        del latest[:-LATEST]

    def told(self, service: str, minute: float, left: float = 0.0) -> WaitInterval | None:
        """What whoever takes a number of the service now is told, so many minutes before it closes; None when nobody can tell."""
        calling = [seat for seat in self._seats if seat.calls and seat.takes(service)]
        idle = any(seat.held is None for seat in calling)
        waiting = self._lines.count(service)
        curve = None if waiting == 0 and idle else self._curve(service, minute, left)
        return told_wait(waiting, self._usual(service), len(calling), idle, curve)

    def _curve(self, service: str, minute: float, left: float) -> WaitCurve:
        look, waiting = self._looks.get(service), self._lines.count(service)
        good_for = max(EVERY, left * FAR_FROM_CLOSING)
        if look is None or minute - look[0] > good_for or waiting > look[1]:
            look = self._looks[service] = (minute, waiting + ROOM, self._look(service, minute))
        return look[2]

    def _look(self, service: str, minute: float) -> WaitCurve:
        queues = {name: self._queue(name) for name in self._lines.counts()}
        load = HallLoad(minute, tuple(map(_window, self._seats)), queues, self._handling())
        queue = queues.get(service, QueueLoad(0))
        now = QueueNow(
            waiting=queue.waiting,
            open_counters=sum(window.open and window.takes(service) for window in load.windows),
            service_minutes=self._usual(service),
            head_issued=queue.taken[0] if queue.taken else None,
        )
        return self._waits.curve(load, self._record.state(service, minute, now), queue.waiting + ROOM)

    def _queue(self, service: str) -> QueueLoad:
        first = self._lines.of(service)[:LOOKED_AT]
        return QueueLoad(self._lines.count(service), tuple(self._arrived[ticket.id] for ticket in first))

    def _handling(self) -> dict[str, Handling]:
        return {
            name: learn_handling(self._sessions[name], minutes) for name, minutes in self._minutes.items()
        }

    def _usual(self, service: str) -> float:
        return self._minutes.get(service, Handling().mean)


def _window(seat: Seat) -> WindowLoad:
    plan = seat.desk.plan
    return WindowLoad(
        window=plan.window,
        services=plan.services,
        listed=plan.listed,
        helps=tuple(
            HelpRule(rule.service, rule.when_waiting, rule.when.total_seconds() / 60.0) for rule in plan.helps
        ),
        open=seat.calls,
        held_service=seat.serves,
        held_since=None if seat.serves is None else seat.since,
        shifts=seat.desk.planned,
    )
