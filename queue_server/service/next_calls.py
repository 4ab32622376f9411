"""Whom the windows will call next, for boards and for the clerks themselves.

Responsible for: reading the front of every line, and which windows call, in what turn. Not responsible for: the rules
(``domain.upcoming``), or one call (``call_next``).

A window calls when it is not paused and, where clerks must log in, somebody is there. Those that are free have the first turns, in the
hall file's order; then those that hold a number, the one that was called longest ago first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from queue_server.domain.lines import Lines
from queue_server.domain.ticket import Ticket
from queue_server.domain.upcoming import Caller, upcoming
from queue_server.service.hall import Hall
from queue_server.service.ports import ReadUnit

SENT_LOOKED_AT = 200
"""Tickets that wait for one certain window; more are not looked at."""


@dataclass(frozen=True)
class NextCalls:
    """The front of every line at one look; good for lists of at most so many as were read of each."""

    unit: ReadUnit
    hall: Hall
    day: date
    now: datetime
    lengths: Mapping[str, int]
    """How many wait for each service; those that nobody waits for may be missing."""
    waiting: tuple[Ticket, ...]
    """Those who were read, lane by lane; the ones sent to a window last."""

    @classmethod
    def read(cls, unit: ReadUnit, hall: Hall, day: date, now: datetime, depth: int) -> NextCalls:
        """Look at the first ``depth`` of every service and class, and at those who were sent to a window."""
        lanes = unit.lengths(day)
        lengths: dict[str, int] = {}
        for (service, _), count in lanes.items():
            lengths[service] = lengths.get(service, 0) + count
        waiting = [ticket for lane in lanes for ticket in unit.lane(day, *lane, depth)]
        return cls(unit, hall, day, now, lengths, (*waiting, *unit.sent(day, SENT_LOOKED_AT)))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.waiting, self.lengths)

    def in_hall(self, limit: int) -> list[Ticket]:
        """The order in which the windows that call now will, taking turns."""
        return self._upcoming(self._windows_in_turn(), limit)

    def at(self, window: str, limit: int) -> list[Ticket]:
        """The order in which the window would call if no other did, whether it is open or not."""
        return self._upcoming([window], limit)

    def _upcoming(self, windows: Sequence[str], limit: int) -> list[Ticket]:
        if not self.waiting:
            return []
        callers = [Caller(self.hall.plans[window], self.unit.in_a_row(window)) for window in windows]
        return upcoming(callers, self._lines, self.hall.order, limit, self.now)

    def _windows_in_turn(self) -> list[str]:
        paused, staffed = self.unit.paused(), self.unit.staffed()
        called = {ticket.window: ticket.call_seq or 0 for ticket in self.unit.held(self.day)}
        calling = [
            window
            for window in self.hall.windows
            if window not in paused and (window in staffed or not self.hall.rules.require_log_in)
        ]
        # Sequences grow with time, and sorting keeps the order of those that are free.
        return sorted(calling, key=lambda window: called.get(window, -1))
