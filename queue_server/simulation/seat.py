"""A window while the day is simulated.

Responsible for: what it calls at present, whom it holds, and how long it worked. Not responsible for: the choice or the order
of things (``engine``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from queue_server.domain.dispatch import Plan
from queue_server.simulation.hall_day import Desk
from queue_server.simulation.record import WindowDay


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
    since: float = 0.0
    """When it called it, or became idle."""
    busy: float = 0.0
    overtime: float = 0.0
    served: int = 0
    _counted: float = field(default=0.0)
    """Until when overtime was counted."""

    def sit(self, plan: Plan | None) -> None:
        """From now on it calls by that plan; None: nobody sits there."""
        self.plan = plan
        self.own = frozenset() if plan is None else frozenset(plan.services)
        self.helps = frozenset() if plan is None else frozenset(rule.service for rule in plan.helps)

    def takes(self, service: str) -> bool:
        """Whether it calls residents of that service at all at present."""
        return service in self.own or service in self.helps

    def take(self, ticket: str, minute: float) -> None:
        """The ticket was called to it."""
        self.held = ticket
        self.since = minute

    def free(self, minute: float, *, served: bool) -> None:
        """The ticket left it."""
        self.busy += minute - self.since
        self.served += served
        self._count_overtime(minute)
        self.held = None
        self.since = minute

    def day(self) -> WindowDay:
        """The record at the end."""
        return WindowDay(self.desk.plan.window, self.desk.spans, self.served, self.busy, self.overtime)

    def _count_overtime(self, minute: float) -> None:
        """What of the time since its call, after hours since the session before, lies outside of its spans."""
        begun = self.since
        ends = [end for _, end in self.desk.spans if end <= begun]
        if ends and not any(start <= begun < end for start, end in self.desk.spans):
            begun = max(ends[-1], self._counted)
        inside = sum(max(min(minute, end) - max(begun, start), 0.0) for start, end in self.desk.spans)
        self.overtime += minute - begun - inside
        self._counted = minute
