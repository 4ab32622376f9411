from __future__ import annotations

from config.model import WindowSection
from evaluator.window_facts import WindowFacts, apply, refresh
from queue_server.client import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import WindowStaffed
from queue_server.wire.messages import PauseReason, TicketStatus, WindowStatus
from tests.fakes.wire_samples import (
    DAY,
    at,
    called,
    day_closed,
    day_opened,
    day_reopened,
    finished,
    handed_over,
    issued,
    paused,
    queue,
    resumed,
    snapshot,
    ticket,
    window,
)

WINDOW = WindowSection(id="w1", number=1, services=("civil", "tax"))


def facts(*items: FeedItem) -> WindowFacts:
    known = WindowFacts(WINDOW)
    for item in items:
        known = apply(known, item)
    return known


def test_a_snapshot_says_everything() -> None:
    held = ticket("A012", status=TicketStatus.SERVING, window="w1")
    mine = window("w1", WindowStatus.SERVING, held=held).model_copy(update={"clerk": "clerk-a"})
    known = facts(snapshot(7, windows=(mine,), services=(queue(2), queue(1, service="other"))))
    assert (known.known, known.connected, known.seq) == (True, True, 7)
    assert (known.held, known.clerk) == (held, "clerk-a")
    assert list(known.queues) == ["civil"]
    assert not facts().known
    assert facts(snapshot(windows=())).known, "a window that the server does not know is just free"


def test_events_carry_it_on_once() -> None:
    known = facts(snapshot(7), called(8, "A012"))
    assert known.held is not None
    assert apply(known, finished(9, "A012")).held is None
    assert apply(known, finished(8, "A012")) == known, "told before"
    assert apply(known, called(9, "A013", "w2")).held == known.held


def test_pauses_and_clerks_of_this_window_alone() -> None:
    known = facts(snapshot(1), paused(101, "w1", PauseReason.MEAL), handed_over(102))
    assert (known.paused, known.pause_reason, known.clerk) == (True, PauseReason.MEAL, "clerk-b")
    assert apply(known, resumed(103, "w2")).paused
    free = apply(known, resumed(103))
    assert (free.paused, free.pause_reason) == (False, None)
    staffed = WindowStaffed(seq=104, at=at(104), hall="demo", window="w1", clerk=None)
    assert apply(free, staffed).clerk is None


def test_a_new_day_begins_empty() -> None:
    known = facts(snapshot(1), called(101, "A012"), handed_over(102), day_closed(103))
    assert known.day_closed
    assert not apply(known, day_reopened(104)).day_closed
    new = apply(known, day_opened(104, DAY))
    assert (new.held, new.clerk, new.day_closed) == (None, None, False)


def test_out_of_hours_is_when_no_service_is_open_and_nobody_waits() -> None:
    closed = snapshot(1, services=(queue(0, is_open=False), queue(0, service="tax", is_open=False)))
    assert facts(closed).out_of_hours
    assert not apply(facts(closed), issued(101, "A012", waiting=1)).out_of_hours
    assert not facts().out_of_hours


def test_the_connection_is_lost_and_comes_back() -> None:
    lost = facts(snapshot(1), FeedLost(at(5), "gone"))
    assert (lost.connected, lost.known) == (False, True)
    assert apply(lost, FeedBack(at(6))).connected


def test_a_snapshot_beside_the_feed_never_takes_an_event_back() -> None:
    known = facts(snapshot(100), called(101, "A012"))
    assert refresh(known, snapshot(100)) == known
    assert refresh(known, snapshot(101)).held is None
    assert refresh(facts(), snapshot(5)) == facts(), "the feed speaks first"
    lost = apply(known, FeedLost(at(5), "gone"))
    assert not refresh(lost, snapshot(102)).connected
