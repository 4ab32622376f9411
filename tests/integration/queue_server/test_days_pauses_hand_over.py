"""Closing the day, pauses with reasons, and handing windows over, over HTTP on both databases."""

from __future__ import annotations

import pytest

from queue_server.wire.events import DayClosed, DayReopened, WindowHandedOver, WindowPaused, WindowStaffed
from queue_server.wire.messages import PauseReason, Unavailable
from tests.fakes.full_hall import FullHall

# --- the day ------------------------------------------------------------------------------------------------------


def test_closing_lets_everybody_expire_who_waits(full: FullHall) -> None:
    parked = full.called()
    full.at("1", "park")
    waiting = [full.issue(service) for service in ("civil", "tax", "newborn")]
    answer = full.ok("/day/close")
    assert answer == {"business_day": "2026-03-02", "closed": True, "expired": 4}
    assert {full.number(ticket["id"])["status"] for ticket in [parked, *waiting]} == {"expired"}
    event = full.events()[-1]
    assert isinstance(event, DayClosed)
    assert (event.business_day.isoformat(), event.expired) == ("2026-03-02", 4)
    shown = full.snapshot()
    assert shown.day_closed
    assert {queue.unavailable for queue in shown.services} == {Unavailable.DAY_CLOSED}
    assert {queue.waiting for queue in shown.services} == {0}
    assert shown.windows[0].parked == ()
    assert full.call("1") is None


def test_nobody_is_sent_away_from_a_window(full: FullHall) -> None:
    full.called()
    assert full.refusal("/day/close") == "window_busy"
    full.at("1", "finish")
    assert full.ok("/day/close")["expired"] == 0


def test_no_numbers_until_the_day_is_reopened(full: FullHall) -> None:
    full.issue()
    full.ok("/day/close")
    assert full.refusal("/tickets", service="civil") == "day_closed"
    assert full.refusal("/tickets", service="civil", override="试验") == "day_closed"
    assert full.ok("/day/reopen")["closed"] is False
    assert isinstance(full.events()[-1], DayReopened)
    assert full.issue()["number"] == "A002"
    assert [ticket.number for ticket in full.snapshot().next_tickets] == ["A002"]


def test_closing_or_opening_twice_is_no_event(full: FullHall) -> None:
    full.issue()
    for path in ("/day/reopen", "/day/close", "/day/close", "/day/reopen", "/day/reopen"):
        full.ok(path)
    assert full.event_types()[-2:] == ["day.closed", "day.reopened"]
    assert full.event_types().count("day.closed") == full.event_types().count("day.reopened") == 1


def test_a_passed_number_that_came_back_expires_when_the_day_is_closed_again(full: FullHall) -> None:
    full.called()
    full.at("1", "no-show")
    assert full.ok("/day/close")["expired"] == 0
    full.at("1", "restore")
    assert full.ok("/day/close")["expired"] == 1


def test_a_new_day_is_open(full: FullHall) -> None:
    full.ok("/day/close")
    full.clock.advance(days=1)
    assert not full.snapshot().day_closed
    assert full.issue()["number"] == "A001"


# --- pauses -------------------------------------------------------------------------------------------------------


def test_another_reason_replaces_the_first_one_and_the_beginning_stays(full: FullHall) -> None:
    full.ok("/windows/1/pause", reason="meeting")
    began = full.snapshot().windows[0].paused_since
    full.clock.advance(minutes=3)
    before = len(full.events())
    full.ok("/windows/1/pause", reason="meal")
    full.ok("/windows/1/pause", reason="meal")
    full.ok("/windows/1/pause")
    view = full.snapshot().windows[0]
    assert (view.pause_reason, view.paused_since) == (PauseReason.MEAL, began)
    assert [event.type for event in full.events()[before:]] == ["window.paused"]


@pytest.mark.parametrize("reason", ["hand-over", "meeting", "meal", "equipment", "other", None])
def test_a_pause_has_a_reason_and_a_beginning(full: FullHall, reason: str | None) -> None:
    began = full.clock.now()
    full.at("1", "pause", reason=reason)
    full.clock.advance(minutes=5)
    full.at("1", "pause", reason=reason)
    full.at("1", "pause")
    shown = full.snapshot().windows[0]
    assert (shown.status, shown.pause_reason, shown.paused_since) == ("paused", reason, began)
    assert [event.reason for event in full.events() if isinstance(event, WindowPaused)] == [reason]
    full.at("1", "resume")
    shown = full.snapshot().windows[0]
    assert (shown.status, shown.pause_reason, shown.paused_since) == ("idle", None, None)


def test_a_reason_that_is_none(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/windows/1/pause", reason="holiday") == "invalid_body"


# --- hand-over ----------------------------------------------------------------------------------------------------


def test_another_clerk_takes_over_and_the_window_is_open(full: FullHall) -> None:
    full.at("1", "log-in", clerk=1024)
    full.at("2", "log-in", clerk=2048)
    full.at("1", "pause", reason="meal")
    full.issue()
    full.at("1", "hand-over", clerk=2048, reason="meal")
    shown = {view.window: view for view in full.snapshot().windows}
    assert (shown["1"].clerk, shown["1"].status, shown["2"].clerk) == ("clerk-b", "idle", None)
    (event,) = [each for each in full.events() if isinstance(each, WindowHandedOver)]
    assert (event.window, event.from_clerk, event.to_clerk) == ("1", "clerk-a", "clerk-b")
    assert event.reason == "meal"
    staffed = [(e.window, e.clerk) for e in full.events(event.seq) if isinstance(e, WindowStaffed)]
    assert staffed == [("2", None), ("1", "clerk-b")]


def test_the_ticket_stays_with_the_window(full: FullHall) -> None:
    ticket = full.called()
    full.at("1", "start")
    answer = full.at("1", "hand-over", clerk=1024)
    assert answer["held"]["id"] == ticket["id"]
    assert full.at("1", "finish")["ticket"]["status"] == "finished"


def test_handing_over_to_oneself_opens_the_window_at_most(full: FullHall) -> None:
    full.at("1", "log-in", clerk=1024)
    full.at("1", "pause", reason="meal")
    full.at("1", "hand-over", clerk=1024)
    assert full.snapshot().windows[0].status == "idle"
    assert "window.handed-over" not in full.event_types()


def test_who_cannot_take_over(full: FullHall) -> None:
    full.issue()
    assert full.refusal("/windows/1/hand-over", clerk=4096) == "unknown_clerk"
    assert full.refusal("/windows/9/hand-over", clerk=1024) == "unknown_window"
    assert full.refusal("/windows/1/hand-over") == "invalid_body"
