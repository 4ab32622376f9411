"""What grades count, until when a phone may rate, and how follow-ups are ordered and closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.follow_up import FollowUp, close
from queue_server.domain.rating import (
    check_phone_rating,
    check_reasons,
    mean_score,
    phone_rate_until,
    satisfied_share,
)
from queue_server.domain.refusal import Code, Refusal
from tests.fakes.hall_clock import MONDAY_MORNING, ZONE

LEVELS = st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any)


def test_what_grades_count() -> None:
    assert mean_score((1, 1, 1, 1, 1)) == pytest.approx((0 + 3 + 6 + 8 + 10) / 5)
    assert satisfied_share((1, 1, 1, 1, 1)) == pytest.approx(3 / 5)
    for nobody in (mean_score, satisfied_share):
        with pytest.raises(ValueError, match="nobody"):
            nobody((0, 0, 0, 0, 0))


@given(LEVELS)
def test_shares_and_points_have_bounds(levels: list[int]) -> None:
    assert 0 <= satisfied_share(levels) <= 1
    assert 0 <= mean_score(levels) <= 10


@given(LEVELS, st.integers(0, 3))
def test_a_better_grade_never_counts_less(levels: list[int], grade: int) -> None:
    if not levels[grade]:
        return
    better = list(levels)
    better[grade] -= 1
    better[grade + 1] += 1
    assert mean_score(better) > mean_score(levels)
    assert satisfied_share(better) >= satisfied_share(levels)


@pytest.mark.parametrize(
    "rated, finished, now, code",
    [
        (False, True, datetime(2026, 3, 3, 23, 59, 59, tzinfo=ZONE), None),
        (False, True, datetime(2026, 3, 4, 0, 0, tzinfo=ZONE), Code.RATING_TOO_LATE),
        (True, True, MONDAY_MORNING, Code.ALREADY_RATED),
        (False, False, MONDAY_MORNING, Code.RATING_TOO_EARLY),
    ],
)
def test_when_a_phone_may_rate(rated: bool, finished: bool, now: datetime, code: Code | None) -> None:
    refused = None
    try:
        check_phone_rating(finished_at=MONDAY_MORNING if finished else None, rated=rated, now=now, zone=ZONE)
    except Refusal as refusal:
        refused = refusal.code
    assert refused == code


@given(st.integers(0, 24 * 60 - 1))
def test_a_phone_has_between_one_and_two_days(minute: int) -> None:
    finished = datetime(2026, 3, 2, tzinfo=ZONE) + timedelta(minutes=minute)
    assert timedelta(days=1) < phone_rate_until(finished, ZONE) - finished <= timedelta(days=2)


@pytest.mark.parametrize("level, reasons", [(5, (213,)), (2, (213, 213)), (1, (116,)), (3, (306,))])
def test_reasons_that_do_not_belong(level: int, reasons: tuple[int, ...]) -> None:
    with pytest.raises(Refusal):
        check_reasons(level, reasons)


def follow_up(due: int = 9, level: int = 2, opened: int = 0) -> FollowUp:
    return FollowUp(
        id="f",
        session_id="t.1",
        window="1",
        service="civil",
        level=level,
        reasons=(),
        opened_at=MONDAY_MORNING + timedelta(minutes=opened),
        due_on=date(2026, 3, due),
    )


def test_the_last_day_is_in_time() -> None:
    one = follow_up(due=9)
    assert not one.is_overdue(date(2026, 3, 9))
    assert one.is_overdue(date(2026, 3, 10))
    assert not close(one, MONDAY_MORNING, by="zhang-test", result="已整改").is_overdue(date(2026, 3, 10))


def test_deadline_then_grade_then_age() -> None:
    expected = [follow_up(8), follow_up(9, level=1, opened=5), follow_up(9), follow_up(9, opened=1)]
    mixed = [expected[index] for index in (3, 1, 0, 2)]
    assert sorted(mixed, key=lambda each: each.urgency) == expected


def test_closed_once() -> None:
    closed = close(follow_up(), MONDAY_MORNING, by="zhang-test", result="已整改")
    with pytest.raises(Refusal) as refused:
        close(closed, MONDAY_MORNING, by="li-test", result="又一次")
    assert refused.value.code is Code.ILLEGAL_TRANSITION
