"""The life of a ticket, move by move."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import FINAL, LEGAL_MOVES, Move, Status, Ticket, status_after
from tests.fakes.hall_clock import MONDAY_MORNING

LATER = MONDAY_MORNING + timedelta(minutes=5)


def waiting() -> Ticket:
    return Ticket("t1", "A001", "civil", date(2026, 3, 2), 1, MONDAY_MORNING)


def called() -> Ticket:
    return tickets.call(waiting(), window="1", session_id="s1", at=LATER)


@given(st.sampled_from(Status), st.sampled_from(Move))
def test_every_move_is_in_the_table_or_refused(status: Status, move: Move) -> None:
    if (status, move) in LEGAL_MOVES:
        assert status_after(status, move) is LEGAL_MOVES[status, move]
        return
    with pytest.raises(Refusal) as refused:
        status_after(status, move)
    assert refused.value.code is Code.ILLEGAL_TRANSITION


def test_nothing_leaves_an_end() -> None:
    assert {Status.FINISHED, Status.NO_SHOW, Status.CANCELLED, Status.EXPIRED} == FINAL


def test_every_state_but_the_first_can_be_reached() -> None:
    assert set(LEGAL_MOVES.values()) | {Status.WAITING} == set(Status)


def test_a_call_names_window_session_and_time() -> None:
    ticket = called()
    assert (ticket.status, ticket.window, ticket.session_id) == (Status.CALLED, "1", "s1")
    assert (ticket.calls, ticket.called_at) == (1, LATER)


def test_a_recall_counts_and_keeps_the_session() -> None:
    again = tickets.recall(called(), LATER + timedelta(seconds=20))
    assert (again.status, again.calls, again.session_id) == (Status.CALLED, 2, "s1")
    assert again.called_at == LATER + timedelta(seconds=20)


def test_start_and_finish_leave_their_times() -> None:
    served = tickets.finish(tickets.start(called(), LATER), LATER + timedelta(minutes=9))
    assert (served.status, served.started_at) == (Status.FINISHED, LATER)
    assert served.finished_at == LATER + timedelta(minutes=9)


def test_a_called_ticket_can_be_finished_without_start() -> None:
    assert tickets.finish(called(), LATER).status is Status.FINISHED


def test_a_no_show_is_possible_only_before_start() -> None:
    assert tickets.no_show(called(), LATER).status is Status.NO_SHOW
    with pytest.raises(Refusal):
        tickets.no_show(tickets.start(called(), LATER), LATER)


def test_a_ticket_is_called_once() -> None:
    with pytest.raises(Refusal):
        tickets.call(called(), window="2", session_id="s2", at=LATER)
