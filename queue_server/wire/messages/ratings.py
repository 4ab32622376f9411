"""Ratings (好差评), what follows from bad ones, and reports on many.

Responsible for: bodies about evaluation. Not responsible for: when a session may be rated.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from queue_server.wire.messages.bodies import Answer, Name, Request, RequestId
from queue_server.wire.messages.states import RatingChannel


class FollowUpResult(Request):
    """Body of ``POST /follow-ups/<id>/close``: what was done about a bad rating."""

    request_id: RequestId
    result: Annotated[str, StringConstraints(min_length=4, max_length=500, strip_whitespace=True)]


class RatingRequest(Request):
    """Body of ``POST /ratings``. Grade 5 is 非常满意, 1 is 非常不满意."""

    request_id: RequestId
    session_id: Name
    level: Annotated[int, Field(ge=1, le=5)]
    pressed_at: AwareDatetime
    channel: RatingChannel = RatingChannel.EVALUATOR
    reasons: Annotated[tuple[Annotated[int, Field(ge=100, le=999)], ...], Field(max_length=8)] = ()
    """National option codes that belong to the grade, such as 213."""


class FollowUpView(Answer):
    """What is done about a bad rating; for supervisors."""

    id: str
    opened_at: AwareDatetime
    due_on: date
    window: str
    service: str
    level: int
    reasons: tuple[int, ...]
    closed_at: AwareDatetime | None = None
    result: str = ""
    closed_by: str | None = None
    """Name of the token it was closed with."""
    overdue: bool = False
    """Still open, and its last day is over."""


class FollowUps(Answer):
    """Answer to ``GET /follow-ups``: open ones first, the most urgent first; then those of the last 30 days, the latest first."""

    follow_ups: tuple[FollowUpView, ...]
    overdue: int = 0


class RatedSessions(Answer):
    """Ratings over some days. Single ratings are in no answer."""

    finished: int
    rated: int
    levels: tuple[int, int, int, int, int]
    """How many gave 1, 2, 3, 4, 5."""
    satisfied: float | None
    """Share of 3 and better among the rated; None below the least number for a ranking."""
    score: float | None
    """Mean of 10, 8, 6, 3, 0 for 5 … 1; None as above."""


class EvaluationLine(RatedSessions):
    """Ratings of one window."""

    window: str


class ClerkLine(RatedSessions):
    """Ratings of the sessions that one clerk has served."""

    clerk: str | None
    """Id of the clerk; None: sessions at whose window nobody was logged in."""


class EvaluationReport(Answer):
    """Answer to ``GET /reports/evaluation``. Today's ratings are not in it: nobody can tell whose they are tomorrow."""

    first_day: date
    last_day: date
    windows: tuple[EvaluationLine, ...]
    clerks: tuple[ClerkLine, ...] = ()
    follow_ups_open: int
    """Of the sessions of these days; overdue ones are among them."""
    follow_ups_overdue: int
    follow_ups_closed: int
    finished: int = 0
    """Of the whole hall, like all that follows."""
    rated: int = 0
    satisfaction_rate: float | None = None
    """满意率: share of 3 and better among the rated; None below the least number for a ranking."""
    bad_rate: float | None = None
    """差评率: share of 2 and 1 among the rated; None as above."""
    rating_rate: float | None = None
    """主动评价率: rated among finished; None when nothing was finished."""
    closed_rate: float | None = None
    """整改率: closed among all follow-ups; None when there are none."""


class RatingAnswer(Answer):
    """Answer to ``POST /ratings``."""

    session_id: str
    recorded_at: AwareDatetime
