"""States of slips and of windows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.slip import MISSING, SlipState, check_report
from queue_server.domain.ticket import Status, Ticket
from queue_server.domain.window import WindowCondition, WindowState, check_transfer, held_ticket
from tests.fakes.hall_clock import MONDAY_MORNING

PAPER = (SlipState.PRINTED, SlipState.REPRINTED)


def accepted(known: SlipState, reported: SlipState) -> bool:
    try:
        check_report(known, reported)
    except Refusal:
        return False
    return True


@given(st.sampled_from(PAPER), st.sampled_from(SlipState))
def test_paper_stays_paper(known: SlipState, reported: SlipState) -> None:
    if accepted(known, reported):
        assert reported in PAPER


@given(st.sampled_from(SlipState))
def test_the_same_report_may_come_again(state: SlipState) -> None:
    assert accepted(state, state) == (state is not SlipState.NONE)


@given(st.sampled_from(sorted(MISSING)))
def test_a_missing_slip_can_be_printed_or_fail(state: SlipState) -> None:
    assert accepted(state, SlipState.PRINTED)
    assert accepted(state, SlipState.FAILED)


@pytest.mark.parametrize(
    "paused, held, shown",
    [
        (False, None, WindowCondition.IDLE),
        (False, Status.CALLED, WindowCondition.CALLED),
        (False, Status.SERVING, WindowCondition.SERVING),
        (True, None, WindowCondition.PAUSED),
        (True, Status.SERVING, WindowCondition.PAUSED),
    ],
)
def test_what_a_window_shows(paused: bool, held: Status | None, shown: WindowCondition) -> None:
    assert WindowState(paused, held).condition is shown


def test_a_verb_needs_a_ticket() -> None:
    with pytest.raises(Refusal) as refused:
        held_ticket(None)
    assert refused.value.code is Code.NO_CURRENT_TICKET


@pytest.mark.parametrize(
    "service, window, allowed",
    [
        ("b", None, True),
        ("b", "2", True),
        ("a", "2", True),
        ("c", "2", False),
        ("a", None, False),
        ("a", "1", False),
        ("b", "1", True),
    ],
)
def test_a_ticket_is_sent_where_something_changes_and_somebody_takes_it(
    service: str, window: str | None, allowed: bool
) -> None:
    held = Ticket("t1", "A001", "a", MONDAY_MORNING.date(), 1, MONDAY_MORNING, Status.SERVING)
    if allowed:
        check_transfer(held, at="1", service=service, window=window, takes=("a", "b"))
        return
    with pytest.raises(Refusal) as refused:
        check_transfer(held, at="1", service=service, window=window, takes=("a", "b"))
    assert refused.value.code is Code.WRONG_WINDOW
