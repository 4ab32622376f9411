"""Calls that were a mistake, over HTTP on both databases."""

from __future__ import annotations

import pytest

from queue_server.wire.events import TicketCallUndone
from tests.fakes.full_hall import FullHall


def test_an_undone_call_gives_the_place_back(full: FullHall) -> None:
    for _ in range(3):
        full.issue()
    before = full.snapshot()
    called = full.at("1", "call-next")["ticket"]
    full.clock.advance(seconds=10)
    undone = full.at("1", "undo")
    assert (undone["ticket"]["status"], undone["ticket"]["calls"], undone["held"]) == ("waiting", 0, None)
    after = full.snapshot()
    assert after.next_tickets == before.next_tickets
    assert after.recent_calls == ()
    again = full.at("2", "call-next")["ticket"]
    assert again["id"] == called["id"]
    assert again["session_id"] != called["session_id"]


def test_ten_seconds(full: FullHall) -> None:
    full.called()
    full.clock.advance(seconds=10, milliseconds=1)
    assert full.refusal("/windows/1/undo") == "too_late"


def test_a_hall_may_do_without(sqlite_url: str) -> None:
    hall = FullHall(sqlite_url, rules="undo_seconds = 0")
    try:
        hall.called()
        assert hall.refusal("/windows/1/undo") == "too_late"
    finally:
        hall.close()


def test_what_is_no_first_call(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"
    full.at("1", "call-next")
    full.at("1", "start")
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"
    full.at("1", "finish")
    assert full.refusal("/windows/1/undo") == "nothing_to_undo"


def test_what_the_call_had_finished_is_at_the_window_again(full: FullHall) -> None:
    first = full.called()
    full.at("1", "start")
    full.issue()
    full.at("1", "call-next")
    answer = full.at("1", "undo")
    assert (answer["ticket"]["number"], answer["held"]["id"]) == ("A002", first["id"])
    assert (answer["held"]["status"], answer["held"]["finished_at"]) == ("serving", None)
    event = full.events()[-1]
    assert isinstance(event, TicketCallUndone)
    assert event.reopened is not None
    assert (event.reopened.id, event.ticket.number, event.window) == (first["id"], "A002", "1")
    full.at("1", "finish")
    full.rate(first["session_id"])


def test_who_had_not_come_yet_may_still_be_passed(full: FullHall) -> None:
    full.called()
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"]["status"] == "called"
    assert full.at("1", "no-show")["ticket"]["number"] == "A001"


def test_a_session_that_was_rated_stays_finished(full: FullHall) -> None:
    first = full.called()
    full.issue()
    full.at("1", "call-next")
    full.rate(first["session_id"])
    assert full.at("1", "undo")["held"] is None
    assert full.number(first["id"])["status"] == "finished"


def test_what_was_finished_by_its_own_key_stays_finished(full: FullHall) -> None:
    full.called()
    full.at("1", "finish")
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"] is None


def test_what_an_earlier_call_had_finished_stays_finished(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    full.called()
    assert full.call("1") is None
    full.clock.advance(minutes=3)
    full.at("1", "call-back")
    assert full.at("1", "undo")["held"] is None


def test_a_paused_window_that_called_gets_its_ticket_back(full: FullHall) -> None:
    full.called()
    full.at("1", "start")
    full.at("1", "pause")
    full.issue()
    full.at("1", "call-next")
    assert full.at("1", "undo")["held"]["number"] == "A001"


def test_an_undone_call_back_is_put_aside_again(full: FullHall) -> None:
    full.called()
    full.at("1", "park")
    full.issue()
    full.at("1", "call-next")
    full.at("1", "call-back")
    answer = full.at("1", "undo")
    assert (answer["ticket"]["status"], answer["held"]["number"]) == ("parked", "A002")


@pytest.mark.parametrize("mistakes", [1, 2, 3])
def test_priorities_in_a_row_are_counted_as_if_nobody_was_called(full: FullHall, mistakes: int) -> None:
    for priority in ("old", "old", "old", "ordinary", "ordinary"):
        full.issue(priority=priority)
    order = []
    for _ in range(5):
        for _ in range(mistakes):
            full.at("1", "call-next")
            full.at("1", "undo")
        order.append(full.call("1"))
        full.at("1", "finish")
    assert order == ["A001", "A002", "A004", "A003", "A005"]


def test_a_call_by_hand_counts_nothing_and_so_does_its_undoing(full: FullHall) -> None:
    for priority in ("old", "old", "old", "ordinary"):
        full.issue(priority=priority)
    full.call("1")
    full.call("1")
    full.at("1", "call", number="A003", reason="试验")
    full.at("1", "undo")
    assert full.call("1") == "A004"
