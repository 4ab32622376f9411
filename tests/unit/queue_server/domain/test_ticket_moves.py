"""The life of a ticket, move by move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import SlipState
from queue_server.domain.ticket import FINAL, LEGAL_MOVES, Move, Status, Ticket, status_after
from tests.fakes.hall_clock import MONDAY_MORNING

CALLED_AT = MONDAY_MORNING + timedelta(minutes=5)
GAP = timedelta(seconds=15)
UNDO = timedelta(seconds=10)


def waiting(**more: object) -> Ticket:
    plain = Ticket("t1", "A001", "civil", date(2026, 3, 2), 1, MONDAY_MORNING, turn=1)
    return replace(plain, **more)  # type: ignore[arg-type] # names are checked by the dataclass


def called(**more: object) -> Ticket:
    return tickets.call(waiting(**more), window="1", at=CALLED_AT)


def later(seconds: float) -> datetime:
    return CALLED_AT + timedelta(seconds=seconds)


def refused(act: Callable[[], object]) -> Code:
    with pytest.raises(Refusal) as refusal:
        act()
    return refusal.value.code


# --- the table ----------------------------------------------------------------------------------------------------


@given(st.sampled_from(Status), st.sampled_from(Move))
def test_every_move_is_in_the_table_or_refused(status: Status, move: Move) -> None:
    if (status, move) in LEGAL_MOVES:
        assert status_after(status, move) is LEGAL_MOVES[status, move]
        return
    with pytest.raises(Refusal) as refusal:
        status_after(status, move)
    assert refusal.value.code is Code.ILLEGAL_TRANSITION


def test_only_a_mistaken_finish_leaves_an_end() -> None:
    left = {(start, move) for start, move in LEGAL_MOVES if start in FINAL}
    assert left == {(Status.FINISHED, Move.REOPEN), (Status.FINISHED, Move.REOPEN_CALL)}


def test_every_state_but_the_first_can_be_reached() -> None:
    assert set(LEGAL_MOVES.values()) | {Status.WAITING} == set(Status)


# --- calls --------------------------------------------------------------------------------------------------------


def test_a_call_names_window_session_and_time() -> None:
    ticket = called()
    assert (ticket.status, ticket.window, ticket.session_id) == (Status.CALLED, "1", "t1.1")
    assert (ticket.calls, ticket.called_at, ticket.first_called_at) == (1, CALLED_AT, CALLED_AT)


def test_a_ticket_is_called_once() -> None:
    assert refused(lambda: tickets.call(called(), window="2", at=CALLED_AT)) is Code.ILLEGAL_TRANSITION


def test_a_recall_counts_and_keeps_the_session() -> None:
    again = tickets.recall(called(), later(15), gap=GAP, most=3)
    assert (again.status, again.calls, again.session_id) == (Status.CALLED, 2, "t1.1")
    assert again.called_at == later(15)


def test_recalls_have_a_gap_and_an_end() -> None:
    ticket = called()
    assert refused(lambda: tickets.recall(ticket, later(14.999), gap=GAP, most=3)) is Code.TOO_SOON
    for number in (1, 2):
        ticket = tickets.recall(ticket, later(15 * number), gap=GAP, most=3)
    assert refused(lambda: tickets.recall(ticket, later(999), gap=GAP, most=3)) is Code.CALLS_EXHAUSTED


def test_start_and_finish_leave_their_times() -> None:
    served = tickets.finish(tickets.start(called(), CALLED_AT), later(540))
    assert (served.status, served.started_at, served.finished_at) == (Status.FINISHED, CALLED_AT, later(540))


def test_a_called_ticket_can_be_finished_without_start() -> None:
    assert tickets.finish(called(), CALLED_AT).status is Status.FINISHED


# --- passed and restored ------------------------------------------------------------------------------------------


def test_a_no_show_is_possible_only_before_start() -> None:
    assert tickets.no_show(called(), CALLED_AT, restores=2).status is Status.NO_SHOW
    started = tickets.start(called(), CALLED_AT)
    assert refused(lambda: tickets.no_show(started, CALLED_AT, restores=2)) is Code.ILLEGAL_TRANSITION


@pytest.mark.parametrize("restores", range(4))
def test_a_ticket_comes_back_as_often_as_the_hall_allows(restores: int) -> None:
    ticket = waiting()
    for _ in range(restores):
        passed = tickets.no_show(tickets.call(ticket, window="1", at=CALLED_AT), CALLED_AT, restores=restores)
        ticket = tickets.restore(passed, CALLED_AT, behind=None, position=9, within=None)
    void = tickets.no_show(tickets.call(ticket, window="1", at=CALLED_AT), CALLED_AT, restores=restores)
    assert (void.status, void.no_shows) == (Status.VOID, restores + 1)
    back = lambda: tickets.restore(void, CALLED_AT, behind=None, position=10, within=None)  # noqa: E731
    assert refused(back) is Code.TICKET_VOID


def test_a_restored_ticket_stands_right_behind_another() -> None:
    first, second = waiting(id="t2", position=20, turn=20), waiting(id="t3", position=21, turn=21)
    passed = tickets.no_show(called(), CALLED_AT, restores=1)
    back = tickets.restore(passed, later(60), behind=first, position=30, within=timedelta(minutes=30))
    assert first.place < back.place < second.place
    assert (back.status, back.window, back.session_id, back.no_shows) == (Status.WAITING, None, None, 1)
    assert back.waiting_since == first.waiting_since


def test_nobody_comes_back_before_those_who_came_back_earlier() -> None:
    first = waiting(id="t2", position=20, turn=20)
    passed = tickets.no_show(called(), CALLED_AT, restores=1)
    earlier, latter = (
        tickets.restore(passed, CALLED_AT, behind=first, position=p, within=None) for p in (30, 31)
    )
    assert first.place < earlier.place < latter.place


def test_a_restore_may_come_too_late() -> None:
    passed = tickets.no_show(called(), CALLED_AT, restores=1)
    within = timedelta(minutes=30)

    def back(seconds: float) -> Ticket:
        return tickets.restore(passed, later(seconds), behind=None, position=9, within=within)

    assert back(1800).status is Status.WAITING
    assert refused(lambda: back(1800.001)) is Code.TOO_LATE


# --- aside, elsewhere, onwards ------------------------------------------------------------------------------------


def test_a_parked_ticket_is_called_back_in_the_same_session() -> None:
    parked = tickets.park(tickets.start(called(), CALLED_AT), later(60))
    back = tickets.call_back(parked, later(600))
    assert (back.status, back.session_id, back.calls) == (Status.CALLED, "t1.1", 1)
    assert (back.called_at, back.first_called_at, back.window) == (later(600), CALLED_AT, "1")


def test_a_transfer_keeps_the_place_by_arrival() -> None:
    sent = tickets.transfer(called(), service="household", window="3")
    assert (sent.status, sent.service, sent.for_window) == (Status.WAITING, "household", "3")
    assert (sent.place, sent.waiting_since) == (waiting().place, MONDAY_MORNING)
    assert (sent.window, sent.session_id) == (None, None)
    assert tickets.call(sent, window="3", at=later(9)).session_id == "t1.2"


def test_a_package_goes_on_to_its_next_service() -> None:
    on = tickets.forward(called(steps=("b", "c")), later(60))
    assert (on.status, on.service, on.steps, on.place) == (Status.WAITING, "b", ("c",), (1, 1))
    assert on.waiting_since == later(60), "it ages anew, but keeps its turn"


# --- taken back ---------------------------------------------------------------------------------------------------


def test_an_undone_call_never_was() -> None:
    assert tickets.undo_call(called(), waiting()) == replace(waiting(), sessions=1)


def test_an_undone_call_back_is_parked_again() -> None:
    parked = tickets.park(tickets.start(called(), CALLED_AT), later(30))
    assert tickets.undo_call(tickets.call_back(parked, later(60)), parked) == parked


@pytest.mark.parametrize(
    "ticket, seconds, within, code",
    [
        (called(), 10.001, UNDO, Code.TOO_LATE),
        (called(), 0, timedelta(0), Code.TOO_LATE),
        (tickets.recall(called(), later(15), gap=GAP, most=3), 16, UNDO, Code.NOTHING_TO_UNDO),
        (tickets.start(called(), CALLED_AT), 1, UNDO, Code.NOTHING_TO_UNDO),
        (waiting(), 1, UNDO, Code.NOTHING_TO_UNDO),
    ],
)
def test_what_cannot_be_undone(ticket: Ticket, seconds: float, within: timedelta, code: Code) -> None:
    assert refused(lambda: tickets.check_undo(ticket, later(seconds), within=within)) is code


AT_A_WINDOW = [
    called(),
    tickets.start(called(), CALLED_AT),
    called(steps=("b", "c")),
    tickets.start(called(steps=("b",), for_window="1"), CALLED_AT),
]


def ended(before: Ticket, seconds: float) -> Ticket:
    """As a call leaves it; somebody is logged in by now."""
    if before.steps:
        return tickets.forward(before, later(seconds))
    return tickets.finish(before, later(seconds), "clerk-b", by_call=True)


@pytest.mark.parametrize("before", AT_A_WINDOW)
def test_a_mistaken_end_leaves_no_trace(before: Ticket) -> None:
    left = ended(before, 60)
    assert tickets.rests_since(left, before, later(60))
    assert tickets.reopen(left, before) == before


@pytest.mark.parametrize("before", AT_A_WINDOW)
def test_what_goes_on_in_the_meantime_is_no_move(before: Ticket) -> None:
    printed = replace(ended(before, 60), slip=SlipState.PRINTED, sessions=2)
    assert tickets.rests_since(printed, before, later(60))
    assert tickets.reopen(printed, before) == replace(before, slip=SlipState.PRINTED, sessions=2)


def test_who_has_moved_since_the_end_does_not_rest() -> None:
    before = called(steps=("b",))
    left = ended(before, 60)
    for moved in (
        tickets.call(left, window="2", at=later(61)),
        tickets.transfer(left, service="c", window=None),
        tickets.cancel(left, later(61)),
        ended(before, 59),
    ):
        assert not tickets.rests_since(moved, before, later(60))


def test_the_clerk_at_the_end_has_served_or_else_the_one_at_the_start() -> None:
    at_start = tickets.start(called(), CALLED_AT, "clerk-a")
    assert at_start.clerk == "clerk-a"
    assert tickets.finish(at_start, later(60), "clerk-b").clerk == "clerk-b"
    assert tickets.finish(at_start, later(60)).clerk == "clerk-a"
    assert tickets.forward(replace(at_start, steps=("b",)), later(60)).clerk is None


def test_a_step_goes_on_to_any_window() -> None:
    assert tickets.forward(called(steps=("b",), for_window="1"), later(60)).for_window is None


def test_a_passed_ticket_is_put_behind_as_many_as_the_list_says() -> None:
    passed = tickets.no_show(called(), CALLED_AT, restores=2)
    assert tickets.restore_places(passed, (3, 0)) == 3
    assert tickets.restore_places(replace(passed, no_shows=2), (3, 5)) == 5
    assert tickets.restore_places(passed, ()) == 0
    assert tickets.restore_places(replace(passed, status=Status.VOID), (3, 0)) == 0
    assert refused(lambda: tickets.restore_places(waiting(), (3, 0))) is Code.ILLEGAL_TRANSITION
