"""When a service session may be rated, and what grades count.

Responsible for: one rating per session, given in time, its reasons, and what many ratings amount to. Not responsible for:
evaluators, or the words of grades and reasons (``i18n.rating_options``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from queue_server.domain.refusal import Code, Refusal

CLOCK_SKEW = timedelta(seconds=5)
"""How far the clock of an evaluator's computer may be off the server's."""

PHONE_DAYS = 1
"""A phone may rate until so many days after the day of the finish are over. Whoever rates there is on the way home or sits
down in the evening; a key on a counter is different, it would soon be pressed by the next resident."""

OPTIONS: dict[int, range] = {
    5: range(510, 518),
    4: range(406, 414),
    3: range(307, 315),
    2: range(207, 215),
    1: range(108, 116),
}
"""The national option codes (全国一体化政务服务平台好差评) that a grade may be explained with; eight for each grade."""

SCORES: dict[int, int] = {5: 10, 4: 8, 3: 6, 2: 3, 1: 0}
"""Points of a grade."""

BAD = frozenset({1, 2})
"""Grades that somebody has to follow up (差评)."""


def check_reasons(level: int, reasons: Sequence[int]) -> None:
    """Raise Refusal ``bad_reasons`` unless every code belongs to the grade and none is there twice."""
    if len(set(reasons)) < len(reasons) or any(reason not in OPTIONS[level] for reason in reasons):
        raise Refusal(Code.BAD_REASONS, f"the reasons do not belong to grade {level}")


def rate_until(finished_at: datetime, window_seconds: int) -> datetime:
    """The last instant at which the session may be rated."""
    return finished_at + timedelta(seconds=window_seconds)


def phone_rate_until(finished_at: datetime, zone: tzinfo) -> datetime:
    """The instant, midnight in the hall's zone, before which the session may be rated on a phone."""
    day = finished_at.astimezone(zone).date() + timedelta(days=PHONE_DAYS + 1)
    return datetime.combine(day, time(), zone)


def check_phone_rating(*, finished_at: datetime | None, rated: bool, now: datetime, zone: tzinfo) -> None:
    """Raise Refusal unless the session may be rated on a phone at ``now``."""
    if rated:
        raise Refusal(Code.ALREADY_RATED, "the session was rated before")
    if finished_at is None:
        raise Refusal(Code.RATING_TOO_EARLY, "the session is not finished")
    if now >= phone_rate_until(finished_at, zone):
        raise Refusal(Code.RATING_TOO_LATE, f"phones may rate until {PHONE_DAYS} day later")


def satisfied_share(levels: Sequence[int]) -> float:
    """Share of 3 and better among ratings, counted by grade from 1 to 5; ValueError when there are none."""
    rated = _rated(levels)
    return sum(count for level, count in enumerate(levels, 1) if level not in BAD) / rated


def mean_score(levels: Sequence[int]) -> float:
    """Mean points of ratings, counted by grade from 1 to 5; ValueError when there are none."""
    rated = _rated(levels)
    return sum(SCORES[level] * count for level, count in enumerate(levels, 1)) / rated


def _rated(levels: Sequence[int]) -> int:
    rated = sum(levels)
    if not rated:
        raise ValueError("nobody rated")
    return rated


def check_rating(
    *, finished_at: datetime | None, rated: bool, pressed_at: datetime, now: datetime, window_seconds: int
) -> None:
    """Raise Refusal unless the session may be rated by a key pressed at ``pressed_at``.

    The press counts, not its arrival: a report may come late when the server was away. A press "in the future" by more
    than the skew says that the device's clock is wrong; then the arrival counts.
    """
    if rated:
        raise Refusal(Code.ALREADY_RATED, "the session was rated before")
    if finished_at is None:
        raise Refusal(Code.RATING_TOO_EARLY, "the session is not finished")
    pressed = pressed_at if pressed_at <= now + CLOCK_SKEW else now
    if pressed < finished_at - CLOCK_SKEW:
        raise Refusal(Code.RATING_TOO_EARLY, "the key was pressed before the session was finished")
    if pressed > rate_until(finished_at, window_seconds) + CLOCK_SKEW:
        raise Refusal(Code.RATING_TOO_LATE, f"ratings are taken for {window_seconds} s after the finish")
