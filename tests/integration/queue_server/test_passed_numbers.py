"""Recalls, numbers that are passed, and numbers that come back, over HTTP on both databases."""

from __future__ import annotations

import pytest

from tests.fakes.full_hall import FullHall


def passed(hall: FullHall, window: str = "1") -> str:
    """Calls the next one of civil affairs, passes it and gives its id."""
    ticket = hall.at(window, "call-next")["ticket"]
    hall.at(window, "no-show")
    return str(ticket["id"])


# --- recalls ------------------------------------------------------------------------------------------------------


def test_a_number_is_called_three_times_with_a_gap(full: FullHall) -> None:
    full.called()
    assert full.refusal("/windows/1/recall") == "too_soon"
    for calls in (2, 3):
        full.clock.advance(seconds=14)
        assert full.refusal("/windows/1/recall") == "too_soon"
        full.clock.advance(seconds=1)
        assert full.at("1", "recall")["ticket"]["calls"] == calls
    full.clock.advance(minutes=5)
    assert full.refusal("/windows/1/recall") == "calls_exhausted"
    assert full.at("1", "no-show")["ticket"]["calls"] == 3


@pytest.mark.parametrize(
    "rules, code", [("max_calls = 1", "calls_exhausted"), ("recall_gap_seconds = 0", "")]
)
def test_the_hall_sets_gap_and_number(sqlite_url: str, rules: str, code: str) -> None:
    hall = FullHall(sqlite_url, rules=rules)
    try:
        hall.called()
        if code:
            assert hall.refusal("/windows/1/recall") == code
        else:
            assert hall.at("1", "recall")["ticket"]["calls"] == 2
    finally:
        hall.close()


def test_a_new_call_counts_anew(full: FullHall) -> None:
    full.called()
    for _ in range(2):
        full.clock.advance(seconds=15)
        full.at("1", "recall")
    full.at("1", "no-show")
    full.at("1", "restore", number="A001")
    again = full.at("1", "call-next")["ticket"]
    assert (again["number"], again["calls"], again["no_shows"]) == ("A001", 1, 1)
    assert again["session_id"].endswith(".2")


# --- coming back --------------------------------------------------------------------------------------------------


def test_first_behind_three_then_at_the_end_then_never(full: FullHall) -> None:
    for _ in range(6):
        full.issue()
    ticket = passed(full)
    full.at("1", "restore", number="A001")
    assert [full.call("1") for _ in range(4)] == ["A002", "A003", "A004", "A001"]
    full.at("1", "no-show")
    full.at("1", "restore", number="1")
    assert [full.call("1") for _ in range(3)] == ["A005", "A006", "A001"]
    assert full.at("1", "no-show")["ticket"]["status"] == "void"
    assert full.refusal("/windows/1/restore", number="A001") == "ticket_void"
    assert full.refusal(f"/tickets/{ticket}/restore") == "ticket_void"
    assert full.refusal("/windows/1/restore") == "unknown_number"
    assert full.snapshot().passed == ()


def test_whoever_comes_now_stands_behind_those_who_came_back(full: FullHall) -> None:
    for _ in range(2):
        full.issue()
    passed(full)
    full.at("1", "restore")
    full.issue()
    assert [full.call("1") for _ in range(3)] == ["A002", "A001", "A003"]


def test_who_comes_back_first_is_called_first(full: FullHall) -> None:
    for _ in range(6):
        full.issue()
    first, second = passed(full), passed(full)
    full.ok(f"/tickets/{second}/restore")
    full.ok(f"/tickets/{first}/restore")
    assert [full.call("1") for _ in range(6)] == ["A003", "A004", "A005", "A002", "A001", "A006"]


def test_one_comes_back_within_its_own_class(full: FullHall) -> None:
    for priority in ("old", "ordinary", "ordinary", "old", "old"):
        full.issue(priority=priority)
    passed(full)
    full.at("1", "restore", number="A001")
    assert [full.call("1") for _ in range(5)] == ["A004", "A002", "A005", "A001", "A003"]


def test_one_sent_to_a_window_comes_back_among_those_the_window_calls(full: FullHall) -> None:
    full.called(window="1")
    for _ in range(4):
        full.issue()
    full.at("1", "transfer", window="2")
    assert full.call("2") == "A001"
    full.at("2", "no-show")
    full.at("2", "restore")
    assert [full.call("2") for _ in range(5)] == ["A002", "A003", "A004", "A001", "A005"]


def test_thirty_minutes(full: FullHall) -> None:
    full.issue()
    ticket = passed(full)
    full.clock.advance(minutes=30)
    assert full.ok(f"/tickets/{ticket}/restore")["status"] == "waiting"
    full.at("1", "call-next")
    full.at("1", "no-show")
    full.clock.advance(minutes=30, milliseconds=1)
    assert full.refusal(f"/tickets/{ticket}/restore") == "too_late"
    assert full.refusal("/windows/2/restore", number="A001") == "too_late"


def test_without_a_limit_until_the_day_ends(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules="restore_minutes = 0")
    try:
        hall.issue()
        ticket = passed(hall)
        hall.clock.advance(hours=9)
        assert hall.ok(f"/tickets/{ticket}/restore")["status"] == "waiting"
        hall.at("1", "call-next")
        hall.at("1", "no-show")
        hall.clock.advance(days=1)
        hall.issue()
        assert hall.refusal(f"/tickets/{ticket}/restore") == "too_late"
        assert hall.refusal("/windows/1/restore", number="A001") == "illegal_transition"
    finally:
        hall.close()


def test_where_nobody_comes_back_a_passed_number_is_void(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules="restore_after = []")
    try:
        hall.called()
        assert hall.at("1", "no-show")["ticket"]["status"] == "void"
        assert hall.refusal("/windows/1/restore", number="A001") == "ticket_void"
    finally:
        hall.close()


def test_without_a_number_the_latest_of_the_window_comes_back(full: FullHall) -> None:
    for _ in range(3):
        full.issue()
    passed(full, "1")
    full.clock.advance(seconds=1)
    passed(full, "1")
    full.clock.advance(seconds=1)
    passed(full, "2")
    assert full.at("1", "restore")["ticket"]["number"] == "A002"
    assert full.at("1", "restore")["ticket"]["number"] == "A001"
    assert full.refusal("/windows/1/restore") == "unknown_number"
    assert full.at("2", "restore")["ticket"]["number"] == "A003"


def test_who_was_not_passed_does_not_come_back(full: FullHall) -> None:
    ticket = full.called()
    assert full.refusal("/windows/1/restore", number="A001") == "illegal_transition"
    full.at("1", "finish")
    assert full.refusal(f"/tickets/{ticket['id']}/restore") == "illegal_transition"


def test_the_session_of_who_was_passed_cannot_be_rated(full: FullHall) -> None:
    session = full.called()["session_id"]
    full.at("1", "no-show")
    full.at("1", "restore")
    pressed = full.clock.now().isoformat()
    assert full.refusal("/ratings", session_id=session, level=5, pressed_at=pressed) == "rating_too_early"


def test_yesterdays_passed_number_disturbs_nothing_today(full: FullHall) -> None:
    full.issue()
    ticket = passed(full)
    full.clock.advance(days=1)
    for _ in range(2):
        full.issue()
    assert full.refusal(f"/tickets/{ticket}/cancel", reason="试验") == "illegal_transition"
    full.issue()
    assert [full.call("1") for _ in range(4)] == ["A001", "A002", "A003", None]
