"""What the forecast needs from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PastCall:
    """A ticket that was called: for its first call, and how its session went if it has ended."""

    ticket_id: str
    service: str
    business_day: date
    issued_at: datetime
    first_called_at: datetime
    called_at: datetime
    """The latest call of the latest session."""
    finished_at: datetime | None
    """Of a session that was served to its end."""
    ordinary: bool
    """Without priority, package or transfer: its wait tells about its queue."""
    forecast: str | None


@dataclass(frozen=True, slots=True)
class QuarterCount:
    """Numbers that were taken for a service in one quarter of an hour of one day; quarters count from midnight."""

    service: str
    business_day: date
    quarter: int
    count: int


class ForecastStore(Protocol):
    """One hall's past. Every method may raise StoreUnavailable."""

    def calls_since(self, day: date, called: datetime) -> Sequence[PastCall]:
        """Tickets of that day whose latest call was then or later, by the time of the call."""

    def calls_between(self, first: date, last: date) -> Sequence[PastCall]:
        """All called tickets of those days, both included."""

    def arrivals(self, first: date, last: date) -> Sequence[QuarterCount]:
        """How many numbers were taken; quarters without any are left out."""

    def model(self, kind: str) -> tuple[datetime, str] | None:
        """When something was learnt, and what, as JSON."""

    def save_model(self, kind: str, made_at: datetime, data: str) -> None:
        """Keep what was learnt in place of what was known before."""
