"""A wait forecast as one short text, to be kept with its ticket until the wait has ended.

Responsible for: packing state and prediction into a list that JSON can hold, and back. Not responsible for: storing it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from queue_server.domain.forecast.state import Prediction, QueueState, Sample

FORMAT = 1
LENGTH = 15

Packed = list[Any]
"""Numbers, texts and None: ``json.dumps(packed, separators=(",", ":"))`` takes about a hundred characters."""


def pack(state: QueueState, prediction: Prediction | None) -> Packed:
    """``prediction`` is None when no window would call. Minutes keep two digits, rates four."""
    told = [None] * 3 if prediction is None else [prediction.p50, prediction.p80, prediction.upper_90]
    return [
        FORMAT,
        state.queue,
        state.group,
        round(state.minute, 2),
        state.waiting,
        state.open_counters,
        round(state.service_minutes, 2),
        round(state.rate_30, 4),
        round(state.rate_60, 4),
        _rounded(state.les),
        _rounded(state.hol),
        _rounded(state.mean_last_10),
        *map(_rounded, told),
    ]


def unpack(packed: Sequence[Any]) -> tuple[QueueState, Prediction | None]:
    """What ``pack`` was given; ValueError for anything else."""
    if len(packed) != LENGTH or packed[0] != FORMAT:
        raise ValueError("not a packed forecast of this format")
    try:
        state = QueueState(
            queue=str(packed[1]),
            group=str(packed[2]),
            minute=float(packed[3]),
            waiting=int(packed[4]),
            open_counters=int(packed[5]),
            service_minutes=float(packed[6]),
            rate_30=float(packed[7]),
            rate_60=float(packed[8]),
            les=_optional(packed[9]),
            hol=_optional(packed[10]),
            mean_last_10=_optional(packed[11]),
        )
        told = None if packed[12] is None else Prediction(*map(float, packed[12:]))
    except TypeError as error:
        raise ValueError(f"a packed forecast holds something else than numbers: {error}") from error
    return state, told


def sample(packed: Sequence[Any], day: int, actual_wait: float) -> Sample:
    """For the next training: the state the wait began in, and how it ended."""
    return Sample(unpack(packed)[0], day, actual_wait)


def _rounded(minutes: float | None) -> float | None:
    return None if minutes is None else round(minutes, 2)


def _optional(value: Any) -> float | None:
    return None if value is None else float(value)
