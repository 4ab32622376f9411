"""Bad ratings are followed up, and reports tell of many ratings and of no single one; over HTTP on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from queue_server.wire.messages import EvaluationReport, FollowUps
from tests.fakes.full_hall import FullHall
from tests.fakes.hall_clock import ZONE
from tests.fakes.served_hall import HALL, ServedHall, error_code

SMALL_RANKING = '\n[calendar]\nholidays = "china"\n\n[evaluation]\nranking_minimum = 2\nfollow_up_days = 3\n'
Rate = Callable[..., str]


@pytest.fixture
def rated(made_url: str) -> Iterator[ServedHall]:
    """A hall in which two ratings are enough for a ranking."""
    served = ServedHall(made_url, hall=HALL + SMALL_RANKING)
    yield served
    served.close()


def finish(hall: ServedHall, window: str = "1") -> str:
    hall.issue()
    hall.window(window, "call-next")
    session: str = hall.window(window, "finish")["ticket"]["session_id"]
    return session


def rate(hall: ServedHall, session: str, level: int, **more: object) -> None:
    pressed = hall.clock.now().isoformat()
    body = {"session_id": session, "level": level, "pressed_at": pressed, **more}
    hall.ok("/ratings", token=hall.device_token, **body)


def follow_ups(hall: ServedHall) -> FollowUps:
    return FollowUps.model_validate_json(hall.get("/follow-ups").text)


def report(hall: ServedHall, first: str = "2026-03-01", last: str = "2026-03-31") -> EvaluationReport:
    answer = hall.get(f"/reports/evaluation?from={first}&to={last}")
    assert answer.status_code == 200, answer.text
    return EvaluationReport.model_validate_json(answer.text)


@pytest.mark.parametrize("level, opened", [(1, True), (2, True), (3, False), (4, False), (5, False)])
def test_only_bad_ratings_are_followed_up(rated: ServedHall, level: int, opened: bool) -> None:
    rate(rated, finish(rated), level)
    assert bool(follow_ups(rated).follow_ups) is opened


def test_a_follow_up_says_what_it_is_about_and_until_when(rated: ServedHall) -> None:
    rate(rated, finish(rated), 2, reasons=[213, 214])
    (view,) = follow_ups(rated).follow_ups
    assert (view.window, view.service, view.level, view.reasons) == ("1", "civil", 2, (213, 214))
    assert (view.due_on.isoformat(), view.overdue, view.closed_at) == ("2026-03-05", False, None)


def test_make_up_days_count_and_holidays_do_not(rated: ServedHall) -> None:
    # The week before National Day 2026: Sunday 20 September is worked in its place.
    rated.clock.time = datetime(2026, 9, 18, 16, 0, tzinfo=ZONE)
    rate(rated, finish(rated), 1)
    (view,) = follow_ups(rated).follow_ups
    assert view.due_on.isoformat() == "2026-09-22"


def test_the_stream_does_not_tell_a_bad_rating_from_a_good_one(rated: ServedHall) -> None:
    sessions = [finish(rated), finish(rated)]
    seen = []
    for session, level in zip(sessions, (1, 5), strict=True):
        before = rated.snapshot().seq
        rate(rated, session, level)
        seen += [
            event.model_dump(exclude={"seq", "session_id"}, mode="json") for event in rated.events(before)
        ]
    assert len(seen) == 2
    assert seen[0] == seen[1]
    before = rated.snapshot().seq
    close(rated, follow_ups(rated).follow_ups[0].id)
    assert rated.events(before) == []


def close(hall: ServedHall, follow_up: str, result: str = "已致电说明并道歉", **more: Any) -> Any:
    return hall.ok(f"/follow-ups/{follow_up}/close", result=result, **more)


def test_a_follow_up_is_closed_once_with_a_result_and_a_name(rated: ServedHall) -> None:
    rate(rated, finish(rated), 1)
    (view,) = follow_ups(rated).follow_ups
    path = f"/follow-ups/{view.id}/close"
    assert rated.refused(path, result="  好  ") == (422, "invalid_body")
    assert rated.refused(path) == (422, "invalid_body")
    boss = rated.new_token("zhang-test", "supervisor")
    rated.clock.advance(days=1)
    closed = close(rated, view.id, "已致电\x00说明", token=boss)
    assert (closed["result"], closed["closed_by"]) == ("已致电 说明", "zhang-test")
    assert rated.refused(path, result="再来一次") == (409, "illegal_transition")
    (seen,) = follow_ups(rated).follow_ups
    assert (seen.closed_by, seen.closed_at) == ("zhang-test", rated.clock.now())


def test_closing_again_with_the_same_request_is_answered_as_before(rated: ServedHall) -> None:
    rate(rated, finish(rated), 1)
    path = f"/follow-ups/{follow_ups(rated).follow_ups[0].id}/close"
    body = {"request_id": "once", "result": "已核实并整改"}
    answers = {rated.post(path, body).text for _ in range(2)}
    assert len(answers) == 1


@pytest.mark.parametrize("unknown", ["0123456789abcdef01234567", "x", "评价", "a%00b"])
def test_a_follow_up_nobody_knows(rated: ServedHall, unknown: str) -> None:
    assert rated.refused(f"/follow-ups/{unknown}/close", result="没有这一件") == (404, "unknown_follow_up")


def test_the_most_urgent_comes_first_and_closed_ones_leave_after_a_month(rated: ServedHall) -> None:
    for level in (2, 1, 2):
        rate(rated, finish(rated), level)
    rated.clock.advance(days=1)
    rate(rated, finish(rated, "2"), 1)
    first, second, third, fourth = follow_ups(rated).follow_ups
    assert [view.level for view in (first, second, third)] == [1, 2, 2]
    assert (fourth.window, fourth.level) == ("2", 1)
    close(rated, first.id)
    rated.clock.advance(days=3)
    seen = follow_ups(rated)
    assert [view.id for view in seen.follow_ups] == [second.id, third.id, fourth.id, first.id]
    assert [view.overdue for view in seen.follow_ups] == [True, True, False, False]
    assert seen.overdue == 2
    rated.clock.advance(days=27, minutes=1)
    assert first.id not in {view.id for view in follow_ups(rated).follow_ups}


def test_the_report_of_a_day_that_is_over(rated: ServedHall) -> None:
    for level in (5, 3, 2):
        rate(rated, finish(rated), level)
    rate(rated, finish(rated, "2"), 4)
    finish(rated, "2")
    rated.clock.advance(days=1)
    seen = report(rated)
    one, two, three = seen.windows
    assert (one.window, one.finished, one.rated, one.levels) == ("1", 3, 3, (0, 1, 1, 0, 1))
    assert one.satisfied == pytest.approx(2 / 3)
    assert one.score == pytest.approx((10 + 6 + 3) / 3)
    assert (two.finished, two.rated, two.levels) == (2, 1, (0, 0, 0, 1, 0))
    assert (two.satisfied, two.score) == (None, None), "one rating ranks nobody"
    assert (three.finished, three.rated, three.score) == (0, 0, None)
    assert (seen.finished, seen.rated) == (5, 4)
    assert seen.satisfaction_rate == pytest.approx(3 / 4)
    assert seen.bad_rate == pytest.approx(1 / 4)
    assert seen.rating_rate == pytest.approx(4 / 5)
    assert (seen.follow_ups_open, seen.follow_ups_closed, seen.closed_rate) == (1, 0, 0.0)
    close(rated, follow_ups(rated).follow_ups[0].id)
    assert (report(rated).follow_ups_closed, report(rated).closed_rate) == (1, 1.0)


def test_nobody_sees_todays_ratings(rated: ServedHall) -> None:
    late = finish(rated)
    for level in (5, 1):
        rate(rated, finish(rated), level)
    today = report(rated)
    assert (today.rated, today.finished, today.rating_rate, today.follow_ups_open) == (0, 0, None, 0)
    assert all(line.levels == (0, 0, 0, 0, 0) for line in today.windows)
    pressed = rated.clock.now()
    rated.clock.advance(days=1)
    before = report(rated)
    rate(rated, late, 5, pressed_at=pressed.isoformat())
    assert report(rated) == before, "what arrives today about yesterday is today's as well"
    rated.clock.advance(days=1)
    assert report(rated).rated == before.rated + 1


def test_every_step_of_a_package_may_be_rated_and_counts(made_url: str) -> None:
    hall = FullHall(made_url)
    try:
        hall.issue("newborn")
        for window in ("1", "3", "2"):
            hall.window(window, "call-next")
            session = hall.snapshot().windows[int(window) - 1].ticket
            assert session is not None
            hall.window(window, "finish")
            rate(hall, str(session.session_id), 4)
        hall.clock.advance(days=1)
        assert [(line.finished, line.rated) for line in report(hall).windows[:3]] == [(1, 1)] * 3
    finally:
        hall.close()


@pytest.mark.parametrize("query", ["", "from=2026-03-02", "from=2026-03-02&to=2026-03-01", "from=x&to=y"])
def test_days_that_are_none(sqlite_hall: ServedHall, query: str) -> None:
    answer = sqlite_hall.get(f"/reports/evaluation?{query}")
    assert (answer.status_code, error_code(answer)) == (422, "invalid_parameter")


@pytest.mark.parametrize(
    "channel, status", [("evaluator", 201), ("kiosk", 201), ("phone", 403), ("paper", 403)]
)
def test_devices_rate_for_themselves_alone(sqlite_hall: ServedHall, channel: str, status: int) -> None:
    body = {"session_id": finish(sqlite_hall), "level": 5, "pressed_at": sqlite_hall.clock.now().isoformat()}
    answer = sqlite_hall.post(
        "/ratings", {"request_id": "one", "channel": channel, **body}, token=sqlite_hall.device_token
    )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_staff_never_rate(sqlite_hall: ServedHall, role: str) -> None:
    body = {"session_id": finish(sqlite_hall), "level": 5, "pressed_at": sqlite_hall.clock.now().isoformat()}
    token = sqlite_hall.new_token("staff", role)
    assert sqlite_hall.refused("/ratings", token=token, **body) == (403, "forbidden")


def test_reasons_belong_to_their_grade(sqlite_hall: ServedHall) -> None:
    body = {"session_id": finish(sqlite_hall), "level": 5, "pressed_at": sqlite_hall.clock.now().isoformat()}
    for reasons in ([213], [510, 510], [518]):
        refused = sqlite_hall.refused("/ratings", token=sqlite_hall.device_token, reasons=reasons, **body)
        assert refused == (422, "bad_reasons")
    rate(sqlite_hall, str(body["session_id"]), 5, reasons=[510, 517])


def test_answers_are_as_described(sqlite_hall: ServedHall) -> None:
    document = json.loads(sqlite_hall.http.get("/api/v1/openapi.json").text)
    assert document["paths"]["/api/v1/ratings"]["post"]["x-roles"] == ["device"]
