"""Use case: a clerk takes back a call that was a mistake."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.change import Change
from queue_server.service.views import ticket_view
from queue_server.service.window_desk import answer, held_by
from queue_server.wire.events import (
    EVENT_ADAPTER,
    Event,
    TicketCalled,
    TicketCallUndone,
    TicketFinished,
    WindowResumed,
)
from queue_server.wire.messages import CallRule, WindowAnswer

BY_HAND = frozenset({CallRule.CLERK, CallRule.CALL_BACK})
"""Calls that the rules of order did not decide, and that they do not count."""


def undo_call(change: Change, window_id: str) -> WindowAnswer:
    """Let the window's just called ticket wait again in its old place, and give back what the call had finished.

    A session that was rated meanwhile stays finished. Raises Refusal ``nothing_to_undo`` or ``too_late``.
    """
    change.hall.window(window_id)
    before = held_by(change, window_id)
    if before is None:
        raise Refusal(Code.NOTHING_TO_UNDO, "the window holds no ticket")
    within = timedelta(seconds=change.hall.rules.undo_seconds)
    after = tickets.undo_call(before, change.now, within=within)
    change.unit.save_ticket(before, after)
    _count_back(change, window_id, before)
    reopened = _reopen(change, before)
    change.emit_ticket(
        TicketCallUndone,
        after,
        window=window_id,
        reopened=None if reopened is None else ticket_view(reopened),
    )
    return answer(change, window_id, after)


def _count_back(change: Change, window_id: str, undone: Ticket) -> None:
    event = _event(change, undone.call_seq)
    if isinstance(event, TicketCalled) and event.why is not None and event.why.rule not in BY_HAND:
        change.unit.set_in_a_row(window_id, event.why.in_a_row)


def _reopen(change: Change, undone: Ticket) -> Ticket | None:
    finished = _finished_by(change, undone)
    if finished is None or finished.status is not Status.FINISHED or finished.session_id is None:
        return None
    session = change.unit.session(finished.session_id)
    if session is None or session.rated:
        return None
    after = tickets.reopen(finished)
    change.unit.save_ticket(finished, after)
    return after


def _finished_by(change: Change, undone: Ticket) -> Ticket | None:
    """The ticket that the window held when it called; one that was finished by its own key stays finished."""
    seq = undone.call_seq or 0
    event = _event(change, seq - 1)
    if isinstance(event, WindowResumed):
        event = _event(change, seq - 2)
    if not isinstance(event, TicketFinished) or not event.by_next_call or event.at != undone.called_at:
        return None
    return change.unit.ticket(event.ticket.id) if event.ticket.window == undone.window else None


def _event(change: Change, seq: int | None) -> Event | None:
    stored = None if seq is None else change.unit.event(seq)
    return None if stored is None else EVENT_ADAPTER.validate_json(stored.data)
