"""What a simulated day leaves behind.

Responsible for: plain records of every wait and every window. Not responsible for: figures made of them (``measures``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from queue_server.simulation.residents import Span


class End(StrEnum):
    """What became of somebody who waited for a service."""

    SERVED = "served"
    ABANDONED = "abandoned"
    """Left before the call."""
    NO_SHOW = "no-show"
    """Was called and passed, and did not come back in time."""
    UNSERVED = "unserved"
    """Still waited when no window would call any more."""
    TRANSFERRED = "transferred"
    """Was called and sent on to another service or window; the wait there is one of its own."""
    INTERRUPTED = "interrupted"
    """Was called and could not be served to the end."""


class Outcome(StrEnum):
    """How a session ended."""

    SERVED = "served"
    PASSED = "passed"
    """Nobody came."""
    PARKED = "parked"
    TRANSFERRED = "transferred"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Wait:
    """One resident's wait for one service; a package has one for each of its services. Minutes after midnight."""

    resident: int
    number: str
    service: str
    priority: str
    since: float
    end: End
    until: float
    """The first call, or when the resident left; for the unserved the end of the day."""
    window: str | None = None
    """Where it ended; None for those who never were at one."""
    finished: float | None = None
    calls_in_vain: int = 0
    """How often it was called to a window and passed."""
    overtook: bool = False
    """Whether somebody with an earlier place was left waiting among those the window looked at."""
    called: bool = True
    """Whether there was a call at all."""

    @property
    def minutes(self) -> float:
        """How long it lasted."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Session:
    """One resident at one window without a break, from the call to the end, or one number called there in vain."""

    window: str
    resident: int
    service: str
    priority: str
    called: float
    ended: float
    outcome: Outcome

    @property
    def served(self) -> bool:
        """Whether the service was done then."""
        return self.outcome is Outcome.SERVED


@dataclass(frozen=True, slots=True)
class Aside:
    """One number put aside by its window and called back there. Minutes after midnight."""

    resident: int
    service: str
    window: str
    since: float
    ready: float
    """When its resident was ready again."""
    until: float
    """When it was called back."""

    @property
    def minutes(self) -> float:
        """How long its resident waited once ready."""
        return self.until - self.ready


@dataclass(frozen=True, slots=True)
class WindowDay:
    """What one window did."""

    window: str
    spans: tuple[Span, ...]
    served: int
    busy: float
    """Minutes from calls to the ends of their sessions, calls in vain included."""
    overtime: float
    """Minutes worked beyond its spans."""
    pauses: Mapping[str, float] = field(default_factory=dict)
    """Minutes of its spans in which the clerk had stopped calling, by the reason."""

    @property
    def staffed(self) -> float:
        """Minutes, overtime included."""
        return sum(end - start for start, end in self.spans) + self.overtime

    @property
    def utilisation(self) -> float:
        """The busy share of the staffed time."""
        return self.busy / self.staffed if self.staffed else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated day."""

    on: date
    issued: int
    waits: tuple[Wait, ...]
    """In the order in which they came to an end."""
    sessions: tuple[Session, ...]
    """In the order in which they ended."""
    windows: tuple[WindowDay, ...]
    turned_away: Mapping[str, int]
    """Residents who got no number, by the reason they were given."""
    finished: float
    """When the last session ended; 0 when there was none."""
    asides: tuple[Aside, ...] = ()
    """In the order in which they were called back."""
    restored: int = 0
    """Passed numbers that waited again."""
    came_back_late: int = 0
    """Residents of passed numbers that the rules did not let wait again."""
    cards: int = 0
    """Numbers given out for second-visit cards."""
    closes: Mapping[str, float] = field(default_factory=dict)
    """When each service closes for the day."""
