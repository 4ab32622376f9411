"""Forecasts of a hall's day: waits, arrivals, and the counters they need. Pure arithmetic: no clock, no files, no libraries."""

from __future__ import annotations

from queue_server.domain.forecast.day_record import DayRecord, QueueNow
from queue_server.domain.forecast.estimator import WaitEstimator, interval
from queue_server.domain.forecast.flow import CallTime, call_time, call_times
from queue_server.domain.forecast.live import LiveWaits, WaitCurve
from queue_server.domain.forecast.pace import TodayPace
from queue_server.domain.forecast.packed import pack, sample, unpack
from queue_server.domain.forecast.residual import Handling, learn_handling
from queue_server.domain.forecast.state import (
    CallRecord,
    HallLoad,
    HelpRule,
    Prediction,
    QueueLoad,
    QueueState,
    Sample,
    WindowLoad,
    staying,
)
from queue_server.domain.forecast.training import train

__all__ = [
    "CallRecord",
    "CallTime",
    "DayRecord",
    "HallLoad",
    "Handling",
    "HelpRule",
    "LiveWaits",
    "Prediction",
    "QueueLoad",
    "QueueNow",
    "QueueState",
    "Sample",
    "TodayPace",
    "WaitCurve",
    "WaitEstimator",
    "WindowLoad",
    "call_time",
    "call_times",
    "interval",
    "learn_handling",
    "pack",
    "sample",
    "staying",
    "train",
    "unpack",
]
