"""The look at the hall that waits are told from.

Responsible for: gathering the live queue, the windows now and planned, who is being served since when, and the day so far, and
turning them into a curve of waits for every service. Not responsible for: telling anybody (``board``), or the arithmetic.

One thread looks; it reads the database like any other reader and holds nobody up.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from math import inf

import structlog

from config.model import OpenPeriod
from queue_server.domain.calendar import business_day
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
    WindowLoad,
    staying,
    unpack,
)
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock, ReadUnit, Store, StoreUnavailable
from queue_server.service.waits.board import Look, ServiceLook, WaitBoard, minute_of
from queue_server.service.waits.learning import KIND, Learnt, handling_of, waited_minutes
from queue_server.service.waits.ports import ForecastStore, PastCall

EVERY_SECONDS = 1.0
UNCHANGED = timedelta(seconds=30)
"""Time alone changes waits as well; a quiet hall is looked at that often."""
LOOKED_AT = 100
"""The first of each line whose times of arrival matter."""
ROOM = 15
"""Places beyond the end of a line that the next look may still have to answer for."""
HANDLING_CALLS = 300
ASK_EVERY = timedelta(minutes=10)
"""How often it is asked whether the night has taught anything new."""

_log = structlog.get_logger("queue_server.waits")


class WaitWatch:
    """Looks at one hall again and again. ``look`` may be called by tests; otherwise by the one thread of ``run``."""

    def __init__(self, store: Store, past: ForecastStore, hall: Hall, clock: Clock, board: WaitBoard) -> None:
        self._store = store
        self._past = past
        self._hall = hall
        self._clock = clock
        self._board = board
        self._learnt = Learnt()
        self._learnt_at: datetime | None = None
        self._day = _Day(date.min, hall)
        self._asked_at: datetime | None = None
        self._seq = -1
        self._at: datetime | None = None

    def run(self, stop: threading.Event) -> None:
        """Look until told to stop."""
        while not stop.wait(EVERY_SECONDS):
            try:
                self.look()
            except StoreUnavailable as problem:
                # The board goes on with its last look, and after a while with the plain rule.
                _log.warning("no_look", problem=str(problem))

    def look(self) -> None:
        """Look once, if the hall has changed or half a minute has passed."""
        now = self._clock.now().astimezone(self._hall.zone)
        with self._store.read() as unit:
            day = business_day(now, self._hall.zone, unit.opened_day)
            due = self._at is None or now - self._at >= UNCHANGED or now < self._at
            if unit.last_seq == self._seq and not due:
                return
            self._begin(day, now)
            load, queues = self._load(unit, day, now)
            self._seq = unit.last_seq
        self._add_calls(day)
        self._at = now
        self._board.show(Look(now, day, self._services(load, queues)))

    def _begin(self, day: date, now: datetime) -> None:
        if self._asked_at is None or not timedelta(0) <= now - self._asked_at < ASK_EVERY:
            self._asked_at = now
            stored = self._past.model(KIND)
            if stored is not None and stored[0] != self._learnt_at:
                self._learnt_at, self._learnt = stored[0], Learnt.loads(stored[1])
                _log.info("waits_learnt", made_at=stored[0].isoformat())
        if self._day.day != day:
            self._day = _Day(day, self._hall)

    def _add_calls(self, day: date) -> None:
        calls = self._past.calls_since(day, self._day.called_until)
        self._day.add(calls, self._learnt)

    def _load(self, unit: ReadUnit, day: date, now: datetime) -> tuple[HallLoad, dict[str, list[Ticket]]]:
        fresh = unit.opened_day == day
        lengths = unit.lengths(day) if fresh else {}
        lines = {name: self._line(unit, day, name, lengths) for name in self._hall.services}
        queues = {
            name: QueueLoad(
                sum(count for (of, _), count in lengths.items() if of == name),
                tuple(self._minute(ticket.issued_at) for ticket in line),
            )
            for name, line in lines.items()
        }
        return (
            HallLoad(minute_of(now), self._windows(unit, day, fresh), queues, self._day.handling),
            lines,
        )

    def _line(
        self, unit: ReadUnit, day: date, service: str, lengths: Mapping[tuple[str, str], int]
    ) -> list[Ticket]:
        lanes = [unit.lane(day, service, priority, LOOKED_AT) for of, priority in lengths if of == service]
        return sorted((ticket for lane in lanes for ticket in lane), key=lambda t: t.place)[:LOOKED_AT]

    def _windows(self, unit: ReadUnit, day: date, fresh: bool) -> tuple[WindowLoad, ...]:
        held = {ticket.window: ticket for ticket in unit.held(day)} if fresh else {}
        paused = unit.paused() if fresh else frozenset()
        staffed = unit.staffed() if fresh else {}
        weekday = self._hall.opening.days.hours_like(day)
        closings = self._hall.opening.closings(day)
        loads = []
        for window in self._hall.config.windows:
            ticket = held.get(window.id)
            manned = window.id in staffed or not self._hall.rules.require_log_in
            shifts = () if weekday is None else _shifts(window.planned, weekday)
            closes = min(
                (closings[service] for service in window.services if service in closings), default=inf
            )
            loads.append(
                WindowLoad(
                    window=window.id,
                    services=window.services,
                    listed=window.order == "listed",
                    helps=tuple(
                        HelpRule(rule.service, rule.when_waiting, rule.when_minutes) for rule in window.helps
                    ),
                    open=manned and window.id not in paused,
                    held_service=None if ticket is None else ticket.service,
                    held_since=self._since(ticket),
                    shifts=staying(shifts, closes),
                )
            )
        return tuple(loads)

    def _since(self, ticket: Ticket | None) -> float | None:
        if ticket is None or ticket.status is not Status.SERVING:
            # Halls whose clerks never press start: the call is the best that is known of the beginning.
            return None if ticket is None or ticket.called_at is None else self._minute(ticket.called_at)
        return self._minute(ticket.started_at or ticket.issued_at)

    def _services(self, load: HallLoad, lines: dict[str, list[Ticket]]) -> dict[str, ServiceLook]:
        waits = LiveWaits(self._learnt.estimator, self._day.pace)
        looks = {}
        for name, service in self._hall.services.items():
            queue, line = load.queues.get(name), lines.get(name)
            waiting = 0 if queue is None else queue.waiting
            now = QueueNow(
                waiting=waiting,
                open_counters=sum(w.open and w.takes(name) for w in load.windows),
                service_minutes=service.minutes,
                head_issued=self._minute(line[0].issued_at) if line else None,
            )
            state = self._day.record.state(name, load.minute, now)
            looks[name] = ServiceLook(state, waits.curve(load, state, waiting + ROOM))
        return looks

    def _minute(self, at: datetime) -> float:
        return minute_of(at.astimezone(self._hall.zone))


class _Day:
    """What the day so far has shown."""

    def __init__(self, day: date, hall: Hall) -> None:
        self.day = day
        self.record = DayRecord(group=hall.id)
        self.pace = TodayPace()
        self.handling: dict[str, Handling] = handling_of((), hall)
        self.called_until = datetime.fromordinal(max(day.toordinal(), 2)).replace(tzinfo=hall.zone)
        self._hall = hall
        self._seen: set[str] = set()
        self._recent: dict[str, PastCall] = {}

    def add(self, calls: Iterable[PastCall], learnt: Learnt) -> None:
        """Take in calls; those already known may be among them."""
        for call in calls:
            self.called_until = max(self.called_until, call.called_at)
            self._recent.pop(call.ticket_id, None)
            self._recent[call.ticket_id] = call
            if call.ticket_id not in self._seen:
                self._seen.add(call.ticket_id)
                self._add_first(call, learnt)
        while len(self._recent) > HANDLING_CALLS:
            self._recent.pop(next(iter(self._recent)))
        self.handling = handling_of(self._recent.values(), self._hall, learnt.handling)

    def _add_first(self, call: PastCall, learnt: Learnt) -> None:
        zone = self._hall.zone
        issued, called = call.issued_at.astimezone(zone), call.first_called_at.astimezone(zone)
        self.record.add(CallRecord(call.service, minute_of(issued), minute_of(called)))
        if call.forecast is not None and call.ordinary:
            state, _ = unpack(json.loads(call.forecast))
            self.pace.add(call.service, learnt.estimator.log_ratio(state, waited_minutes(call)))


def _shifts(planned: Iterable[OpenPeriod], weekday: int) -> tuple[tuple[float, float], ...]:
    spans = ((float(period.start), float(period.end)) for period in planned if weekday in period.weekdays)
    return tuple(sorted(spans))
