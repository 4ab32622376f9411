from __future__ import annotations

from datetime import date

import pytest

from counter.desk_state import DeskState, after_answer, apply
from queue_server.client import FeedItem, FeedLost
from queue_server.wire.events import WindowStaffed
from queue_server.wire.messages import TicketStatus, WindowAnswer, WindowStatus
from tests.fakes.wire_samples import (
    NINE,
    called,
    day_opened,
    finished,
    issued,
    no_show,
    paused,
    queue,
    recalled,
    resumed,
    snapshot,
    started,
    ticket,
    window,
)

SERVING = ticket("A012", status=TicketStatus.SERVING, window="w1")


def desk(*items: FeedItem) -> DeskState:
    state = DeskState("w1", frozenset({"civil", "tax"}))
    for item in items:
        state = apply(state, item)
    return state


def test_nothing_is_known_before_the_first_snapshot() -> None:
    assert not desk().known
    assert desk(snapshot()).known


@pytest.mark.parametrize("status", [WindowStatus.SERVING, WindowStatus.PAUSED])
def test_a_restarted_agent_finds_the_window_as_it_stands(status: WindowStatus) -> None:
    state = desk(snapshot(windows=(window("w1", status, held=SERVING),)))
    assert (state.digits, state.paused) == ("012", status is WindowStatus.PAUSED)


def test_waiting_counts_this_windows_services_only() -> None:
    services = (queue(3), queue(4, service="tax"), queue(50, service="housing"))
    state = desk(snapshot(services=services))
    assert state.waiting == 7
    assert apply(state, issued(101, "A013", waiting=9)).waiting == 13
    assert apply(state, issued(101, "H001", waiting=51, service="housing")).waiting == 7


def test_a_call_by_anybody_shows_here_and_its_end_clears_it() -> None:
    state = desk(snapshot(), called(101, "A012"))
    assert state.digits == "012"
    assert apply(state, recalled(102, "A012")).digits == "012"
    assert apply(state, started(102, "A012")).digits == "012"
    assert apply(state, finished(102, "A012")).digits == ""
    assert apply(state, no_show(102, "A012")).digits == ""


def test_other_windows_are_none_of_its_business() -> None:
    state = desk(snapshot(), called(101, "A012"))
    items: list[FeedItem] = [called(102, "A013", "w2"), finished(103, "A013", "w2"), paused(104, "w2")]
    for item in items:
        after = apply(state, item)
        assert (after.digits, after.paused, after.revision) == ("012", False, state.revision)


def test_the_end_of_an_older_ticket_keeps_the_one_held_now() -> None:
    assert desk(snapshot(), called(101, "A013"), finished(102, "A012")).digits == "013"


def test_pause_and_resume_keep_the_ticket() -> None:
    state = desk(snapshot(), called(101, "A012"), paused(102))
    assert (state.paused, state.digits) == (True, "012")
    assert not apply(state, resumed(103)).paused


def test_a_new_day_begins_empty() -> None:
    state = desk(snapshot(), called(101, "A012"), paused(102), day_opened(103, date(2026, 3, 3)))
    assert (state.digits, state.waiting, state.paused) == ("", 0, False)


def test_a_lost_feed_keeps_what_is_known() -> None:
    state = desk(snapshot(), called(101, "A012"))
    assert apply(state, FeedLost(NINE, "away")) == state


def test_the_answer_counts_before_its_event() -> None:
    state = desk(snapshot())
    answer = WindowAnswer(ticket=ticket("A013", status=TicketStatus.CALLED, window="w1"), waiting=2)
    state = after_answer(state, "call-next", answer)
    assert (state.digits, state.waiting) == ("013", 2)
    # An event from before the answer must not bring back what was there before.
    assert apply(state, issued(101, "A099")).digits == "013"


def test_calling_with_nobody_waiting_frees_and_opens_the_window() -> None:
    state = desk(snapshot(), called(101, "A012"), paused(102))
    state = after_answer(state, "call-next", WindowAnswer(ticket=None, waiting=0))
    assert (state.digits, state.paused) == ("", False)


def test_every_word_about_the_window_counts_as_a_revision() -> None:
    state = desk(snapshot())
    seen = {state.revision}
    items: list[FeedItem] = [
        called(101, "A012"),
        started(102, "A012"),
        paused(103),
        resumed(104),
        finished(105, "A012"),
        WindowStaffed(seq=106, at=NINE, hall="demo", window="w1", clerk="clerk-a"),
    ]
    for item in items:
        state = apply(state, item)
        seen.add(state.revision)
    assert len(seen) == 7
    elsewhere = WindowStaffed(seq=107, at=NINE, hall="demo", window="w2", clerk=None)
    assert apply(state, elsewhere) == state
