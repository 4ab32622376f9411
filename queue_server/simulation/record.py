"""What a simulated day leaves behind.

Responsible for: plain records of every wait and every window. Not responsible for: figures made of them (``measures``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """One resident at one window, from the first call to the end, or one number called there in vain."""

    window: str
    resident: int
    service: str
    priority: str
    called: float
    ended: float
    served: bool


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
