"""Who will be called next, as things stand.

Responsible for: the order in which one window would call if no other did, and that in which several would. Not responsible for:
a single choice (``dispatch``), who waits (``lines``), or when that will be (``forecast``).

Several windows call in turn: each takes whom the rules choose for it of those who are left, then the next one does, and a window
that finds nobody drops out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from queue_server.domain.dispatch import Plan, Rules, choose
from queue_server.domain.lines import Lines
from queue_server.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Caller:
    """A window that calls, and how many priority tickets it has called in a row."""

    plan: Plan
    in_a_row: int = 0


def upcoming(
    callers: Iterable[Caller], lines: Lines, rules: Rules, limit: int, now: datetime
) -> list[Ticket]:
    """The first ``limit`` tickets in the order in which the callers, taking turns, would call them.

    Of long lines the first ``limit`` tickets of each lane are enough. Who waits for none of the callers is not among them.
    """
    left, turns = lines.copy(), list(callers)
    called: list[Ticket] = []
    while turns:
        again = []
        for caller in turns:
            if len(called) == limit:
                return called
            decision = choose(caller.plan, left, rules, caller.in_a_row, now)
            if decision is not None:
                called.append(decision.ticket)
                left.remove(decision.ticket)
                again.append(Caller(caller.plan, decision.in_a_row))
        turns = again
    return called
