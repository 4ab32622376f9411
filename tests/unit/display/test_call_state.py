from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from display.call_state import MAX_RECENT_CALLS, apply, refresh
from display.hall_state import Connection, HallState, WindowCall
from queue_server.client import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import Event, EventBase, PrintChanged, TicketEvent
from queue_server.wire.messages import PauseReason, PrintState, TicketStatus, Unavailable, WindowStatus
from tests.fakes.model_hall import STEPS, ModelHall
from tests.fakes.wire_samples import (
    DAY,
    NINE,
    at,
    called,
    cancelled,
    day_closed,
    day_opened,
    day_reopened,
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
    staffed,
    started,
    ticket,
    transferred,
    undone,
    window,
)


def hall(*items: FeedItem) -> HallState:
    state = HallState()
    for item in items:
        state = apply(state, item)
    return state


def recent(state: HallState) -> list[str]:
    return [each.number for each in state.recent_calls]


def upcoming(state: HallState) -> list[str]:
    return [each.number for each in state.upcoming]


def test_nothing_is_known_before_the_first_snapshot() -> None:
    state = hall(called(101, "A012"))
    assert not state.known
    assert state == HallState()


def test_a_call_is_the_newest_and_held_by_its_window() -> None:
    state = hall(snapshot(), called(101, "A012"), called(102, "A013", "w2"))
    assert recent(state) == ["A013", "A012"]
    assert state.window("w1").status is WindowStatus.CALLED
    assert (state.seq, state.updated_at) == (102, at(102))


def test_a_recall_moves_to_the_front_without_a_second_entry() -> None:
    state = hall(snapshot(), called(101, "A012"), called(102, "A013", "w2"), recalled(103, "A012"))
    assert recent(state) == ["A012", "A013"]
    assert state.recent_calls[0].calls == 2


def test_ten_calls_are_remembered() -> None:
    state = hall(snapshot(), *(called(101 + turn, f"A{turn:03}") for turn in range(12)))
    assert recent(state) == [f"A{turn:03}" for turn in range(11, 1, -1)]


def test_a_visit_ends_with_a_free_window() -> None:
    state = hall(snapshot(), called(101, "A012"), started(102, "A012"))
    assert state.window("w1").status is WindowStatus.SERVING
    assert state.recent_calls[0].status is TicketStatus.SERVING
    state = apply(state, finished(103, "A012"))
    assert state.window("w1") == WindowCall("w1")
    assert recent(state) == ["A012"]


def test_a_no_show_is_listed_until_it_is_called_again() -> None:
    state = hall(
        snapshot(), called(101, "A012"), no_show(102, "A012"), called(103, "A013"), no_show(104, "A013")
    )
    assert [each.number for each in state.passed] == ["A013", "A012"]
    state = apply(state, called(105, "A012"))
    assert [each.number for each in state.passed] == ["A013"]


def test_a_paused_window_keeps_its_ticket() -> None:
    state = hall(snapshot(), called(101, "A012"), paused(102))
    assert state.window("w1").status is WindowStatus.PAUSED
    assert apply(state, resumed(103)).window("w1").status is WindowStatus.CALLED


LEAVING: dict[str, Event] = {
    "parked": parked(103, "A012"),
    "transferred": transferred(103, "A012"),
    "forwarded": forwarded(103, "A012"),
    "cancelled": cancelled(103, "A012", "w1"),
    "interrupted": interrupted(103, "A012"),
    "undone": undone(103, "A012"),
}


@pytest.mark.parametrize("how", LEAVING)
def test_a_ticket_that_leaves_its_window_is_no_call_any_more(how: str) -> None:
    state = hall(snapshot(), called(101, "A011", "w2"), called(102, "A012"), LEAVING[how])
    assert state.window("w1") == WindowCall("w1")
    assert recent(state) == ["A011"]
    assert state.window("w2").status is WindowStatus.CALLED


def test_a_parked_number_that_is_called_back_is_the_newest_call() -> None:
    state = hall(
        snapshot(), called(101, "A012"), parked(102, "A012"), called(103, "A013"), called(104, "A012", "w2")
    )
    assert recent(state) == ["A012", "A013"]
    assert state.window("w2").status is WindowStatus.CALLED


def test_an_undone_call_gives_the_window_back_what_it_had_finished() -> None:
    before = called(101, "A011").ticket.model_copy(update={"status": TicketStatus.SERVING})
    state = hall(snapshot(), called(101, "A011"), finished(102, "A011", by_next_call=True))
    state = apply(apply(state, called(103, "A012")), undone(104, "A012", reopened=before))
    assert state.window("w1") == WindowCall("w1", False, before)
    assert state.recent_calls == (before,)


def test_an_undone_call_takes_a_step_of_a_package_out_of_its_next_line() -> None:
    at_window = called(101, "A011").ticket.model_copy(update={"status": TicketStatus.SERVING})
    line = (ticket("A011", service="tax"), ticket("A013"))
    start = snapshot(services=(queue(1), queue(1, service="tax")), upcoming=line)
    event = undone(102, "A012", reopened=at_window).model_copy(update={"left_queue": queue(0, service="tax")})
    state = hall(start, called(101, "A012", waiting=1), event)
    assert [(each.service, each.waiting) for each in state.services] == [("civil", 3), ("tax", 0)]
    assert upcoming(state) == ["A013"]
    assert state.window("w1").ticket == at_window


