"""Predictors of a wait that need no training, and the cold start that the learnt estimator begins with.

Responsible for: the formulas of the queueing literature. Not responsible for: what was learnt (``history``, ``estimator``).
Sources: R. Ibrahim and W. Whitt, "Real-time delay estimation based on delay history", M&SOM 11(3), 2009 (QL, LES, HOL).
"""

from __future__ import annotations

import math

from queue_server.domain.forecast.state import QueueState

CONFIGURED_WEIGHT_MINUTES = 20.0
"""The configured throughput counts as much as this many minutes of observation."""
SLOWEST_RATE = 0.005
"""Calls a minute, below which a queue stands still and no rate can tell how long."""
LONGEST_MINUTES = 400.0
"""No prediction is longer: it is longer than a hall is open."""


def published_time(state: QueueState) -> float:
    """People waiting × configured minutes ÷ open counters."""
    return state.waiting * state.service_minutes / max(state.open_counters, 1)


def queue_over_rate(state: QueueState) -> float:
    """Queue length ÷ calls a minute of the last hour, shrunk towards what the open counters should achieve."""
    configured = CONFIGURED_WEIGHT_MINUTES * state.open_counters / max(state.service_minutes, 0.1)
    rate = (60.0 * state.rate_60 + configured) / (60.0 + CONFIGURED_WEIGHT_MINUTES)
    return (state.waiting + 1) / max(rate, SLOWEST_RATE)


def cold_start(state: QueueState) -> float:
    """The geometric mean of ``queue_over_rate`` and LES; without LES the former alone. At most ``LONGEST_MINUTES``."""
    by_length = queue_over_rate(state)
    if state.les is None:
        return min(by_length, LONGEST_MINUTES)
    # Two minutes keep a queue that was just empty from predicting nothing at all.
    return min(math.sqrt(by_length * (state.les + 2.0)), LONGEST_MINUTES)
