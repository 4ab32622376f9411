"""The values of a wait forecast: what is known when a number is taken, what came of it, and what is predicted.

Not responsible for: how they are computed. All times of day are minutes after midnight, as fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from queue_server.domain.forecast.residual import Handling

MIDNIGHT = 1440.0
"""Minutes of the day."""


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


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call of today: when its resident took a number, and when it was called for the first time."""

    queue: str
    issued_minute: float
    called_minute: float


@dataclass(frozen=True, slots=True)
class HelpRule:
    """A service of other windows that a window takes when nobody waits for its own, or when one of these holds."""

    service: str
    when_waiting: int = 10
    when_minutes: float = 20.0
    """So many wait there; who is first there has waited so long."""


@dataclass(frozen=True, slots=True)
class WindowLoad:
    """One window as the look ahead sees it."""

    window: str
    services: tuple[str, ...]
    listed: bool = False
    """Whether it calls the first service of its list that somebody waits for, instead of who came first."""
    helps: tuple[HelpRule, ...] = ()
    open: bool = True
    """Staffed and not paused."""
    held_service: str | None = None
    """The service of the resident called to it or served; None: it is idle."""
    held_since: float | None = None
    """When the session began; None while its resident was only called."""
    shifts: tuple[tuple[float, float], ...] = ()
    """When it is meant to be open today, in order; without any an open window stays open.

    A closed or paused window opens with the next shift that begins. An open one calls until the shift ends that it is in, an
    open one outside its shifts until the next shift ends. A hall that serves all who hold a number adds that time to the last.
    """

    def takes(self, service: str) -> bool:
        """Whether it calls residents of that service at all."""
        return service in self.services or any(rule.service == service for rule in self.helps)


def staying(shifts: Sequence[tuple[float, float]], closes: float) -> tuple[tuple[float, float], ...]:
    """The shifts of a window in a hall that serves all who hold a number: it stays when its last one reaches the minute ``closes``."""
    if not shifts or shifts[-1][1] < closes:
        return tuple(shifts)
    return *shifts[:-1], (shifts[-1][0], max(shifts[-1][1], MIDNIGHT))


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """The residents waiting for one service, in calling order."""

    waiting: int
    taken: tuple[float, ...] = ()
    """When the first of them took their numbers: the first hundred are enough, the others came evenly until now. Without any
    all came evenly over the last hour."""


@dataclass(frozen=True, slots=True)
class HallLoad:
    """All that the look ahead of a hall needs. Services without a queue have nobody waiting."""

    minute: float
    windows: tuple[WindowLoad, ...]
    queues: Mapping[str, QueueLoad] = field(default_factory=dict)
    handling: Mapping[str, Handling] = field(default_factory=dict)
    """Session minutes by service, from the call to the end, so that the way to the window is in them."""
