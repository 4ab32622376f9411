"""What is done about a bad rating (差评整改).

Responsible for: when a follow-up must be closed, which one is the most urgent, and that it is closed once. Not responsible for:
which grades are bad (``rating``), or which days are worked (``calendar``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from queue_server.domain.refusal import Code, Refusal

CLOSED_SHOWN = timedelta(days=30)
"""How long a closed follow-up stays in the list."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A bad rating that somebody looks into. ``closed_by`` is the name of a token, never a person's."""

    id: str
    session_id: str
    window: str
    service: str
    level: int
    reasons: tuple[int, ...]
    opened_at: datetime
    due_on: date
    """The last day on which closing it is in time."""
    closed_at: datetime | None = None
    closed_by: str | None = None
    result: str = ""

    def is_overdue(self, today: date) -> bool:
        """Whether it is still open after its last day."""
        return self.closed_at is None and self.due_on < today

    @property
    def urgency(self) -> tuple[date, int, datetime]:
        """Open ones sort by it, the most urgent first: by the deadline, then the worse grade, then the older one."""
        return self.due_on, self.level, self.opened_at


def close(follow_up: FollowUp, at: datetime, *, by: str, result: str) -> FollowUp:
    """The follow-up as closed with what was done; raises Refusal ``illegal_transition`` for a closed one."""
    if follow_up.closed_at is not None:
        raise Refusal(Code.ILLEGAL_TRANSITION, "the follow-up is closed already")
    return replace(follow_up, closed_at=at, closed_by=by, result=result)
