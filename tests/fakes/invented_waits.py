"""An invented hall whose waits follow a known rule: something to be learnt, and nobody's data."""

from __future__ import annotations

import random
from collections.abc import Iterable

from queue_server.domain.forecast import QueueState, Sample

MINUTES_EACH = {"A": 2.0, "B": 5.0, "C": 12.0}
"""Minutes between two calls of each queue; all of them publish ten minutes at two counters."""


def invented_state(queue: str, minute: float, waiting: int) -> QueueState:
    """A queue whose length was the same for a while, so that those called now have waited their turn."""
    each = MINUTES_EACH.get(queue, 6.0)
    waited = waiting * each
    return QueueState(
        queue=queue,
        group="hall",
        minute=minute,
        waiting=waiting,
        open_counters=2,
        service_minutes=10.0,
        rate_30=1.0 / each,
        rate_60=1.0 / each,
        les=waited,
        hol=waited * 0.8,
        mean_last_10=waited,
    )


def invented_days(
    days: Iterable[int], *, slower: float = 1.0, seed: int = 1, queues: str = "ABC", scatter: float = 0.3
) -> list[Sample]:
    """Waits scatter around (people + 1) × minutes × ``slower``, lognormally."""
    source = random.Random(seed)
    samples: list[Sample] = []
    for day in days:
        for queue in queues:
            for minute in range(540, 1020, 8):
                waiting = source.randint(1, 25)
                expected = (waiting + 1) * MINUTES_EACH[queue] * slower
                wait = max(expected * source.lognormvariate(0.0, scatter), 1.0)
                samples.append(Sample(invented_state(queue, minute, waiting), day, wait))
    return samples
