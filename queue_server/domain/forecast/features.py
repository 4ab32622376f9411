"""The columns that the regression sees: a state beside what the past and the day so far say about its queue.

Responsible for: their formulas and order, which a stored model depends on. Not responsible for: their weights.
"""

from __future__ import annotations

from math import exp, log

from queue_server.domain.forecast.classical import cold_start
from queue_server.domain.forecast.state import QueueState

NAMES = (
    "constant",
    "cold_start",
    "past",
    "pace",
    "length",
    "length_squared",
    "length_past",
    "les",
    "les_hol",
    "mean_last_10",
    "standstill",
    "hour",
    "hour_squared",
    "hour_past",
    "early",
    "late",
)
"""Logarithms of minutes and of residents, but the hours, which are hours, and the standstill, which is 0 or 1."""


def features(state: QueueState, past: float, pace: float) -> list[float]:
    """One value for each of ``NAMES``; ``past`` is the log of the minutes that the queue's history expects."""
    length = log(state.waiting + 1)
    les = state.les if state.les is not None else exp(past)
    recent = state.mean_last_10 if state.mean_last_10 is not None else les
    log_les = log(les + 2.0)
    # Halls open for about nine hours around noon; one unit of the day is two hours.
    day = (state.minute - 735.0) / 120.0
    return [
        1.0,
        log(max(cold_start(state), 1.0)),
        past,
        pace,
        length,
        length * length,
        length * past,
        log_les,
        log_les * log((state.hol or 0.0) + 2.0),
        log(recent + 2.0),
        1.0 if state.rate_30 == 0.0 else 0.0,
        day,
        day * day,
        day * past,
        min(max((600.0 - state.minute) / 60.0, 0.0), 2.0),
        min(max((state.minute - 900.0) / 60.0, 0.0), 3.0),
    ]
