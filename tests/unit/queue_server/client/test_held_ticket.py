from __future__ import annotations

import pytest

from queue_server.client.held_ticket import concerns, held_after, if_held
from queue_server.wire.events import TicketEvent
from queue_server.wire.messages import TicketStatus
from tests.fakes.wire_samples import (
    called,
    cancelled,
    finished,
    forwarded,
    interrupted,
    no_show,
    parked,
    recalled,
    started,
    ticket,
    transferred,
    undone,
)

HELD = ticket("A012", status=TicketStatus.SERVING, window="w1", calls=1)


@pytest.mark.parametrize("event", [called(2, "A013"), recalled(2, "A013"), started(2, "A013")])
def test_a_window_holds_whom_it_called_last(event: TicketEvent) -> None:
    assert held_after("w1", None, event) == event.ticket
    assert held_after("w1", HELD, event) == event.ticket
    assert concerns("w1", HELD, event)


@pytest.mark.parametrize(
    "event",
    [
        finished(2, "A012"),
        no_show(2, "A012"),
        parked(2, "A012"),
        transferred(2, "A012"),
        forwarded(2, "A012"),
        cancelled(2, "A012", "w1"),
        interrupted(2, "A012"),
        undone(2, "A012"),
    ],
)
def test_whatever_else_happens_to_a_ticket_frees_its_window(event: TicketEvent) -> None:
    assert held_after("w1", HELD, event) is None
    assert concerns("w1", None, event), "although it was not known to be there"


def test_others_at_other_windows_change_nothing() -> None:
    for event in (called(2, "A013", "w2"), finished(2, "A011", "w2"), cancelled(2, "A014")):
        assert held_after("w1", HELD, event) == HELD
        assert not concerns("w1", HELD, event)


def test_an_undone_call_gives_back_what_it_had_ended() -> None:
    before = ticket("A011", status=TicketStatus.SERVING, window="w1")
    assert held_after("w1", HELD, undone(2, "A012", reopened=before)) == before


def test_a_ticket_that_is_over_is_not_held() -> None:
    assert if_held(HELD) == HELD
    assert if_held(ticket("A012", status=TicketStatus.PARKED, window="w1")) is None
    assert if_held(None) is None
