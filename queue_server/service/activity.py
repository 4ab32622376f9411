"""When something was last done at each window, and since when services have had nobody, folded from the day's events.

Not responsible for: whether that is too long (``domain.alarms``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from queue_server.service.ports import StoredEvent

_AT_A_WINDOW = frozenset(
    {
        "ticket.called",
        "ticket.recalled",
        "ticket.started",
        "ticket.finished",
        "ticket.forwarded",
        "ticket.no-show",
        "ticket.parked",
        "ticket.transferred",
        "ticket.cancelled",
        "ticket.interrupted",
        "ticket.call-undone",
        "window.paused",
        "window.resumed",
        "window.staffed",
        "window.handed-over",
    }
)


class Activity:
    """What the day's events say of the windows so far. ``callers`` are the windows that may call each service."""

    def __init__(self, callers: Mapping[str, tuple[str, ...]], *, log_in: bool) -> None:
        self._callers = callers
        self._log_in = log_in
        self.last_action: dict[str, datetime] = {}
        """By window; windows where nothing was done are left out."""
        self.unmanned_since: dict[str, datetime] = {}
        """By service, for those whose last window closed or paused today."""
        self._paused: set[str] = set()
        self._staffed: set[str] = set()

    def add(self, events: Iterable[StoredEvent]) -> None:
        """Take in events, in the order of the log; a new day forgets the one before."""
        for event in events:
            if event.type == "day.opened":
                for kept in (self.last_action, self.unmanned_since, self._paused, self._staffed):
                    kept.clear()
            elif event.type in _AT_A_WINDOW:
                self._add(event.type, json.loads(event.data))

    def _add(self, kind: str, fact: Mapping[str, Any]) -> None:
        window = fact.get("window") or fact.get("from_window") or fact.get("ticket", {}).get("window")
        if window is None:
            return
        at = datetime.fromisoformat(fact["at"])
        self.last_action[window] = at
        if kind in ("window.paused", "window.resumed", "window.staffed"):
            self._note(kind, window, fact)
            self._note_unmanned(window, at)

    def _note(self, kind: str, window: str, fact: Mapping[str, Any]) -> None:
        if kind == "window.staffed":
            (self._staffed.add if fact["clerk"] else self._staffed.discard)(window)
        else:
            (self._paused.add if kind == "window.paused" else self._paused.discard)(window)

    def _note_unmanned(self, window: str, at: datetime) -> None:
        for service, callers in self._callers.items():
            if window not in callers:
                continue
            if any(self._open(caller) for caller in callers):
                self.unmanned_since.pop(service, None)
            else:
                self.unmanned_since.setdefault(service, at)

    def _open(self, window: str) -> bool:
        return window not in self._paused and (not self._log_in or window in self._staffed)
