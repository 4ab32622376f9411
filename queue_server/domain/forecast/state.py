"""The values of a wait forecast: what is known when a number is taken, what came of it, and what is predicted.

Not responsible for: how they are computed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueueState:
    """One queue at the moment the next number is taken. Every field is known then; times are minutes.

    ``les`` is how long ago the last resident called had taken a number, ``hol`` how long the head of the line has waited,
    ``mean_last_10`` the mean wait of the last ten called; each is None while nobody was called today or nobody waits.
    ``rate_30`` and ``rate_60`` are calls a minute over the last 30 and 60 minutes. ``group`` names what queues have in
    common (a hall, a floor): a queue without history borrows from its group.
    """

    queue: str
    minute: float
    """Minutes after midnight."""
    waiting: int
    """Residents already waiting in this queue."""
    open_counters: int
    service_minutes: float
    """Configured or published minutes for one resident."""
    rate_30: float
    rate_60: float
    les: float | None = None
    hol: float | None = None
    mean_last_10: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A state and the minutes its resident then waited; ``day`` counts days from any fixed origin."""

    state: QueueState
    day: int
    actual_wait: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Minutes: as likely too long as too short, enough for four in five, enough for nine in ten."""

    p50: float
    p80: float
    upper_90: float