def test_where_a_number_stands_that_waits_again_is_not_known_without_a_snapshot() -> None:
    state = hall(snapshot(services=(queue(1),), upcoming=(ticket("A013"),)), restored(101, "A009", waiting=2))
    assert (upcoming(state), state.unsure) == (["A013"], True)
    line = (ticket("A013"), ticket("A009"))
    state = refresh(state, snapshot(101, services=(queue(2),), upcoming=line))
    assert (upcoming(state), state.unsure) == (["A013", "A009"], False)


def test_a_restored_number_is_no_longer_passed() -> None:
    state = hall(snapshot(services=(queue(0),)), called(101, "A012", waiting=0), no_show(102, "A012"))
    assert apply(state, restored(103, "A012", waiting=1)).passed == ()


def test_a_number_passed_too_often_is_not_listed() -> None:
    void = no_show(102, "A012")
    void = void.model_copy(update={"ticket": void.ticket.model_copy(update={"status": TicketStatus.VOID})})
    state = hall(snapshot(), called(101, "A012"), void)
    assert (state.passed, state.window("w1").ticket) == ((), None)


def test_who_changes_lines_is_counted_in_one_of_them() -> None:
    start = snapshot(services=(queue(4), queue(0, service="tax")))
    counts = [
        (each.service, each.waiting) for each in hall(start, transferred(101, "A013", where=None)).services
    ]
    assert counts == [("civil", 3), ("tax", 1)]
    from_window = hall(start, called(101, "A012", waiting=3), transferred(102, "A012"))
    assert [each.waiting for each in from_window.services] == [3, 1]
    same = transferred(101, "A013", where=None, to="civil", waiting=4)
    assert [each.waiting for each in hall(start, same).services] == [4, 0]


def test_a_closed_day_gives_no_numbers_but_serves_who_is_at_a_window() -> None:
    state = hall(
        snapshot(services=(queue(5),), upcoming=(ticket("A013"),)), called(101, "A012"), day_closed(102)
    )
    assert (state.day_closed, state.waiting, upcoming(state), state.unsure) == (True, 0, [], True)
    assert state.services[0].unavailable is Unavailable.DAY_CLOSED
    assert state.window("w1").status is WindowStatus.CALLED
    assert not apply(state, day_reopened(103)).day_closed
    assert not apply(state, day_opened(103, date(2026, 3, 3))).day_closed
    assert hall(snapshot(day_closed=True)).day_closed


def test_a_pause_keeps_its_reason_until_it_ends() -> None:
    state = hall(snapshot(), paused(101, reason=PauseReason.MEAL))
    assert state.window("w1").pause_reason is PauseReason.MEAL
    assert apply(state, resumed(102)).window("w1") == WindowCall("w1")
    view = window("w1", WindowStatus.PAUSED, pause_reason=PauseReason.MEETING)
    assert hall(snapshot(windows=(view,))).window("w1").pause_reason is PauseReason.MEETING


class TicketBlessed(TicketEvent):
    """Of a later version."""

    type: str = "ticket.blessed"


class HallPainted(EventBase):
    """Of a later version."""

    type: str = "hall.painted"


def test_events_of_a_later_version_change_nothing_that_is_not_in_the_ticket() -> None:
    state = hall(snapshot(), called(101, "A012"), handed_over(102))
    painted = apply(state, HallPainted(seq=103, at=at(103), hall="demo"))  # type: ignore[arg-type]
    assert replace(painted, seq=102, updated_at=at(102)) == state
    gone = ticket("A012", status=TicketStatus.EXPIRED)
    blessed = TicketBlessed(seq=103, at=at(103), hall="demo", ticket=gone, queue=queue(2))
    assert apply(state, blessed).window("w1").ticket is None  # type: ignore[arg-type]


def test_a_restart_finds_windows_as_they_are() -> None:
    held = ticket("A012", status=TicketStatus.SERVING, window="w1")
    state = hall(snapshot(windows=(window("w1", WindowStatus.PAUSED, held=held), window("w2"))))
    assert state.window("w1") == WindowCall("w1", True, held)


def test_waiting_and_wait_follow_the_service() -> None:
    state = hall(snapshot(services=(queue(0), queue(5, service="tax"))), issued(101, "A014", waiting=1))
    assert [(each.service, each.waiting) for each in state.services] == [("civil", 1), ("tax", 5)]
    assert state.waiting == 6
    assert state.service("civil") == queue(1)
    assert state.service("housing") is None


@pytest.mark.parametrize("waiting", [1, 31])
def test_who_is_next_after_a_new_number_only_the_server_knows(waiting: int) -> None:
    line = hall(snapshot(services=(queue(waiting - 1),), upcoming=(ticket("A013"),)))
    state = apply(line, issued(101, "A044", waiting=waiting))
    assert (upcoming(state), state.unsure) == (["A013"], True)


