"""What in the hall needs a hand now, with its cause and what to do about it in words.

Responsible for: gathering what the alarms are made of, and their words. Not responsible for: what is too much (``domain.alarms``),
or telling anybody.
"""

from __future__ import annotations

import threading
from datetime import date, datetime

from config.model import HallConfig
from queue_server.domain.alarms import Alarm, AlarmKind, Alarms, ServiceNow, WindowNow, find_alarms
from queue_server.domain.calendar import business_day
from queue_server.domain.ticket import Status
from queue_server.service.activity import Activity
from queue_server.service.alarm_words import WORDS
from queue_server.service.day_log import DayLog
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock, ReadUnit, Store
from queue_server.service.waits.board import WaitBoard, Windows
from queue_server.wire.messages import AlarmList, AlarmView

OF_SERVICES = frozenset(
    {
        AlarmKind.WAITING_PER_WINDOW,
        AlarmKind.QUEUE_LENGTH,
        AlarmKind.FIRST_WAIT,
        AlarmKind.PREDICTED_WAIT,
        AlarmKind.UNMANNED,
    }
)


def bounds_of(config: HallConfig) -> Alarms:
    """The bounds that the hall file sets."""
    section = config.alarms
    return Alarms(
        waiting_per_window=section.waiting_per_window,
        queue_length=section.queue_length,
        first_wait=section.wait_minutes,
        predicted_wait=section.target_minutes,
        unmanned=section.unmanned_minutes,
        session=section.handling_minutes,
        pause=config.rules.cover_minutes,
    )


class AlarmWatch:
    """Looks at one hall; safe to share between threads."""

    def __init__(self, store: Store, hall: Hall, clock: Clock, waits: WaitBoard) -> None:
        self._store = store
        self._hall = hall
        self._clock = clock
        self._waits = waits
        self._bounds = bounds_of(hall.config)
        self._lock = threading.Lock()
        self._log = DayLog(store.events_after, store.last_seq)
        self._activity = Activity(hall.callers_of, log_in=hall.rules.require_log_in)

    def alarms(self) -> AlarmList:
        """All alarms as of now; none before the first change of a day."""
        now = self._clock.now().astimezone(self._hall.zone)
        with self._lock:
            self._activity.add(self._log.fresh())
            with self._store.read() as unit:
                day = business_day(now, self._hall.zone, unit.opened_day)
                if unit.opened_day != day:
                    return AlarmList(made_at=now, alarms=())
                services, windows = self._services(unit, day, now), self._windows(unit, day)
        found = find_alarms(_minute(now), services, windows, self._bounds)
        return AlarmList(made_at=now, alarms=tuple(self._view(alarm, now) for alarm in found))

    def _services(self, unit: ReadUnit, day: date, now: datetime) -> list[ServiceNow]:
        waiting, windows = unit.waiting(day), unit.windows(day)
        firsts: dict[str, datetime] = {}
        for service, priority in unit.lengths(day):
            for head in unit.lane(day, service, priority, 1):
                since = min(firsts.get(service, head.waiting_since), head.waiting_since)
                firsts[service] = since
        return [
            ServiceNow(
                service=name,
                waiting=waiting.get(name, 0),
                first_since=_minute_or_none(firsts.get(name), self._hall),
                predicted=self._predicted(name, waiting.get(name, 0), windows, now),
                unmanned_since=_minute_or_none(self._activity.unmanned_since.get(name), self._hall),
            )
            for name in self._hall.services
        ]

    def _predicted(self, service: str, waiting: int, windows: Windows, now: datetime) -> float | None:
        told = self._waits.told(service, waiting, windows, now)
        if told is None:
            return None
        seen = self._waits.prediction(service, waiting, now) if told.high else None
        return (told.low + told.high) / 2 if seen is None else seen.p50

    def _windows(self, unit: ReadUnit, day: date) -> list[WindowNow]:
        held = {ticket.window: ticket for ticket in unit.held(day)}
        pauses, staffed, hall = unit.pauses(), unit.staffed(), self._hall
        found = []
        for name in hall.windows:
            ticket, pause = held.get(name), pauses.get(name)
            serving = ticket is not None and ticket.status is Status.SERVING
            manned = name in staffed or not hall.rules.require_log_in
            found.append(
                WindowNow(
                    window=name,
                    services=hall.callable_at(name),
                    open=manned and pause is None,
                    paused_since=_minute_or_none(None if pause is None else pause.since, hall),
                    held_since=_minute_or_none(None if ticket is None else ticket.called_at, hall),
                    serving_since=_minute_or_none(
                        ticket.started_at if ticket is not None and serving else None, hall
                    ),
                    last_action=_minute_or_none(self._activity.last_action.get(name), hall),
                )
            )
        return found

    def _view(self, alarm: Alarm, now: datetime) -> AlarmView:
        of_service = alarm.kind in OF_SERVICES
        words = WORDS[alarm.kind]
        facts = {"value": _plain(alarm.value), "threshold": _plain(alarm.threshold)}
        zh, en = self._names(alarm.subject, of_service=of_service)
        begun = alarm.since
        return AlarmView(
            kind=str(alarm.kind),
            service=alarm.subject if of_service else None,
            window=None if of_service else alarm.subject,
            value=round(alarm.value, 1),
            threshold=alarm.threshold,
            since=None if begun is None else _at(now, begun),
            cause_zh=words.cause_zh.format(subject=zh, **facts),
            cause_en=words.cause_en.format(subject=en, **facts),
            action_zh=words.action_zh.format(subject=zh),
            action_en=words.action_en.format(subject=en),
        )

    def _names(self, subject: str, *, of_service: bool) -> tuple[str, str]:
        if not of_service:
            number = str(self._hall.windows[subject].number)
            return number, number
        name = self._hall.services[subject].name
        return name.zh, name.en


def _minute(local: datetime) -> float:
    return local.hour * 60 + local.minute + (local.second + local.microsecond / 1e6) / 60


def _minute_or_none(at: datetime | None, hall: Hall) -> float | None:
    return None if at is None else _minute(at.astimezone(hall.zone))


def _at(now: datetime, minute: float) -> datetime:
    seconds = round(minute * 60)
    return now.replace(hour=seconds // 3600, minute=seconds % 3600 // 60, second=seconds % 60, microsecond=0)


def _plain(value: float) -> str:
    """A count or a number of minutes as people say it: whole."""
    return f"{value:.0f}"
