"""Use case: a clerk takes back a call that was a mistake."""

from __future__ import annotations

from datetime import timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import ORDINARY, Status, Ticket
from queue_server.service.change import Change
from queue_server.service.views import ticket_view
from queue_server.service.window_desk import answer, held_by
from queue_server.wire.events import TicketCallUndone
from queue_server.wire.messages import WindowAnswer


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
    if before.priority != ORDINARY and after.status is Status.WAITING:
        change.unit.set_in_a_row(window_id, max(change.unit.in_a_row(window_id) - 1, 0))
    reopened = _reopen(change, window_id, before)
    change.emit_ticket(
        TicketCallUndone,
        after,
        window=window_id,
        reopened=None if reopened is None else ticket_view(reopened),
    )
    return answer(change, window_id, after)


def _reopen(change: Change, window_id: str, undone: Ticket) -> Ticket | None:
    if undone.called_at is None:
        return None
    finished = change.unit.finished_at(change.day, window_id, undone.called_at)
    if finished is None or finished.session_id is None:
        return None
    session = change.unit.session(finished.session_id)
    if session is None or session.rated:
        return None
    after = tickets.reopen(finished)
    change.unit.save_ticket(finished, after)
    return after
