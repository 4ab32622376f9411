"""What happened today, folded from the event log.

Responsible for: the day's counts, and why and since when a slip is missing. Not responsible for: how the hall stands now,
which the snapshot says, or for being read by two threads at once (``now`` sees to that).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from queue_server.service.ports import StoredEvent

_BATCH = 1000

ReadAfter = Callable[[int, int], Sequence[StoredEvent]]
Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlipFact:
    """The latest that is known of a missing slip."""

    reason: str
    """The printer's word; empty when there is none."""
    since: datetime


@dataclass(slots=True)
class Day:
    """One business day so far; counts are per service id, ``served_at`` per window id."""

    date: date | None = None
    issued: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    no_show: Counter[str] = field(default_factory=Counter)
    served_at: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    waited_s: float = 0.0
    """Sum over ``calls`` of the time from the number to its first call."""
    slips: dict[str, SlipFact] = field(default_factory=dict)
    """By ticket id."""

    @property
    def mean_wait_minutes(self) -> int | None:
        """How long residents waited on the mean; None before the first call."""
        return round(self.waited_s / self.calls / 60) if self.calls else None


class TodayLog:
    """Reads the log from the day's beginning, once, and afterwards only what is new."""

    def __init__(self, read_after: ReadAfter, last_seq: Callable[[], int]) -> None:
        self._read_after = read_after
        self._last_seq = last_seq
        self._seen: int | None = None
        self._day = Day()
        self._folds: dict[str, Callable[[Fact], None]] = {
            "day.opened": self._opened,
            "ticket.issued": self._issued,
            "ticket.called": self._called,
            "ticket.finished": self._finished,
            "ticket.no-show": self._passed,
            "print.changed": self._printed,
            "print.requested": self._requested,
        }

    def day(self) -> Day:
        """The latest day that was opened, as of now; may raise StoreUnavailable."""
        if self._seen is None:
            self._seen = self._before_opening()
        while batch := self._read_after(self._seen, _BATCH):
            for event in batch:
                fold = self._folds.get(event.type)
                if fold is not None:
                    fold(json.loads(event.data))
                self._seen = event.seq
        return self._day

    def _before_opening(self) -> int:
        """The sequence after which the latest day lies; looks from the log's end backwards."""
        start = self._last_seq()
        while start > 0:
            start = max(0, start - _BATCH)
            opened = [e.seq for e in self._read_after(start, _BATCH) if e.type == "day.opened"]
            if opened:
                return opened[-1] - 1
        return 0

    def _opened(self, event: Fact) -> None:
        self._day = Day(date.fromisoformat(event["business_day"]))

    def _issued(self, event: Fact) -> None:
        self._day.issued[event["ticket"]["service"]] += 1

    def _called(self, event: Fact) -> None:
        ticket = event["ticket"]
        self._day.calls += 1
        self._day.waited_s += (_time(ticket["called_at"]) - _time(ticket["issued_at"])).total_seconds()

    def _finished(self, event: Fact) -> None:
        ticket = event["ticket"]
        self._day.finished[ticket["service"]] += 1
        self._day.served_at[ticket["window"]] += 1
        self._day.slips.pop(ticket["id"], None)

    def _passed(self, event: Fact) -> None:
        self._day.no_show[event["ticket"]["service"]] += 1
        self._day.slips.pop(event["ticket"]["id"], None)

    def _printed(self, event: Fact) -> None:
        if event["state"] in ("printed", "reprinted"):
            self._day.slips.pop(event["ticket"]["id"], None)
        else:
            self._day.slips[event["ticket"]["id"]] = SlipFact(event["reason"], _time(event["at"]))

    def _requested(self, event: Fact) -> None:
        self._day.slips[event["ticket"]["id"]] = SlipFact("", _time(event["at"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
