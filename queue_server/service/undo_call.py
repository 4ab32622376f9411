"""Use case: a clerk takes back a call that was a mistake.

The called ticket is as it was before, and so is the one whose session the call had ended, unless something has happened to that one
since: it was rated, or called, moved or cancelled in the line that it had gone on to. Then it stays where it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from queue_server.domain import ticket as tickets
from queue_server.domain.refusal import Code, Refusal
from queue_server.domain.ticket import Status, Ticket
from queue_server.service.change import Change
from queue_server.service.ports import MadeCall
from queue_server.service.window_desk import answer, held_by
from queue_server.wire.events import TicketCallUndone
from queue_server.wire.messages import WindowAnswer


def undo_call(change: Change, window_id: str) -> WindowAnswer:
    """Bring the window's just called ticket back to where it was, and the window back to whom it held.

    Raises Refusal ``nothing_to_undo`` or ``too_late``.
    """
    change.hall.window(window_id)
    called = held_by(change, window_id)
    if called is None:
        raise Refusal(Code.NOTHING_TO_UNDO, "the window holds no ticket")
    within = timedelta(seconds=change.hall.rules.undo_seconds)
    tickets.check_undo(called, change.now, within=within)
    made = change.unit.latest_call(window_id)
    if made is None or made.seq != called.call_seq:
        raise Refusal(Code.NOTHING_TO_UNDO, "the window's latest call was of another ticket")
    after = tickets.undo_call(called, made.called)
    change.unit.save_ticket(called, after)
    change.unit.set_in_a_row(window_id, made.in_a_row)
    change.emit_ticket(TicketCallUndone, after, window=window_id, **_reopen(change, made, called.called_at))
    return answer(change, window_id, after)


def _reopen(change: Change, made: MadeCall, at: datetime | None) -> dict[str, object]:
    """Give the window back what the call at ``at`` had ended; facts for the event."""
    before = made.ended
    ended = None if before is None else change.unit.ticket(before.id)
    if before is None or ended is None or at is None or not tickets.rests_since(ended, before, at):
        return {}
    if _rated(change, before):
        return {}
    after = tickets.reopen(ended, before)
    change.unit.save_ticket(ended, after)
    if ended.status is Status.FINISHED:
        return {"reopened": change.view(after)}
    change.unit.forget_session(str(before.session_id))
    return {"reopened": change.view(after), "left_queue": change.queue(ended.service)}


def _rated(change: Change, ticket: Ticket) -> bool:
    session = None if ticket.session_id is None else change.unit.session(ticket.session_id)
    return session is None or session.rated
