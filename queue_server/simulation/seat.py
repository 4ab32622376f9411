"""A window while the day is simulated.

Responsible for: what it calls at present, whom it holds or has put aside, and how long it worked and paused. Not responsible for:
the choice or the order of things (``engine``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from queue_server.domain.dispatch import Plan
from queue_server.simulation.hall_day import Desk
from queue_server.simulation.record import WindowDay
from queue_server.simulation.residents import Pause


@dataclass(slots=True)
class Seat:
    """One window. Minutes after midnight."""

    desk: Desk
    index: int
    plan: Plan | None = None
    """What it calls; None while nobody sits there."""
    own: frozenset[str] = frozenset()
    helps: frozenset[str] = frozenset()
    in_a_row: int = 0
    """Priority calls in a row."""
    held: str | None = None
    """The ticket it has called."""
    serves: str | None = None
    """The service of that ticket."""
    since: float = 0.0
    """When it called it, or became idle."""
    ready: list[str] = field(default_factory=list)
    """Tickets it has put aside whose residents are ready again, who was first in front."""
    due: Pause | None = None
    """Begins when it holds nobody."""
    resting: bool = False
    """In a pause."""
    busy: float = 0.0
    overtime: float = 0.0
    served: int = 0
    pauses: dict[str, float] = field(default_factory=dict)
    """Minutes of its spans, by the reason."""
    _counted: float = field(default=0.0)
    """Until when overtime was counted."""

    @property
    def window(self) -> str:
        """Its id."""
        return self.desk.plan.window

    @property
    def calls(self) -> bool:
        """Whether somebody sits there who does not pause."""
        return self.plan is not None and not self.resting

    def is_over(self, minute: float) -> bool:
        """Whether it is after the last of its hours."""
        return not self.desk.spans or minute >= self.desk.spans[-1][1]

    def sit(self, plan: Plan | None) -> None:
        """From now on it calls by that plan; None: nobody sits there."""
        self.plan = plan
        self.own = frozenset() if plan is None else frozenset(plan.services)
        self.helps = frozenset() if plan is None else frozenset(rule.service for rule in plan.helps)

    def takes(self, service: str) -> bool:
        """Whether it calls residents of that service at all at present."""
        return service in self.own or service in self.helps

    def will_take(self, service: str, minute: float) -> bool:
        """Whether it calls them now or in hours to come."""
        plan = self.desk.late if self.is_over(minute) else self.desk.plan
        return plan is not None and service in (*plan.services, *(rule.service for rule in plan.helps))

    def take(self, ticket: str, service: str, minute: float) -> None:
        """The ticket was called to it."""
        self.held = ticket
        self.serves = service
        self.since = minute

    def free(self, minute: float, *, served: bool) -> None:
        """The ticket left it."""
        self.busy += minute - self.since
        self.served += served
        self._count_overtime(minute)
        self.held = self.serves = None
        self.since = minute

    def rest(self, minute: float) -> float:
        """The pause that is due begins; when it ends."""
        until = minute
        if self.due is not None:
            until = minute + self.due.minutes
            inside = sum(max(min(until, end) - max(minute, start), 0.0) for start, end in self.desk.spans)
            self.pauses[self.due.reason] = self.pauses.get(self.due.reason, 0.0) + inside
        self.due, self.resting = None, True
        return until

    def day(self) -> WindowDay:
        """The record at the end."""
        return WindowDay(
            self.window, self.desk.spans, self.served, self.busy, self.overtime, dict(self.pauses)
        )

    def _count_overtime(self, minute: float) -> None:
        """What of the time since its call, after hours since the session before, lies outside of its spans."""
        begun = self.since
        ends = [end for _, end in self.desk.spans if end <= begun]
        if ends and not any(start <= begun < end for start, end in self.desk.spans):
            begun = max(ends[-1], self._counted)
        inside = sum(max(min(minute, end) - max(begun, start), 0.0) for start, end in self.desk.spans)
        self.overtime += minute - begun - inside
        self._counted = minute
