from __future__ import annotations

from datetime import date

import pytest

from counter.desk_state import DeskState, after_answer, apply
from queue_server.client import FeedItem, FeedLost, WindowVerb
from queue_server.wire.events import WindowStaffed
from queue_server.wire.messages import TicketStatus, WindowAnswer, WindowStatus
from tests.fakes.wire_samples import (
    NINE,
    called,
    cancelled,
    day_closed,
    day_opened,
    finished,
    forwarded,
    handed_over,
    interrupted,
    issued,
    no_show,
    parked,
    paused,
    queue,
    recalled,
    restored,
    resumed,
    snapshot,
    started,
    ticket,
    transferred,
    undone,
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
    a013 = ticket("A013", status=TicketStatus.CALLED, window="w1")
    answer = WindowAnswer(ticket=a013, held=a013, waiting=2)
    state = after_answer(state, "call-next", answer)
    assert (state.digits, state.waiting) == ("013", 2)
    # An event from before the answer must not bring back what was there before.
    assert apply(state, issued(101, "A099")).digits == "013"


def test_calling_with_nobody_waiting_frees_and_opens_the_window() -> None:
    state = desk(snapshot(), called(101, "A012"), paused(102))
    state = after_answer(state, "call-next", WindowAnswer(ticket=None, waiting=0))
    assert (state.digits, state.paused) == ("", False)


@pytest.mark.parametrize("verb", ["call-next", "call", "call-back"])
def test_a_window_that_calls_is_not_paused(verb: WindowVerb) -> None:
    answer = WindowAnswer(ticket=SERVING, held=SERVING, waiting=2)
    assert not after_answer(desk(snapshot(), paused(101)), verb, answer).paused


@pytest.mark.parametrize("verb", ["restore", "recall", "log-in"])
def test_other_verbs_leave_a_pause_alone(verb: WindowVerb) -> None:
    restored = WindowAnswer(ticket=ticket("A009"), held=SERVING, waiting=4)
    state = after_answer(desk(snapshot(), called(101, "A012"), paused(102)), verb, restored)
    assert (state.paused, state.digits, state.waiting) == (True, "012", 4)


LEAVING: list[FeedItem] = [
    parked(102, "A012"),
    transferred(102, "A012"),
    forwarded(102, "A012"),
    cancelled(102, "A012", "w1"),
    interrupted(102, "A012"),
    undone(102, "A012"),
]


@pytest.mark.parametrize("item", LEAVING, ids=lambda event: event.type)
def test_whatever_takes_the_ticket_away_clears_the_keypad(item: FeedItem) -> None:
    state = desk(snapshot(), called(101, "A012"))
    after = apply(state, item)
    assert (after.digits, after.revision) == ("", state.revision + 1)
    other = desk(snapshot(), called(101, "A013"))
    assert apply(other, item).digits == "013"


def test_an_undone_call_gives_back_what_it_had_ended() -> None:
    a011 = ticket("A011", status=TicketStatus.SERVING, window="w1")
    state = desk(snapshot(), called(101, "A012"), undone(102, "A012", reopened=a011))
    assert state.digits == "011"
    # The answer may have told it before, and more has happened since.
    state = after_answer(state, "finish", WindowAnswer(ticket=a011, waiting=2))
    assert apply(state, undone(102, "A012", reopened=a011)).digits == ""


def test_who_changes_lines_is_counted_in_one_of_them() -> None:
    start = desk(snapshot(services=(queue(4), queue(0, service="tax"))))
    assert apply(start, transferred(101, "A013", where=None)).waiting == 4
    assert apply(start, transferred(101, "A012", where="w1")).waiting == 5
    assert apply(start, transferred(101, "A013", where=None, to="housing")).waiting == 3


def test_nobody_waits_after_a_closed_day_and_who_is_here_stays() -> None:
    state = desk(snapshot(), called(101, "A012"), day_closed(102))
    assert (state.waiting, state.digits) == (0, "012")


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
        handed_over(107),
        cancelled(108, "A013", "w1"),
        day_closed(109),
    ]
    for item in items:
        state = apply(state, item)
        seen.add(state.revision)
    assert len(seen) == 10
    elsewhere = WindowStaffed(seq=110, at=NINE, hall="demo", window="w2", clerk=None)
    assert apply(state, elsewhere) == state
    assert apply(state, restored(111, "A009", waiting=state.waiting)).revision == state.revision
