"""Whose a session was, and whether it may still be rated at the window; over HTTP on both databases."""

from __future__ import annotations

import re

import pytest

from queue_server.wire.messages import EvaluationReport
from tests.fakes.full_hall import FullHall

A, B = 1024, 2048
REASON = {"reason": "试验"}


def clerk_of(hall: FullHall, session: str) -> str | None:
    with hall.server.database.reading() as cursor:
        rows = cursor.execute("SELECT session_id, clerk FROM ratings").fetchall()
    clerks: dict[str, str | None] = dict(map(tuple, rows))
    return clerks[session]


def serve(hall: FullHall, service: str = "civil", window: str = "1") -> str:
    """Somebody is at the window; the session."""
    session: str = hall.called(service, window)["session_id"]
    hall.at(window, "start")
    return session


# --- clerks ---------------------------------------------------------------------------------------------------------


def test_a_rating_names_who_served_and_not_who_is_there_by_now(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    session = serve(full)
    full.at("1", "finish")
    full.at("1", "hand-over", clerk=B)
    full.rate(session)
    assert clerk_of(full, session) == "clerk-a"


def test_after_a_hand_over_in_the_middle_it_is_the_one_at_the_end(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    session = serve(full)
    full.at("1", "hand-over", clerk=B)
    full.at("1", "finish")
    full.at("1", "log-in", clerk=A)
    full.rate(session)
    assert clerk_of(full, session) == "clerk-b"


def test_who_leaves_before_the_end_was_there_all_the_same(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    session = serve(full)
    full.at("1", "log-out")
    full.at("1", "finish")
    full.rate(session)
    assert clerk_of(full, session) == "clerk-a"


def test_each_step_of_a_package_has_its_own_clerk(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    full.at("4", "log-in", clerk=B)
    steps = [serve(full, "newborn")]
    full.at("1", "call-next")
    steps.append(full.at("4", "call-next")["ticket"]["session_id"])
    full.at("4", "finish")
    full.at("1", "log-out")
    full.at("4", "log-out")
    for session in steps:
        full.rate(session)
    assert [clerk_of(full, session) for session in steps] == ["clerk-a", "clerk-b"]


def test_a_phone_names_the_clerk_hours_later(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    session = serve(full)
    full.at("1", "finish")
    full.at("1", "log-out")
    full.clock.advance(hours=8)
    ticket = session.partition(".")[0]
    rate_on_phone(full, ticket, f"session={session}&level=4")
    assert clerk_of(full, session) == "clerk-a"


def rate_on_phone(hall: FullHall, ticket: str, chosen: str) -> None:
    host = "http://hall.test:8000"
    page = hall.http.get(f"/t/{ticket}/rate?{chosen}", base_url=host).text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = hall.http.post(f"/t/{ticket}/rate", base_url=host, data=fields, headers={"Origin": host})
    assert answer.status_code in (200, 303), answer.text


def test_nobody_logged_in_is_nobody(full: FullHall) -> None:
    session = serve(full)
    full.at("1", "finish")
    full.at("1", "log-in", clerk=A)
    full.rate(session)
    assert clerk_of(full, session) is None


def test_an_undone_call_takes_the_end_of_the_session_back(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    session = serve(full)
    full.issue()
    full.at("1", "call-next")
    full.at("1", "undo")
    full.at("1", "hand-over", clerk=B)
    full.at("1", "finish")
    full.rate(session)
    assert clerk_of(full, session) == "clerk-b"


def test_the_report_counts_each_clerks_own_sessions(full: FullHall) -> None:
    full.at("1", "log-in", clerk=A)
    full.at("2", "log-in", clerk=B)
    for window, level in (("1", 5), ("1", 3), ("2", 2)):
        session = serve(full, window=window)
        full.at(window, "finish")
        full.rate(session, level)
    serve(full, window="3", service="newborn")
    full.at("3", "finish")
    full.clock.advance(days=1)
    answer = full.get("/reports/evaluation?from=2026-03-02&to=2026-03-02")
    report = EvaluationReport.model_validate_json(answer.text)
    assert [(line.clerk, line.finished, line.rated, line.levels) for line in report.clerks] == [
        ("clerk-a", 2, 2, (0, 0, 1, 0, 1)),
        ("clerk-b", 1, 1, (0, 1, 0, 0, 0)),
        (None, 1, 0, (0, 0, 0, 0, 0)),
    ]
    assert all(line.score is None for line in report.clerks), "so few rank nobody"


# --- rating at the window -------------------------------------------------------------------------------------------


def offered(hall: FullHall, window: str = "1") -> str | None:
    """The session that an evaluator which starts now asks about."""
    (view,) = (each for each in hall.snapshot().windows if each.window == window)
    return None if view.rating is None else view.rating.session_id


@pytest.mark.parametrize("service", ["civil", "newborn"])
def test_what_the_finish_key_has_ended_may_be_rated_in_its_time(full: FullHall, service: str) -> None:
    session = serve(full, service)
    full.at("1", "finish")
    assert offered(full) == session
    full.clock.advance(seconds=60)
    assert offered(full) == session
    full.clock.advance(seconds=1)
    assert offered(full) is None


@pytest.mark.parametrize("service", ["civil", "newborn"])
def test_what_the_next_call_has_ended_is_not_asked_about(full: FullHall, service: str) -> None:
    serve(full, service)
    assert full.call("1") is None
    assert offered(full) is None


@pytest.mark.parametrize("then", ["no-show", "park", "transfer", "interrupt", "cancel", "finish"])
def test_nobody_asks_once_the_next_was_called(full: FullHall, then: str) -> None:
    serve(full)
    full.at("1", "finish")
    full.clock.advance(seconds=5)
    called = full.called()
    more = {"transfer": {"service": "household"}, "interrupt": REASON, "cancel": REASON}.get(then, {})
    full.ok(f"/tickets/{called['id']}/cancel", **more) if then == "cancel" else full.at("1", then, **more)
    assert offered(full) == (called["session_id"] if then == "finish" else None)


def test_a_call_elsewhere_takes_nothing_away(full: FullHall) -> None:
    session = serve(full)
    full.at("1", "finish")
    full.clock.advance(seconds=5)
    full.called(window="2")
    full.at("2", "no-show")
    assert offered(full) == session


def test_after_an_undone_call_the_session_before_is_asked_about_again(full: FullHall) -> None:
    session = serve(full)
    full.at("1", "finish")
    full.clock.advance(seconds=5)
    full.called()
    assert offered(full) is None
    full.at("1", "undo")
    assert offered(full) == session


def test_a_call_before_the_finish_is_none_since(full: FullHall) -> None:
    session = serve(full)
    full.at("1", "park")
    full.clock.advance(seconds=10)
    full.called()
    full.at("1", "no-show")
    full.clock.advance(seconds=10)
    full.at("1", "call-back")
    full.at("1", "finish")
    assert offered(full) == session
