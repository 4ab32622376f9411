"""What evaluation needs of the store beside the queue.

Responsible for: the shapes of follow-ups' book within a change, and of what reports read. Not responsible for: how they are kept;
``storage.evaluations`` is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from queue_server.domain.follow_up import FollowUp


@dataclass(frozen=True, slots=True)
class SessionCount:
    """What residents thought of the sessions of one window or clerk. ``levels`` counts grades 1 to 5."""

    whose: str | None
    """None: of nobody who is known."""
    finished: int
    levels: tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class FollowUpCount:
    """How far bad ratings have been followed up; overdue ones are among the open ones."""

    open: int
    overdue: int
    closed: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A session of a ticket that was served to its end."""

    session_id: str
    window: str
    service: str
    finished_at: datetime
    rated: bool


class FollowUpBook(Protocol):
    """Follow-ups within one change of the hall."""

    def open(self, session_id: str, follow_up_id: str, at: datetime, due_on: date) -> None:
        """Save a new follow-up of a session's rating."""

    def find(self, follow_up_id: str) -> FollowUp | None:
        """The follow-up with that id."""

    def save_closed(self, follow_up: FollowUp) -> None:
        """Save what closing it has changed."""


class EvaluationStore(Protocol):
    """What ratings and follow-ups of one hall say. Every method may raise StoreUnavailable."""

    def window_counts(self, first: date, last: date, recorded_before: datetime) -> Sequence[SessionCount]:
        """Sessions that ended on those days, and their ratings as far as they were recorded before that instant, by window."""

    def clerk_counts(self, first: date, last: date, recorded_before: datetime) -> Sequence[SessionCount]:
        """The same by clerk."""

    def follow_up_count(self, first: date, last: date, today: date) -> FollowUpCount:
        """Follow-ups of sessions of those days."""

    def follow_ups(self, closed_since: datetime) -> Sequence[FollowUp]:
        """All open ones, and those that were closed since then."""

    def visits(self, ticket_id: str) -> Sequence[Visit]:
        """The ended sessions of a ticket, in order."""
