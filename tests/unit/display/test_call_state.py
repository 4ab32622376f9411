from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from display.call_state import Connection, HallState, WindowCall, apply, refresh
from queue_server.client import FeedBack, FeedItem, FeedLost
from queue_server.wire.events import PrintChanged
from queue_server.wire.messages import PrintState, TicketStatus, WindowStatus
from tests.fakes.model_hall import STEPS, ModelHall
from tests.fakes.wire_samples import (
    DAY,
    NINE,
    at,
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


def test_a_new_number_is_next_only_when_everybody_before_is_known() -> None:
    short = hall(snapshot(services=(queue(1),), upcoming=(ticket("A013"),)), issued(101, "A014", waiting=2))
    assert upcoming(short) == ["A013", "A014"]
    long = hall(snapshot(services=(queue(30),), upcoming=(ticket("A013"),)), issued(101, "A044", waiting=31))
    assert upcoming(long) == ["A013"]
    assert long.wants_snapshot
    assert not short.wants_snapshot


def test_a_called_number_is_no_longer_next() -> None:
    state = hall(snapshot(services=(queue(1),), upcoming=(ticket("A013"),)), called(101, "A013", waiting=0))
    assert upcoming(state) == []
    assert not state.wants_snapshot


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


SCRIPT = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), max_size=60)


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
    assert state.recent_calls == fresh.recent_calls
    assert state.passed == fresh.passed
    assert state.business_day == fresh.business_day
    assert [(each.service, each.waiting) for each in state.services] == [
        (each.service, each.waiting) for each in fresh.services
    ]
    assert state.upcoming == tuple(model.waiting[: len(state.upcoming)])
    assert state.wants_snapshot or len(state.upcoming) >= min(3, len(model.waiting))


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
