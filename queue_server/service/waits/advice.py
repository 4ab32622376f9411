"""Advice to open or close windows, for the rest of today: from the arrivals of past days and the queue as it stands.

Responsible for: gathering what the advice is made of, keeping it for a minute, and its words. Not responsible for: finding it
(``domain.staffing``).
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from queue_server.domain.calendar import business_day
from queue_server.domain.forecast.arrivals import ArrivalForecast
from queue_server.domain.staffing import Advice, DayDemand, PlannedWindow, Target, advise
from queue_server.service.hall import Hall
from queue_server.service.ports import Clock, Store
from queue_server.service.waits.board import minute_of
from queue_server.service.waits.learning import (
    DAYS,
    KIND,
    Learnt,
    expected_arrivals,
    handling_of,
    is_special,
)
from queue_server.service.waits.ports import ForecastStore, QuarterCount
from queue_server.wire.messages import AdviceList, AdviceView

KEPT = timedelta(seconds=60)
QUARTERS_A_DAY = 96

_ZH = {
    "open": "建议 {start}–{end} 开放 {window} 号窗口办理{services}：预计等候由 {before} 分钟降到 {after} 分钟"
    "（每小时约 {arrivals} 人，每人约 {each} 分钟，窗口 {windows_before}→{windows_after} 个）。",
    "close": "{start}–{end} 可以关闭 {window} 号窗口（{services}）：预计等候由 {before} 分钟变为 {after} 分钟"
    "（每小时约 {arrivals} 人，窗口 {windows_before}→{windows_after} 个）。",
}
_EN = {
    "open": "Open window {window} for {services} {start}–{end}: forecast wait falls from {before} to {after} min "
    "(about {arrivals} people an hour, {each} min each, windows {windows_before} → {windows_after}).",
    "close": "Window {window} ({services}) can close {start}–{end}: forecast wait goes from {before} to {after} min "
    "(about {arrivals} people an hour, windows {windows_before} → {windows_after}).",
}


class Adviser:
    """Advises one hall; safe to share between threads."""

    def __init__(self, store: Store, past: ForecastStore, hall: Hall, clock: Clock) -> None:
        self._store = store
        self._past = past
        self._hall = hall
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: AdviceList | None = None
        self._counts: tuple[date, list[QuarterCount]] | None = None

    def advice(self) -> AdviceList:
        """What would help from now on; at most a minute old."""
        now = self._clock.now().astimezone(self._hall.zone)
        with self._lock:
            kept = self._kept
            if kept is None or not timedelta(0) <= now - kept.made_at < KEPT:
                kept = self._kept = self._advise(now)
            return kept

    def _advise(self, now: datetime) -> AdviceList:
        with self._store.read() as unit:
            day = business_day(now, self._hall.zone, unit.opened_day)
            waiting = dict(unit.waiting(day)) if unit.opened_day == day else {}
        counts = self._past_counts(day)
        found = advise(
            self._demand(now, day, counts, waiting),
            self._windows(day),
            Target(wait=self._hall.config.alarms.target_minutes),
        )
        return AdviceList(
            made_at=now,
            advice=tuple(self._view(advice) for advice in found),
            learnt_days=len({count.business_day for count in counts}),
        )

    def _past_counts(self, day: date) -> list[QuarterCount]:
        if self._counts is None or self._counts[0] != day:
            yesterday = day - timedelta(days=1)
            self._counts = day, list(self._past.arrivals(day - timedelta(days=DAYS), yesterday))
        return self._counts[1]

    def _demand(
        self, now: datetime, day: date, counts: list[QuarterCount], waiting: Mapping[str, int]
    ) -> DayDemand:
        stored = self._past.model(KIND)
        learnt = Learnt() if stored is None else Learnt.loads(stored[1])
        handling = handling_of((), self._hall, learnt.handling)
        special = is_special(self._hall, day)
        weekday = self._hall.opening.days.hours_like(day)
        arrivals = {
            name: self._coming(name, expected_arrivals(counts, self._hall, name), day, weekday, special)
            for name in self._hall.services
        }
        return DayDemand(
            minute=minute_of(now),
            arrivals=arrivals,
            handling={name: value.mean for name, value in handling.items()},
            waiting=waiting,
        )

    def _coming(
        self, service: str, forecast: ArrivalForecast, day: date, weekday: int | None, special: bool
    ) -> tuple[float, ...]:
        if weekday is None or not self._hall.opening.calendars[service].periods(day):
            return (0.0,) * QUARTERS_A_DAY
        return forecast.day(weekday, special=special)

    def _windows(self, day: date) -> list[PlannedWindow]:
        weekday = self._hall.opening.days.hours_like(day)
        return [
            PlannedWindow(
                window.id,
                self._hall.callable_at(window.id),
                tuple((period.start, period.end) for period in window.planned if weekday in period.weekdays),
            )
            for window in self._hall.config.windows
        ]

    def _view(self, advice: Advice) -> AdviceView:
        facts = advice.sentence_facts()
        window = self._hall.windows[advice.window]
        names = [self._hall.services[service].name for service in advice.services]
        words = {
            "start": facts["from"],
            "end": facts["until"],
            "window": window.number,
            "before": facts["wait_before"],
            "after": facts["wait_after"],
            "arrivals": facts["arrivals_per_hour"],
            "each": facts["minutes_each"],
            "windows_before": facts["windows_before"],
            "windows_after": facts["windows_after"],
        }
        return AdviceView(
            action=facts["action"],
            window=advice.window,
            services=advice.services,
            start=facts["from"],
            end=facts["until"],
            wait_before=facts["wait_before"],
            wait_after=facts["wait_after"],
            arrivals_per_hour=facts["arrivals_per_hour"],
            minutes_each=facts["minutes_each"],
            windows_before=facts["windows_before"],
            windows_after=facts["windows_after"],
            windows_needed=facts["windows_needed"],
            sentence_zh=_ZH[facts["action"]].format(services="、".join(n.zh for n in names), **words),
            sentence_en=_EN[facts["action"]].format(services=", ".join(n.en for n in names), **words),
        )
