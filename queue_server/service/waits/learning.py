"""Learning from the hall's past days, once a night.

Responsible for: which days are learnt from, and the learnt values as one JSON text. Not responsible for: the arithmetic
(``domain.forecast``), or when it runs (``cli.learn``).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from queue_server.domain.calendar import DayKind
from queue_server.domain.forecast import Handling, Sample, WaitEstimator, learn_handling, sample, train
from queue_server.domain.forecast.arrivals import (
    ArrivalForecast,
    DayCounts,
    learn_arrivals,
    typical_profile,
)
from queue_server.service.hall import Hall
from queue_server.service.waits.ports import ForecastStore, PastCall, QuarterCount

KIND = "waits"
FORMAT = 1
DAYS = 60
"""How far back it looks."""
SESSIONS = 400
"""Finished sessions of a service that its usual handling time is learnt from."""
LONGEST_SESSION = timedelta(hours=4)
"""A longer one was forgotten at the window."""
RESIDENTS_A_WINDOW = 40
"""Expected of each window and day before there is a past."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What the hall knows from its past; the cold start knows nothing."""

    estimator: WaitEstimator = field(default_factory=WaitEstimator)
    handling: Mapping[str, Handling] = field(default_factory=dict)
    """By service."""

    def dumps(self) -> str:
        """As JSON."""
        handling = {name: [value.mean, value.variation] for name, value in self.handling.items()}
        return json.dumps({"format": FORMAT, "estimator": self.estimator.to_dict(), "handling": handling})

    @classmethod
    def loads(cls, text: str) -> Learnt:
        """What ``dumps`` wrote; the cold start for anything else, since the next night will learn it anew."""
        try:
            stored: dict[str, Any] = json.loads(text)
            if stored.get("format") != FORMAT:
                return cls()
            handling = {name: Handling(*pair) for name, pair in stored["handling"].items()}
            return cls(WaitEstimator.from_dict(stored["estimator"]), handling)
        except (ValueError, KeyError, TypeError):
            return cls()


def learn(store: ForecastStore, hall: Hall, today: date) -> Learnt:
    """Learn from the days before ``today``."""
    calls = store.calls_between(today - timedelta(days=DAYS), today - timedelta(days=1))
    return Learnt(train(_samples(calls)), handling_of(calls, hall))


def _samples(calls: Iterable[PastCall]) -> Iterator[Sample]:
    for call in calls:
        if call.ordinary and call.forecast is not None:
            found = sample(json.loads(call.forecast), call.business_day.toordinal(), waited_minutes(call))
            # Whoever comes to an empty line waits for a window and not for the line.
            if found.state.waiting:
                yield found


def learn_and_keep(store: ForecastStore, hall: Hall, now: datetime) -> Learnt:
    """Learn, and keep it for the servers of the hall."""
    learnt = learn(store, hall, now.astimezone(hall.zone).date())
    store.save_model(KIND, now, learnt.dumps())
    return learnt


def learnt_at(store: ForecastStore) -> datetime | None:
    """When the hall last learnt."""
    stored = store.model(KIND)
    return None if stored is None else stored[0]


def waited_minutes(call: PastCall) -> float:
    """From taking the number to its first call."""
    return max((call.first_called_at - call.issued_at).total_seconds() / 60, 0.0)


def handling_of(
    calls: Iterable[PastCall], hall: Hall, known: Mapping[str, Handling] | None = None
) -> dict[str, Handling]:
    """Usual session minutes by service, drawn towards what was known before, or else towards the hall file."""
    minutes: dict[str, list[float]] = defaultdict(list)
    for call in sorted((c for c in calls if c.finished_at is not None), key=lambda c: c.called_at):
        session = call.finished_at - call.called_at if call.finished_at is not None else timedelta(0)
        if timedelta(0) < session < LONGEST_SESSION:
            minutes[call.service].append(session.total_seconds() / 60)
    known = known or {}
    return {
        name: learn_handling(
            minutes[name][-SESSIONS:], known[name].mean if name in known else service.minutes
        )
        for name, service in hall.services.items()
    }


def expected_arrivals(counts: Iterable[QuarterCount], hall: Hall, service: str) -> ArrivalForecast:
    """How many will come, by weekday and quarter of an hour, from the days of the past."""
    section = hall.services[service]
    opening = sorted({(period.start, period.end) for period in section.open})
    by_day: dict[date, dict[int, int]] = defaultdict(dict)
    for count in counts:
        if count.service == service:
            by_day[count.business_day][count.quarter] = count.count
    windows = max(len(hall.windows_of[service]), 1)
    share = 1 / max((len(hall.windows[w].services) for w in hall.windows_of[service]), default=1)
    return learn_arrivals(
        [
            DayCounts(day.weekday(), quarters, is_special(hall, day))
            for day, quarters in sorted(by_day.items())
        ],
        profile=typical_profile(opening),
        expected_total=windows * RESIDENTS_A_WINDOW * share,
    )


def is_special(hall: Hall, day: date) -> bool:
    """Whether a day is unlike its weekday: a make-up working day, or the first working day after a holiday."""
    kind = hall.opening.days.kind
    if kind(day) is DayKind.MAKE_UP:
        return True
    return kind(day) is DayKind.WORKDAY and kind(day - timedelta(days=1)) is DayKind.HOLIDAY
