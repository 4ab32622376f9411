"""Numbers put aside, sent elsewhere, interrupted or given back, over HTTP on both databases."""

from __future__ import annotations

import pytest

from queue_server.wire.events import TicketTransferred
from tests.fakes.full_hall import FullHall

REASON = {"reason": "材料不齐"}


# --- put aside and called back ------------------------------------------------------------------------------------


def test_a_window_calls_others_while_one_is_put_aside(full: FullHall) -> None:
    first = full.called()
    full.issue()
    parked = full.at("1", "park")
    assert (parked["ticket"]["status"], parked["held"]) == ("parked", None)
    assert full.call("1") == "A002"
    assert [ticket.number for ticket in full.snapshot().windows[0].parked] == ["A001"]
    back = full.at("1", "call-back")["ticket"]
    assert (back["id"], back["session_id"], back["status"]) == (first["id"], first["session_id"], "called")
    assert full.event_types()[-2:] == ["ticket.finished", "ticket.called"]
    full.at("1", "start")
    assert full.at("1", "finish")["ticket"]["status"] == "finished"
    full.rate(first["session_id"])


def test_the_latest_comes_back_or_the_one_that_is_named(full: FullHall) -> None:
    for _ in range(3):
        full.called()
        full.at("1", "park")
        full.clock.advance(seconds=1)
    assert full.at("1", "call-back")["ticket"]["number"] == "A003"
    assert full.at("1", "call-back", number="a1")["ticket"]["number"] == "A001"
    assert full.at("1", "call-back")["ticket"]["number"] == "A002"
    assert full.refusal("/windows/1/call-back") == "unknown_number"


def test_nobody_calls_back_what_another_window_put_aside(full: FullHall) -> None:
    full.called(window="1")
    full.at("1", "park")
    assert full.refusal("/windows/2/call-back") == "unknown_number"
    assert full.refusal("/windows/2/call-back", number="A001") == "wrong_window"
    assert full.call("2") is None


