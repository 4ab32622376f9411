"""What happened today, folded from the event log.

Responsible for: the day's counts, why and since when a slip is missing, what became of
second-visit cards, and who waits for help at a kiosk. Not responsible for: how the hall stands now, which the
snapshot says, or for being read by two threads at once (``now`` sees to that).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import fmean
from typing import Any

from queue_server.service.day_log import DayLog, ReadAfter

Fact = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlipFact:
    """The latest that is known of a missing slip."""

    reason: str
    """The printer's word; empty when there is none."""
    since: datetime


@dataclass(frozen=True, slots=True)
class CardFact:
    """The latest that is known of a second-visit card on its way to the paper."""

    number: str
    service: str
    kiosk: str
    state: str
    reason: str
    """The printer's word; empty when there is none."""
    asked_at: datetime


@dataclass(slots=True)
class Day:
    """One business day so far; counts are per service id, ``served_at`` per window id."""

    date: date | None = None
    issued: Counter[str] = field(default_factory=Counter)
    finished: Counter[str] = field(default_factory=Counter)
    no_show: Counter[str] = field(default_factory=Counter)
    served_at: Counter[str] = field(default_factory=Counter)
    waits_s: dict[str, float] = field(default_factory=dict)
    """By ticket id, for those that were called: from the number to its first call."""
    slips: dict[str, SlipFact] = field(default_factory=dict)
    """By ticket id."""
    cards: dict[str, CardFact] = field(default_factory=dict)
    """Cards that kiosks were asked for, by id of the ticket they were made for; the one asked for last comes last."""
    help_calls: dict[str, datetime] = field(default_factory=dict)
    """Kiosks where somebody waits for help, with the time of the first call that nobody has answered."""

    @property
    def mean_wait_minutes(self) -> int | None:
        """How long residents waited on the mean; None before the first call."""
        return round(fmean(self.waits_s.values()) / 60) if self.waits_s else None


class TodayLog:
    """Folds the log from the day's beginning, once, and afterwards only what is new."""

    def __init__(self, read_after: ReadAfter, last_seq: Callable[[], int]) -> None:
        self._log = DayLog(read_after, last_seq)
        self._day = Day()
        self._folds: dict[str, Callable[[Fact], None]] = {
            "day.opened": self._opened,
            "ticket.issued": self._issued,
            "ticket.called": self._called,
            "ticket.call-undone": self._undone,
            "ticket.finished": self._finished,
            "ticket.forwarded": self._forwarded,
            "ticket.no-show": self._passed,
            "print.changed": self._printed,
            "print.requested": self._requested,
            "card.requested": self._card_requested,
            "card.changed": self._card_changed,
            "help.called": self._help_called,
            "help.answered": self._help_answered,
        }

    def day(self) -> Day:
        """The latest day that was opened, as of now; may raise StoreUnavailable."""
        for event in self._log.fresh():
            fold = self._folds.get(event.type)
            if fold is not None:
                fold(json.loads(event.data))
        return self._day

    def _opened(self, event: Fact) -> None:
        self._day = Day(date.fromisoformat(event["business_day"]))

    def _issued(self, event: Fact) -> None:
        self._day.issued[event["ticket"]["service"]] += 1

    def _called(self, event: Fact) -> None:
        ticket = event["ticket"]
        waited = _time(ticket["called_at"]) - _time(ticket["issued_at"])
        self._day.waits_s.setdefault(ticket["id"], waited.total_seconds())

    def _undone(self, event: Fact) -> None:
        if event["ticket"]["called_at"] is None:
            self._day.waits_s.pop(event["ticket"]["id"], None)
        if (reopened := event.get("reopened")) is not None:
            self._day.finished[reopened["service"]] -= 1
            self._day.served_at[reopened["window"]] -= 1

    def _finished(self, event: Fact) -> None:
        ticket = event["ticket"]
        self._day.finished[ticket["service"]] += 1
        self._day.served_at[ticket["window"]] += 1
        self._day.slips.pop(ticket["id"], None)

    def _forwarded(self, event: Fact) -> None:
        # A step of a package: its window has served somebody, and the ticket goes on.
        self._day.finished[event["from_service"]] += 1
        self._day.served_at[event["from_window"]] += 1

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

    def _card_requested(self, event: Fact) -> None:
        ticket = event["ticket"]
        self._day.cards.pop(ticket["id"], None)
        self._day.cards[ticket["id"]] = CardFact(
            ticket["number"], ticket["service"], event["kiosk"], "queued", "", _time(event["at"])
        )

    def _card_changed(self, event: Fact) -> None:
        asked = self._day.cards.get(event["ticket"]["id"])
        # Asked for on the day before: the list begins anew each day.
        if asked is not None:
            changed = replace(asked, state=event["state"], reason=event["reason"])
            self._day.cards[event["ticket"]["id"]] = changed

    def _help_called(self, event: Fact) -> None:
        self._day.help_calls.setdefault(event["kiosk"], _time(event["at"]))

    def _help_answered(self, event: Fact) -> None:
        self._day.help_calls.pop(event["kiosk"], None)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