def test_a_called_number_is_no_longer_next() -> None:
    line = (ticket("A013"), ticket("A014"))
    state = hall(snapshot(services=(queue(2),), upcoming=line), called(101, "A013", waiting=1))
    assert (upcoming(state), state.unsure) == (["A014"], True)


@pytest.mark.parametrize("event", [paused(101), resumed(101), staffed(101), finished(101, "A011")])
def test_who_is_next_hangs_on_the_windows(event: Event) -> None:
    assert hall(snapshot(), event).unsure


@pytest.mark.parametrize("event", [recalled(101, "A011"), started(101, "A011")])
def test_the_same_are_next_when_nobody_comes_or_goes(event: Event) -> None:
    assert not hall(snapshot(), event).unsure


def test_a_new_day_empties_the_hall() -> None:
    state = hall(
        snapshot(passed=(ticket("A001"),)),
        called(101, "A012"),
        paused(102),
        day_opened(103, date(2026, 3, 3)),
    )
    assert (state.recent_calls, state.passed, state.upcoming, state.waiting) == ((), (), (), 0)
    assert state.windows == (WindowCall("w1"), WindowCall("w2"))
    assert state.business_day == date(2026, 3, 3)


def test_a_ticket_of_a_new_day_opens_it_too() -> None:
    event = called(102, "A001", "w2")
    tomorrow = event.ticket.model_copy(update={"business_day": date(2026, 3, 3)})
    state = hall(snapshot(), called(101, "A099"), event.model_copy(update={"ticket": tomorrow}))
    assert recent(state) == ["A001"]
    assert state.window("w1").ticket is None


def test_the_connection_is_a_value_with_its_time() -> None:
    assert hall().connection == Connection()
    lost = hall(snapshot(), FeedLost(at(5), "away"))
    assert lost.connection == Connection(False, at(5), "away")
    assert lost.known
    back = apply(lost, FeedBack(at(9)))
    assert back.connection == Connection(True, at(9))
    assert apply(back, snapshot(200)).connection == Connection(True, at(9))
    assert hall(FeedLost(at(1), "not yet"), snapshot()).connection.online


def test_a_snapshot_from_the_feed_replaces_even_a_newer_state() -> None:
    """The server began again with another database: its log is shorter."""
    state = hall(snapshot(500), called(501, "A012"), snapshot(7))
    assert (state.seq, state.recent_calls) == (7, ())


def test_a_snapshot_beside_the_feed_never_goes_back() -> None:
    state = hall(snapshot(), called(101, "A012"))
    assert refresh(state, snapshot(100)) == state
    assert refresh(state, snapshot(101, services=(queue(9),))).waiting == 9


def test_a_slips_state_is_renewed_wherever_its_ticket_stands() -> None:
    held = ticket("A012", status=TicketStatus.CALLED, window="w1").model_copy(
        update={"print_state": PrintState.PRINTED}
    )
    changed = PrintChanged(seq=102, at=NINE, hall="demo", ticket=held, state=PrintState.PRINTED)
    state = hall(snapshot(), called(101, "A012"), changed)
    assert state.recent_calls[0].print_state is PrintState.PRINTED
    assert state.window("w1").ticket == held


SCRIPT = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), max_size=80)


@given(SCRIPT, SCRIPT)
def test_events_lead_where_a_later_snapshot_begins(
    before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    model = ModelHall()
    for what, choice in before:
        model.step(what, choice)
    state = hall(model.snapshot())
    known = len(model.events)
    for what, choice in after:
        model.step(what, choice)
    for event in model.events[known:]:
        state = apply(state, event)
    fresh = hall(model.snapshot())
    assert state.windows == fresh.windows
    assert state.passed[: len(fresh.passed)] == fresh.passed[: len(state.passed)]
    assert (state.business_day, state.day_closed) == (fresh.business_day, fresh.day_closed)
    assert [(each.service, each.waiting) for each in state.services] == [
        (each.service, each.waiting) for each in fresh.services
    ]
    # Ten are remembered on both sides: of more, each may have forgotten others.
    assert state.recent_calls[: len(fresh.recent_calls)] == fresh.recent_calls[: len(state.recent_calls)]
    assert len(state.recent_calls) == len(fresh.recent_calls) or model.called > MAX_RECENT_CALLS
    assert state.unsure or state.upcoming == fresh.upcoming


@given(SCRIPT, st.lists(st.integers(0, 80)))
def test_events_seen_before_change_nothing(script: list[tuple[str, int]], again: list[int]) -> None:
    model = ModelHall()
    start = model.snapshot()
    for what, choice in script:
        model.step(what, choice)
    once = hall(start, *model.events)
    state = hall(start)
    for position, event in enumerate(model.events):
        state = apply(state, event)
        for index in again:
            if index <= position:
                state = apply(state, model.events[index])
    assert state == once


def test_the_business_day_of_the_samples_is_the_snapshots() -> None:
    assert hall(snapshot()).business_day == DAY