def test_only_what_was_put_aside_is_called_back(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/windows/1/call-back", number="A001") == "illegal_transition"
    assert full.refusal("/windows/1/call-back", number="A002") == "unknown_number"


def test_who_is_called_back_may_not_come(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    full.at("1", "call-back")
    assert full.at("1", "no-show")["ticket"]["status"] == "no-show"
    full.at("1", "restore")
    assert full.call("1") == "A001"


def test_what_was_put_aside_may_be_sent_elsewhere_or_given_back(full: FullHall) -> None:
    first = full.called()
    full.at("1", "park")
    second = full.called()
    full.at("1", "park")
    full.ok(f"/tickets/{first['id']}/transfer", service="tax")
    assert full.call("3") == first["number"]
    assert full.ok(f"/tickets/{second['id']}/cancel", **REASON)["status"] == "cancelled"
    assert full.snapshot().windows[0].parked == ()


# --- sent elsewhere -----------------------------------------------------------------------------------------------


def test_a_number_sent_to_another_service_keeps_its_time_of_arrival(full: FullHall) -> None:
    ticket = full.called("civil", "2")
    full.issue("household")
    sent = full.at("2", "transfer", service="household", reason="拿错号")
    assert (sent["ticket"]["status"], sent["ticket"]["service"], sent["held"]) == (
        "waiting",
        "household",
        None,
    )
    event = full.events()[-1]
    assert isinstance(event, TicketTransferred)
    assert (event.from_service, event.from_window, event.queue.waiting) == ("civil", "2", 2)
    called = full.at("1", "call-next")["ticket"]
    assert (called["number"], called["session_id"]) == ("A001", f"{ticket['id']}.2")


def test_a_number_sent_to_a_window_is_its_alone(full: FullHall) -> None:
    full.called(window="1")
    full.at("1", "transfer", window="2")
    full.issue()
    assert full.call("1") == "A002"
    assert full.call("1") is None
    assert full.call("2") == "A001"


def test_a_number_sent_to_a_window_that_helps_needs_no_crowd(full: FullHall) -> None:
    full.called(window="1")
    full.issue("tax")
    full.at("1", "transfer", window="4")
    assert full.call("4") == "A001"


@pytest.mark.parametrize(
    "body, code",
    [
        ({}, "wrong_window"),
        ({"service": "civil"}, "wrong_window"),
        ({"window": "1"}, "wrong_window"),
        ({"service": "civil", "window": "1"}, "wrong_window"),
        ({"window": "3"}, "wrong_window"),
        ({"service": "tax", "window": "2"}, "wrong_window"),
        ({"window": "9"}, "unknown_window"),
        ({"service": "nothing"}, "unknown_service"),
        ({"service": "newborn"}, "unknown_service"),
    ],
)
def test_where_nobody_can_be_sent(sqlite_full: FullHall, body: dict[str, str], code: str) -> None:
    sqlite_full.called()
    assert sqlite_full.refusal("/windows/1/transfer", **body) == code


def test_the_same_window_may_take_another_service(full: FullHall) -> None:
    full.called()
    full.at("1", "transfer", service="household", window="1")
    assert full.call("3") is None
    assert full.call("1") == "A001"


def test_a_waiting_number_is_sent_to_the_right_service(full: FullHall) -> None:
    ticket = full.issue("civil")
    full.issue("tax")
    assert full.ok(f"/tickets/{ticket['id']}/transfer", service="tax", reason="拿错号")["service"] == "tax"
    assert full.call("1") is None
    assert full.call("3") == "A001"
    assert full.refusal(f"/tickets/{ticket['id']}/transfer", service="civil") == "illegal_transition"
    assert full.refusal("/tickets/nothing/transfer", service="civil") == "not_found"


def test_a_waiting_number_sent_elsewhere_is_no_windows_own_any_more(full: FullHall) -> None:
    ticket = full.called()
    full.at("1", "transfer", window="2")
    full.ok(f"/tickets/{ticket['id']}/transfer", service="household")
    assert full.call("1") == "A001"


def test_an_unfinished_session_cannot_be_rated(full: FullHall) -> None:
    session = full.called()["session_id"]
    full.at("1", "transfer", service="household")
    pressed = full.clock.now().isoformat()
    assert full.refusal("/ratings", session_id=session, level=5, pressed_at=pressed) == "rating_too_early"


# --- interrupted --------------------------------------------------------------------------------------------------


def card(hall: FullHall) -> str:
    hall.called()
    answer = hall.at("1", "interrupt", **REASON)
    assert (answer["ticket"]["status"], answer["held"]) == ("interrupted", None)
    assert (answer["card"]["service"], answer["card"]["valid_until"]) == ("civil", "2026-04-01")
    return str(answer["card"]["code"])


def test_a_second_visit_comes_first_once(full: FullHall) -> None:
    code = card(full)
    full.issue(priority="urgent")
    full.clock.advance(days=1)
    for priority in ("urgent", "ordinary"):
        full.issue(priority=priority)
    first = full.issue(second_visit=f"{code[:4]}-{code[4:]}".lower())
    assert first["priority"] == "again"
    assert full.call("1") == first["number"]
    assert full.refusal("/tickets", service="civil", second_visit=code) == "bad_second_visit"


def test_a_card_is_good_on_its_last_day_and_no_longer(full: FullHall) -> None:
    codes = [card(full), card(full)]
    full.clock.advance(days=30)
    full.issue(second_visit=codes[0])
    full.clock.advance(days=1)
    full.issue()
    assert full.refusal("/tickets", service="civil", second_visit=codes[1]) == "bad_second_visit"


def test_a_card_is_used_only_by_a_number_that_is_given(full: FullHall) -> None:
    code = card(full)
    full.ok("/day/close")
    assert full.refusal("/tickets", service="civil", second_visit=code) == "day_closed"
    full.ok("/day/reopen")
    assert full.issue(second_visit=code)["priority"] == "again"


@pytest.mark.parametrize("code", ["ABCDEFGH", "--------", "0000-0000"])
def test_a_card_nobody_made(full: FullHall, code: str) -> None:
    full.issue()
    assert full.refusal("/tickets", service="civil", second_visit=code) == "bad_second_visit"


def test_priorities_of_cards_are_not_chosen(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/tickets", service="civil", priority="again") == "not_allowed"
    assert full.refusal("/tickets", service="civil", priority="nothing") == "unknown_priority"
    assert full.issue(priority="again", override="主任批准")["priority"] == "again"


# --- given back ---------------------------------------------------------------------------------------------------


def test_a_number_is_given_back_wherever_it_is(full: FullHall) -> None:
    waiting = full.issue()
    assert full.ok(f"/tickets/{waiting['id']}/cancel", **REASON)["status"] == "cancelled"
    called = full.called()
    assert full.ok(f"/tickets/{called['id']}/cancel", **REASON)["status"] == "cancelled"
    assert full.snapshot().windows[0].ticket is None
    passed = full.called()
    full.at("1", "no-show")
    assert full.ok(f"/tickets/{passed['id']}/cancel", **REASON)["status"] == "cancelled"
    served = full.called()
    full.at("1", "start")
    assert full.refusal(f"/tickets/{served['id']}/cancel", **REASON) == "illegal_transition"
    assert full.refusal("/tickets/nothing/cancel", **REASON) == "not_found"
    assert full.refusal(f"/tickets/{served['id']}/cancel") == "invalid_body"
