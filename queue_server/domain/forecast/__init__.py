"""Forecasts of a hall's day: waits, arrivals, and the counters they need. Pure arithmetic: no clock, no files, no libraries."""

from __future__ import annotations

from queue_server.domain.forecast.estimator import WaitEstimator, interval
from queue_server.domain.forecast.pace import TodayPace
from queue_server.domain.forecast.state import Prediction, QueueState, Sample
from queue_server.domain.forecast.training import train

__all__ = ["Prediction", "QueueState", "Sample", "TodayPace", "WaitEstimator", "interval", "train"]
