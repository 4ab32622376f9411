"""Calling one certain number, over HTTP on both databases."""

from __future__ import annotations

import pytest

from tests.fakes.full_hall import FullHall

WHY = {"reason": "老人不便久等"}


def test_a_number_is_called_out_of_turn_with_the_clerks_reason(full: FullHall) -> None:
    for _ in range(3):
        full.issue()
    called = full.at("1", "call", number="A003", **WHY)
    assert (called["ticket"]["number"], called["ticket"]["window"], called["waiting"]) == ("A003", "1", 2)
    assert full.why(called["ticket"]["id"])["why"]["reason"] == WHY["reason"]
    assert full.call("2") == "A001"


@pytest.mark.parametrize("spoken", ["A002", "a002", "A2", "a2", "2", "0002"])
def test_as_people_say_it(sqlite_full: FullHall, spoken: str) -> None:
    for _ in range(2):
        sqlite_full.issue()
    assert sqlite_full.at("2", "call", number=spoken, **WHY)["ticket"]["number"] == "A002"


def test_digits_mean_the_one_that_waits(full: FullHall) -> None:
    full.issue("civil")
    full.issue("household")
    assert full.refusal("/windows/1/call", number="1", **WHY) == "ambiguous_number"
    full.at("2", "call-next")
    assert full.at("1", "call", number="1", **WHY)["ticket"]["number"] == "B001"


def test_digits_mean_services_of_the_window(full: FullHall) -> None:
    full.issue("household")
    assert full.refusal("/windows/2/call", number="1", **WHY) == "unknown_number"
    assert full.refusal("/windows/2/call", number="B001", **WHY) == "wrong_window"


def test_digits_find_a_number_that_was_sent_from_elsewhere(full: FullHall) -> None:
    ticket = full.issue("household")
    full.ok(f"/tickets/{ticket['id']}/transfer", service="civil")
    assert full.at("2", "call", number="1", **WHY)["ticket"]["number"] == "B001"


@pytest.mark.parametrize("number", ["A002", "Z001", "9999", "0", "A0"])
def test_a_number_nobody_has(full: FullHall, number: str) -> None:
    full.issue()
    assert full.refusal("/windows/1/call", number=number, **WHY) == "unknown_number"


@pytest.mark.parametrize("number", ["", "A", "A00001", "A-1", "七", "AAA1", "1 "])
def test_what_is_no_number(sqlite_full: FullHall, number: str) -> None:
    assert sqlite_full.refusal("/windows/1/call", number=number, **WHY) == "invalid_body"


def test_a_reason_is_due(sqlite_full: FullHall) -> None:
    sqlite_full.issue()
    assert sqlite_full.refusal("/windows/1/call", number="A001") == "invalid_body"
    assert sqlite_full.refusal("/windows/1/call", number="A001", reason="  ") == "invalid_body"


def test_a_number_that_another_window_has(full: FullHall) -> None:
    full.called(window="1")
    assert full.refusal("/windows/2/call", number="A001", **WHY) == "illegal_transition"


def test_what_the_window_holds_is_finished_but_not_for_a_refusal(full: FullHall) -> None:
    full.called(window="1")
    full.issue()
    assert full.refusal("/windows/1/call", number="A001", **WHY) == "illegal_transition"
    assert full.refusal("/windows/1/call", number="A009", **WHY) == "unknown_number"
    assert full.at("1", "call", number="A002", **WHY)["held"]["number"] == "A002"
    assert full.event_types()[-2:] == ["ticket.finished", "ticket.called"]


def test_where_windows_must_finish_first_calling_by_number_must_too(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules='on_call_next = "refuse"')
    try:
        hall.called(window="1")
        hall.issue()
        assert hall.refusal("/windows/1/call", number="A002", **WHY) == "window_busy"
    finally:
        hall.close()


def test_a_number_sent_to_a_window_is_called_by_that_window(full: FullHall) -> None:
    full.called(window="1")
    full.at("1", "transfer", window="2")
    assert full.refusal("/windows/1/call", number="A001", **WHY) == "wrong_window"
    assert full.at("2", "call", number="A001", **WHY)["ticket"]["window"] == "2"


def test_a_parked_number_is_called_back_by_its_own_window(full: FullHall) -> None:
    full.called(window="1")
    full.at("1", "park")
    assert full.refusal("/windows/2/call", number="A001", **WHY) == "wrong_window"
    back = full.at("1", "call", number="1", **WHY)["ticket"]
    assert (back["status"], back["session_id"]) == ("called", f"{back['id']}.1")


def test_a_call_by_number_opens_a_paused_window(full: FullHall) -> None:
    full.issue()
    full.at("1", "pause")
    full.at("1", "call", number="A001", **WHY)
    assert full.snapshot().windows[0].status == "called"


def test_calls_by_hand_do_not_count_among_those_in_a_row(full: FullHall) -> None:
    for priority in ("urgent", "urgent", "urgent", "ordinary"):
        full.issue(priority=priority)
    full.at("1", "call", number="A001", **WHY)
    full.at("1", "call", number="A002", **WHY)
    assert full.call("1") == "A003"
