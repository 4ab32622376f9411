"""What it costs to tell a wait: microseconds of one estimate with 10, 1,000 and 10,000 residents waiting.

A hall of eight windows, half of which close for lunch and in the evening, and three services; the queue asked for is the long one. Measured are the look ahead alone, the whole
prediction with and without a trained model, all places of the queue at once, and the day's record.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from queue_server.domain.forecast import (
    CallRecord,
    DayRecord,
    HallLoad,
    Handling,
    LiveWaits,
    QueueLoad,
    QueueNow,
    QueueState,
    Sample,
    TodayPace,
    WaitEstimator,
    WindowLoad,
    call_time,
    pack,
    train,
)

NOW = 660.0
WINDOWS = 8
LISTED = 100
"""Residents of a queue whose times are handed over."""
SERVICES = ("social-security", "medical", "household")


def run(*, waiting: Sequence[int] = (10, 1000, 10_000), rounds: int = 200) -> dict[str, Any]:
    """Medians in microseconds, by the number of residents waiting."""
    learnt = LiveWaits(train(_samples()), TodayPace())
    cold = LiveWaits(WaitEstimator(), TodayPace())
    return {
        "microseconds": {str(count): _costs(count, learnt, cold, rounds) for count in waiting},
        "day_record": _record_costs(rounds),
    }


def _costs(count: int, learnt: LiveWaits, cold: LiveWaits, rounds: int) -> dict[str, float]:
    hall, state = _hall(count), _state(count)
    places = list(range(0, count + 1, max(count // 100, 1)))
    return {
        "look_ahead": _median(lambda: call_time(hall, SERVICES[0], count), rounds),
        "without_model": _median(lambda: cold.newcomer(hall, state), rounds),
        "with_model": _median(lambda: learnt.newcomer(hall, state), rounds),
        "up_to_100_places": _median(lambda: learnt.places(hall, state, places), rounds),
    }


def _record_costs(rounds: int) -> dict[str, float]:
    record = DayRecord(480.0)
    source = random.Random(1)
    calls = [
        CallRecord(SERVICES[0], 480.0 + 0.2 * index - source.random() * 20.0, 480.0 + 0.2 * index)
        for index in range(900)
    ]
    rest = iter(calls)
    now = QueueNow(waiting=10, open_counters=WINDOWS, service_minutes=8.0, head_issued=650.0)
    state = record.state(SERVICES[0], NOW, now)
    told = WaitEstimator().predict(state)
    return {
        "add_microseconds": _median(lambda: record.add(next(rest)), len(calls)),
        "state_microseconds": _median(lambda: record.state(SERVICES[0], NOW, now), rounds),
        "pack_microseconds": _median(lambda: pack(state, told), rounds),
    }


def _hall(count: int) -> HallLoad:
    windows = tuple(
        WindowLoad(
            str(index),
            SERVICES if index % 2 else SERVICES[:1],
            held_service=SERVICES[0],
            held_since=NOW - index,
            shifts=() if index % 2 else ((480.0, 720.0), (780.0, 1020.0)),
        )
        for index in range(WINDOWS)
    )
    taken = tuple(600.0 + 0.5 * index for index in range(min(count, LISTED)))
    others = {name: QueueLoad(count // 10, taken[: count // 10]) for name in SERVICES[1:]}
    handling = {name: Handling(6.0 + 2.0 * rank, 0.7) for rank, name in enumerate(SERVICES)}
    return HallLoad(NOW, windows, {SERVICES[0]: QueueLoad(count, taken), **others}, handling)


def _state(count: int) -> QueueState:
    return QueueState(SERVICES[0], NOW, count, WINDOWS, 8.0, 0.8, 0.8, les=25.0, hol=20.0, mean_last_10=22.0)


def _samples() -> list[Sample]:
    """Enough invented waits for a model; its size does not depend on them."""
    source = random.Random(2)
    return [
        Sample(_state(count), day, (count + 1) * source.uniform(0.7, 1.6))
        for day in range(4)
        for count in (source.randint(0, 60) for _ in range(100))
    ]


def _median(call: Callable[[], object], rounds: int) -> float:
    took: list[float] = []
    for _ in range(rounds):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return round(median(took) * 1e6, 1)
